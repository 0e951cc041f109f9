import { openHistorian } from '@emberline/historian'
import { eachSecond, forecast, frame, START_MS } from './fixtures.ts'

/** Writes to the folder it is told, prints what is acknowledged, and goes on until it is killed. */

const [folder, rowsPerFlush] = process.argv.slice(2)
const historian = await openHistorian(`embedded:${folder}`)
historian.status$.subscribe(({ state, reason }) => console.log(JSON.stringify({ state, reason })))
const rows = Number(rowsPerFlush)
const have = await historian.count({ series: 'Heating/Zone1/Power' })
for (let done = have; ; done += rows) {
	const fromMs = START_MS + done * 1000
	historian.writeReadings(eachSecond('Heating/Zone1/Power', fromMs, rows, (s) => done + s))
	historian.writeFrame(frame(fromMs))
	historian.writeForecast(forecast(fromMs, 20))
	await historian.flush()
	console.log(JSON.stringify({ acknowledged: done + rows }))
}

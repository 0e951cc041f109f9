import { openHistorian } from '@emberline/historian'
import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { connectLine, createReadingSpool } from '@emberline/plc-gateway'

/** A gateway with its spool and its historian, to be killed: BROKER HISTORIAN SPOOL_DIR. Says its counters as a line of JSON, four times a second. */
const [brokerUrl = '', historianUrl = '', dir = ''] = process.argv.slice(2)
const historian = await openHistorian(historianUrl, { flushEveryMs: 250 })
const plc = connectLine({
	brokerUrl,
	group: 'R2R',
	node: 'LINE1',
	tags: tagsOfLine(loadLine()),
	silenceLimitMs: 60_000,
	reconnect: { firstMs: 50, maxMs: 500 },
})
const spool = createReadingSpool({
	dir,
	sink: { write: (readings) => historian.writeReadings(readings), flush: () => historian.flush() },
	acknowledge: (number) => plc.acknowledge(number),
})
plc.arrivals$.subscribe((arrival) => spool.take(arrival))
setInterval(() => {
	process.stdout.write(`${JSON.stringify({ ...plc.metrics(), ...spool.metrics(), historian: historian.status() })}\n`)
}, 250)
process.on('SIGTERM', async () => {
	await spool.close()
	await plc.close()
	await historian.close()
	process.exit(0)
})

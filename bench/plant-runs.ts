import { mkdirSync, writeFileSync } from 'node:fs'
import { timelineSvg } from '../cli/src/timeline-svg.ts'
import { packMlStateName } from '../line-config/src/index.ts'
import { mosquitto } from '../plc-gateway/test/brokers.ts'
import { PLANT_RUNS } from '../plc-gateway/test/plant-runs.ts'
import { poweredWhileStill, type RecordedRun, recordRun, STATE_ROWS, statesOf } from '../plc-gateway/test/record-run.ts'

/** Carries out every run of the plant on mosquitto and draws what came over the wire: `npx tsx bench/plant-runs.ts [name ...]`. */
const folder = new URL('../docs/img/', import.meta.url)
mkdirSync(folder, { recursive: true })
const asked = process.argv.slice(2)
const broker = await mosquitto()
let failed = 0
try {
	for (const run of PLANT_RUNS.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
		const recorded = await recordRun(broker.url, { ...run.options, speed: 60 }, (hands) => run.carryOut(hands))
		const states = statesOf(recorded, 'Line')
		const asExpected = states.join() === run.states.join()
		const still = poweredWhileStill(recorded, 8)
		if (!asExpected || still.length > 0) failed++
		writeFileSync(new URL(`run-${run.name}.svg`, folder), drawing(run.title, recorded))
		process.stdout.write(
			`${run.name}: ${recorded.endS.toFixed(0)} s, ${states.join(' > ')}${asExpected ? '' : ` (expected ${run.states.join(' > ')})`}; `,
		)
		process.stdout.write(`heated while still: ${still.length} samples\n`)
	}
} finally {
	await broker.stop()
}
process.exitCode = failed > 0 ? 1 : 0

function drawing(title: string, run: RecordedRun): string {
	const numbers = (tag: string) =>
		(run.values.get(tag) ?? []).flatMap(({ tS, value }) => (typeof value === 'number' ? [{ tS, value }] : []))
	const reasons = numbers('Line/Admin/StopReason/ID').filter(
		({ value }, n, all) => n > 0 && value !== all[n - 1]?.value && value !== 0,
	)
	return timelineSvg({
		title,
		endS: run.endS,
		rows: STATE_ROWS.map((name) => ({
			name,
			states: (run.values.get(`${name}/Status/StateCurrent`) ?? []).map(({ tS, value }) => ({
				fromS: tS,
				state: packMlStateName(value) ?? String(value),
			})),
		})),
		curves: [
			{ name: 'web speed', unit: 'mm/s', max: 60, points: numbers('Line/Status/CurMachSpeed') },
			{ name: 'emitter 1', unit: 'K', max: 1500, points: numbers('Heating/Zone1/EmitterTemperature') },
			{ name: 'power 1', unit: 'kW', max: 12, points: numbers('Heating/Zone1/Power') },
			{ name: 'shutter', unit: '%', max: 100, points: numbers('Heating/Shutter/Position') },
		],
		marks: reasons.map(({ tS, value }) => ({ tS, text: `stop reason ${value}` })),
	})
}

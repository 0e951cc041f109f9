import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mosquitto, type TestBroker } from './brokers.ts'
import { PLANT_RUNS } from './plant-runs.ts'
import { LINE, poweredWhileStill, recordRun, statesOf } from './record-run.ts'

/** The others take minutes; `bench/plant-runs.ts` carries all of them out and draws them. */
const SHORT = ['hold', 'web-break', 'emergency-stop', 'station-lost']

describe('a run of the plant over MQTT', () => {
	let broker: TestBroker
	beforeAll(async () => {
		broker = await mosquitto()
	})
	afterAll(() => broker.stop())

	it.each(PLANT_RUNS.filter(({ name }) => SHORT.includes(name)))(
		'$name goes through its states, and never heats still web',
		async (run) => {
			const recorded = await recordRun(broker.url, { ...run.options, speed: 100 }, (hands) => run.carryOut(hands))
			expect(statesOf(recorded, 'Line')).toEqual(run.states)
			expect(recorded.values.get('Line/Admin/StopReason/ID')?.map(({ value }) => value)).toContain(run.reason)
			expect(poweredWhileStill(recorded, 800 * Math.min(LINE.web.threadSpeedMPerS, LINE.web.speedMinMPerS))).toEqual([])
			expect(statesOf(recorded, 'Heating').at(-1)).toBe('Execute')
		},
	)
})

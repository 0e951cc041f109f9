import { describe, expect, it } from 'vitest'
import type { FaultRequest } from './faults/fault-record.ts'
import type { Plant } from './plant.ts'
import { LINE1, plantOfLine1, runUntil } from './plant-for-tests.ts'
import { senseOf } from './senses.ts'
import { SILENT_REASON } from './stop-reasons.ts'
import { train } from './training-desk.ts'
import { TRIPS, type Trip } from './trips.ts'

const heaterW = (plant: Plant) => Math.max(...plant.modules.map((module) => module.powerW))
const suffering = (...scripted: FaultRequest[]) => plantOfLine1({ faults: { scripted } })

/** Plant seconds from when a trip's condition holds to when the heaters have no power and the shutter is on its way. */
function heaterOffAfterS(plant: Plant, trip: Trip, withinS: number): number {
	const { program, line } = plant
	const stands = () => trip.stands({ senses: senseOf(plant), orders: program.orders, state: program.line.state, line })
	if (!stands()) runUntil(plant, stands, withinS)
	const fromS = plant.nowS
	const openShare = plant.shutterOpenShare
	runUntil(plant, () => heaterW(plant) === 0 && plant.shutterOpenShare < openShare, 120)
	return plant.nowS - fromS
}

describe('a trip takes the power off the heaters within its budget and is the reason of the stop', () => {
	/** What brings it about, how long that takes to be seen at the most [s], and where the line comes to rest. */
	type Cause = FaultRequest | ((plant: Plant) => void)
	type Row = readonly [code: number, by: string, cause: Cause, withinS: number, towards: string]
	const ROWS: readonly Row[] = [
		[299, 'the button on the machine', (plant) => Object.assign(plant, { emergencyStop: true }), 0.1, 'Aborted'],
		[404, 'an emitter set above its limit', (plant) => plant.panel.write('Heating/Zone1/EmitterSetpoint', 1490), 120, 'Aborted'],
		[202, 'a torn web', { fault: 'web_break' }, 0.2, 'Aborted'],
		[205, 'a nip that slips', { fault: 'tension_loss' }, 0.2, 'Aborted'],
		[499, 'a drive that fails', (plant) => Object.assign(plant, { driveFailed: true }), 30, 'Aborted'],
		// Oxygen has first to fill the chamber.
		[402, 'a leak of 180 ppm', { fault: 'purge_leak', severity: 3 }, 6, 'Held'],
		[406, 'a broken thermocouple', { fault: 'thermocouple_open/zone2' }, 0.2, 'Held'],
		[403, 'a water main that fails', { fault: 'coolant_loss', severity: 2 }, 0.2, 'Suspended'],
		[501, 'a failed pump of the plates', { fault: 'coolant_loss' }, 0.2, 'Suspended'],
		// The valve of the gas takes two seconds.
		[503, 'somebody who shuts the gas of the quench', (plant) => train(plant, { do: 'shut-quench-gas' }, ''), 3, 'Suspended'],
		[298, 'a gateway that beats no more', (plant) => Object.assign(plant, { gatewayLost: true }), 0.1, 'Held'],
		...Object.entries(SILENT_REASON).map(
			([station, code]): Row => [
				code,
				`${station} cut off`,
				(plant) => train(plant, { do: 'cut-station', station }, ''),
				0.1,
				'Aborted',
			],
		),
		// The web that is in the gap has to come out of it first.
		[502, 'a gap of the quench far too wide', { fault: 'quench_gap', severity: 3.6 }, 60, 'Suspended'],
		// The emitters take their time to cool.
		[401, 'a broken emitter', { fault: 'emitter_break/zone1' }, 120, 'Held'],
		[302, 'precursor like mud', { fault: 'wet_precursor', severity: 10 }, 120, 'Held'],
		[201, 'powder that bridges over the screw', { fault: 'feeder_bridging' }, 5, 'Held'],
		[601, 'a clogged filter', { fault: 'filter_clog', severity: 2 }, 0.2, 'Held'],
	]

	it('has a row here, every one', () => {
		expect(ROWS.map(([code]) => code).sort()).toEqual(TRIPS.map(({ code }) => code).sort())
	})

	it.each(ROWS)('%i by %s', (code, _by, cause, withinS, towards) => {
		const trip = TRIPS.find((each) => each.code === code) as Trip
		const plant =
			typeof cause === 'function' ? plantOfLine1() : suffering({ severity: 1, at: 5, onsetS: 0, lastsS: 600, ...cause })
		runUntil(plant, () => plant.nowS >= 5, 6)
		if (typeof cause === 'function') cause(plant)
		expect(heaterOffAfterS(plant, trip, withinS)).toBeLessThanOrEqual(trip.budgetS + 1e-6)
		expect(plant.program.reason).toBe(code)
		expect(plant.tags().get('Line/Admin/StopReason/ID')?.value).toBe(code)
		expect(plant.program.interlocks.firstOut?.trip.code).toBe(code)
		runUntil(plant, () => plant.program.line.state === towards, 120)
		expect(heaterW(plant)).toBe(0)
	})

	it('keeps what came first when more follows, and every one with its time', () => {
		const plant = suffering({ fault: 'thermocouple_open/zone2', severity: 1, at: 8, onsetS: 0, lastsS: 600 })
		runUntil(plant, () => plant.nowS >= 5, 6)
		plant.emergencyStop = true
		runUntil(plant, () => plant.program.interlocks.history.length > 1, 10)
		const { history, firstOut } = plant.program.interlocks
		expect(history.map(({ trip, tS }) => [trip.code, Math.round(tS)])).toEqual([
			[299, 5],
			[406, 9],
		])
		expect(firstOut).toEqual(history[0])
	})

	it('takes for first out what began first, though another with a shorter delay trips sooner and switches off what it looks at', () => {
		// The pump of the plates fails and is believed after 5 s; 2.5 s into that a thermocouple breaks, believed after 1 s.
		const scripted = (fault: string, at: number, lastsS = 600) => ({ fault, severity: 1, at, onsetS: 0, lastsS })
		const plant = suffering(scripted('coolant_loss', 6), scripted('thermocouple_open/zone2', 8.5))
		const { interlocks } = plant.program
		runUntil(plant, () => interlocks.history.length === 1, 12)
		expect([interlocks.firstOut?.trip.code, plant.program.reason]).toEqual([406, 406])
		runUntil(plant, () => interlocks.history.length === 2, 5)
		expect(interlocks.firstOut?.trip.code).toBe(501)
		expect(interlocks.firstOut?.causeS).toBeCloseTo(6, 0)
		expect(plant.program.reason).toBe(501)
		// What was gone again before its time was no cause.
		const short = suffering(scripted('coolant_loss', 6, 3), scripted('thermocouple_open/zone2', 8.5))
		runUntil(short, () => short.nowS > 20, 30)
		expect(short.program.interlocks.history.map(({ trip }) => trip.code)).toEqual([406])
		expect(short.program.reason).toBe(406)
	})

	it('403 comes too when somebody shuts the water of the jacket by hand, and goes when it is opened', () => {
		const plant = plantOfLine1()
		plant.step(2)
		train(plant, { do: 'shut-jacket-water' }, '')
		runUntil(plant, () => plant.program.line.state === 'Suspended', 120)
		expect([plant.program.reason, plant.program.command('UNSUSPEND', 0, plant.nowS)]).toEqual([403, false])
		train(plant, { do: 'open-jacket-water' }, '')
		plant.step(1)
		expect(plant.program.command('UNSUSPEND', 0, plant.nowS)).toBe(true)
	})

	it('404 comes before the emitter is far above its limit; nobody resets it from afar', () => {
		const plant = plantOfLine1()
		plant.panel.write('Heating/Zone1/EmitterSetpoint', 1490)
		let hottestK = 0
		const look = () => {
			hottestK = Math.max(hottestK, plant.modules[0]?.emitterK ?? 0)
		}
		runUntil(plant, () => plant.program.line.state === 'Aborted', 120, look)
		expect(hottestK).toBeLessThan(LINE1.limits.emitterTemperatureMaxK + 2)
		runUntil(plant, () => (plant.modules[0]?.emitterK ?? 0) < 1440, 200)
		expect(plant.program.command('CLEAR', 0, plant.nowS)).toBe(false)
		plant.program.interlocks.resetOnSite()
		expect(plant.program.command('CLEAR', 0, plant.nowS)).toBe(true)
	})
})

it("gives a trip the code that the line's own table of interlocks has for the same cause", () => {
	const same = {
		'emergency-stop': 'emergency stop',
		limiter: 'emitter above its limit',
		'web-break': 'web broken',
		'web-stopped-hot': 'web too slow before hot emitters',
		'oxygen-high': 'oxygen in the furnace too high',
		'jacket-water-lost': 'water of the jacket lost',
		'plate-water-lost': 'water of the quench plates lost',
		'quench-exit-hot': 'web hot behind the quench',
		'web-too-wet': 'web too wet for the furnace',
	}
	for (const [id, words] of Object.entries(same)) {
		const reason = LINE1.interlocks.find((interlock) => interlock.id === id)?.reason
		expect([id, TRIPS.find((trip) => trip.words === words)?.code]).toEqual([id, reason])
	}
})

describe('an emergency stop', () => {
	it('aborts in its cycle and refuses everything until the button is out and the machine is reset on site', () => {
		const plant = plantOfLine1()
		plant.step(5)
		plant.emergencyStop = true
		plant.step(0.1)
		expect(heaterW(plant)).toBe(0)
		expect(plant.program.line.state).toBe('Aborting')
		expect(plant.program.reason).toBe(299)
		plant.step(30)
		expect(plant.program.line.state).toBe('Aborted')
		expect(plant.program.interlocks.resetOnSite()).not.toHaveLength(0)
		expect(plant.program.command('CLEAR', 0, plant.nowS)).toBe(false)
		plant.emergencyStop = false
		plant.step(1)
		expect(plant.program.command('CLEAR', 0, plant.nowS)).toBe(false)
		expect(plant.program.interlocks.resetOnSite()).toHaveLength(0)
		for (const command of ['CLEAR', 'RESET', 'START'] as const) {
			expect(plant.program.command(command, 0, plant.nowS)).toBe(true)
			plant.step(5)
		}
		runUntil(plant, () => plant.program.line.state === 'Execute', 200)
		plant.step(0.1)
		expect(plant.program.reason).toBe(0)
	})
})

describe('torn web', () => {
	it('is threaded anew by its repair, counts as scrap, and the plan goes on by itself', () => {
		const plant = plantOfLine1({
			plan: [{ id: 'r', kind: 'run', length_m: 500 }],
			faults: { scripted: [{ fault: 'web_break', at: 20, lastsS: 300 }] },
		})
		runUntil(plant, () => plant.program.line.state === 'Aborted', 60)
		expect(plant.program.interlocks.firstOut?.trip.code).toBe(202)
		// The drive's own trip follows, and is not taken for the cause.
		plant.step(200)
		expect(plant.program.line.state).toBe('Aborted')
		expect(plant.tags().get('Line/Web/Tension')?.value as number).toBeLessThan(1)
		runUntil(plant, () => plant.program.line.state === 'Execute', 600)
		// Nip to scraper, all that carried powder.
		expect(plant.treatment.tornM).toBeGreaterThan(3.7)
		expect(plant.treatment.tornM).toBeLessThan(3.9)
		expect(plant.tags().get('Line/Admin/ProdDefectiveCount')?.value).toBeGreaterThanOrEqual(3)
		const { dryKgPerM2 } = plant.treatment.web.fields
		const onWebKg = dryKgPerM2.reduce((sum, kgPerM2) => sum + kgPerM2, 0) * plant.treatment.segmentM2
		const { scrapedKg, lostKg } = plant.treatment
		// What lay on the web before the count began is in the sum as well.
		expect(lostKg).toBeGreaterThan(0.09)
		expect(onWebKg + scrapedKg + lostKg).toBeGreaterThan(plant.feeder.dosedDryKg)
	})
})

describe('a fault that hold does not end', () => {
	it('is waited for: no powder from the screw holds the line until it is put right', () => {
		const plant = plantOfLine1({
			plan: [{ id: 'r', kind: 'run', length_m: 500 }],
			faults: { scripted: [{ fault: 'feeder_bridging', at: 10, onsetS: 0, lastsS: 200 }] },
		})
		runUntil(plant, () => plant.program.line.state === 'Held', 120)
		expect(plant.program.reason).toBe(201)
		expect(plant.tags().get('Feed/Status/StateCurrent')?.value).toBe(11)
		expect(plant.tags().get('Heating/Status/StateCurrent')?.value).toBe(5)
		runUntil(plant, () => plant.program.line.state !== 'Held', 300)
		expect(plant.nowS).toBeGreaterThanOrEqual(210)
		runUntil(plant, () => plant.program.line.state === 'Execute', 300)
	})
})

describe('a line that is suspended in good order', () => {
	it('runs empty, then keeps its emitters at the set-back temperature before creeping bare web', () => {
		const plant = plantOfLine1()
		plant.program.command('SUSPEND', 105, plant.nowS)
		runUntil(plant, () => plant.program.line.state === 'Suspended', 120)
		expect(plant.truth.scrapM).toBe(0)
		// It takes them half an hour to get there by themselves.
		for (const module of plant.modules) module.soak(880)
		plant.step(120)
		expect(plant.webSpeedMPerS).toBeCloseTo(LINE1.web.threadSpeedMPerS, 6)
		expect(plant.shutterOpenShare).toBe(0)
		expect(plant.modules[0]?.emitterK).toBeCloseTo(LINE1.stations.heating.setBackTemperatureK, -1)
		expect(heaterW(plant)).toBeGreaterThan(0)
		expect(plant.program.command('UNSUSPEND', 0, plant.nowS)).toBe(true)
		expect(runUntil(plant, () => plant.program.line.state === 'Execute', 300)).toBeLessThan(180)
		plant.step(120)
		expect(plant.lastPowder?.good).toBe(true)
	})
})

describe('web that stands for 60 s before hot emitters', () => {
	/** Metres of over-dosed powder after the drive failed for 60 s and the line was started again. */
	const overDosedM = (shutterJammed: boolean): number => {
		const plant = plantOfLine1()
		plant.shutterJammed = shutterJammed
		plant.driveFailed = true
		runUntil(plant, () => plant.webSpeedMPerS === 0, 30)
		plant.step(60)
		plant.driveFailed = false
		plant.shutterJammed = false
		for (const command of ['CLEAR', 'RESET', 'START'] as const) {
			plant.program.command(command, 0, plant.nowS)
			plant.step(5)
		}
		runUntil(plant, () => plant.program.line.state === 'Execute', 300)
		plant.step(90)
		expect(plant.lastPowder?.good).toBe(true)
		expect(plant.truth.scrapM).toBeGreaterThanOrEqual(plant.truth.overDosedM)
		return plant.truth.overDosedM
	}

	it('is over-dosed over the length of the furnace when the shutter jams open, and not when it closes', () => {
		const furnaceM = LINE1.stations.heating.modules.reduce((sum, { lengthM }) => sum + lengthM, 0)
		expect(Math.abs(overDosedM(true) - furnaceM)).toBeLessThan(0.06)
		expect(overDosedM(false)).toBeLessThan(0.05)
	})
})

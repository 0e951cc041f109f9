import { PACKML_STATE_NUMBER } from '@emberline/line-config'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineTwin, type LineFrame, type LineTwin, type Reading, type TwinOptions, type TwinSnapshot } from '../src/index.ts'
import { PlantOfAModel, type PlantOptions } from './plant-of-a-model.ts'

const line = loadLine()
const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((r) => [r.id, r]))
const T0 = 1_790_000_000_000

interface Rig {
	readonly plant: PlantOfAModel
	readonly twin: LineTwin
	readonly frames: LineFrame[]
	readonly last: () => LineFrame
	/** Lets plant and twin go on by so many seconds, in steps of one; `through` may change what the twin hears. */
	run(seconds: number, through?: (readings: Reading[]) => readonly Reading[]): void
}

function rig(
	options: Partial<PlantOptions> & {
		readonly recipeId?: string
		readonly twin?: Partial<TwinOptions>
		readonly from?: TwinSnapshot
	} = {},
): Rig {
	const plant = new PlantOfAModel({ line, recipe: recipes[options.recipeId ?? 'htr-bisb']!, ...options })
	const twin = createLineTwin({ line, recipes, seed: 1, ...options.twin }, options.from)
	const frames: LineFrame[] = []
	twin.frames$.subscribe((frame) => frames.push(frame))
	return {
		plant,
		twin,
		frames,
		last: () => frames.at(-1)!,
		run: (seconds, through = (readings) => readings) => {
			for (let i = 0; i < seconds; i++) {
				twin.readings(through(plant.run(1000)))
				twin.tick({ tMs: plant.tMs })
			}
		},
	}
}

/** Every number in a frame, with where it stands. */
function numbersIn(value: unknown, path = ''): [string, number][] {
	if (typeof value === 'number') return [[path, value]]
	if (typeof value !== 'object' || value === null) return []
	return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${path}/${key}`))
}
const notFinite = (frame: LineFrame) => numbersIn(frame).filter(([, x]) => !Number.isFinite(x))

describe('live twin', () => {
	it('takes the plant up as its readings have it, calls the web before that assumed until it has passed, then tracks', () => {
		const r = rig()
		r.twin.tick({ tMs: T0 })
		expect(r.last()).toMatchObject({ seq: 0, tMs: T0, health: 'lost', healthReason: 'no readings from the plant yet' })
		expect(r.twin.posterior()).toBeNull()
		r.run(10)
		expect(r.last().health).toBe('degraded')
		expect(r.last().healthReason).toMatch(/^web from before the start assumed for 3\.\d m more$/)
		r.run(80)
		expect(r.last()).toMatchObject({ health: 'tracking', healthReason: '', recipe: 'HTR', seq: 90 })
		expect(r.last().line).toMatchObject({ state: 'Execute', stopReason: 0 })
		expect(r.frames).toHaveLength(91)
		expect(r.last().soft.peakK!.x).toBeCloseTo(1340, -1)
		expect(r.last().soft.peakK!.sd).toBeLessThan(8)
		expect(r.last().zones.map((z) => `${z.station}${z.zone}`)).toContain('Heating4')
		expect(r.last().soft.windowIndexCause).not.toBeNull()
		expect(r.twin.health()).toEqual({ health: 'tracking', reason: '' })
	})

	it('moves its parameters towards the truth, and the truth stays within its intervals', () => {
		const truth = { emissivity: 0.94, feeder: 1.06, quench: 1.15, drying: 0.9, arealHeat: 1.06, zoneLoss: [1.3, 0.8, 1.2, 1.35] }
		const r = rig({ recipeId: 'nts-bisnsb', truth, pyrometerBiasK: [2, -3, 1, 3], seed: 5 })
		r.run(15 * 60)
		const { parameters: p, parameterSd: sd } = r.twin.posterior()!
		const pairs: [string, number, number, number][] = [
			['emissivity', p.emissivity, truth.emissivity, sd.emissivity],
			['feeder', p.feeder, truth.feeder, sd.feeder],
			['quench', p.quench, truth.quench, sd.quench],
			['drying', p.drying, truth.drying, sd.drying],
			['arealHeat', p.arealHeat, truth.arealHeat, sd.arealHeat],
			...truth.zoneLoss.map((t, i): [string, number, number, number] => [`zoneLoss${i + 1}`, p.zoneLoss[i]!, t, sd.zoneLoss[i]!]),
		]
		for (const [name, found, true_, spread] of pairs) expect(Math.abs(found - true_), name).toBeLessThan(3 * spread + 0.005)
		const improved = (found: number, true_: number) => Math.abs(found - true_) < 0.7 * Math.abs(1 - true_)
		expect(improved(p.feeder, truth.feeder)).toBe(true)
		expect(improved(p.quench, truth.quench)).toBe(true)
		expect(improved(p.emissivity, truth.emissivity)).toBe(true)
		expect(sd.feeder).toBeLessThan(0.6 * line.uncertainty.feeder)
		expect(sd.quench).toBeLessThan(0.6 * line.uncertainty.quench)
		// What this recipe's readings cannot tell keeps its prior spread.
		expect(sd.coarsening).toBeCloseTo(line.uncertainty.coarsening, 2)
		const { peakK, quenchRateKPerS } = r.last().soft
		const truthParcel = r.plant.model.lastQuenched!
		expect(Math.abs(peakK!.x - truthParcel.peakK)).toBeLessThan(Math.min(10, 3 * peakK!.sd))
		expect(Math.abs(quenchRateKPerS!.x - truthParcel.quenchRateKPerS!)).toBeLessThan(3 * quenchRateKPerS!.sd)
		expect(r.last().health).toBe('tracking')
	})

	it('takes up a hot line that says it all but stands, without following its web for ages', () => {
		const { twin, frames } = rig()
		const reading = (tag: string, value: number): Reading => ({ tMs: T0, tag, value, quality: 'good' })
		twin.readings([reading('Line/Status/CurMachSpeed', 5e-201), reading('Heating/Zone1/EmitterTemperature', 1343)])
		twin.tick({ tMs: T0 + 1000 })
		twin.readings([{ ...reading('Line/Status/CurMachSpeed', 50), tMs: T0 + 2000 }])
		twin.tick({ tMs: T0 + 3000 })
		twin.readings([{ ...reading('Line/Status/CurMachSpeed', 4e-14), tMs: T0 + 4000 }])
		twin.tick({ tMs: T0 + 5000 })
		expect(frames.map(({ webSpeedMPerS }) => webSpeedMPerS)).toEqual([0, 0.05, 0])
		expect(frames.flatMap(notFinite)).toEqual([])
		expect(twin.posterior()?.runControls.webSpeedMPerS).toBe(line.web.speedMPerS)
	})

	it('widens when it is blind, and is lost after a minute; it comes back with the readings', () => {
		const r = rig()
		r.run(120)
		const seeing = r.last()
		r.run(55, () => [])
		expect(r.last().health).toBe('degraded')
		expect(r.last().healthReason).toContain('silent for')
		expect(r.last().soft.peakK!.sd).toBeGreaterThan(1.2 * seeing.soft.peakK!.sd)
		const sdInFurnace = (f: LineFrame) => f.web.sdK[f.web.sM.findIndex((s) => s > 2.7)]!
		expect(sdInFurnace(r.last())).toBeGreaterThan(1.2 * sdInFurnace(seeing))
		r.run(120, () => [])
		expect(r.last()).toMatchObject({ health: 'lost', healthReason: 'no data for 175 s' })
		expect(r.last().soft.windowIndexPct).toBeNull()
		expect(r.last().alarms.map((a) => a.id)).toContain('twin/lost')
		expect(r.last().soft.peakK!.sd).toBeGreaterThan(1.6 * seeing.soft.peakK!.sd)
		r.run(30)
		expect(r.last().health).not.toBe('lost')
	})

	it('is lost, not confident, when the readings are those of another line', () => {
		const r = rig()
		r.run(90)
		const foreign = (readings: Reading[]) =>
			readings.map((one) =>
				/Pyrometer\d|Power$|ExitTemperature|MassFlow|ArealMass|ExitMoisture/.test(one.tag) && typeof one.value === 'number'
					? { ...one, value: one.value * 1.4 }
					: one,
			)
		r.run(380, foreign)
		expect(r.last().health).toBe('lost')
		expect(r.last().healthReason).toMatch(/^measurements far from the model for \d+ s: /)
		expect(r.last().soft.peakK!.sd).toBeGreaterThan(10)
	})

	it('follows a stop and the restart after it, and says both to the forecast', () => {
		const r = rig()
		r.run(100)
		const schedule = [{ id: 'r1', kind: 'run' as const, start_ms: T0, length_m: 412, recipe: 'HTR', expected_s: 8240 }]
		r.twin.command({ kind: 'schedule', tMs: r.plant.tMs, items: schedule, scheduleId: 's1' })
		r.run(5)
		expect(r.last().rollRemainingM).toBeNull()
		r.plant.go('Held', 201)
		r.run(60)
		const held = r.twin.posterior()!
		expect(held.stop).toEqual({ state: 'Held', sinceMs: r.plant.tMs - 59_000, reason: 201 })
		expect(held.controls.webSpeedMPerS).toBe(0)
		expect(held.runControls.webSpeedMPerS).toBeCloseTo(0.05, 3)
		expect(held.runControls.emitterSetpointK[0]).toBeCloseTo(1347.7, 1)
		expect(held).toMatchObject({ scheduleId: 's1', recipe: 'htr-bisb', cursor: { itemId: 'r1' } })
		expect(r.last()).toMatchObject({ webSpeedMPerS: 0, line: { state: 'Held', stopReason: 201 } })
		r.plant.go('Execute')
		r.run(60)
		expect(r.twin.posterior()!.stop).toBeNull()
		expect(r.last().line.state).toBe('Execute')
		expect(r.twin.posterior()!.parameterCovariance).toHaveLength(14 ** 2)
		expect(JSON.parse(JSON.stringify(r.twin.posterior()))).toEqual(r.twin.posterior())
	})

	it('lives with a plant that tells only ten tags: never tracking, never NaN', () => {
		const ten = ['Line/Status/CurMachSpeed', 'Line/Web/Position', 'Feed/Screw/Speed', 'Quench/Web/ExitTemperature']
		const zones = [1, 2, 3, 4].map((z) => `Heating/Zone${z}/EmitterTemperature`)
		const told = new Set([...ten, ...zones, 'Heating/Pyrometer4/WebTemperature', 'Wash/Product/MassTotal'])
		const r = rig()
		r.run(150, (readings) => readings.filter((one) => told.has(one.tag)))
		expect(r.last().health).toBe('degraded')
		expect(r.last().line.state).toBe('Execute')
		for (const frame of r.frames) expect(notFinite(frame)).toEqual([])
		const blind = rig()
		blind.run(20, (readings) => readings.filter((one) => one.tag.startsWith('Wash/')))
		expect(blind.last()).toMatchObject({ health: 'lost', healthReason: 'web speed not known: Line/Status/CurMachSpeed' })
	})

	it('says a device that is never born, takes nothing it guards for proved, and has it trip under its name from the first word of the others on', () => {
		const r = rig()
		r.run(150, (readings) => readings.filter((one) => !one.tag.startsWith('Quench/')))
		expect(r.last().health).toBe('degraded')
		expect(r.last().healthReason).toContain('no readings from Quench')
		expect(r.last().interlocks).toMatchObject({
			trips: [{ id: 'silent-quench', cause: 'nothing is heard of Quench', causeMs: r.frames[0]?.tMs }],
			firstOut: { id: 'silent-quench' },
			line: 'First out: nothing is heard of Quench',
		})
		expect(r.frames.findIndex(({ interlocks }) => (interlocks?.trips.length ?? 0) > 0)).toBeGreaterThanOrEqual(10)
		expect(r.last().interlocks?.missing).toContain('plate-water-made')
	})

	it('has the interlocks in each frame: what is proved, the trip that came first, and the same after a snapshot in its delay', () => {
		const r = rig()
		const withTension = (tensionN: number) => (readings: readonly Reading[]) => [
			...readings.filter((one) => one.tag !== 'Line/Web/Tension'),
			{ tMs: r.plant.tMs, tag: 'Line/Web/Tension', value: tensionN, quality: 'good' as const },
		]
		const rows = (frame: LineFrame) => frame.interlocks?.trips.map(({ id, causeMs }) => [id, causeMs])
		r.run(90, withTension(100))
		expect(r.last().interlocks).toMatchObject({ trips: [], firstOut: null, line: '' })
		// The torn web is seen, and its second has not passed.
		r.run(1, withTension(0))
		const tornMs = r.plant.tMs
		expect(rows(r.last())).toEqual([])
		const again = createLineTwin({ line, recipes, seed: 1 }, JSON.parse(JSON.stringify(r.twin.snapshot())) as TwinSnapshot)
		let theirs: LineFrame | undefined
		again.frames$.subscribe((frame) => {
			theirs = frame
		})
		r.run(2, (readings) => {
			const heard = withTension(0)(readings)
			again.readings(heard)
			again.tick({ tMs: r.plant.tMs })
			return heard
		})
		expect(rows(r.last())).toEqual([['web-break', tornMs]])
		expect(r.last().interlocks).toMatchObject({
			firstOut: { id: 'web-break', causeMs: tornMs },
			line: 'First out: web break or tension lost',
		})
		expect(theirs?.interlocks).toEqual(r.last().interlocks)
	})

	it.each(['pilot', 'production'])('is made for no line: %s runs as well', (name) => {
		const other = loadLine(name)
		const recipe = recipes['htr-bisb']!
		const plant = new PlantOfAModel({ line: other, recipe })
		const twin = createLineTwin({ line: other, recipes, seed: 1 })
		const frames: LineFrame[] = []
		twin.frames$.subscribe((frame) => frames.push(frame))
		for (let i = 0; i < 25; i++) {
			twin.readings(plant.run(1000))
			twin.tick({ tMs: plant.tMs })
		}
		const last = frames.at(-1)!
		expect(last.health).toBe('degraded')
		expect(last.residuals.map((one) => one.tag)).toContain('Wash/Stage5/Conductivity')
		expect(last.soft.peakK!.x).toBeCloseTo(1340, -1)
		for (const one of last.residuals) expect(Math.abs(one.measured - one.expected), one.tag).toBeLessThan(4 * one.sd)
		expect(notFinite(last)).toEqual([])
	})

	it('goes on from a JSON snapshot exactly, frame for frame', () => {
		const r = rig({ seed: 9 })
		r.run(40)
		const from = JSON.parse(JSON.stringify(r.twin.snapshot())) as TwinSnapshot
		const other = createLineTwin({ line, recipes, seed: 1 }, from)
		const theirs: LineFrame[] = []
		other.frames$.subscribe((frame) => theirs.push(frame))
		for (let i = 0; i < 70; i++) {
			if (i === 30) r.plant.go('Held', 501)
			const readings = r.plant.run(1000)
			for (const twin of [r.twin, other]) {
				twin.readings(readings)
				twin.tick({ tMs: r.plant.tMs })
			}
		}
		expect(theirs).toEqual(r.frames.slice(-70))
		expect(other.snapshot()).toEqual(r.twin.snapshot())
	})

	it('refuses a snapshot of another line', () => {
		const from = rig().twin.snapshot()
		const pilot = loadLine('pilot')
		expect(() => createLineTwin({ line: pilot, recipes, seed: 1 }, from)).toThrow(
			'snapshot: found one of line line1, expected one of pilot',
		)
	})

	it('uses late readings at their time, and waits for those ahead of the tick', () => {
		const clean = rig({ seed: 3 })
		const late = rig({ seed: 3 })
		let kept: readonly Reading[] = []
		clean.run(150)
		late.run(150, (readings) => {
			// Pyrometers come five seconds late from here on, in one heap.
			const isSlow = (one: Reading) => one.tag.startsWith('Heating/Pyrometer')
			kept = [...kept, ...readings.filter(isSlow)]
			const release = late.plant.tMs % 5000 === 0 ? kept : []
			if (release.length > 0) kept = []
			return [...readings.filter((one) => !isSlow(one)), ...release]
		})
		const expectedAt = (f: LineFrame) => f.residuals.find((one) => one.tag === 'Heating/Pyrometer2/WebTemperature')!
		expect(Math.abs(expectedAt(late.last()).expected - expectedAt(clean.last()).expected)).toBeLessThan(1)
		expect(late.last().soft.peakK!.x).toBeCloseTo(clean.last().soft.peakK!.x, 0)
		const ahead = rig()
		for (let i = 0; i < 100; i++) {
			ahead.twin.readings(ahead.plant.run(1000))
			ahead.twin.tick({ tMs: ahead.plant.tMs - 2500 })
		}
		expect(ahead.last().health).toBe('tracking')
	})

	it('says when time goes back or jumps, and goes on', () => {
		const r = rig()
		r.run(20)
		const faults: string[] = []
		r.twin.faults$.subscribe((fault) => faults.push(fault.code))
		const { tMs } = r.last()
		r.twin.tick({ tMs: tMs - 60_000 })
		expect(r.last().tMs).toBe(tMs)
		r.twin.tick({ tMs: Number.NaN })
		r.twin.tick({ tMs: tMs + 86_400_000 })
		expect(faults).toEqual(['time-back', 'time-back', 'time-jump'])
		expect(r.last()).toMatchObject({ tMs: tMs + 86_400_000, health: 'lost' })
		expect(notFinite(r.last())).toEqual([])
	})

	it('says an unknown recipe, an unknown state and a command that is not taken', () => {
		const r = rig()
		const faults: string[] = []
		r.twin.faults$.subscribe((fault) => faults.push(fault.message))
		r.run(5)
		const good = { tMs: r.plant.tMs, quality: 'good' as const }
		r.twin.readings([
			{ ...good, tag: 'Line/Recipe/ID', value: 'HTR-Gold' },
			{ ...good, tag: 'Wash/Status/StateCurrent', value: 42 },
		])
		r.run(1)
		expect(faults.some((m) => m.startsWith('found "HTR-Gold", expected one of HTR, NTS'))).toBe(true)
		expect(faults).toContain('Wash/Status/StateCurrent: found 42, expected a PackML state 1 to 17')
		expect(r.last()).toMatchObject({ health: 'lost', healthReason: 'recipe "HTR-Gold" is not one of this line' })
		const cold = rig({ twin: { initial: 'cold' } })
		cold.twin.tick({ tMs: T0 })
		cold.twin.command({ kind: 'packml', tMs: T0, command: 'START' })
		expect(cold.last().line.state).toBe('Stopped')
	})

	it('starts up by command when no plant speaks: the same machines drive it', () => {
		const twin = createLineTwin({ line, recipes, seed: 1, initial: 'cold' })
		const frames: LineFrame[] = []
		twin.frames$.subscribe((frame) => frames.push(frame))
		let tMs = T0
		const run = (seconds: number) => {
			for (let i = 0; i < seconds; i++) {
				tMs += 1000
				twin.tick({ tMs })
			}
		}
		run(1)
		twin.command({ kind: 'packml', tMs, command: 'RESET' })
		run(5)
		twin.command({ kind: 'packml', tMs, command: 'START' })
		run(60)
		expect(frames.at(-1)!.stations.Heating.state).toBe('Starting')
		expect(frames.at(-1)!.webSpeedMPerS).toBeCloseTo(line.web.threadSpeedMPerS, 4)
		run(600)
		expect(frames.at(-1)!.line.state).toBe('Execute')
		expect(frames.at(-1)!.webSpeedMPerS).toBeCloseTo(0.05, 4)
		expect(frames.at(-1)!.soft.peakK!.x).toBeGreaterThan(1300)
	})

	it('raises the limits of the line file with what was measured', () => {
		const r = rig()
		r.run(100)
		r.run(10, (readings) => readings.map((one) => (one.tag === 'Heating/Purge/Oxygen' ? { ...one, value: 180 } : one)))
		expect(r.last().alarms).toEqual([
			expect.objectContaining({ id: 'limit/Heating/Purge/Oxygen/high', priority: 1, value: 180, limit: 100, station: 'Heating' }),
		])
	})
})

const tags = [
	'Line/Status/CurMachSpeed',
	'Line/Web/Position',
	'Feed/Screw/Speed',
	'Heating/Zone1/EmitterTemperature',
	'Quench/Gas/Flow',
]
const odd = fc.oneof(
	fc.double(),
	fc.constantFrom(0, -999, 888.8, 1e300, -1e300, 1343, 50),
	fc.string(),
	fc.boolean(),
	fc.constant(null),
)
const anyReading = fc.record({
	tMs: fc.oneof(fc.integer({ min: T0 - 100_000, max: T0 + 200_000 }), fc.double()),
	tag: fc.oneof(
		fc.constantFrom(...tags, 'Line/Status/StateCurrent', 'Heating/Status/StateCurrent', 'Line/Recipe/ID', 'Oven/Door'),
		fc.constantFrom(
			'Heating/Zone2/EmitterSetpoint',
			'Heating/Pyrometer1/WebTemperature',
			'Feed/Unwind/Diameter',
			'Wash/FreshWater/Flow',
		),
	),
	value: fc.oneof(odd, fc.constantFrom(...Object.values(PACKML_STATE_NUMBER), 'HTR', 'NTS')),
	quality: fc.constantFrom('good' as const, 'uncertain' as const, 'bad' as const, 'stale' as const),
})
const story = fc.array(fc.tuple(fc.array(anyReading, { maxLength: 8 }), fc.integer({ min: -2000, max: 120_000 })), {
	minLength: 1,
	maxLength: 12,
})

describe('whatever comes in', () => {
	const play = (steps: readonly (readonly [readonly Reading[], number])[]) => {
		const twin = createLineTwin({ line, recipes, seed: 1 })
		const frames: LineFrame[] = []
		twin.frames$.subscribe({ next: (frame) => frames.push(frame), error: () => expect.unreachable() })
		let tMs = T0
		for (const [readings, dtMs] of steps) {
			twin.readings(readings)
			tMs += dtMs
			twin.tick({ tMs })
		}
		return frames
	}

	it('gives one frame for each tick, with no NaN and no Infinity in it, and the same frames again', () => {
		fc.assert(
			fc.property(story, (steps) => {
				const frames = play(steps)
				expect(frames).toHaveLength(steps.length)
				for (const frame of frames) expect(notFinite(frame)).toEqual([])
				expect(play(steps)).toEqual(frames)
			}),
			{ numRuns: 6 },
		)
	}, 240_000)
})

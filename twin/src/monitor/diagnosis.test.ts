import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { type Diagnosis, type DiagnosisSnapshot, FaultDiagnosis } from './diagnosis.ts'
import { faultSignatures } from './fault-signatures.ts'
import { watchedSignals } from './watched-signals.ts'

const line = loadLine()
const T0 = 1_790_000_000_000

/** What a steady line shows, made up here: usual values, and a repeating scatter of no mean. */
const USUAL: Readonly<Record<string, number>> = Object.fromEntries(
	watchedSignals(line)
		.flatMap(({ tag, made }) => ('than' in made ? [tag, made.than] : [tag]))
		.map((tag) => [
			tag,
			tag.endsWith('Temperature') || tag.endsWith('TemperatureSetpoint') || tag.endsWith('EmitterSetpoint') ? 1300 : 100,
		]),
)
const scatter = (n: number) => [0.3, -0.8, 1, -0.4, 0.6, -0.7][n % 6] as number

interface Change {
	readonly fromS: number
	readonly toS: number
	readonly factors: Readonly<Record<string, number>>
}

function run(
	diagnosis: FaultDiagnosis,
	fromS: number,
	toS: number,
	changes: readonly Change[] = [],
	at: { readonly stopped?: readonly [number, number]; readonly lost?: true; readonly stopReason?: number } = {},
): Diagnosis[] {
	const told: Diagnosis[] = []
	for (let s = fromS; s < toS; s++) {
		const stopped = at.stopped !== undefined && s >= at.stopped[0] && s < at.stopped[1]
		const sinceS = at.stopped !== undefined && s >= at.stopped[1] ? at.stopped[1] : 0
		const number = (tag: string) => {
			const usual = USUAL[tag]
			const change = changes.find((c) => s >= c.fromS && s < c.toS)
			if (usual === undefined || stopped) return usual === undefined ? undefined : 0
			return usual * (change?.factors[tag] ?? 1) + 0.1 * scatter(s)
		}
		told.push(
			...diagnosis.update({
				tMs: T0 + 1000 * s,
				executesSinceMs: stopped ? null : T0 + 1000 * sinceS,
				steadySinceMs: stopped ? null : T0 + 1000 * sinceS,
				lost: at.lost === true,
				recipe: 'htr-bisb',
				webPositionM: 0.05 * s,
				webSpeedMPerS: stopped ? 0 : 0.05,
				stopReason: stopped ? (at.stopReason ?? 101) : 0,
				number,
				tagState: () => undefined,
				newestMs: () => undefined,
				compared: (tag) => {
					const measured = number(tag)
					return measured === undefined ? undefined : { measured, expected: USUAL[tag] ?? 0, unlearnt: USUAL[tag] ?? 0 }
				},
			}),
		)
	}
	return told
}

const LEAK: Change = { fromS: 1500, toS: 2400, factors: { 'Heating/Purge/Oxygen': 1.6 } }

describe('diagnosis of faults', () => {
	it('says nothing of a line that goes on as usual, through a stop and a start', () => {
		expect(run(new FaultDiagnosis(line), 0, 6000, [], { stopped: [2000, 2600] })).toEqual([])
	})

	it('finds a leak with its onset, its metres and its cause, and clears when it is over', () => {
		const diagnosis = new FaultDiagnosis(line)
		const [raised, cleared, ...more] = run(diagnosis, 0, 3600, [LEAK])
		expect(more).toEqual([])
		expect(raised).toMatchObject({ id: 'a1', verdict: 'process', clearedMs: null })
		expect(raised?.top[0]).toMatchObject({ cause: 'purge_leak' })
		expect(Math.abs((raised?.onsetMs ?? 0) - (T0 + 1_500_000))).toBeLessThanOrEqual(30_000)
		expect((raised?.raisedMs ?? 0) - (T0 + 1_500_000)).toBeLessThan(120_000)
		expect((raised?.webToM ?? 0) - (raised?.webFromM ?? 0)).toBeGreaterThan(0)
		expect(cleared).toMatchObject({ id: 'a1' })
		expect(cleared?.clearedMs ?? 0).toBeGreaterThan(T0 + 2_400_000)
		expect(diagnosis.alarms).toEqual([])
	})

	it('tells an instrument from the process by what moves with it', () => {
		const change = (factors: Record<string, number>): Change[] => [{ fromS: 2700, toS: 9000, factors }]
		const first = (factors: Record<string, number>) => run(new FaultDiagnosis(line), 0, 3300, change(factors))[0]
		const gauge = first({ 'Feed/Coat/ArealMass': 1.06 })
		expect([gauge?.top[0]?.cause, gauge?.verdict]).toEqual(['areal_gauge_drift', 'sensor'])
		const lot = first({ 'Feed/Coat/ArealMass': 1.06, 'Feed/Precursor/MassFlow': 1.06 })
		expect([lot?.top[0]?.cause, lot?.verdict]).toEqual(['lot_change', 'process'])
		const window = first({ 'Heating/Pyrometer3/WebTemperature': 0.98 })
		expect([window?.top[0]?.cause, window?.verdict]).toEqual(['window_fouling/zone3', 'sensor'])
	})

	it('names what tripped the line, seen in the seconds before it stopped', () => {
		const loss: Change = { fromS: 1997, toS: 9000, factors: { 'Quench/Coolant/Flow': 0.6 } }
		const told = run(new FaultDiagnosis(line), 0, 2100, [loss], { stopped: [2000, 2600], stopReason: 501 })
		expect(told).toHaveLength(1)
		expect(told[0]?.top[0]?.cause).toBe('coolant_loss')
	})

	it('a lost twin diagnoses nothing', () => {
		expect(run(new FaultDiagnosis(line), 0, 3000, [LEAK], { lost: true })).toEqual([])
	})

	it('goes on from a snapshot as if it had not been away', () => {
		const whole = run(new FaultDiagnosis(line), 0, 3600, [LEAK])
		const before = new FaultDiagnosis(line)
		const told = run(before, 0, 1530, [LEAK])
		const after = new FaultDiagnosis(line, JSON.parse(JSON.stringify(before.snapshot())) as DiagnosisSnapshot)
		expect([...told, ...run(after, 1530, 3600, [LEAK])]).toEqual(whole)
	})

	it('every signature speaks of signals that are watched', () => {
		const ids = new Set(watchedSignals(line).map(({ id }) => id))
		for (const { effects } of faultSignatures(line)) for (const id of Object.keys(effects)) expect(ids).toContain(id)
	})
})

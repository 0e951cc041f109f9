import type { FaultRequest, PlanItem } from '@emberline/plc-gateway/simulated-plc'
import { FAULT_CAUSES, type FaultCauseName } from '../../line-config/src/index.ts'

/** One run of a plant of its own for the detector: what goes wrong on it one after the other, or nothing but its usual work. */
export interface FaultRun {
	readonly name: string
	/** Runs that the detector was made with, and those that it is judged by. */
	readonly half: 'tuned' | 'held-out'
	readonly seed: number
	readonly recipe: 'HTR' | 'NTS'
	readonly hours: number
	readonly start: 'running' | 'cold'
	readonly plan?: readonly PlanItem[]
	readonly faults: readonly FaultRequest[]
	/** On the noise of every instrument. */
	readonly noise: number
}

/** Long enough to know the line by, s. */
const LEARN_S = 2400
/** Between a fault and the next: the line starts again and is known again. */
const BETWEEN_S = { data: 420, quick: 1500, slow: 1500 } as const

type Kind = keyof typeof BETWEEN_S

/** How long each stands, and over which time it comes on where that is not its own. */
const data = (fault: string): Case => ({ fault, kind: 'data', lastsS: 420 })
const quick = (fault: string, lastsS = 900): Case => ({ fault, kind: 'quick', lastsS })
const slow = (fault: string, onsetS: number): Case => ({ fault, kind: 'slow', onsetS, lastsS: onsetS + 900 })

interface Case {
	readonly fault: string
	readonly kind: Kind
	readonly lastsS: number
	readonly onsetS?: number
}

const TUNED: readonly (readonly Case[])[] = [
	[
		slow('emitter_ageing/zone2', 1800),
		quick('wet_precursor'),
		data('sensor_nan/Quench/Web/ExitTemperature'),
		slow('scale_drift', 1800),
	],
	[quick('purge_leak', 420), slow('window_fouling/zone3', 1200), data('thermocouple_stuck/zone2'), quick('humid_air', 2700)],
	[
		quick('encoder_slip'),
		slow('areal_gauge_drift', 1500),
		quick('coolant_warm', 1500),
		data('clock_skew'),
		quick('web_break', 600),
	],
	[slow('reflector_fouling', 1800), quick('lot_change', 1500), data('thermocouple_open/zone3'), quick('quench_gap')],
	[
		slow('pyrometer_emissivity', 900),
		quick('tension_loss', 420),
		slow('conductivity_fouling/stage2', 1500),
		quick('feeder_clumps'),
	],
	[quick('emitter_break/zone3', 1200), slow('wash_pump_wear', 1800), data('data_gap'), quick('feeder_bridging', 420)],
	[
		quick('fresh_water_cold', 2700),
		quick('coolant_loss', 420),
		data('sensor_stuck/Feed/Precursor/MassFlow'),
		slow('scrap_slow', 1800),
	],
	[slow('window_fouling/zone1', 1800), data('sensor_sentinel/Wash/Stage1/Conductivity'), quick('filter_clog', 1800)],
]

const HELD_OUT: readonly (readonly Case[])[] = [
	[
		quick('web_break', 900),
		slow('emitter_ageing/zone3', 2700),
		data('sensor_stuck/Heating/Pyrometer2/WebTemperature'),
		quick('quench_gap'),
	],
	[slow('areal_gauge_drift', 2400), quick('purge_leak', 600), quick('lot_change', 1500), data('sensor_nan/Feed/Coat/ArealMass')],
	[
		quick('coolant_warm', 1800),
		data('thermocouple_stuck/zone4'),
		slow('window_fouling/zone2', 1800),
		quick('feeder_bridging', 500),
	],
	[quick('wet_precursor', 1200), slow('conductivity_fouling/stage1', 1500), data('data_gap'), slow('reflector_fouling', 2700)],
	[slow('scale_drift', 2400), quick('encoder_slip', 1200), quick('coolant_loss', 600), data('clock_skew')],
	[
		slow('pyrometer_emissivity', 1800),
		quick('feeder_clumps', 1200),
		data('sensor_sentinel/Heating/Purge/Oxygen'),
		quick('tension_loss', 600),
	],
	[slow('wash_pump_wear', 2700), data('thermocouple_open/zone1'), quick('humid_air', 3000), quick('emitter_break/zone1', 1500)],
	[quick('filter_clog', 1800), slow('window_fouling/zone4', 2400), quick('fresh_water_cold', 2700), slow('scrap_slow', 2400)],
]

/** Severities about the middle. */
const SEVERITIES = [1, 1.3, 0.8, 1.15, 0.9] as const

/** Two starts, two splices, two recipes and back within two hours. */
const busyPlan = (recipe: 'HTR' | 'NTS'): readonly PlanItem[] => {
	const other = recipe === 'HTR' ? 'NTS' : 'HTR'
	const items: Omit<PlanItem, 'id' | 'after'>[] = [
		{ kind: 'run', length_m: 90, recipe },
		{ kind: 'rollChange', expected_s: 480 },
		{ kind: 'run', length_m: 60, recipe },
		{ kind: 'recipeChange', recipe: other, expected_s: 1350 },
		{ kind: 'run', length_m: 60, recipe: other },
		{ kind: 'rollChange', expected_s: 480 },
		{ kind: 'run', length_m: 30, recipe: other },
		{ kind: 'stop', expected_s: 600 },
		{ kind: 'run', length_m: 400, recipe: other },
	]
	return items.map((item, n) => ({ ...item, id: `b${n}`, ...(n === 0 ? {} : { after: `b${n - 1}` }) }))
}

/** All runs: faults and nothing but faults on one half, nothing wrong on the other. */
export function faultRuns(): readonly FaultRun[] {
	const broken = (half: FaultRun['half'], lists: readonly (readonly Case[])[], seed0: number) =>
		lists.map((cases, n): FaultRun => {
			const faults: FaultRequest[] = []
			let at = LEARN_S + 37 * n
			for (const [k, { fault, kind, lastsS, onsetS }] of cases.entries()) {
				const severity = kind === 'data' ? 1 : (SEVERITIES[(n + k) % SEVERITIES.length] as number)
				const own = FAULT_CAUSES[fault.split('/')[0] as FaultCauseName]
				faults.push({
					fault,
					at,
					severity,
					lastsS: own === FAULT_CAUSES.data_gap ? 60 : lastsS,
					...(onsetS !== undefined && { onsetS }),
				})
				at += lastsS + BETWEEN_S[kind]
			}
			return {
				name: `${half}-${n + 1}`,
				half,
				seed: seed0 + n,
				recipe: n % 3 === 2 ? 'NTS' : 'HTR',
				hours: Math.ceil(at / 600) / 6,
				start: 'running',
				faults,
				noise: n % 4 === 3 ? 2 : 1,
			}
		})
	const healthy = (half: FaultRun['half'], seed0: number) =>
		[0, 1, 2].map(
			(n): FaultRun => ({
				name: `${half}-well-${n + 1}`,
				half,
				seed: seed0 + n,
				recipe: n === 1 ? 'NTS' : 'HTR',
				hours: n === 2 ? 3 : 2.5,
				start: n === 2 ? 'cold' : 'running',
				plan: busyPlan(n === 1 ? 'NTS' : 'HTR'),
				faults: [],
				noise: n === 1 ? 2 : 1,
			}),
		)
	return [
		...broken('tuned', TUNED, 101),
		...healthy('tuned', 131),
		...broken('held-out', HELD_OUT, 201),
		...healthy('held-out', 231),
	]
}

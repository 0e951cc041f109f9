import type {
	ActiveAlarm,
	Estimate,
	Forecast,
	ForecastBudget,
	LineFrame,
	QuantileName,
	Reading,
	StationFrame,
	StationName,
	ZoneBalance,
} from '@emberline/twin'
import type { PlantLink } from '../src/contract.ts'
import { deviceOf } from '../src/display-model.ts'
import { display } from './fixture-display.ts'

/** A healthy line in Execute, as a function of time alone: two runs give the same pictures. */

const BASE: Readonly<Record<string, number | string>> = {
	'Line/Status/CurMachSpeed': 50.1,
	'Line/Status/MachSpeed': 50,
	'Line/Web/Tension': 30.2,
	'Line/Status/UnitModeCurrent': 1,
	'Line/Lot/ID': 'L-0421',
	'Feed/Unwind/RollID': 'R-17',
	'Feed/Coat/ArealMass': 130.4,
	'Feed/Web/EdgePosition': 0.4,
	'Drying/Zone1/AirTemperature': 392.2,
	'Drying/Zone1/AirTemperatureSetpoint': 393,
	'Drying/Zone2/AirTemperature': 394.1,
	'Drying/Zone2/AirTemperatureSetpoint': 393,
	'Drying/Web/ExitTemperature': 351,
	'Drying/Web/ExitMoisture': 1.02,
	'Heating/Purge/Oxygen': 13,
	'Heating/Cooling/InletTemperature': 291.2,
	'Heating/Cooling/OutletTemperature': 297.3,
	'Quench/Plate1/Temperature': 301,
	'Quench/Gas/Flow': 120.3,
	'Quench/Gas/FlowSetpoint': 120,
	'Quench/Web/EntryTemperature': 1262,
	'Quench/Web/ExitTemperature': 317,
	'Wash/Stage3/Conductivity': 1.21,
	'Wash/FreshWater/Flow': 0.61,
	'Wash/FreshWater/FlowSetpoint': 0.6,
	'Wash/Filter/PressureDrop': 12.1,
	'Wash/Product/MassFlow': 411,
	'Wash/Product/ContainerID': 'C-88',
	'Lab/Result/ParticleSizeMean': 33.5,
	'Line/Web/Position': 412,
}
const EMITTER_K = [1120, 1395, 1420, 1390]
const PYROMETER_K = [862, 1231, 1336, 1338]

function base(tag: string): number | string {
	const zone = Number(/(?:Zone|Pyrometer)(\d)/.exec(tag)?.[1] ?? 1)
	if (tag.endsWith('EmitterSetpoint')) return EMITTER_K[zone - 1] ?? 0
	if (tag.endsWith('EmitterTemperature')) return (EMITTER_K[zone - 1] ?? 0) + 3 - zone
	if (tag.startsWith('Heating/Pyrometer')) return PYROMETER_K[zone - 1] ?? 0
	return BASE[tag] ?? 0
}

/** A small even swing, another for each tag, so that every batch changes something. */
const swing = (tMs: number, seed: number) => Math.sin(tMs / 3000 + seed * 1.7)

export function readings(
	tMs: number,
	changed: Readonly<Record<string, Partial<Reading>>> = {},
	silent: readonly string[] = [],
): Reading[] {
	return display.tags
		.filter((tag) => !silent.includes(deviceOf(tag.name)))
		.map((tag, k) => {
			const still = base(tag.name)
			const moves = typeof still === 'number' && !tag.name.endsWith('etpoint') && tag.unit !== 'enum'
			const value = moves ? still + swing(tMs, k) * 0.004 * Math.abs(still) : still
			return { tMs, tag: tag.name, value, quality: 'good', ...changed[tag.name] } as Reading
		})
}

const est = (x: number, sd: number): Estimate => ({ x, sd })

const ZONE_KW: readonly number[] = [4.62, 4.1, 2.74, 2.31]
/** Of each zone's power: to web, gas, slots, walls, coolant, stored. */
const SHARES: readonly (readonly number[])[] = [
	[0.62, 0.06, 0.08, 0.11, 0.12, 0.01],
	[0.55, 0.06, 0.09, 0.13, 0.16, 0.01],
	[0.31, 0.08, 0.14, 0.2, 0.26, 0.01],
	[0.18, 0.09, 0.18, 0.25, 0.32, -0.02],
]
const DOSE_EQ_S: readonly number[] = [0, 0.21, 1.18, 1.33]

function budget(n: number, kW: number): ForecastBudget {
	const [toWebKW = 0, toGasKW = 0, toSlotsKW = 0, toWallsKW = 0, toCoolantKW = 0, storedKW = 0] = (SHARES[n - 1] ?? []).map(
		(s) => s * kW,
	)
	const doseEqS = DOSE_EQ_S[n - 1] ?? 0
	return { zone: n, hS: 3600, electricalKW: kW, toWebKW, toGasKW, toSlotsKW, toWallsKW, toCoolantKW, storedKW, doseEqS }
}

function zone(
	station: StationName,
	n: number,
	kW: number,
	shares: readonly number[] = SHARES[n - 1] ?? [],
	more: Partial<ZoneBalance> = {},
): ZoneBalance {
	const [web = 0, gas = 0, slots = 0, walls = 0, coolant = 0, stored = 0] = shares.map((s) => s * kW)
	const heating = station === 'Heating'
	return {
		station,
		zone: n,
		electricalKW: kW,
		toWebKW: web,
		toGasKW: gas,
		toSlotsKW: slots,
		toWallsKW: walls,
		toCoolantKW: coolant,
		storedKW: stored,
		closure: 0.004 * n - 0.006,
		web: {
			sensibleKW: web * 0.8,
			fusionKW: web * 0.05,
			reactionKW: web * 0.05,
			evaporationKW: 0,
			marginKW: web * 0.1,
			radiationKW: web * 0.8,
			convectionKW: web * 0.1,
		},
		doseEqS: heating ? (DOSE_EQ_S[n - 1] ?? 0) : 0,
		webInK: [351, 862, 1231, 1336][n - 1] ?? 0,
		webOutK: PYROMETER_K[n - 1] ?? 0,
		...more,
	}
}

const NODES: readonly (readonly [sM: number, K: number])[] = [
	[0, 298],
	[0.6, 300],
	[1.3, 338],
	[2.1, 351],
	[2.2, 366],
	[2.45, 862],
	[2.7, 1231],
	[2.95, 1336],
	[3.2, 1338],
	[3.3, 1262],
	[3.6, 862],
	[4.2, 465],
	[4.95, 319],
	[6.2, 305],
]

function profileK(sM: number): number {
	const k = Math.max(
		1,
		NODES.findIndex(([s]) => s >= sM),
	)
	const [s0, t0] = NODES[k - 1] ?? [0, 298]
	const [s1, t1] = NODES[k] ?? [6.2, 305]
	return t0 + ((t1 - t0) * (sM - s0)) / (s1 - s0)
}

const GRID_M = Array.from({ length: 156 }, (_, k) => k * 0.04)

export function frame(tMs: number, seq: number, changed: Partial<LineFrame> = {}): LineFrame {
	const station = (): StationFrame => ({ state: 'Execute', sinceMs: tMs - 8_076_000, stopReason: 0 })
	const w = swing(tMs, 1)
	return {
		tMs,
		seq,
		health: 'tracking',
		healthReason: '',
		line: station(),
		stations: { Feed: station(), Drying: station(), Heating: station(), Quench: station(), Wash: station() } satisfies Record<
			StationName,
			StationFrame
		>,
		recipe: 'HTR',
		webSpeedMPerS: 0.0501,
		webPositionM: 412,
		rollRemainingM: 388,
		web: {
			sM: GRID_M,
			temperatureK: GRID_M.map((s) => profileK(s) + w),
			sdK: GRID_M.map((s) => 1.5 + Math.max(0, profileK(s) - 400) * 0.012),
			moistureKgPerKg: GRID_M.map(() => 0.01),
		},
		zones: [
			zone('Feed', 1, 0, []),
			...[1.12, 0.94].map((kW, k) => zone('Drying', k + 1, kW, [0.42, 0.47, 0, 0.1, 0, 0.01])),
			...ZONE_KW.map((kW, k) => zone('Heating', k + 1, kW + 0.02 * w)),
			zone('Quench', 1, 0, [], { toWebKW: -3.82, toGasKW: 0.61, toCoolantKW: 3.21 }),
			zone('Wash', 1, 0.3, [0, 0, 0, 1, 0, 0]),
		],
		soft: {
			peakK: est(1338 + w, 2),
			heatRateKPerS: est(602, 11),
			quenchRateKPerS: est(361 + w, 4.5),
			tAboveS: est(9.4, 0.3),
			doseEqS: est(2.72, 0.12),
			sizeNm: est(33.6 + 0.1 * w, 0.9),
			residualNaClWtpct: est(0.21, 0.05),
			moisturePct: est(1.0, 0.1),
			netGPerH: est(409 + 2 * w, 7),
			furnaceGPerH: est(431, 6),
			windowIndexPct: 62 + w,
			windowIndexCause: 'dose_eq_s',
			kWhPerKg: est(32.4 + 0.1 * w, 0.5),
		},
		residuals: EMITTER_K.map((K, k) => ({ tag: `Heating/Zone${k + 1}/EmitterTemperature`, measured: K, expected: K + 5, sd: 2 })),
		heatingModules: (['control', 'control', 'ramp', 'control'] as const).map((state) => ({ state, sinceMs: tMs - 600_000 })),
		plan: {
			item: { id: 'run-7', kind: 'run', recipe: 'HTR', sinceMs: tMs - 8_076_000, doneM: 412, lengthM: 800 },
			shift: { number: 2, startMs: tMs - 3_600_000, endMs: tMs + 18_000_000 },
		},
		alarms: [],
		interlocks: { trips: [], firstOut: null, missing: [], line: '' },
		faults: [],
		scrapM: 24,
		productG: 3120,
		...changed,
	}
}

const SHAPE: Readonly<Record<QuantileName, number>> = {
	'0.025': -1.96,
	'0.05': -1.64,
	'0.1': -1.28,
	'0.25': -0.67,
	'0.5': 0,
	'0.75': 0.67,
	'0.9': 1.28,
	'0.95': 1.64,
	'0.975': 1.96,
}

function target(name: string, hS: number, mean: number, sd: number, zoneNumber?: number) {
	const q = Object.fromEntries(Object.entries(SHAPE).map(([p, z]) => [p, mean + z * sd])) as Record<QuantileName, number>
	return { target: name, hS, mean, q, ...(zoneNumber !== undefined && { zone: zoneNumber }) }
}

export function forecast(originMs: number, changed: Partial<Forecast> = {}): Forecast {
	return {
		originMs,
		scheduleId: 'S1',
		health: 'tracking',
		healthReason: '',
		members: 100,
		targets: [
			...[900, 3600, 14_400, 28_800].flatMap((hS) => [
				target('good_grams', hS, (405 * hS) / 3600, (14 * hS) / 3600),
				target('scrap_m', hS, (2 * hS) / 3600, (0.7 * hS) / 3600),
			]),
			target('g_per_h', 3600, 405, 9),
			target('peak_K', 3600, 1340, 4),
			...[900, 3600, 14_400, 28_800].map((hS) => target('kWh', hS, (19.4 * hS) / 3600, (0.5 * hS) / 3600)),
			...ZONE_KW.map((kW, k) => target('kWh', 3600, kW, 0.08, k + 1)),
		],
		budgets: ZONE_KW.map((kW, k) => ({
			...budget(k + 1, kW * 1.004),
			planned: budget(k + 1, kW * 1.1),
			actual: budget(k + 1, kW),
			moved: { term: 'toWebKW' as const, kW: -0.12 },
		})),
		skills: [900, 3600].map((hS) => ({
			target: 'good_grams',
			hS,
			outcomes: 41,
			meanError: 3.2,
			meanSize: 100,
			overPersistence: 0.31,
			overSmoothing: 0.22,
			overSchedule: null,
			inside: { '50': 0.52, '80': 0.79, '90': 0.9, '95': 0.96 },
		})),
		limits: [900, 3600].map((hS) => ({ name: 'peak temperature, most', limit: 1400, unit: 'K', hS, probability: 0.031 })),
		changes: [
			{
				target: 'good_grams',
				hS: 3600,
				from: 420,
				to: 405,
				parts: { time: 0, schedule: 0, setpoints: -12, parameters: -3, stop: 0, risk: 0, correction: 0 },
			},
		],
		explanation: 'Good grams of the next hour fell by 15 g: set-points.',
		wallMs: 40,
		...changed,
	}
}

export const goodLink: PlantLink = {
	broker: 'connected',
	node: 'online',
	devices: Object.fromEntries([...new Set(display.tags.map((t) => deviceOf(t.name)))].map((d) => [d, 'online' as const])),
	lastDataAgeMs: 50,
}

export const twoAlarms = (tMs: number): ActiveAlarm[] => [
	{
		id: 'a1',
		priority: 3,
		sinceMs: tMs - 95_000,
		station: 'Feed',
		tag: 'Feed/Web/EdgePosition',
		words: 'Web edge off centre',
		value: 2.4,
		limit: 2,
		unit: 'mm',
	},
	{
		id: 'a2',
		priority: 2,
		sinceMs: tMs - 25_000,
		station: 'Wash',
		tag: 'Wash/Stage3/Conductivity',
		words: 'Conductivity high',
		value: 2.4,
		limit: 2,
		unit: 'mS/cm',
	},
]

/** A line that a trip has ended: no limit is passed, so that no alarm but the trip itself says so. */
export const aborted = (tMs: number) =>
	({
		line: { state: 'Aborted', sinceMs: tMs - 95_000, stopReason: 499 },
		interlocks: {
			trips: [{ id: 'web-stopped-hot', cause: 'web stopped while hot', causeMs: tMs - 95_000 }],
			firstOut: { id: 'web-stopped-hot', causeMs: tMs - 95_000 },
			missing: ['web-moves'],
			line: 'First out: web stopped while hot',
		},
	}) satisfies Partial<LineFrame>

import { type Estimate, type Forecast, type Health, type LineFrame, STATION_NAMES, type ZoneBalance } from '@emberline/twin'
import { DataType } from '../sparkplug/index.ts'

export type TwinDevice = 'Forecast' | 'Budget' | 'Health' | 'Quality' | 'PackTags'

/** What the twin's node tells of: the newest of each; null before the first. */
export interface TwinKnowledge {
	readonly frame: LineFrame | null
	readonly forecast: Forecast | null
	/** PackTags of line and stations by their full name; empty where nobody gives them. */
	readonly packTags: ReadonlyMap<string, TwinValue>
	/** Plant time of those, ms since 1970. */
	readonly packTagsMs: number | null
	/** Why nothing of it may be trusted; null while it may. */
	readonly lostReason: string | null
}

export type TwinValue = number | string | boolean | readonly number[] | readonly string[] | readonly boolean[]

/** One metric of the twin's own node and where its value comes from. */
export interface TwinMetric {
	readonly device: TwinDevice
	readonly name: string
	readonly type: number
	readonly unit: string
	/** Change below which it is not told again, in its unit; of a list, of any value in it. */
	readonly deadband: number
	/** null: not known. */
	readonly value: (known: TwinKnowledge) => TwinValue | null
	/** Plant time of the value, ms since 1970; null before there is one. */
	readonly tMs: (known: TwinKnowledge) => number | null
}

const HORIZONS_S = [900, 3600, 14400, 28800] as const
const PERCENTILES = [
	['P05', '0.05'],
	['P50', '0.5'],
	['P95', '0.95'],
] as const
const AMOUNTS = [
	{ name: 'Grams', target: 'grams', unit: 'g', deadband: 0.1 },
	{ name: 'GoodGrams', target: 'good_grams', unit: 'g', deadband: 0.1 },
	{ name: 'KWh', target: 'kWh', unit: 'kWh', deadband: 0.005 },
] as const
const BUDGET_TERMS: readonly {
	readonly name: string
	readonly unit: string
	readonly deadband: number
	readonly of: (zone: ZoneBalance) => number
}[] = [
	{ name: 'Electrical', unit: 'kW', deadband: 0.005, of: (zone) => zone.electricalKW },
	{ name: 'ToWeb', unit: 'kW', deadband: 0.005, of: (zone) => zone.toWebKW },
	{ name: 'ToGas', unit: 'kW', deadband: 0.005, of: (zone) => zone.toGasKW },
	{ name: 'ToSlots', unit: 'kW', deadband: 0.005, of: (zone) => zone.toSlotsKW },
	{ name: 'ToWalls', unit: 'kW', deadband: 0.005, of: (zone) => zone.toWallsKW },
	{ name: 'ToCoolant', unit: 'kW', deadband: 0.005, of: (zone) => zone.toCoolantKW },
	{ name: 'Stored', unit: 'kW', deadband: 0.005, of: (zone) => zone.storedKW },
	{ name: 'Dose', unit: 's', deadband: 0.001, of: (zone) => zone.doseEqS },
]
const SOFT_SENSORS: readonly {
	readonly name: string
	readonly unit: string
	readonly deadband: number
	readonly of: (frame: LineFrame) => Estimate | null
}[] = [
	{ name: 'PeakTemperature', unit: 'K', deadband: 0.1, of: ({ soft }) => soft.peakK },
	{ name: 'Dose', unit: 's', deadband: 0.001, of: ({ soft }) => soft.doseEqS },
	{ name: 'Size', unit: 'nm', deadband: 0.05, of: ({ soft }) => soft.sizeNm },
	{ name: 'ResidualNaCl', unit: 'wt%', deadband: 0.001, of: ({ soft }) => soft.residualNaClWtpct },
	{ name: 'Moisture', unit: '%', deadband: 0.005, of: ({ soft }) => soft.moisturePct },
]

/** Every metric of the node, in the order of its births. `heatingZones`: how many zones have a budget. */
export function twinMetrics(heatingZones: number): readonly TwinMetric[] {
	return [...forecastMetrics(), ...budgetMetrics(heatingZones), ...healthMetrics(), ...qualityMetrics()]
}

/** 0 lost, 1 degraded, 2 tracking. */
export function healthNumber(health: Health): 0 | 1 | 2 {
	return health === 'tracking' ? 2 : health === 'degraded' ? 1 : 0
}

function forecastMetrics(): TwinMetric[] {
	return AMOUNTS.flatMap(({ name, target, unit, deadband }) =>
		HORIZONS_S.flatMap((horizonS) =>
			PERCENTILES.map(([percentile, quantile]) => ({
				device: 'Forecast' as const,
				name: `Forecast/${name}/${horizonS}/${percentile}`,
				type: DataType.Double,
				unit,
				deadband,
				value: ({ forecast }: TwinKnowledge) =>
					forecast?.health === 'lost'
						? null
						: (forecast?.targets.find((t) => t.target === target && t.hS === horizonS && t.zone === undefined)?.q[quantile] ??
							null),
				tMs: ({ forecast }: TwinKnowledge) => forecast?.originMs ?? null,
			})),
		),
	)
}

function budgetMetrics(heatingZones: number): TwinMetric[] {
	return Array.from({ length: heatingZones }, (_, i) =>
		BUDGET_TERMS.map(({ name, unit, deadband, of }) => ({
			device: 'Budget' as const,
			name: `Budget/Zone${i + 1}/${name}`,
			type: DataType.Double,
			unit,
			deadband,
			value: ({ frame }: TwinKnowledge) => {
				const zone = frame?.zones.find(({ station, zone: number }) => station === 'Heating' && number === i + 1)
				return zone === undefined ? null : of(zone)
			},
			tMs: frameTime,
		})),
	).flat()
}

function healthMetrics(): TwinMetric[] {
	const device = 'Health' as const
	return [
		{
			device,
			name: 'Health/State',
			type: DataType.Int32,
			unit: 'enum',
			deadband: 0,
			value: ({ frame, lostReason }) => (frame === null || lostReason !== null ? 0 : healthNumber(frame.health)),
			tMs: frameTime,
		},
		{
			device,
			name: 'Health/Reason',
			type: DataType.String,
			unit: '-',
			deadband: 0,
			value: ({ frame, lostReason }) => lostReason ?? frame?.healthReason ?? 'no frame yet',
			tMs: frameTime,
		},
	]
}

function qualityMetrics(): TwinMetric[] {
	return SOFT_SENSORS.flatMap(({ name, unit, deadband, of }) =>
		(['Mean', 'Sd'] as const).map((part) => ({
			device: 'Quality' as const,
			name: `Quality/${name}/${part}`,
			type: DataType.Double,
			unit,
			deadband,
			value: ({ frame }: TwinKnowledge) => {
				const estimate = frame === null ? null : of(frame)
				return estimate === null ? null : part === 'Mean' ? estimate.x : estimate.sd
			},
			tMs: frameTime,
		})),
	)
}

const TIME_DEADBAND_S = 10
/** Metres or grams. */
const COUNT_DEADBAND = 0.5
/** PackTags (TR88.00.02-2022) that the twin knows of every unit: type, unit, dead band. */
const PACK_TAGS: readonly (readonly [name: string, type: number, unit: string, deadband: number])[] = [
	['Status/UnitModeCurrent', DataType.Int32, 'enum', 0],
	['Status/StateCurrent', DataType.Int32, 'enum', 0],
	['Status/StateChangeInProcess', DataType.Boolean, '-', 0],
	['Status/MachSpeed', DataType.Double, 'mm/s', 0.01],
	['Status/CurMachSpeed', DataType.Double, 'mm/s', 0.05],
	['Status/EquipmentInterlock/Blocked', DataType.Boolean, '-', 0],
	['Status/EquipmentInterlock/Starved', DataType.Boolean, '-', 0],
	['Admin/StopReason/ID', DataType.Int32, 'code', 0],
	['Admin/StateCurrentTime', DataType.Int32, 's', TIME_DEADBAND_S],
	['Admin/ModeCurrentTime', DataType.Int32, 's', TIME_DEADBAND_S],
	['Admin/ModeCumulativeTime', DataType.Int32Array, 's', TIME_DEADBAND_S],
	['Admin/StateCumulativeTime', DataType.Int32Array, 's', TIME_DEADBAND_S],
	['Admin/AccTimeSinceReset', DataType.Int32, 's', TIME_DEADBAND_S],
	['Admin/MachDesignSpeed', DataType.Double, 'mm/s', 0],
	['Status/UnitModeRequested', DataType.Int32, 'enum', 0],
	['Status/UnitModeChangeInProcess', DataType.Boolean, '-', 0],
	['Status/StateRequested', DataType.Int32, 'enum', 0],
	['Status/RecipeCurrent', DataType.String, '-', 0],
	['Status/RecipeRequested', DataType.String, '-', 0],
	['Status/RecipeChangeInProcess', DataType.Boolean, '-', 0],
	['Status/Parameter/ID', DataType.Int32Array, '-', 0],
	['Status/Parameter/Name', DataType.StringArray, '-', 0],
	['Status/Parameter/Unit', DataType.StringArray, '-', 0],
	['Status/Parameter/Value', DataType.DoubleArray, '-', 0.01],
	['Admin/StopReason/Message', DataType.String, '-', 0],
	['Admin/StopReason/Category', DataType.Int32, '-', 0],
	['Admin/StopReason/DateTime', DataType.DateTime, 'ms', 0],
	...(['ProdConsumedCount', 'ProdProcessedCount', 'ProdDefectiveCount'] as const).flatMap((count) => [
		[`Admin/${count}/ID`, DataType.Int32Array, '-', 0] as const,
		[`Admin/${count}/Name`, DataType.StringArray, '-', 0] as const,
		[`Admin/${count}/Unit`, DataType.StringArray, '-', 0] as const,
		[`Admin/${count}/Count`, DataType.DoubleArray, '-', COUNT_DEADBAND] as const,
		[`Admin/${count}/AccCount`, DataType.DoubleArray, '-', COUNT_DEADBAND] as const,
	]),
	...(['Alarm', 'Warning', 'AlarmHistory'] as const).flatMap((alarms) => [
		[`Admin/${alarms}/Trigger`, DataType.BooleanArray, '-', 0] as const,
		[`Admin/${alarms}/ID`, DataType.Int32Array, '-', 0] as const,
		[`Admin/${alarms}/Value`, DataType.DoubleArray, '-', 0.01] as const,
		[`Admin/${alarms}/Message`, DataType.StringArray, '-', 0] as const,
		[`Admin/${alarms}/Category`, DataType.Int32Array, '-', 0] as const,
		[`Admin/${alarms}/DateTime`, DataType.DateTimeArray, 'ms', 0] as const,
	]),
]

/** PackTags of line and stations as the twin's own machines have them, by their full names; a device of its own, for it is nobody's plant. */
export function packTagMetrics(): TwinMetric[] {
	return ['Line', ...STATION_NAMES].flatMap((station) =>
		PACK_TAGS.map(([name, type, unit, deadband]) => ({
			device: 'PackTags' as const,
			name: `${station}/${name}`,
			type,
			unit,
			deadband,
			value: ({ packTags }: TwinKnowledge) => packTags.get(`${station}/${name}`) ?? null,
			tMs: ({ packTagsMs }: TwinKnowledge) => packTagsMs,
		})),
	)
}

function frameTime({ frame }: TwinKnowledge): number | null {
	return frame?.tMs ?? null
}

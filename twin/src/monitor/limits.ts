import type { LineConfig } from '@emberline/line-config'
import type { StationName } from '../port.ts'
import type { AlarmCondition } from './alarm-latch.ts'

/** One limit of the line file on one value. */
export interface LimitRule {
	readonly id: string
	readonly station: StationName | 'Line'
	/** Tag, soft sensor (`soft/peakK`), or pairs of tags of which the largest difference counts. */
	readonly source: string | readonly (readonly [string, string])[]
	readonly side: 'high' | 'low'
	readonly limit: number
	readonly deadBand: number
	readonly unit: string
	readonly words: string
	readonly priority: 1 | 2 | 3
	/** Watched in every state; others are quiet while their station does not run. */
	readonly always: boolean
	/** Quiet for so long after its station has come to Execute: until its value is that of running. */
	readonly settleMs: number
}

/** A limit must be passed for this long. */
const ON_DELAY_MS = 3000
/** After a station has come to Execute its values need this long to be those of running. */
export const SETTLE_MS = 60_000
/** Product fills the wash over several of its residence times; until then a figure per kg of it means nothing. */
const WASH_FILLS_RESIDENCES = 3

const STATION_OF = (source: string): StationName | 'Line' => {
	const first = source.split('/')[0]
	return first === 'Feed' || first === 'Drying' || first === 'Heating' || first === 'Quench' || first === 'Wash' ? first : 'Line'
}

/** All limits of a line: those of `limits`, then low and high of its indicators where no limit stands already. */
export function limitRules(config: LineConfig): readonly LimitRule[] {
	const { limits, stations } = config
	const rules: LimitRule[] = []
	const add = (rule: Omit<LimitRule, 'id' | 'deadBand' | 'settleMs'> & { deadBand?: number; settleMs?: number }) => {
		const name = typeof rule.source === 'string' ? rule.source : rule.source.map(([a]) => a).join('+')
		const id = `limit/${name}/${rule.side}`
		if (rules.some((r) => r.id === id)) return
		rules.push({ deadBand: Math.abs(rule.limit) * 0.01, settleMs: SETTLE_MS, ...rule, id })
	}
	const high = (
		source: string,
		limit: number,
		unit: string,
		words: string,
		priority: 1 | 2 | 3 = 2,
		always = false,
		deadBand?: number,
	) =>
		add({
			station: STATION_OF(source),
			source,
			side: 'high',
			limit,
			unit,
			words,
			priority,
			always,
			...(deadBand === undefined ? {} : { deadBand }),
		})
	stations.heating.modules.forEach((_, i) => {
		high(`Heating/Zone${i + 1}/EmitterTemperature`, limits.emitterTemperatureMaxK, 'K', 'emitter too hot', 1, true, 5)
	})
	high('Heating/Purge/Oxygen', stations.heating.purgeOxygenPpmMax, 'ppm', 'oxygen in the furnace too high', 1, false, 5)
	high('Quench/Web/ExitTemperature', limits.quenchExitTemperatureMaxK, 'K', 'web leaves the quench too hot', 2, false, 2)
	high('Drying/Web/ExitMoisture', limits.furnaceMoistureMaxKgPerKg * 100, '%', 'web too moist for the furnace', 2, false, 0.1)
	high('soft/residualNaClWtpct', limits.residualNaClMaxWtpct, 'wt%', 'salt left in the product too high')
	add({
		station: 'Line',
		source: 'soft/kWhPerKg',
		side: 'high',
		limit: limits.energyPerProductMaxJPerKg / 3.6e6,
		unit: 'kWh/kg',
		words: 'energy per product too high',
		priority: 3,
		always: false,
		settleMs: WASH_FILLS_RESIDENCES * stations.wash.residenceTimeS * 1000,
	})
	for (const tag of ['Line/Web/Tension', 'Feed/Unwind/Tension']) {
		const [least, most] = limits.tensionN
		const common = { station: STATION_OF(tag), source: tag, unit: 'N', priority: 2, always: false, deadBand: 1 } as const
		add({ ...common, side: 'high', limit: most, words: 'web tension too high' })
		add({ ...common, side: 'low', limit: least, words: 'web tension too low' })
	}
	for (const [station, indicators] of Object.entries(config.display) as [StationName, LineConfig['display'][StationName]][]) {
		for (const indicator of indicators) {
			const { source, unit, label, scale } = indicator
			const common = { station, source, unit, priority: 3, always: false, deadBand: (scale[1] - scale[0]) * 0.01 } as const
			if (indicator.high !== undefined) add({ ...common, side: 'high', limit: indicator.high, words: `${label} high` })
			if (indicator.low !== undefined) add({ ...common, side: 'low', limit: indicator.low, words: `${label} low` })
		}
	}
	return rules
}

export interface LimitView {
	readonly tMs: number
	/** Value of a tag or soft sensor now; undefined while it is not known. */
	value(source: string): number | undefined
	/** Time since the station came to Execute, ms; null while it does not run. */
	runningForMs(station: StationName | 'Line'): number | null
}

/** Where each value stands against its limits. */
export function limitConditions(rules: readonly LimitRule[], view: LimitView): readonly AlarmCondition[] {
	return rules.flatMap((rule): AlarmCondition[] => {
		const runningForMs = view.runningForMs(rule.station)
		if (!rule.always && (runningForMs === null || runningForMs < rule.settleMs)) return []
		const value = valueUnder(rule, view)
		if (value === undefined) return []
		const over = rule.side === 'high' ? value - rule.limit : rule.limit - value
		const { id, station, words, limit, unit, priority } = rule
		const tag = typeof rule.source === 'string' ? rule.source : (rule.source[0]?.[0] ?? '')
		const now = over > 0 ? 'out' : over > -rule.deadBand ? 'near' : 'in'
		return [{ id, station, tag, words, value, limit, unit, priority, now, onDelayMs: ON_DELAY_MS }]
	})
}

function valueUnder(rule: LimitRule, view: LimitView): number | undefined {
	if (typeof rule.source === 'string') return view.value(rule.source)
	const differences = rule.source.flatMap(([a, b]) => {
		const [x, y] = [view.value(a), view.value(b)]
		return x === undefined || y === undefined ? [] : [x - y]
	})
	if (differences.length === 0) return undefined
	return differences.reduce((worst, d) => (Math.abs(d) > Math.abs(worst) ? d : worst))
}

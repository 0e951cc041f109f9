import { type LineConfig, type Recipe, stopReasonWords } from '@emberline/line-config'
import { setpointsOf } from '../line/nominal-controls.ts'
import { nominalParameters } from '../line/parameters.ts'
import { PARCEL_ROW_M, type ParcelRow } from '../lots/parcel-row.ts'
import { type LineFrame, type Reading, STATION_NAMES, type StationName } from '../port.ts'
import { powderOf } from '../web/powder.ts'
import { type TimeSpan, UnitHistory, type UnitSpan } from './time-classes.ts'

/** Web that is behind a value, on the encoder [m]. */
export interface WebSpan {
	readonly from_m: number
	readonly to_m: number
}

/** A number with what it was made of: spans of plant time, or of web. null when nothing says what it is. */
export interface Kpi {
	readonly value: number | null
	readonly unit: string
	readonly intervals: readonly (TimeSpan | WebSpan)[]
}

export interface StopKpi {
	readonly unit: string
	readonly reason: number
	readonly words: string
	readonly stops: number
	/** Production time over the number of stops of this cause [h]; mean length of one [min]. */
	readonly mtbf: Kpi
	readonly mttr: Kpi
}

/** kpi.json. Names and definitions of ISO 22400-2. */
export interface KpiReport {
	readonly from_ms: number | null
	readonly to_ms: number | null
	/** Actual production time and planned busy time of the line. */
	readonly apt: Kpi
	readonly pbt: Kpi
	readonly availability: Kpi
	readonly effectiveness: Kpi
	readonly quality: Kpi
	readonly oee: Kpi
	/** Produced quantity: web that left the line; of it, good quantity [m]. */
	readonly pq: Kpi
	readonly gq: Kpi
	readonly stations: Readonly<Record<StationName, { readonly apt: Kpi; readonly waiting: Kpi; readonly availability: Kpi }>>
	readonly stops: readonly StopKpi[]
	/** Product by what the scale rose, and by what left the furnace; powder takes `lag_s` from there to the scale. */
	readonly g_per_h_scale: Kpi
	readonly g_per_h_furnace: Kpi
	readonly lag_s: Kpi
	readonly grams: Kpi
	readonly metres: Kpi
	readonly scrap_m: Kpi
	readonly scrap_by_cause: readonly { readonly cause: string; readonly metres: Kpi }[]
	readonly first_pass_yield: Kpi
	/** Metal in the product at the scale over metal in the precursor fed. What is under way counts as lost, so that it begins too low. */
	readonly yield_on_metal: Kpi
	/** Alloy in the product, mean of the laboratory with the web of its samples; without any (no intervals) as full conversion gives it. */
	readonly alloy_wtpct: Kpi
	readonly dose_eq_s: { readonly p10: Kpi; readonly p50: Kpi; readonly p90: Kpi }
	readonly kWh_per_kg: Kpi
	readonly zone_kWh: readonly { readonly station: string; readonly zone: number; readonly kWh: Kpi }[]
	readonly water_L_per_kg: Kpi
	readonly purge_L_per_kg: Kpi
}

/** Counters that only rise: what is lost between two readings of a lower value is a reset. */
const COUNTERS = [
	'Line/Energy/Total',
	'Wash/FreshWater/Total',
	'Wash/Product/MassTotal',
	'Line/Admin/ProdDefectiveCount',
] as const
const PURGE = 'Heating/Purge/Flow'
const FED = 'Feed/Precursor/MassFlow'
/** The first of these that a row carries is what it was lost by; a row that is refused without any is off its specification. */
const SCRAP_CAUSES = ['splice', 'over_dosed', 'stop', 'lost'] as const
/** Times further apart than this are not taken for one stretch of running [s]. */
const LONGEST_STEP_S = 10

/** What frames and readings have told, as JSON. Finished web is not in it: it is told again from the roll map, which is kept for good. */
export interface KpiSnapshot {
	readonly whole: readonly UnitSpan[]
	readonly stations: Readonly<Record<StationName, readonly UnitSpan[]>>
	readonly counters: Readonly<Record<string, { readonly last: number; readonly rise: number }>>
	readonly zoneKWh: Readonly<Record<string, number>>
	readonly purge: { readonly tMs: number; readonly litresPerS: number } | null
	readonly purgeL: number
	readonly fed: { readonly tMs: number; readonly metalGPerS: number } | null
	readonly metalG: number
	readonly alloyWtpct: readonly number[]
	readonly samplesM: readonly number[]
	readonly furnaceG: number
	readonly plannedS: number
	readonly runS: number
	/** As the tags call it. */
	readonly recipe: string
	readonly frame: { readonly tMs: number; readonly positionM: number } | null
	readonly fromMs: number | null
}

/** Adds up what the KPIs are made of, from frames, readings and finished web, in plant time. */
export class KpiAccount {
	readonly #line: LineConfig
	readonly #recipes: Readonly<Record<string, Recipe>>
	readonly #whole: UnitHistory
	readonly #stations: ReadonlyMap<StationName, UnitHistory>
	readonly #counters: Map<string, { last: number; rise: number }>
	readonly #zoneKWh: Map<string, number>
	readonly #scrap = new Map<string, { from_m: number; to_m: number }[]>()
	readonly #good: { from_m: number; to_m: number }[] = []
	readonly #doses: number[] = []
	#rows = 0
	#goodRows = 0
	#purge: { tMs: number; litresPerS: number } | null = null
	#purgeL = 0
	#fed: { readonly tMs: number; readonly metalGPerS: number } | null = null
	#metalG = 0
	readonly #metalShares = new Map<string, number>()
	/** Results of the laboratory, and where on the web its samples were [m]. */
	#alloyWtpct: number[] = []
	#samplesM: number[] = []
	#furnaceG = 0
	/** Time that the web run would have taken at the recipe's speed, and that it took [s]. */
	#plannedS = 0
	#runS = 0
	/** From the end of the furnace to the scraper, sum over rows [s], and how many. */
	#lag = { sumS: 0, rows: 0 }
	#recipe = ''
	#frame: { tMs: number; positionM: number } | null = null
	#fromMs: number | null = null

	constructor(line: LineConfig, recipes: Readonly<Record<string, Recipe>>, from?: KpiSnapshot) {
		this.#line = line
		this.#recipes = recipes
		this.#whole = new UnitHistory(from?.whole)
		this.#stations = new Map(STATION_NAMES.map((name) => [name, new UnitHistory(from?.stations[name])]))
		this.#counters = new Map(Object.entries(from?.counters ?? {}).map(([tag, one]) => [tag, { ...one }]))
		this.#zoneKWh = new Map(Object.entries(from?.zoneKWh ?? {}))
		if (from === undefined) return
		this.#purge = from.purge
		this.#purgeL = from.purgeL
		this.#fed = from.fed
		this.#metalG = from.metalG
		this.#alloyWtpct = [...from.alloyWtpct]
		this.#samplesM = [...from.samplesM]
		this.#furnaceG = from.furnaceG
		this.#plannedS = from.plannedS
		this.#runS = from.runS
		this.#recipe = from.recipe
		this.#frame = from.frame
		this.#fromMs = from.fromMs
	}

	snapshot(): KpiSnapshot {
		return {
			whole: this.#whole.snapshot(),
			stations: Object.fromEntries([...this.#stations].map(([name, history]) => [name, history.snapshot()])) as Record<
				StationName,
				UnitSpan[]
			>,
			counters: Object.fromEntries([...this.#counters].map(([tag, one]) => [tag, { ...one }])),
			zoneKWh: Object.fromEntries(this.#zoneKWh),
			purge: this.#purge,
			purgeL: this.#purgeL,
			fed: this.#fed,
			metalG: this.#metalG,
			alloyWtpct: [...this.#alloyWtpct],
			samplesM: [...this.#samplesM],
			furnaceG: this.#furnaceG,
			plannedS: this.#plannedS,
			runS: this.#runS,
			recipe: this.#recipe,
			frame: this.#frame,
			fromMs: this.#fromMs,
		}
	}

	readings(batch: readonly Reading[]): void {
		for (const { tag, tMs, value, quality } of batch) {
			if (typeof value !== 'number' || !Number.isFinite(value) || quality === 'bad' || quality === 'stale') continue
			if (tag === PURGE) {
				if (this.#purge !== null && tMs > this.#purge.tMs)
					this.#purgeL += (this.#purge.litresPerS * (tMs - this.#purge.tMs)) / 1000
				if (this.#purge === null || tMs >= this.#purge.tMs) this.#purge = { tMs, litresPerS: value / 60 }
			} else if (tag === FED) {
				const before = this.#fed
				if (before !== null && tMs > before.tMs) this.#metalG += (before.metalGPerS * (tMs - before.tMs)) / 1000
				if (before === null || tMs >= before.tMs) this.#fed = { tMs, metalGPerS: (value / 60) * this.#metalOfMoist() }
			} else if (tag === 'Lab/Result/AlloyContent') this.#alloyWtpct.push(value)
			else if (tag === 'Lab/Sample/WebPosition') this.#samplesM.push(value)
			else if ((COUNTERS as readonly string[]).includes(tag)) {
				const counter = this.#counters.get(tag)
				if (counter === undefined) this.#counters.set(tag, { last: value, rise: 0 })
				else if (value >= counter.last) {
					counter.rise += value - counter.last
					counter.last = value
				} else if (value < counter.last / 2) counter.last = value
			}
		}
	}

	frame(frame: LineFrame): void {
		const { tMs } = frame
		this.#fromMs ??= tMs
		this.#whole.at(tMs, frame.line.state, frame.line.stopReason)
		for (const [name, history] of this.#stations) history.at(tMs, frame.stations[name].state, frame.stations[name].stopReason)
		this.#recipe = frame.recipe
		const before = this.#frame
		this.#frame = { tMs, positionM: frame.webPositionM }
		const stepS = before === null ? 0 : (tMs - before.tMs) / 1000
		if (before === null || stepS <= 0 || stepS > LONGEST_STEP_S) return
		for (const { station, zone, electricalKW } of frame.zones) {
			const key = `${station}/${zone}`
			this.#zoneKWh.set(key, (this.#zoneKWh.get(key) ?? 0) + (electricalKW * stepS) / 3600)
		}
		this.#furnaceG += ((frame.soft.furnaceGPerH?.x ?? 0) * stepS) / 3600
		if (frame.line.state !== 'Execute') return
		this.#runS += stepS
		this.#plannedS += Math.max(0, frame.webPositionM - before.positionM) / this.#plannedSpeed()
	}

	parcel({ positionM, flags, estimates, times }: ParcelRow): void {
		const to = Math.round((positionM + PARCEL_ROW_M) * 100) / 100
		const good = !flags.includes('reject')
		this.#rows++
		if (times.t_heat_out_ms !== null && times.t_wash_ms !== null)
			this.#lag = { sumS: this.#lag.sumS + (times.t_wash_ms - times.t_heat_out_ms) / 1000, rows: this.#lag.rows + 1 }
		if (good) {
			this.#goodRows++
			extend(this.#good, positionM, to)
			if (estimates.dose_eq_s !== null) this.#doses.push(estimates.dose_eq_s.x)
			return
		}
		const cause = SCRAP_CAUSES.find((flag) => flags.includes(flag)) ?? 'off_specification'
		const list = this.#scrap.get(cause) ?? []
		this.#scrap.set(cause, list)
		extend(list, positionM, to)
	}

	report(): KpiReport {
		const all: TimeSpan[] =
			this.#fromMs === null || this.#frame === null ? [] : [{ from_ms: this.#fromMs, to_ms: this.#frame.tMs }]
		const apt = this.#whole.seconds('production')
		const pbt = this.#whole.seconds('production', 'setup', 'fault', 'waiting')
		const producing = this.#whole.intervals('production')
		const busy = this.#whole.intervals('production', 'setup', 'fault', 'waiting')
		const availability = ratio(apt, pbt)
		const effectiveness = ratio(this.#plannedS, this.#runS)
		const quality = ratio(this.#goodRows, this.#rows)
		const oee =
			availability === null || effectiveness === null || quality === null ? null : availability * effectiveness * quality
		const rise = (tag: string) => this.#counters.get(tag)?.rise ?? null
		const grams = rise('Wash/Product/MassTotal')
		const kg = grams === null ? null : grams / 1000
		const web: WebSpan[] = [...this.#good, ...[...this.#scrap.values()].flat()].sort((a, b) => a.from_m - b.from_m)
		const hours = all.reduce((sum, { from_ms, to_ms }) => sum + (to_ms - from_ms) / 3.6e6, 0)
		const alloy = this.#alloyWtpct.length > 0 ? mean(this.#alloyWtpct) : this.#alloyOfRecipe()
		const doses = Float64Array.from(this.#doses).sort()
		const dose = (p: number) => kpi(doses.length === 0 ? null : doses[Math.round(p * (doses.length - 1))]!, 's', this.#good)
		return {
			from_ms: all[0]?.from_ms ?? null,
			to_ms: all[0]?.to_ms ?? null,
			apt: kpi(apt, 's', producing),
			pbt: kpi(pbt, 's', busy),
			availability: kpi(availability, '1', busy),
			effectiveness: kpi(effectiveness, '1', producing),
			quality: kpi(quality, '1', this.#good),
			oee: kpi(oee, '1', busy),
			pq: kpi(this.#rows * PARCEL_ROW_M, 'm', web),
			gq: kpi(this.#goodRows * PARCEL_ROW_M, 'm', this.#good),
			stations: Object.fromEntries(
				[...this.#stations].map(([name, history]) => [name, stationKpi(history)]),
			) as KpiReport['stations'],
			stops: [...this.#stations]
				.flatMap(([name, history]) => stopKpis(this.#line, name, history))
				.concat(stopKpis(this.#line, 'Line', this.#whole)),
			g_per_h_scale: kpi(grams === null ? null : ratio(grams, hours), 'g/h', all),
			g_per_h_furnace: kpi(ratio(this.#furnaceG, hours), 'g/h', all),
			lag_s: kpi(
				this.#lag.rows === 0 ? null : this.#lag.sumS / this.#lag.rows + this.#line.stations.wash.residenceTimeS,
				's',
				web,
			),
			grams: kpi(grams, 'g', all),
			metres: kpi(this.#rows * PARCEL_ROW_M, 'm', web),
			scrap_m: kpi(rise('Line/Admin/ProdDefectiveCount'), 'm', all),
			scrap_by_cause: [...this.#scrap]
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([cause, spans]) => ({ cause, metres: kpi(length(spans), 'm', spans) })),
			first_pass_yield: kpi(quality, '1', this.#good),
			yield_on_metal: kpi(alloy === null || grams === null ? null : ratio((grams * alloy) / 100, this.#metalG), '1', all),
			alloy_wtpct: kpi(alloy, 'wt%', this.#alloyWtpct.length === 0 ? [] : this.#samplesM.map((m) => ({ from_m: m, to_m: m }))),
			dose_eq_s: { p10: dose(0.1), p50: dose(0.5), p90: dose(0.9) },
			kWh_per_kg: kpi(per(rise('Line/Energy/Total'), kg), 'kWh/kg', all),
			zone_kWh: [...this.#zoneKWh].map(([key, kWh]) => {
				const [station = '', zone = ''] = key.split('/')
				return { station, zone: Number(zone), kWh: kpi(kWh, 'kWh', all) }
			}),
			water_L_per_kg: kpi(per(rise('Wash/FreshWater/Total'), kg), 'L/kg', all),
			purge_L_per_kg: kpi(per(this.#purge === null ? null : this.#purgeL, kg), 'L/kg', all),
		}
	}

	#recipeNow(): Recipe | undefined {
		return Object.values(this.#recipes).find(({ id }) => id === this.#recipe || this.#line.recipes[id] === this.#recipe)
	}

	/** Metal in the precursor as it is fed, moist [g/g]; 0 before the recipe is known. */
	#metalOfMoist(): number {
		const known = this.#metalShares.get(this.#recipe)
		if (known !== undefined) return known
		const recipe = this.#recipeNow()
		if (recipe === undefined) return 0
		const share = powderOf(recipe, nominalParameters(this.#line)).metal / (1 + this.#line.stations.feed.moistureKgPerKg)
		this.#metalShares.set(this.#recipe, share)
		return share
	}

	/** Alloy in alloy and char when all has reacted and nothing evaporated [wt%]. */
	#alloyOfRecipe(): number | null {
		const recipe = this.#recipeNow()
		if (recipe === undefined) return null
		const { metal, citrate, yield2 } = powderOf(recipe, nominalParameters(this.#line))
		return (100 * metal) / (metal + citrate * yield2)
	}

	#plannedSpeed(): number {
		const recipe = this.#recipeNow()
		return recipe === undefined ? this.#line.web.speedMPerS : setpointsOf(this.#line, recipe).webSpeedMPerS
	}
}

function stationKpi(history: UnitHistory) {
	const apt = history.seconds('production')
	// What it waited for others is neither its production nor its downtime.
	const pbt = history.seconds('production', 'setup', 'fault')
	return {
		apt: kpi(apt, 's', history.intervals('production')),
		waiting: kpi(history.seconds('waiting'), 's', history.intervals('waiting')),
		availability: kpi(ratio(apt, pbt), '1', history.intervals('production', 'setup', 'fault')),
	}
}

function stopKpis(line: LineConfig, unit: string, history: UnitHistory): StopKpi[] {
	const byReason = new Map<number, TimeSpan[]>()
	for (const { kind, reason, from_ms, to_ms } of history.spans)
		if (kind === 'fault') byReason.set(reason, [...(byReason.get(reason) ?? []), { from_ms, to_ms }])
	const hours = history.seconds('production') / 3600
	return [...byReason].map(([reason, intervals]) => ({
		unit,
		reason,
		words: line.stops.find(({ code }) => code === reason)?.words ?? stopReasonWords(reason) ?? '',
		stops: intervals.length,
		mtbf: kpi(hours / intervals.length, 'h', history.intervals('production')),
		mttr: kpi(
			intervals.reduce((sum, { from_ms, to_ms }) => sum + (to_ms - from_ms) / 60_000, 0) / intervals.length,
			'min',
			intervals,
		),
	}))
}

function kpi(value: number | null, unit: string, intervals: readonly (TimeSpan | WebSpan)[]): Kpi {
	return { value: value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(7)), unit, intervals }
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
const ratio = (a: number, b: number): number | null => (b > 0 ? a / b : null)
const per = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : ratio(a, b))
const length = (spans: readonly WebSpan[]): number => spans.reduce((sum, { from_m, to_m }) => sum + to_m - from_m, 0)

function extend(spans: { from_m: number; to_m: number }[], from_m: number, to_m: number): void {
	const last = spans.at(-1)
	if (last !== undefined && Math.abs(from_m - last.to_m) < PARCEL_ROW_M / 2) last.to_m = to_m
	else spans.push({ from_m, to_m })
}

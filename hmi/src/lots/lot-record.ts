import type { BatchRecord, KpiReport, LabResult, LotRecord, Trace } from '@emberline/twin'

/** What travels of washed powder: containers as weighted web, what was asked of it and made, traces both ways, and the KPIs of ISO 22400. */

export type { BatchRecord, LabResult, LotRecord, Trace } from '@emberline/twin'

/** One container in the list. */
export interface LotRow {
	readonly container: string
	readonly fromMs: number
	/** null while it is being filled. */
	readonly toMs: number | null
	readonly grams: number | null
	/** First and last metre whose powder is in it. */
	readonly fromM: number | null
	readonly toM: number | null
	readonly lots: readonly string[]
	readonly recipes: readonly string[]
	/** Samples of its web that the laboratory has measured, and their means; null where none was. */
	readonly samples: number
	readonly sizeNm: number | null
	readonly alloyWtpct: number | null
	readonly naclWtpct: number | null
	readonly release: LotRelease | null
}

/** A container that somebody answers for. A later one counts. */
export interface LotRelease {
	readonly container: string
	readonly verdict: 'released' | 'held'
	readonly atMs: number
	readonly by: string
	readonly reason: string
}

export interface LotDetail {
	readonly lot: LotRecord
	/** By the levels of S88; null where its web is no longer at hand. */
	readonly batch: BatchRecord | null
	readonly releases: readonly LotRelease[]
}

/** What web is asked for: one of these, and how far back [plant time]. */
export interface TraceAsk {
	readonly by: 'lot' | 'roll' | 'recipe' | 'flag' | 'above'
	/** Name, or K for `above`. */
	readonly value: string
	readonly hours: number
}

export const TRACE_HOURS = [8, 24, 168, 744] as const
/** Pieces of web that one answer carries; the sums are over all. */
export const TRACE_PIECES = 200

/** One KPI; `spans` counts the times or stretches of web that it was made of. */
export interface KpiFigure {
	readonly name: string
	readonly value: number | null
	readonly unit: string
	readonly spans: number
}

/** KPIs since a shift began; stops by cause. Spans of time are null before anything ran. */
export interface KpiView {
	readonly fromMs: number | null
	readonly toMs: number | null
	readonly figures: readonly KpiFigure[]
	readonly stops: readonly {
		readonly unit: string
		readonly reason: number
		readonly words: string
		readonly stops: number
		/** Mean length of one [min], and production time between two [h]. */
		readonly mttrMin: number | null
		readonly mtbfH: number | null
	}[]
	readonly scrap: readonly { readonly cause: string; readonly metres: number | null }[]
}

/** Where containers come from. Everything may reject when the history is away. */
export interface LotSource {
	containers(): Promise<readonly LotRecord[]>
	batch(lot: LotRecord): Promise<BatchRecord | null>
	trace(ask: TraceAsk): Promise<Trace>
	/** Of this shift and the one before. */
	kpis(): readonly KpiReport[]
	releases(): readonly LotRelease[]
	/** On disk when it resolves. */
	release(release: LotRelease): Promise<void>
}

export function lotRow({ container, from_ms, to_ms, grams, intervals, lab }: LotRecord, release: LotRelease | null): LotRow {
	const of = (read: (one: LabResult) => number | null) => {
		const all = lab.flatMap((one) => read(one) ?? [])
		return all.length === 0 ? null : all.reduce((a, b) => a + b, 0) / all.length
	}
	const names = (all: readonly string[]) => [...new Set(all)].filter((name) => name !== '').sort()
	return {
		container,
		fromMs: from_ms,
		toMs: to_ms,
		grams,
		fromM: intervals.reduce<number | null>((m, one) => (m === null ? one.from_m : Math.min(m, one.from_m)), null),
		toM: intervals.reduce<number | null>((m, one) => (m === null ? one.to_m : Math.max(m, one.to_m)), null),
		lots: names(intervals.map(({ lot }) => lot)),
		recipes: names(intervals.map(({ recipe }) => recipe)),
		samples: lab.length,
		sizeNm: of((one) => one.size_nm),
		alloyWtpct: of((one) => one.alloy_wtpct),
		naclWtpct: of((one) => one.residual_nacl_wtpct),
		release,
	}
}

/** Figures of a report in the order of ISO 22400, with what the line adds. */
export function kpiView(report: KpiReport): KpiView {
	const { dose_eq_s: dose, stops, scrap_by_cause: scrap } = report
	const plain = [
		'apt',
		'pbt',
		'availability',
		'effectiveness',
		'quality',
		'oee',
		'pq',
		'gq',
		'first_pass_yield',
		'grams',
		'g_per_h_scale',
		'g_per_h_furnace',
		'lag_s',
		'alloy_wtpct',
		'yield_on_metal',
		'scrap_m',
		'kWh_per_kg',
		'water_L_per_kg',
		'purge_L_per_kg',
	] as const
	const figure = (name: string, { value, unit, intervals }: KpiReport['apt']): KpiFigure => ({
		name,
		value,
		unit,
		spans: intervals.length,
	})
	return {
		fromMs: report.from_ms,
		toMs: report.to_ms,
		figures: [
			...plain.map((name) => figure(name, report[name])),
			figure('dose_p10', dose.p10),
			figure('dose_p50', dose.p50),
			figure('dose_p90', dose.p90),
			...report.zone_kWh.map(({ station, zone, kWh }) => figure(`kWh ${station} ${zone}`, kWh)),
		],
		stops: stops.map(({ unit, reason, words, stops: count, mtbf, mttr }) => ({
			unit,
			reason,
			words,
			stops: count,
			mttrMin: mttr.value,
			mtbfH: mtbf.value,
		})),
		scrap: scrap.map(({ cause, metres }) => ({ cause, metres: metres.value })),
	}
}

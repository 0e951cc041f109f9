import type { LineConfig } from '@emberline/line-config'
import type { ParcelRow } from './parcel-row.ts'
import { PARCEL_ROW_M } from './parcel-row.ts'

/** Web whose powder is in a container: an upstream and a downstream end on the encoder [m], and its share of the container's powder. */
export interface WebInterval {
	readonly from_m: number
	readonly to_m: number
	/** Share of the powder in the container that came from here; the shares of a container add up to 1. */
	readonly weight: number
	readonly roll: string
	readonly lot: string
	readonly recipe: string
}

export interface LabResult {
	readonly sample: string
	readonly position_m: number | null
	/** When the sample was taken. */
	readonly t_ms: number | null
	readonly residual_nacl_wtpct: number | null
	readonly alloy_wtpct: number | null
	readonly size_nm: number | null
	readonly size_sd_nm: number | null
}

/** One container of washed powder, as lots.json has it. */
export interface LotRecord {
	readonly container: string
	readonly from_ms: number
	/** null while it is still being filled. */
	readonly to_ms: number | null
	/** Rise of the scale meanwhile [g]; null when the scale said nothing. */
	readonly grams: number | null
	readonly intervals: readonly WebInterval[]
	readonly lab: readonly LabResult[]
}

/** What of a row of the roll map decides into which container its powder goes. */
export interface ScrapedWeb {
	readonly positionM: number
	/** When it left the web at the scraper, ms. */
	readonly washMs: number
	readonly arealGPerM2: number
	readonly roll: string
	readonly lot: string
	readonly recipe: string
}

/** Of a row of the roll map; null when nobody saw it leave. */
export function scrapedWeb(row: ParcelRow): ScrapedWeb | null {
	const { positionM, times, estimates, roll, lot, recipe } = row
	if (times.t_wash_ms === null) return null
	return { positionM, washMs: times.t_wash_ms, arealGPerM2: estimates.areal_g_m2?.x ?? 0, roll, lot, recipe }
}

/** A time at which another container came under the scale, and the total of the scale then [g]. */
export interface ContainerChange {
	readonly container: string
	readonly tMs: number
	readonly totalG: number | null
}

/** Intervals that hold less of a container than this are left out, and the others made up for it. */
const LEAST_WEIGHT = 1e-4

/**
 * Share of powder that has passed `vessels` equal mixed volumes within `tS`, each with a mean time of `passS`: the Erlang distribution,
 * the same volumes as the wash of the model.
 */
export function passedShare(tS: number, passS: number, vessels: number): number {
	if (tS <= 0) return 0
	const x = tS / passS
	let term = 1
	let sum = 1
	for (let k = 1; k < vessels; k++) {
		term *= x / k
		sum += term
	}
	return 1 - sum * Math.exp(-x)
}

/**
 * Each container as a weighted list of metres of web: what left the web passes the wash and the dryer as through stages + 1 mixed volumes, so
 * that each metre is spread over the containers of the next hours. `scraped` in any order.
 */
export function containersOf(p: {
	readonly wash: Pick<LineConfig['stations']['wash'], 'residenceTimeS' | 'stages'>
	readonly scraped: readonly ScrapedWeb[]
	readonly changes: readonly ContainerChange[]
	readonly lab: readonly LabResult[]
	/** Newest total of the scale [g]. */
	readonly endG: number | null
	/** Up to when everything is known [ms]: a container that is still open is told as of then. */
	readonly endMs: number
}): LotRecord[] {
	const vessels = p.wash.stages + 1
	const passS = p.wash.residenceTimeS / vessels
	const longestMs = 1000 * p.wash.residenceTimeS * 8
	const order = [...p.scraped].sort((a, b) => a.washMs - b.washMs)
	let first = 0
	return p.changes.map((change, index) => {
		const next = p.changes[index + 1]
		const fromMs = change.tMs
		const toMs = next?.tMs ?? p.endMs
		while (first < order.length && order[first]!.washMs < fromMs - longestMs) first++
		const kept = new Map<string, Omit<WebInterval, 'weight'> & { grams: number }>()
		for (let i = first; i < order.length; i++) {
			const row = order[i]!
			const leftMs = row.washMs
			if (leftMs >= toMs) break
			const share = passedShare((toMs - leftMs) / 1000, passS, vessels) - passedShare((fromMs - leftMs) / 1000, passS, vessels)
			add(kept, row, share)
		}
		const endG = next === undefined ? p.endG : next.totalG
		const intervals = weighted([...kept.values()])
		return {
			container: change.container,
			from_ms: fromMs,
			to_ms: next?.tMs ?? null,
			grams: endG === null || change.totalG === null ? null : Math.round((endG - change.totalG) * 1e3) / 1e3,
			intervals,
			lab: p.lab.filter(({ position_m: m }) => m !== null && intervals.some((one) => one.from_m <= m && m < one.to_m)),
		}
	})
}

function add(kept: Map<string, Omit<WebInterval, 'weight'> & { grams: number }>, row: ScrapedWeb, share: number): void {
	const metre = Math.floor(row.positionM + 1e-9)
	const { roll, lot, recipe } = row
	const key = JSON.stringify([metre, roll, lot, recipe])
	// The width is the same everywhere and falls out of the weights.
	const grams = share * row.arealGPerM2 * PARCEL_ROW_M
	const there = kept.get(key)
	const to_m = Math.round((row.positionM + PARCEL_ROW_M) * 100) / 100
	kept.set(key, {
		from_m: Math.min(there?.from_m ?? row.positionM, row.positionM),
		to_m: Math.max(there?.to_m ?? to_m, to_m),
		roll,
		lot,
		recipe,
		grams: (there?.grams ?? 0) + grams,
	})
}

function weighted(found: readonly (Omit<WebInterval, 'weight'> & { readonly grams: number })[]): WebInterval[] {
	const total = found.reduce((sum, { grams }) => sum + grams, 0)
	const large = found.filter(({ grams }) => grams > LEAST_WEIGHT * total)
	const told = large.reduce((sum, { grams }) => sum + grams, 0)
	return large
		.sort((a, b) => a.from_m - b.from_m)
		.map(({ from_m, to_m, grams, roll, lot, recipe }) => ({
			from_m,
			to_m,
			weight: Number((grams / told).toPrecision(6)),
			roll,
			lot,
			recipe,
		}))
}

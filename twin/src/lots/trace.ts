import type { LotRecord } from './containers.ts'
import { PARCEL_ROW_M, type ParcelRow } from './parcel-row.ts'

/** What web is asked for: all that is named must hold. */
export interface WebQuestion {
	/** Peak temperature of the powder above this [K]. */
	readonly abovePeakK?: number
	readonly lot?: string
	readonly roll?: string
	readonly recipe?: string
	readonly flag?: string
	/** Encoder [m]. */
	readonly fromM?: number
	readonly toM?: number
}

/** Web in one piece that answers a question. */
export interface WebPiece {
	readonly from_m: number
	readonly to_m: number
	readonly from_ms: number | null
	readonly to_ms: number | null
	readonly peak_K: number | null
	readonly roll: string
	readonly lot: string
	readonly recipe: string
}

/** A container with some of that powder: `share` of what is in it, and grams where the scale told them. */
export interface TracedContainer {
	readonly container: string
	readonly from_ms: number
	readonly to_ms: number | null
	readonly share: number
	readonly grams: number | null
}

export interface Trace {
	readonly web_m: number
	readonly pieces: readonly WebPiece[]
	readonly containers: readonly TracedContainer[]
	readonly rolls: readonly string[]
	readonly lots: readonly string[]
	readonly recipes: readonly string[]
}

/** Whether a row of the roll map answers a question. */
export function answers(row: ParcelRow, q: WebQuestion): boolean {
	return (
		(q.abovePeakK === undefined || (row.estimates.peak_K?.x ?? Number.NEGATIVE_INFINITY) > q.abovePeakK) &&
		(q.lot === undefined || row.lot === q.lot) &&
		(q.roll === undefined || row.roll === q.roll) &&
		(q.recipe === undefined || row.recipe === q.recipe) &&
		(q.flag === undefined || row.flags.includes(q.flag)) &&
		(q.fromM === undefined || row.positionM + PARCEL_ROW_M > q.fromM) &&
		(q.toM === undefined || row.positionM < q.toM)
	)
}

/** From web to product: the pieces of web that answer, and the containers that hold their powder, most first. */
export function traceForward(parcels: readonly ParcelRow[], lots: readonly LotRecord[], question: WebQuestion): Trace {
	const found = parcels.filter((row) => answers(row, question))
	const byMetre = new Map<number, { asked: number; all: number }>()
	for (const row of parcels) {
		const areal = row.estimates.areal_g_m2?.x ?? 0
		const metre = byMetre.get(metreOf(row.positionM)) ?? { asked: 0, all: 0 }
		metre.all += areal
		if (answers(row, question)) metre.asked += areal
		byMetre.set(metreOf(row.positionM), metre)
	}
	const containers = lots.flatMap(({ container, from_ms, to_ms, grams, intervals }): TracedContainer[] => {
		let share = 0
		for (const one of intervals) {
			// A metre on which lot or recipe change stands as two intervals: only the one asked for counts.
			if (question.lot !== undefined && one.lot !== question.lot) continue
			if (question.roll !== undefined && one.roll !== question.roll) continue
			if (question.recipe !== undefined && one.recipe !== question.recipe) continue
			const metre = byMetre.get(metreOf(one.from_m))
			const onlyNames = question.abovePeakK === undefined && question.flag === undefined
			const part = metre === undefined || metre.all === 0 ? 0 : metre.asked / metre.all
			const narrowed = onlyNames && question.fromM === undefined && question.toM === undefined
			share += one.weight * (narrowed ? 1 : part)
		}
		if (share <= 0) return []
		const told = Number(share.toPrecision(6))
		return [{ container, from_ms, to_ms, share: told, grams: grams === null ? null : Math.round(grams * share * 1e3) / 1e3 }]
	})
	return {
		web_m: Math.round(found.length * PARCEL_ROW_M * 100) / 100,
		pieces: pieces(found),
		containers: containers.sort((a, b) => b.share - a.share || a.from_ms - b.from_ms),
		rolls: names(found.map((row) => row.roll)),
		lots: names(found.map((row) => row.lot)),
		recipes: names(found.map((row) => row.recipe)),
	}
}

/** From product to web: the pieces of web whose powder is in a container, with rolls, precursor lots and recipes; null when there is none of that name. */
export function traceBack(parcels: readonly ParcelRow[], lots: readonly LotRecord[], container: string): Trace | null {
	const record = lots.find((one) => one.container === container)
	if (record === undefined) return null
	const metres = new Set(record.intervals.map((one) => metreOf(one.from_m)))
	const found = parcels.filter((row) => metres.has(metreOf(row.positionM)))
	return {
		web_m: Math.round(found.length * PARCEL_ROW_M * 100) / 100,
		pieces: pieces(found),
		containers: [{ container, from_ms: record.from_ms, to_ms: record.to_ms, share: 1, grams: record.grams }],
		rolls: names(record.intervals.map((one) => one.roll)),
		lots: names(record.intervals.map((one) => one.lot)),
		recipes: names(record.intervals.map((one) => one.recipe)),
	}
}

const metreOf = (positionM: number): number => Math.floor(positionM + 1e-9)
const names = (all: readonly string[]): string[] => [...new Set(all)].filter((name) => name !== '').sort()

/** Rows next to each other, of one roll, lot and recipe, as one piece. */
function pieces(rows: readonly ParcelRow[]): WebPiece[] {
	const found: WebPiece[] = []
	for (const row of [...rows].sort((a, b) => a.positionM - b.positionM)) {
		const { roll, lot, recipe, times } = row
		const last = found.at(-1)
		const to_m = Math.round((row.positionM + PARCEL_ROW_M) * 100) / 100
		const peak = row.estimates.peak_K?.x ?? null
		if (
			last !== undefined &&
			row.positionM - last.to_m < PARCEL_ROW_M / 2 &&
			last.roll === roll &&
			last.lot === lot &&
			last.recipe === recipe
		)
			found[found.length - 1] = {
				...last,
				to_m,
				to_ms: times.t_wash_ms ?? last.to_ms,
				peak_K: peak === null ? last.peak_K : Math.max(peak, last.peak_K ?? peak),
			}
		else
			found.push({
				from_m: row.positionM,
				to_m,
				from_ms: times.t_feed_ms,
				to_ms: times.t_wash_ms,
				peak_K: peak,
				roll,
				lot,
				recipe,
			})
	}
	return found
}

/** The roll map read per metre: mean of each estimate, the highest of the peak temperature, every flag. */
export interface RollMetre {
	readonly metre: number
	readonly peakMaxK: number | null
	readonly peakMeanK: number | null
	readonly doseEqS: number | null
	readonly sizeNm: number | null
	readonly arealGPerM2: number | null
	readonly roll: string
	readonly lot: string
	readonly recipe: string
	readonly flags: readonly string[]
}

export function perMetre(parcels: readonly ParcelRow[]): RollMetre[] {
	const metres = new Map<number, ParcelRow[]>()
	for (const row of parcels) {
		const metre = metreOf(row.positionM)
		const there = metres.get(metre)
		if (there === undefined) metres.set(metre, [row])
		else there.push(row)
	}
	return [...metres]
		.sort(([a], [b]) => a - b)
		.map(([metre, rows]) => {
			const values = (name: keyof ParcelRow['estimates']) => rows.flatMap((row) => row.estimates[name]?.x ?? [])
			const mean = (all: readonly number[]) => (all.length === 0 ? null : all.reduce((a, b) => a + b, 0) / all.length)
			const peaks = values('peak_K')
			const { roll, lot, recipe } = rows[0]!
			return {
				metre,
				peakMaxK: peaks.length === 0 ? null : Math.max(...peaks),
				peakMeanK: mean(peaks),
				doseEqS: mean(values('dose_eq_s')),
				sizeNm: mean(values('size_nm')),
				arealGPerM2: mean(values('areal_g_m2')),
				roll,
				lot,
				recipe,
				flags: [...new Set(rows.flatMap((row) => row.flags))].sort(),
			}
		})
}

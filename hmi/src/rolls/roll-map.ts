import { type LotRecord, PARCEL_ROW_M, type ParcelRow, traceForward } from '@emberline/twin'
import {
	type PieceValue,
	ROLL_FLAGS,
	ROLL_LANES,
	ROLL_NAMES,
	type RollContainer,
	type RollLane,
	type RollLaneName,
	type RollMap,
	type RollMapAsk,
	type RollMark,
	type RollPiece,
	type RollSpan,
	type RollStop,
	type RollStretch,
	type ZonePassage,
} from './roll-record.ts'

/** Speed is taken over so many rows either side: a row's time is that of one parcel in it, some 20 mm off. */
const SPEED_ROWS = 20
const HALF_ROW_M = PARCEL_ROW_M / 2

/** The roll map of a span, thinned to even steps no shorter than a row: mean and extremes of every quantity, share of what is marked. `rows` in order of the metre. */
export function rollMap(
	ask: RollMapAsk,
	rows: readonly ParcelRow[],
	more: { readonly stops: readonly RollStop[]; readonly containers: readonly LotRecord[]; readonly marks: readonly RollMark[] },
): RollMap {
	const { fromM, toM } = ask
	const steps = Math.max(1, Math.min(ask.steps, Math.floor((toM - fromM) / PARCEL_ROW_M + 1e-6)))
	const stepM = (toM - fromM) / steps
	const bins: ParcelRow[][] = Array.from({ length: steps }, () => [])
	const speeds: number[][] = bins.map(() => [])
	rows.forEach((row, k) => {
		const bin = Math.floor((row.positionM + HALF_ROW_M - fromM) / stepM)
		bins[bin]?.push(row)
		const speed = speedOf(rows, k)
		if (speed !== null) speeds[bin]?.push(speed)
	})
	return {
		fromM,
		toM,
		stepM,
		known: bins.map((bin) => Math.min(1, share(bin.length * PARCEL_ROW_M, stepM))),
		lanes: each(ROLL_LANES, (name) =>
			laneOf(bins.map((bin, k) => (name === 'speed_mm_s' ? (speeds[k] ?? []) : valuesOf(bin, name)))),
		),
		flags: each(ROLL_FLAGS, (flag) => bins.map((bin) => share(bin.filter((row) => row.flags.includes(flag)).length, bin.length))),
		names: each(ROLL_NAMES, (kind) => stretches(rows, (row) => row[kind])),
		stops: more.stops.filter((stop) => overlaps(stop, ask)),
		containers: more.containers.flatMap(containerSpan).filter((one) => overlaps(one, ask)),
		marks: more.marks.filter((mark) => overlaps(mark, ask)),
	}
}

/** Everything known of an interval. `rows`: at least all of its own and of the metres at its ends, in order. */
export function rollPiece(
	span: RollSpan,
	rows: readonly ParcelRow[],
	more: {
		readonly zones: readonly ZonePassage[]
		readonly containers: readonly LotRecord[]
		readonly marks: readonly RollMark[]
	},
): RollPiece {
	const own = rowsIn(rows, span)
	const times = own.map(({ times: t }) => t)
	const earliest = least(times.flatMap(({ t_feed_ms: t }) => t ?? []))
	const latest = least(times.flatMap(({ t_wash_ms: t }) => (t === null ? [] : -t)))
	const inside = new Set(own)
	const speeds = rows.flatMap((row, k) => (inside.has(row) ? (speedOf(rows, k) ?? []) : []))
	const values = ROLL_LANES.flatMap((name): PieceValue[] => {
		const found = name === 'speed_mm_s' ? speeds : valuesOf(own, name)
		if (found.length === 0) return []
		const sds = name === 'speed_mm_s' ? [] : own.flatMap((row) => row.estimates[name]?.sd ?? [])
		return [
			{ name, mean: mean(found), min: Math.min(...found), max: Math.max(...found), sd: sds.length === 0 ? null : mean(sds) },
		]
	})
	const trace = traceForward(rows, more.containers, span)
	const flags = new Map<string, number>()
	for (const row of own) for (const flag of row.flags) flags.set(flag, (flags.get(flag) ?? 0) + 1)
	return {
		...span,
		knownM: metres(own.length),
		values: values.map(({ name, ...x }) => ({ name, ...rounded(x) })),
		rolls: names(own.map(({ roll }) => roll)),
		lots: names(own.map(({ lot }) => lot)),
		recipes: names(own.map(({ recipe }) => recipe)),
		flags: [...flags].map(([flag, count]) => ({ flag, metres: metres(count) })),
		fromMs: earliest,
		toMs: latest === null ? null : -latest,
		zones: more.zones,
		containers: trace.containers.map(({ container, share: part, grams }) => ({ container, share: part, grams })),
		marks: more.marks.filter((mark) => overlaps(mark, span)),
	}
}

export function rowsIn(rows: readonly ParcelRow[], { fromM, toM }: RollSpan): readonly ParcelRow[] {
	return rows.filter(({ positionM }) => positionM + HALF_ROW_M >= fromM && positionM + HALF_ROW_M < toM)
}

/** Of the web about a row as it came in at the nip [mm/s]; null beside a gap. */
function speedOf(rows: readonly ParcelRow[], k: number): number | null {
	const first = rows[Math.max(0, k - SPEED_ROWS)]
	const last = rows[Math.min(rows.length - 1, k + SPEED_ROWS)]
	const [from, to] = [first?.times.t_feed_ms ?? null, last?.times.t_feed_ms ?? null]
	if (first === undefined || last === undefined || from === null || to === null || to <= from) return null
	const runM = last.positionM - first.positionM
	return runM <= 0 || runM > (2 * SPEED_ROWS + 1) * PARCEL_ROW_M ? null : (1e6 * runM) / (to - from)
}

function laneOf(bins: readonly (readonly number[])[]): RollLane {
	const short = (of: (bin: readonly number[]) => number) =>
		bins.map((bin) => (bin.length === 0 ? null : Number(of(bin).toPrecision(5))))
	return { mean: short(mean), min: short((bin) => Math.min(...bin)), max: short((bin) => Math.max(...bin)) }
}

function stretches(rows: readonly ParcelRow[], nameOf: (row: ParcelRow) => string): RollStretch[] {
	const found: { name: string; fromM: number; toM: number }[] = []
	for (const row of rows) {
		const name = nameOf(row)
		const last = found.at(-1)
		const toM = metres((row.positionM + PARCEL_ROW_M) / PARCEL_ROW_M)
		if (last?.name === name && row.positionM - last.toM < 1) last.toM = toM
		else found.push({ name, fromM: row.positionM, toM })
	}
	return found
}

function containerSpan({ container, from_ms, to_ms, grams, intervals }: LotRecord): RollContainer[] {
	const fromM = least(intervals.map((one) => one.from_m))
	const toM = least(intervals.map((one) => -one.to_m))
	return fromM === null || toM === null ? [] : [{ container, fromM, toM: -toM, fromMs: from_ms, toMs: to_ms, grams }]
}

function each<K extends string, V>(keys: readonly K[], of: (key: K) => V): Readonly<Record<K, V>> {
	return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>
}

const overlaps = (a: RollSpan, b: RollSpan): boolean => a.fromM < b.toM && a.toM > b.fromM
const valuesOf = (rows: readonly ParcelRow[], name: Exclude<RollLaneName, 'speed_mm_s'>): number[] =>
	rows.flatMap((row) => row.estimates[name]?.x ?? [])
const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length
const least = (all: readonly number[]): number | null => all.reduce<number | null>((m, x) => (m === null || x < m ? x : m), null)
const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)
const metres = (rows: number): number => Math.round(rows * PARCEL_ROW_M * 100) / 100
const names = (all: readonly string[]): string[] => [...new Set(all)].filter((name) => name !== '').sort()
const rounded = (x: Omit<PieceValue, 'name'>): Omit<PieceValue, 'name'> => ({
	mean: Number(x.mean.toPrecision(6)),
	min: Number(x.min.toPrecision(6)),
	max: Number(x.max.toPrecision(6)),
	sd: x.sd === null ? null : Number(x.sd.toPrecision(4)),
})

import type { Posterior } from '../live/posterior.ts'
import type { LineFrame } from '../port.ts'

/** What the plant's meters stood at, and what was reckoned up from frames until then. Plain JSON; null: not known. */
export interface Mark {
	readonly tMs: number
	readonly scaleG: number | null
	readonly lineKWh: number | null
	readonly waterL: number | null
	readonly scrapM: number | null
	readonly webM: number
	readonly zoneKWh: readonly number[]
	/** Seconds in which the power of a module was not known. */
	readonly blindS: readonly number[]
	/** Web seen leaving, and its peak and dose times its length. */
	readonly leftM: number
	readonly peakKM: number
	readonly doseSM: number
}

export interface PlantMarksSnapshot {
	readonly marks: readonly Mark[]
	readonly tMs: number | null
	readonly zoneKWh: readonly number[]
	readonly blindS: readonly number[]
	readonly leftM: number
	readonly peakKM: number
	readonly doseSM: number
}

/** What came true between two instants, by target and, of modules, zone; what is not known is left out. */
export type Outcome = ReadonlyMap<string, number>
export const outcomeKey = (target: string, zone?: number): string => (zone === undefined ? target : `${target}/${zone}`)

/** Marks are kept for the longest horizon and a little more. */
const KEPT_MS = 9 * 3_600_000
/** Marks nearer than this are one. */
const LEAST_MS = 50_000
/** Between marks further apart nothing is known. */
const APART_MS = 1_200_000
/** Longer between two frames is a gap. */
const GAP_S = 60
/** A module may go unseen for this share of a time that is still told. */
const BLIND_SHARE = 0.02

/** The plant's own account of what was made and used, in plant time, as far as it is known when it is asked. */
export class PlantMarks {
	#at: PlantMarksSnapshot

	constructor(zones: number, from?: PlantMarksSnapshot) {
		const none = Array.from({ length: zones }, () => 0)
		this.#at = from ?? { marks: [], tMs: null, zoneKWh: none, blindS: none, leftM: 0, peakKM: 0, doseSM: 0 }
	}

	frame({ tMs, residuals, soft, webSpeedMPerS }: Pick<LineFrame, 'tMs' | 'residuals' | 'soft' | 'webSpeedMPerS'>): void {
		const before = this.#at.tMs
		const dtS = before === null ? 0 : (tMs - before) / 1000
		if (dtS === 0 && before !== null) return
		const known = dtS <= GAP_S
		const powers = new Map(residuals.map(({ tag, measured }) => [tag, measured]))
		const kW = this.#at.zoneKWh.map((_, n) => powers.get(`Heating/Zone${n + 1}/Power`))
		const movedM = known ? webSpeedMPerS * dtS : 0
		const seenM = soft.peakK === null || soft.doseEqS === null ? 0 : movedM
		this.#at = {
			...this.#at,
			tMs,
			zoneKWh: this.#at.zoneKWh.map((kWh, n) => kWh + (known ? ((kW[n] ?? 0) * dtS) / 3600 : 0)),
			blindS: this.#at.blindS.map((s, n) => s + (known && kW[n] !== undefined ? 0 : dtS)),
			leftM: this.#at.leftM + seenM,
			peakKM: this.#at.peakKM + seenM * (soft.peakK?.x ?? 0),
			doseSM: this.#at.doseSM + seenM * (soft.doseEqS?.x ?? 0),
		}
	}

	/** Notes what the meters stand at now. */
	mark({ tMs, totals, webPositionM }: Pick<Posterior, 'tMs' | 'totals' | 'webPositionM'>): void {
		const { marks, zoneKWh, blindS, leftM, peakKM, doseSM } = this.#at
		if (tMs - (marks.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY) < LEAST_MS) return
		const mark: Mark = { tMs, ...totals, webM: webPositionM, zoneKWh, blindS, leftM, peakKM, doseSM }
		this.#at = { ...this.#at, marks: [...marks.filter((one) => tMs - one.tMs <= KEPT_MS), mark] }
	}

	/** What came true over (fromMs, toMs], empty where no marks are near. */
	between(fromMs: number, toMs: number): Outcome {
		const [from, to] = [this.#standAt(fromMs), this.#standAt(toMs)]
		const found = new Map<string, number>()
		if (from === null || to === null) return found
		const rise = (key: 'scaleG' | 'lineKWh' | 'waterL' | 'scrapM' | 'webM' | 'leftM' | 'peakKM' | 'doseSM') => {
			const [a, b] = [from[key], to[key]]
			// A meter that fell was reset.
			return a === null || b === null || b < a ? null : b - a
		}
		const put = (key: string, value: number | null) => value !== null && found.set(key, value)
		const hours = (toMs - fromMs) / 3_600_000
		const [grams, metres, scrapM, leftM] = [rise('scaleG'), rise('webM'), rise('scrapM'), rise('leftM')]
		put('grams', grams)
		put('g_per_h', grams === null ? null : grams / hours)
		put('metres', metres)
		put('scrap_m', scrapM)
		put('kWh', rise('lineKWh'))
		put('water_L', rise('waterL'))
		if (grams !== null && metres !== null && scrapM !== null)
			put('good_grams', metres > 0 ? grams * Math.max(0, 1 - scrapM / metres) : grams)
		if (leftM !== null && leftM > 0) {
			put('peak_K', (rise('peakKM') ?? 0) / leftM)
			put('dose_eq_s', (rise('doseSM') ?? 0) / leftM)
		}
		to.zoneKWh.forEach((kWh, n) => {
			const blindS = (to.blindS[n] ?? 0) - (from.blindS[n] ?? 0)
			if (blindS <= BLIND_SHARE * hours * 3600) put(outcomeKey('kWh', n + 1), kWh - (from.zoneKWh[n] ?? 0))
		})
		return found
	}

	/** By straight lines between marks. */
	#standAt(tMs: number): Mark | null {
		const { marks } = this.#at
		const after = marks.findIndex((mark) => mark.tMs >= tMs)
		const b = marks[after]
		if (b === undefined) return null
		if (b.tMs === tMs) return b
		const a = marks[after - 1]
		if (a === undefined || b.tMs - a.tMs > APART_MS) return null
		const share = (tMs - a.tMs) / (b.tMs - a.tMs)
		const mid = (x: number, y: number) => x + share * (y - x)
		const either = (x: number | null, y: number | null) => (x === null || y === null ? null : mid(x, y))
		return {
			tMs,
			scaleG: either(a.scaleG, b.scaleG),
			lineKWh: either(a.lineKWh, b.lineKWh),
			waterL: either(a.waterL, b.waterL),
			scrapM: either(a.scrapM, b.scrapM),
			webM: mid(a.webM, b.webM),
			zoneKWh: a.zoneKWh.map((x, n) => mid(x, b.zoneKWh[n] ?? x)),
			blindS: a.blindS.map((x, n) => mid(x, b.blindS[n] ?? x)),
			leftM: mid(a.leftM, b.leftM),
			peakKM: mid(a.peakKM, b.peakKM),
			doseSM: mid(a.doseSM, b.doseSM),
		}
	}

	snapshot(): PlantMarksSnapshot {
		return this.#at
	}
}

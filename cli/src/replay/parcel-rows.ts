import type { LineConfig, Recipe } from '@emberline/line-config'
import {
	type Estimate,
	isGood,
	type LeftParcel,
	type LineFrame,
	PARCEL_ESTIMATES,
	PARCEL_ROW_M,
	PARCEL_TIMES,
	type Reading,
} from '@emberline/twin'

/** What of feed and stops is remembered: longer than web takes from nip to scraper. */
const MEMORY_MAX = 2_000

export const PARCEL_HEAD = [
	'position_m',
	...PARCEL_TIMES,
	...PARCEL_ESTIMATES.map((name) => `${name},${name}_sd`),
	'roll,lot,recipe,flags',
].join(',')

/** What the next rows are made of, as JSON. */
export interface ParcelRowsSnapshot {
	readonly rolls: readonly BookEntry[]
	readonly lots: readonly BookEntry[]
	readonly stops: readonly { readonly fromMs: number; readonly toMs: number | null }[]
	readonly splicesM: readonly number[]
	readonly waiting: readonly LeftParcel[]
	readonly row: number | null
}

/** Rows of parcels.csv: web that has passed the scraper, gathered to 50 mm of the encoder. */
export class ParcelRows {
	readonly #line: LineConfig
	readonly #recipes: Readonly<Record<string, Recipe>>
	readonly #rolls: Book
	readonly #lots: Book
	/** When the line left Execute and when it came back, ms. */
	readonly #stops: { fromMs: number; toMs: number | null }[]
	readonly #splicesM: number[]
	#waiting: LeftParcel[]
	#row: number | null

	constructor(line: LineConfig, recipes: Readonly<Record<string, Recipe>>, from?: ParcelRowsSnapshot) {
		this.#line = line
		this.#recipes = recipes
		this.#rolls = new Book('Feed/Unwind/RollID', from?.rolls)
		this.#lots = new Book('Feed/Hopper/LotID', from?.lots)
		this.#stops = (from?.stops ?? []).map((stop) => ({ ...stop }))
		this.#splicesM = [...(from?.splicesM ?? [])]
		this.#waiting = [...(from?.waiting ?? [])]
		this.#row = from?.row ?? null
	}

	snapshot(): ParcelRowsSnapshot {
		return {
			rolls: this.#rolls.snapshot(),
			lots: this.#lots.snapshot(),
			stops: this.#stops.map((stop) => ({ ...stop })),
			splicesM: [...this.#splicesM],
			waiting: [...this.#waiting],
			row: this.#row,
		}
	}

	readings(batch: readonly Reading[]): void {
		for (const reading of batch) {
			this.#rolls.note(reading)
			this.#lots.note(reading)
			if (reading.tag === 'Feed/Splice/Position' && typeof reading.value === 'number' && reading.quality === 'good')
				remember(this.#splicesM, reading.value)
		}
	}

	/** The rows that are whole now. */
	frame(frame: LineFrame, left: readonly LeftParcel[]): string[] {
		const runs = frame.line.state === 'Execute'
		const last = this.#stops.at(-1)
		if (!runs && (last === undefined || last.toMs !== null)) remember(this.#stops, { fromMs: frame.tMs, toMs: null })
		if (runs && last !== undefined && last.toMs === null) last.toMs = frame.tMs
		const rows: string[] = []
		for (const parcel of left) {
			const row = Math.floor(parcel.positionM / PARCEL_ROW_M + 1e-9)
			if (this.#row !== null && row > this.#row && this.#waiting.length > 0) {
				rows.push(this.#text(this.#row, frame))
				this.#waiting = []
			}
			this.#row = Math.max(row, this.#row ?? row)
			this.#waiting.push(parcel)
		}
		return rows
	}

	#text(row: number, frame: LineFrame): string {
		const parcels = this.#waiting
		const middle = parcels[Math.floor(parcels.length / 2)] as LeftParcel
		const ms = (s: number | null) => (s === null || !Number.isFinite(s) ? '' : String(Math.round(middle.zeroMs + 1000 * s)))
		const mean = (of: (parcel: LeftParcel) => number | null) => {
			const values = parcels.map(of).filter((x) => x !== null && Number.isFinite(x)) as number[]
			return values.length === 0 ? null : values.reduce((sum, x) => sum + x, 0) / values.length
		}
		const { soft } = frame
		const areal = mean((p) => p.dryLoadingKgPerM2 * 1000)
		const pairs: readonly (readonly [number | null, number | null])[] = [
			[mean((p) => p.peakK), spread(soft.peakK)],
			[mean((p) => p.tAboveS), spread(soft.tAboveS)],
			[mean((p) => p.heatRateKPerS), spread(soft.heatRateKPerS)],
			[mean((p) => p.quenchRateKPerS), spread(soft.quenchRateKPerS)],
			[mean((p) => p.doseEqS), spread(soft.doseEqS)],
			[mean((p) => p.sizeNm), spread(soft.sizeNm)],
			[soft.residualNaClWtpct?.x ?? null, spread(soft.residualNaClWtpct)],
			[mean((p) => p.moistureKgPerKg * 100), spread(soft.moisturePct)],
			[areal, areal === null ? null : share(soft.furnaceGPerH) * areal],
		]
		const feedMs = middle.zeroMs + 1000 * middle.feedS
		const named = this.#line.recipes[middle.recipe] ?? middle.recipe
		return [
			(row * PARCEL_ROW_M).toFixed(2),
			...[middle.feedS, middle.heatInS, middle.heatOutS, middle.quenchOutS, middle.scraperS].map(ms),
			...pairs.flatMap(([x, sd]) => [cell(x), x === null ? '' : cell(sd)]),
			quoted(this.#rolls.at(feedMs)),
			quoted(this.#lots.at(feedMs)),
			quoted(named),
			this.#flags(row, middle, frame).join(';'),
		].join(',')
	}

	#flags(row: number, middle: LeftParcel, frame: LineFrame): string[] {
		const recipe = this.#recipes[middle.recipe]
		const distanceM = recipe?.good.spliceDistanceM ?? 0
		const at = row * PARCEL_ROW_M
		const inMs = middle.heatInS === null ? null : middle.zeroMs + 1000 * middle.heatInS
		const outMs = middle.heatOutS === null ? null : middle.zeroMs + 1000 * middle.heatOutS
		const stood = this.#stops.some(
			({ fromMs, toMs }) => inMs !== null && outMs !== null && fromMs <= outMs && (toMs ?? Number.POSITIVE_INFINITY) >= inMs,
		)
		const overDosed = this.#waiting.some((parcel) => parcel.overDosed)
		const splice = this.#splicesM.some((m) => Math.abs(m - at) <= Math.max(PARCEL_ROW_M, distanceM))
		const good = recipe !== undefined && isGood(recipe, middle)
		return [
			...(splice ? ['splice'] : []),
			...(stood ? ['stop'] : []),
			...(overDosed ? ['over_dosed'] : []),
			...(good && !overDosed && !splice ? [] : ['reject']),
			...(middle.assumed || frame.health === 'lost' ? ['lost'] : []),
		]
	}
}

interface BookEntry {
	readonly tMs: number
	readonly value: string
}

/** Values of a text tag by the time from which they held. */
class Book {
	readonly #tag: string
	readonly #entries: BookEntry[]

	constructor(tag: string, from: readonly BookEntry[] = []) {
		this.#tag = tag
		this.#entries = [...from]
	}

	snapshot(): BookEntry[] {
		return [...this.#entries]
	}

	note({ tag, tMs, value }: Reading): void {
		if (tag !== this.#tag || typeof value !== 'string' || value === '') return
		if (this.#entries.at(-1)?.value !== value) remember(this.#entries, { tMs, value })
	}

	/** Before the first that was told, the first. */
	at(tMs: number): string {
		return (this.#entries.findLast((entry) => entry.tMs <= tMs) ?? this.#entries[0])?.value ?? ''
	}
}

function remember<T>(list: T[], one: T): void {
	list.push(one)
	if (list.length > MEMORY_MAX) list.shift()
}

const spread = (one: Estimate | null): number | null => one?.sd ?? null
const share = (one: Estimate | null): number => (one === null || one.x <= 0 ? 0.2 : one.sd / one.x)
const cell = (x: number | null): string => (x === null || !Number.isFinite(x) ? '' : String(Number(x.toPrecision(7))))
const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

import { join } from 'node:path'
import { type AuditLog, type Historian, openAuditLog, verifyAudit } from '@emberline/historian'
import type { LotRelease, LotSource, TraceAsk } from '@emberline/hmi'
import type { LineConfig, Recipe } from '@emberline/line-config'
import {
	answers,
	type BatchRecord,
	batchRecord,
	KpiAccount,
	type KpiReport,
	type LineFrame,
	type LotRecord,
	type ParcelRow,
	type Reading,
	type Trace,
	traceForward,
	type WebQuestion,
} from '@emberline/twin'
import { lotFile } from './roll-record.ts'
import type { ScreenRolls } from './screen-rolls.ts'

/** Web is read in slices of this much plant time, so that nothing else waits long. */
const SLICE_MS = 1_800_000
const HOUR_MS = 3_600_000
/** Rows that an answer may be made of: 6 km of web. */
const MOST_ROWS = 120_000

export interface ScreenLotsParts {
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly historian: Historian
	/** As given to `--historian`. */
	readonly store: string
	readonly rolls: ScreenRolls
	/** Plant time. */
	readonly nowMs: () => number
}

/** Containers, traces and KPIs as the screen asks for them. */
export class ScreenLots implements LotSource {
	readonly #parts: ScreenLotsParts
	readonly #releases: LotRelease[] = []
	#releaseLog: Promise<AuditLog> | null = null
	#shift: { readonly startMs: number; readonly account: KpiAccount } | null = null
	#before: KpiReport | null = null

	private constructor(parts: ScreenLotsParts) {
		this.#parts = parts
	}

	/** With what has been released already. */
	static async open(parts: ScreenLotsParts): Promise<ScreenLots> {
		const lots = new ScreenLots(parts)
		await verifyAudit(releaseFile(parts.store), ({ entry }) => {
			if (entry.kind === 'release') lots.#releases.push(releaseOf(entry))
		})
		return lots
	}

	readings(batch: readonly Reading[]): void {
		this.#shift?.account.readings(batch)
	}

	frame(frame: LineFrame): void {
		if (frame.plan === undefined) return
		const { startMs } = frame.plan.shift
		if (this.#shift === null || this.#shift.startMs < startMs) {
			this.#before = this.#shift?.account.report() ?? null
			this.#shift = { startMs, account: new KpiAccount(this.#parts.line, this.#parts.recipes) }
		}
		this.#shift.account.frame(frame)
	}

	take(rows: readonly ParcelRow[]): void {
		for (const row of rows) this.#shift?.account.parcel(row)
	}

	containers(): Promise<readonly LotRecord[]> {
		return this.#parts.rolls.containers()
	}

	async batch(lot: LotRecord): Promise<BatchRecord | null> {
		const { line, recipes, rolls } = this.#parts
		if (lot.intervals.length === 0) return null
		const fromM = lot.intervals.reduce((m, one) => Math.min(m, one.from_m), Number.POSITIVE_INFINITY)
		const toM = lot.intervals.reduce((m, one) => Math.max(m, one.to_m), Number.NEGATIVE_INFINITY)
		const rows = await rolls.rows({ fromM: Math.floor(fromM), toM: Math.ceil(toM) })
		return rows.length === 0 ? null : batchRecord(lot, rows, line, recipes)
	}

	async trace(ask: TraceAsk): Promise<Trace> {
		const { historian, nowMs } = this.#parts
		const question = questionOf(ask)
		const lots = await this.containers()
		const toMs = nowMs()
		const kept: ParcelRow[] = []
		let carried: readonly ParcelRow[] = []
		for (let fromMs = toMs - ask.hours * HOUR_MS; fromMs < toMs; fromMs += SLICE_MS) {
			const slice = await historian.parcels({ fromMs: Math.max(0, fromMs), toMs: Math.min(toMs, fromMs + SLICE_MS - 1) })
			const rows = [...carried, ...slice]
			// A metre on the edge of a slice is counted whole with the next one.
			const edge = slice.at(-1)
			carried = edge === undefined ? [] : rows.filter((row) => metreOf(row) === metreOf(edge))
			const whole = edge === undefined ? rows : rows.filter((row) => metreOf(row) !== metreOf(edge))
			keepTouched(whole, question, kept)
			if (kept.length > MOST_ROWS) throw new Error(`more than ${MOST_ROWS} rows of web answer; a shorter time has fewer`)
		}
		keepTouched(carried, question, kept)
		return traceForward(kept, lots, question)
	}

	kpis(): readonly KpiReport[] {
		return [this.#shift?.account.report() ?? [], this.#before ?? []].flat()
	}

	releases(): readonly LotRelease[] {
		return this.#releases
	}

	async release(release: LotRelease): Promise<void> {
		this.#releaseLog ??= openAuditLog(releaseFile(this.#parts.store))
		await (await this.#releaseLog).append({ kind: 'release', ...release })
		this.#releases.push(release)
	}

	async close(): Promise<void> {
		if (this.#releaseLog !== null) await (await this.#releaseLog).close()
	}
}

/** All rows of the metres in which one answers: its share of the metre counts. */
function keepTouched(rows: readonly ParcelRow[], question: WebQuestion, kept: ParcelRow[]): void {
	const touched = new Set(rows.filter((row) => answers(row, question)).map(metreOf))
	for (const row of rows) if (touched.has(metreOf(row))) kept.push(row)
}

const metreOf = ({ positionM }: ParcelRow): number => Math.floor(positionM + 1e-9)

function questionOf({ by, value }: TraceAsk): WebQuestion {
	return by === 'above' ? { abovePeakK: Number(value) } : { [by]: value }
}

function releaseOf(entry: Readonly<Record<string, unknown>>): LotRelease {
	const text = (name: string) => String(entry[name] ?? '')
	return {
		container: text('container'),
		verdict: entry.verdict === 'held' ? 'held' : 'released',
		atMs: Number(entry.atMs ?? 0),
		by: text('by'),
		reason: text('reason'),
	}
}

const releaseFile = (store: string): string => join(lotFile(store), '..', 'releases.jsonl')

import { join } from 'node:path'
import { type AuditLog, type Historian, lotRecords, openAuditLog, verifyAudit } from '@emberline/historian'
import type { RollMark, RollSource, RollSpan, RollStop, ZonePassage } from '@emberline/hmi'
import type { LineConfig } from '@emberline/line-config'
import type { LotRecord, ParcelRow } from '@emberline/twin'
import { lotFile } from './roll-record.ts'

/** Rows at hand: a kilometre of web. What is older is read from the history. */
const ROWS_AT_HAND = 20_000
const CONTAINERS_AT_HAND = 200
/** How far back the roll map goes, and how finely it is known when which metre ran [plant time]. */
const REACH_MS = 31 * 86_400_000
const INDEX_POINTS = 2000
const INDEX_FOR_MS = 300_000
/** The container that is being filled is counted anew after so long [plant time]. */
const OPEN_FOR_MS = 60_000
/** Before the first full container is on record, its filling is looked for no further back. */
const FIRST_FILL_MS = 2 * 86_400_000
const MOST_STOPS = 60
/** A run that goes on from a snapshot tells some metres again; further back the count of metres has begun anew [m]. */
const ANEW_M = 100
const POSITION = 'stat/webPositionM'
const STOP_REASON = 'Line/Admin/StopReason/ID'

export interface ScreenRollsParts {
	readonly line: LineConfig
	readonly historian: Historian
	/** As given to `--historian`. */
	readonly store: string
	/** Plant time. */
	readonly nowMs: () => number
}

interface Passed {
	readonly tMs: number
	readonly positionM: number
}

/** The roll map and the containers as the screen asks for them: what is new is at hand, what is old is read. */
export class ScreenRolls implements RollSource {
	readonly #parts: ScreenRollsParts
	readonly #rows: ParcelRow[] = []
	#index: { readonly madeMs: number; readonly passed: readonly Passed[] } | null = null
	#full: LotRecord[] | null = null
	#open: { readonly madeMs: number; readonly records: Promise<readonly LotRecord[]> } | null = null
	#marks: RollMark[] = []
	#markLog: Promise<AuditLog> | null = null

	private constructor(parts: ScreenRollsParts) {
		this.#parts = parts
	}

	/** With what is written on the web already. */
	static async open(parts: ScreenRollsParts): Promise<ScreenRolls> {
		const rolls = new ScreenRolls(parts)
		await verifyAudit(markFile(parts.store), ({ entry }) => {
			if (entry.kind === 'mark') rolls.#marks.push(markOf(entry))
		})
		return rolls
	}

	/** Rows as they go to the history. */
	take(rows: readonly ParcelRow[]): void {
		const last = this.#rows.at(-1)
		// The count of metres began anew: what was before is no longer the same metre.
		if (last !== undefined && rows[0] !== undefined && rows[0].positionM <= last.positionM) this.#rows.length = 0
		this.#rows.push(...rows)
		if (this.#rows.length > 1.2 * ROWS_AT_HAND) this.#rows.splice(0, this.#rows.length - ROWS_AT_HAND)
	}

	/** A container that is full, as it goes on record. */
	sealed(record: LotRecord): void {
		this.#open = null
		this.#full?.push(record)
	}

	async rows({ fromM, toM }: RollSpan): Promise<readonly ParcelRow[]> {
		const { line, historian } = this.#parts
		const firstM = this.#rows[0]?.positionM ?? Number.POSITIVE_INFINITY
		const own = this.#rows.filter((row) => row.positionM >= fromM && row.positionM < toM)
		if (fromM >= firstM) return own
		const scraperAtM = line.stations.wash.scraperAtM
		const range = await this.#when(fromM + scraperAtM, Math.min(toM, firstM) + scraperAtM)
		if (range === null) return own
		const older = await historian.parcels({ ...range, fromM, toM: Math.min(toM, firstM) })
		const byMetre = new Map(older.filter((row) => row.positionM < firstM).map((row) => [row.positionM, row]))
		return [...byMetre.values()].sort((a, b) => a.positionM - b.positionM).concat(own)
	}

	async stops({ fromM, toM }: RollSpan): Promise<readonly RollStop[]> {
		const { line, historian } = this.#parts
		const { fromM: hotFromM, modules } = line.stations.heating
		const hotToM = hotFromM + modules.reduce((sum, module) => sum + module.lengthM, 0)
		const range = await this.#when(fromM + hotFromM, toM + hotToM)
		if (range === null) return []
		const changes = await historian.samples({ series: STOP_REASON, ...range })
		const before = await historian.latest(STOP_REASON, range.fromMs)
		const found: { reason: number; fromMs: number; toMs: number | null }[] = []
		for (const { tMs, value } of before === null ? changes : [before, ...changes]) {
			const reason = typeof value === 'number' ? value : 0
			const last = found.at(-1)
			if (last !== undefined && last.toMs === null && last.reason !== reason) last.toMs = tMs
			const isOpen = last !== undefined && last.toMs === null
			if (reason !== 0 && !isOpen) found.push({ reason, fromMs: tMs, toMs: null })
		}
		return Promise.all(
			found.slice(-MOST_STOPS).map(async (stop) => {
				const at = await historian.latest(POSITION, stop.fromMs)
				const positionM = typeof at?.value === 'number' ? at.value : Number.NaN
				return { ...stop, fromM: positionM - hotToM, toM: positionM - hotFromM }
			}),
		)
	}

	async containers(): Promise<readonly LotRecord[]> {
		const { historian, line, nowMs } = this.#parts
		const full = await this.#fullOnes()
		const now = nowMs()
		if (this.#open === null || now - this.#open.madeMs > OPEN_FOR_MS) {
			const fromMs = full.at(-1)?.to_ms ?? now - FIRST_FILL_MS
			this.#open = { madeMs: now, records: lotRecords(historian, line, { fromMs, toMs: now }) }
			this.#open.records.catch(() => {
				this.#open = null
			})
		}
		const names = new Set(full.map(({ container, from_ms }) => `${container} ${from_ms}`))
		return [...full, ...(await this.#open.records).filter(({ container, from_ms }) => !names.has(`${container} ${from_ms}`))]
	}

	async passage(atM: number, fromMs: number, toMs: number): Promise<readonly ZonePassage[]> {
		const run = (await this.#parts.historian.samples({ series: POSITION, fromMs: fromMs - 2000, toMs: toMs + 2000 })).flatMap(
			({ tMs, value }) => (typeof value === 'number' ? [{ tMs, positionM: value }] : []),
		)
		return zonesOf(this.#parts.line).flatMap(({ station, zone, fromM, toM }) => {
			const inMs = timeAt(run, atM + fromM)
			const outMs = timeAt(run, atM + toM)
			return inMs === null || outMs === null
				? []
				: [{ station, zone, fromMs: Math.round(inMs), seconds: Number(((outMs - inMs) / 1000).toFixed(2)) }]
		})
	}

	marks(): readonly RollMark[] {
		return this.#marks
	}

	async mark(mark: RollMark): Promise<void> {
		this.#markLog ??= openAuditLog(markFile(this.#parts.store))
		await (await this.#markLog).append({ kind: 'mark', ...mark })
		this.#marks.push(mark)
	}

	async close(): Promise<void> {
		if (this.#markLog !== null) await (await this.#markLog).close()
	}

	async #fullOnes(): Promise<readonly LotRecord[]> {
		if (this.#full !== null) return this.#full
		const found: LotRecord[] = []
		await verifyAudit(lotFile(this.#parts.store), ({ entry }) => {
			if (entry.kind === 'container' && typeof entry.record === 'string') found.push(JSON.parse(entry.record) as LotRecord)
			if (found.length > CONTAINERS_AT_HAND) found.shift()
		})
		this.#full = found
		return found
	}

	/** Plant time in which the encoder went over a span of metres; null where no such web ran. */
	async #when(fromM: number, toM: number): Promise<{ readonly fromMs: number; readonly toMs: number } | null> {
		const now = this.#parts.nowMs()
		if (this.#index === null || now - this.#index.madeMs > INDEX_FOR_MS) {
			const points = await this.#parts.historian.query({
				series: POSITION,
				fromMs: Math.max(0, now - REACH_MS),
				toMs: now,
				maxPoints: INDEX_POINTS,
			})
			this.#index = {
				madeMs: now,
				passed: newestRun(points.flatMap(({ tMs, min }) => (min === null ? [] : [{ tMs, positionM: min }]))),
			}
		}
		const { passed } = this.#index
		const first = passed.findLast(({ positionM }) => positionM <= fromM) ?? passed[0]
		if (first === undefined || (passed[0]?.positionM ?? 0) > toM) return null
		return { fromMs: first.tMs, toMs: passed.find(({ positionM }) => positionM > toM)?.tMs ?? now }
	}
}

/** From the last time that the count of metres began anew. */
function newestRun(passed: readonly Passed[]): readonly Passed[] {
	const from = passed.findLastIndex(
		({ positionM }, k) => positionM < (passed[k - 1]?.positionM ?? Number.NEGATIVE_INFINITY) - ANEW_M,
	)
	return passed.slice(Math.max(0, from))
}

/** When the encoder stood at a metre: after a stop, when it went on. */
function timeAt(run: readonly Passed[], positionM: number): number | null {
	const next = run.findIndex((one) => one.positionM > positionM)
	const [a, b] = [run[next - 1], run[next]]
	if (a === undefined || b === undefined) return null
	return a.tMs + ((b.tMs - a.tMs) * (positionM - a.positionM)) / (b.positionM - a.positionM)
}

interface ZoneSpan extends RollSpan {
	readonly station: string
	readonly zone: number
}

/** Zones along the web path, metres from the coating nip. */
function zonesOf({ stations: { drying, heating, quench } }: LineConfig): readonly ZoneSpan[] {
	const dryers = drying.airTemperatureK.length
	const dryerM = (drying.toM - drying.fromM) / dryers
	let endM = heating.fromM
	return [
		{ station: 'Feed', zone: 0, fromM: 0, toM: drying.fromM },
		...Array.from({ length: dryers }, (_, k) => ({
			station: 'Drying',
			zone: k + 1,
			fromM: drying.fromM + k * dryerM,
			toM: drying.fromM + (k + 1) * dryerM,
		})),
		...heating.modules.map(({ lengthM }, k) => {
			const fromM = endM
			endM += lengthM
			return { station: 'Heating', zone: k + 1, fromM, toM: endM }
		}),
		{ station: 'Quench', zone: 0, fromM: quench.fromM, toM: quench.fromM + quench.lengthM },
	]
}

function markOf(entry: Readonly<Record<string, unknown>>): RollMark {
	const number = (name: string) => Number(entry[name] ?? 0)
	return {
		fromM: number('fromM'),
		toM: number('toM'),
		atMs: number('atMs'),
		by: String(entry.by ?? ''),
		reason: String(entry.reason ?? ''),
	}
}

const markFile = (store: string): string => join(lotFile(store), '..', 'marks.jsonl')

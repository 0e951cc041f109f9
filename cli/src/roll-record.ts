import { join } from 'node:path'
import { type AuditLog, type Historian, lotRecords, openAuditLog } from '@emberline/historian'
import type { LineConfig, Recipe } from '@emberline/line-config'
import { type LineTwin, type LotRecord, type ParcelRow, parcelReader, type Reading } from '@emberline/twin'
import type { Observable } from 'rxjs'
import { PARCEL_HEAD, ParcelRows, type ParcelRowsSnapshot } from './replay/parcel-rows.ts'

/** A container is looked for no further back than this, plant time [ms]. */
const LONGEST_FILL_MS = 30 * 86_400_000

export interface RollRecordParts {
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly readings$: Observable<readonly Reading[]>
	readonly twin: Pick<LineTwin, 'frames$' | 'estimates'>
	readonly historian: Historian
	/** As given to `--historian`. */
	readonly store: string
	readonly warn: (text: string) => void
	/** Where a run before this one ended. */
	readonly from?: RollSnapshot | null | undefined
	/** Told of every row and every full container as it goes on record. */
	readonly told?: { readonly take: (rows: readonly ParcelRow[]) => void; readonly sealed: (record: LotRecord) => void }
	/** Metre of web up to which the history has the roll map already. */
	readonly writtenM?: number | undefined
}

/** What the next rows and the next container are made of, as JSON. */
export interface RollSnapshot {
	readonly rows: ParcelRowsSnapshot
	readonly container: string
}

export interface RollRecord {
	snapshot(): RollSnapshot | null
	close(): Promise<void>
}

/**
 * Keeps the roll map of a live line in its history, and writes each container that is full to the lot record: a file beside the history to
 * which lines are only added, each with a hash over it and the line before.
 */
export function recordRoll(parts: RollRecordParts): RollRecord {
	const { line, recipes, twin, historian, from, writtenM = Number.NEGATIVE_INFINITY } = parts
	if (parts.store === 'none') return { snapshot: () => null, close: () => Promise.resolve() }
	const rows = new ParcelRows(line, recipes, from?.rows)
	const parse = parcelReader('roll map')
	parse(PARCEL_HEAD)
	let container = from?.container ?? ''
	let log: Promise<AuditLog> | null = null
	let sealing: Promise<void> = Promise.resolve()
	const seal = async (full: string, tMs: number) => {
		await historian.flush()
		const record = (await lotRecords(historian, line, { fromMs: tMs - LONGEST_FILL_MS, toMs: tMs })).find(
			(one) => one.container === full && one.to_ms !== null,
		)
		if (record === undefined) return
		log ??= openAuditLog(lotFile(parts.store))
		const { from_ms, to_ms, grams } = record
		await (await log).append({ kind: 'container', container: full, from_ms, to_ms, grams, record: JSON.stringify(record) })
		parts.told?.sealed(record)
	}
	const subscriptions = [
		parts.readings$.subscribe((batch) => {
			rows.readings(batch)
			for (const { tag, value, tMs } of batch) {
				if (tag !== 'Wash/Product/ContainerID' || typeof value !== 'string' || value === '' || value === container) continue
				const full = container
				container = value
				if (full !== '')
					sealing = sealing
						.then(() => seal(full, tMs))
						.catch((error: unknown) => parts.warn(`lot record of ${full}: ${error instanceof Error ? error.message : error}`))
			}
		}),
		twin.frames$.subscribe((frame) => {
			const news = rows.frame(frame, twin.estimates().left).flatMap((text) => {
				const row = parse(text)
				return row === null || row.positionM <= writtenM ? [] : [row]
			})
			if (news.length === 0) return
			historian.writeParcels(news)
			parts.told?.take(news)
		}),
	]
	return {
		snapshot: () => ({ rows: rows.snapshot(), container }),
		close: async () => {
			for (const subscription of subscriptions) subscription.unsubscribe()
			await sealing
			if (log !== null) await (await log).close()
		},
	}
}

/** `lots.jsonl` in the folder of an embedded history, else in `data`. */
export function lotFile(store: string): string {
	const folder = store.startsWith('embedded') ? store.slice('embedded:'.length) || './data' : './data'
	return join(folder, 'lots.jsonl')
}

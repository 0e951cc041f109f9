import { join } from 'node:path'
import { type AuditLog, type Historian, lotRecords, openAuditLog } from '@emberline/historian'
import type { LineConfig, Recipe } from '@emberline/line-config'
import { type LineTwin, parcelReader, type Reading } from '@emberline/twin'
import type { Observable } from 'rxjs'
import { PARCEL_HEAD, ParcelRows } from './replay/parcel-rows.ts'

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
}

/**
 * Keeps the roll map of a live line in its history, and writes each container that is full to the lot record: a file beside the history to
 * which lines are only added, each with a hash over it and the line before.
 */
export function recordRoll(parts: RollRecordParts): { close: () => Promise<void> } {
	const { line, recipes, twin, historian } = parts
	if (parts.store === 'none') return { close: () => Promise.resolve() }
	const rows = new ParcelRows(line, recipes)
	const parse = parcelReader('roll map')
	parse(PARCEL_HEAD)
	let container = ''
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
			const news = rows.frame(frame, twin.estimates().left).flatMap((text) => parse(text) ?? [])
			if (news.length > 0) historian.writeParcels(news)
		}),
	]
	return {
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

import type { LineConfig } from '@emberline/line-config'
import {
	LOT_TAGS,
	LotBook,
	type LotRecord,
	type Reading,
	type Trace,
	traceBack,
	traceForward,
	type WebQuestion,
} from '@emberline/twin'
import type { Historian, TimeRange } from './port.ts'

const CONTAINER = 'Wash/Product/ContainerID'
const SCALE = 'Wash/Product/MassTotal'
/** Values read at once. */
const PAGE = 10_000
/** Powder stays in wash and dryer for so many mean times at most: web that left before is not in a container of the range. */
const LONGEST_STAYS = 8

/**
 * The containers of a range as weighted metres of web, made of what is stored: container, scale and laboratory by their tags, the web by the
 * roll map. The same as lots.json of a replay of that time.
 */
export async function lotRecords(historian: Historian, line: LineConfig, range: Partial<TimeRange> = {}): Promise<LotRecord[]> {
	const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = range
	const readings: Reading[] = []
	for (const tag of LOT_TAGS) if (tag !== SCALE) readings.push(...(await valuesOf(historian, tag, { fromMs, toMs })))
	const before = await historian.latest(CONTAINER, fromMs)
	if (before !== null) readings.push({ tag: CONTAINER, ...before })
	// The scale is asked where a container changed and at the end: it speaks every second.
	const changes = readings.filter(({ tag }) => tag === CONTAINER).map(({ tMs }) => tMs)
	for (const tMs of new Set([...changes, toMs])) {
		const total = await historian.latest(SCALE, tMs)
		// A counter that has gone stale still stood where it stood.
		if (total !== null && total.quality !== 'bad')
			readings.push({ tag: SCALE, value: total.value, quality: 'good', tMs: tMs === toMs ? total.tMs : tMs })
	}
	const book = new LotBook(line)
	// At one instant the scale stands before the container that begins there.
	const rank = (tag: string) => (tag === SCALE ? 0 : tag === 'Lab/Sample/ID' ? 1 : 2)
	book.readings(readings.sort((a, b) => a.tMs - b.tMs || rank(a.tag) - rank(b.tag)))
	const firstMs = changes.length === 0 ? fromMs : Math.min(...changes)
	const sinceMs = Math.max(0, firstMs - LONGEST_STAYS * 1000 * line.stations.wash.residenceTimeS)
	for (const row of await historian.parcels({ fromMs: sinceMs, toMs })) book.parcel(row)
	return book.lots()
}

/** From web to product, over what is stored: the pieces of web that answer, and the containers that hold their powder. */
export async function traceWeb(
	historian: Historian,
	line: LineConfig,
	question: WebQuestion,
	range: Partial<TimeRange> = {},
): Promise<Trace> {
	return traceForward(await historian.parcels(range), await lotRecords(historian, line, range), question)
}

/** From product to web; null when no container of that name is stored. */
export async function traceContainer(
	historian: Historian,
	line: LineConfig,
	container: string,
	range: Partial<TimeRange> = {},
): Promise<Trace | null> {
	return traceBack(await historian.parcels(range), await lotRecords(historian, line, range), container)
}

async function valuesOf(historian: Historian, tag: string, { fromMs, toMs }: TimeRange): Promise<Reading[]> {
	const found: Reading[] = []
	for (let since = fromMs; ; ) {
		const page = await historian.samples({ series: tag, fromMs: since, toMs, limit: PAGE })
		for (const sample of page) found.push({ tag, ...sample })
		const last = page.at(-1)
		if (last === undefined || page.length < PAGE) return found
		since = last.tMs + 1
	}
}

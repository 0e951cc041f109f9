import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { QUALITIES, type Reading, type ReadingColumns, readingAt } from '@emberline/twin'
import { expect, onTestFinished, test } from 'vitest'
import { ReadingBlock, rowsIn, rowsOf } from './batch.ts'
import { openHistorian } from './open-historian.ts'
import { Outbox } from './outbox.ts'
import { extendRecorded } from './recorded.ts'
import { readingRow } from './row.ts'

const START_MS = Date.UTC(2026, 2, 4, 23, 59, 50)
const TAGS = ['Line/Web/Tension', 'Line/Web/Position']

function columnsOf(readings: readonly Reading[], tags: readonly string[] = TAGS): ReadingColumns {
	return {
		count: readings.length,
		tags,
		places: Uint16Array.from(readings, ({ tag }) => tags.indexOf(tag)),
		timesMs: Float64Array.from(readings, ({ tMs }) => tMs),
		values: Float64Array.from(readings, ({ value }) => Number(value)),
		qualities: Uint8Array.from(readings, ({ quality }) => QUALITIES.indexOf(quality)),
	}
}

const reading = (afterMs: number, value: number, tag = TAGS[0]!): Reading => ({
	tMs: START_MS + afterMs,
	tag,
	value,
	quality: QUALITIES[value % QUALITIES.length]!,
})
const blockOf = (readings: readonly Reading[]): ReadingBlock => ReadingBlock.of(columnsOf(readings))!
const values = (batch: readonly Parameters<typeof rowsOf>[0][number][]) =>
	rowsOf(batch).map((row) => (row.row === 'sample' ? row.value : null))

test('a reading comes out of columns as it went in', () => {
	const readings = [reading(0, 1), reading(1, 2, TAGS[1]), reading(1, 3)]
	const columns = columnsOf(readings)
	expect(readings.map((_, i) => readingAt(columns, i))).toEqual(readings)
})

test('what a store has to look at by itself makes no block', () => {
	for (const odd of [{ tMs: 0.5 }, { tMs: Date.UTC(1999, 0) }, { value: Number.NaN }])
		expect(ReadingBlock.of(columnsOf([{ ...reading(0, 1), ...odd }]))).toBeNull()
	expect(ReadingBlock.of(columnsOf([reading(0, 1)], ['Line/Web/Tension', 'ends in \\']))).toBeNull()
})

test('the buffer cuts a block where its size or a batch ends, and gives up the oldest of it', () => {
	const outbox = new Outbox(5)
	outbox.push(blockOf([1, 2, 3, 4].map((n) => reading(n, n))))
	outbox.push(readingRow(reading(5, 5)))
	outbox.push(blockOf([6, 7].map((n) => reading(n, n))))
	expect(outbox).toMatchObject({ size: 5, dropped: 2 })
	const first = outbox.take(1)
	expect(values(first)).toEqual([3])
	expect(outbox.size).toBe(4)
	outbox.push(readingRow(reading(8, 8)))
	outbox.push(readingRow(reading(9, 9)))
	outbox.putBack(first)
	expect(outbox).toMatchObject({ size: 5, dropped: 4 })
	const rest = outbox.take(9)
	expect(values(rest)).toEqual([5, 6, 7, 8, 9])
	expect(rowsIn(rest)).toBe(5)
	expect(outbox.size).toBe(0)
})

test('a block tells when there was a record as its rows do', () => {
	for (const times of [
		[0, 3, 5, 9],
		[0, 20, 25, 100],
		[30, 2, 1, 29],
	]) {
		const readings = times.map((ms) => reading(ms, 1))
		const before = { plant: { fromMs: START_MS - 5, toMs: START_MS - 1 }, twin: null }
		expect(extendRecorded(before, [blockOf(readings)], 10)).toEqual(extendRecorded(before, readings.map(readingRow), 10))
	}
})

test('a history of columns answers as one of readings does: over midnight, repeated, out of order, late, with odd ones among them', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'emberline-columns-'))
	onTestFinished(() => rmSync(folder, { recursive: true }))
	const open = (name: string) => openHistorian(`embedded:${join(folder, name)}`)
	const [byColumns, byReadings] = [await open('columns'), await open('readings')]
	const steps = Array.from({ length: 400 }, (_, i) => i)
	const batches: readonly (readonly Reading[])[] = [
		steps.flatMap((i) => TAGS.map((tag) => reading(100 * i, i, tag))),
		steps.map((i) => reading(100 * (i % 50), 7 * i)),
		[reading(39_000, 5), reading(38_000, 6), reading(38_000, 8), { ...reading(41_000, 9), tMs: 0 }],
		steps.map((i) => reading(60_000 + 7 * i, i)),
		steps.map((i) => reading(20_000 + i, i)),
	]
	for (const batch of batches) {
		byColumns.writeReadings(columnsOf(batch))
		byReadings.writeReadings(batch)
		await Promise.all([byColumns.flush(), byReadings.flush()])
	}
	const told = async (historian: typeof byColumns) => {
		const all = { fromMs: START_MS - 1000, toMs: START_MS + 80_000 }
		return {
			status: historian.status(),
			samples: await Promise.all(TAGS.map((series) => historian.samples({ series, ...all }))),
			trends: await Promise.all([7, 70, 700].map((maxPoints) => historian.query({ series: TAGS[0]!, ...all, maxPoints }))),
		}
	}
	const [columns, readings] = await Promise.all([told(byColumns), told(byReadings)])
	expect(columns).toEqual(readings)
	expect(columns.status).toMatchObject({ rejected: 1, dropped: 0 })
	expect(columns.samples[0]?.length).toBeGreaterThan(800)
	await Promise.all([byColumns.close(), byReadings.close()])
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIGINT, DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, UTINYINT, VARCHAR } from '@duckdb/node-api'
import { openHistorian } from '@emberline/historian'
import type { Reading } from '@emberline/twin'
import { afterAll, bench, describe, expect } from 'vitest'

/**
 * The embedded history beside the bulk insert of the library itself, and the trend that the screen asks for. Both take the same readings and
 * make the same table of eight columns; ours also looks for what is there already, keeps the record of gaps, and makes the rollups.
 */
const START_MS = Date.UTC(2026, 2, 4)
const TAGS = Array.from({ length: 100 }, (_, i) => `Heating/Tag${i}`)
const ROWS = 250_000
const ROUNDS = 11
/** 24 h of 8 tags at 10 Hz. */
const DAY_TAGS = TAGS.slice(0, 8)
const DAY_STEPS = 864_000
const POINTS = 2000

const folder = mkdtempSync(join(tmpdir(), 'emberline-historian-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function readings(tags: readonly string[], firstStep: number, steps: number): Reading[] {
	return Array.from({ length: steps * tags.length }, (_, i) => {
		const step = firstStep + Math.floor(i / tags.length)
		return {
			tag: tags[i % tags.length]!,
			tMs: START_MS + step * 100,
			value: Math.round(Math.sin(i) * 1e4) / 100,
			quality: 'good' as const,
		}
	})
}

const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1]!

describe('embedded history', () => {
	bench(
		'bulk in, to the acknowledgement, against the library by rows and by chunks',
		async () => {
			const historian = await openHistorian(`embedded:${join(folder, 'bulk')}`, { bufferRows: 2 * ROWS })
			const instance = await DuckDBInstance.create(join(folder, 'raw.duckdb'), { threads: '1' })
			const connection = await instance.connect()
			await connection.run(
				'create table samples (series_id integer, t_ms bigint, kind utinyint, num double, text varchar, quality utinyint, reason varchar, sd double)',
			)
			const ids = new Map(TAGS.map((tag, i) => [tag, i]))
			const took: Record<'ours' | 'rows' | 'chunks', number[]> = { ours: [], rows: [], chunks: [] }
			for (let round = 0; round <= ROUNDS; round++) {
				const batch = readings(TAGS, round * (ROWS / TAGS.length), ROWS / TAGS.length)
				let from = performance.now()
				historian.writeReadings(batch)
				await historian.flush()
				const ours = performance.now() - from

				from = performance.now()
				const byRow = await connection.createAppender('samples')
				for (const { tag, tMs, value } of batch) {
					byRow.appendInteger(ids.get(tag)!)
					byRow.appendBigInt(BigInt(tMs))
					byRow.appendUTinyInt(1)
					byRow.appendDouble(value as number)
					byRow.appendNull()
					byRow.appendUTinyInt(0)
					byRow.appendNull()
					byRow.appendNull()
					byRow.endRow()
				}
				byRow.closeSync()
				const rows = performance.now() - from

				from = performance.now()
				const byChunk = await connection.createAppender('samples')
				for (let at = 0; at < batch.length; at += 2048) {
					const part = batch.slice(at, at + 2048)
					const chunk = DuckDBDataChunk.create(
						[INTEGER, BIGINT, UTINYINT, DOUBLE, VARCHAR, UTINYINT, VARCHAR, DOUBLE],
						part.length,
					)
					const nothing = part.map(() => null)
					chunk.setColumns([
						part.map(({ tag }) => ids.get(tag)!),
						part.map(({ tMs }) => BigInt(tMs)),
						part.map(() => 1),
						part.map(({ value }) => value as number),
						nothing,
						part.map(() => 0),
						nothing,
						nothing,
					])
					byChunk.appendDataChunk(chunk)
				}
				byChunk.closeSync()
				const chunks = performance.now() - from
				// The first round warms.
				if (round > 0) for (const [name, ms] of Object.entries({ ours, rows, chunks })) took[name as keyof typeof took].push(ms)
			}
			expect(await historian.count()).toBe((ROUNDS + 1) * ROWS)
			await historian.close()
			connection.closeSync()
			instance.closeSync()
			const ratio = (name: 'rows' | 'chunks') => median(took.ours.map((ours, i) => took[name][i]! / ours))
			console.table([
				{
					readings: ROWS,
					'ours, rows/s': Math.round(ROWS / (median(took.ours) / 1000)),
					'library by rows': Math.round(ROWS / (median(took.rows) / 1000)),
					'by chunks': Math.round(ROWS / (median(took.chunks) / 1000)),
					'ours / by rows': ratio('rows').toFixed(2),
					'ours / by chunks': ratio('chunks').toFixed(2),
				},
			])
			expect(Math.min(ratio('rows'), ratio('chunks'))).toBeGreaterThanOrEqual(0.6)
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)

	bench(
		'a trend of 24 h of 8 tags at 10 Hz to 2,000 points',
		async () => {
			const historian = await openHistorian(`embedded:${join(folder, 'day')}`, { bufferRows: 1_000_000 })
			const spikeStep = 432_345
			for (let step = 0; step < DAY_STEPS; step += 25_000) {
				const batch = readings(DAY_TAGS, step, Math.min(25_000, DAY_STEPS - step))
				const at = (spikeStep - step) * DAY_TAGS.length
				if (batch[at] !== undefined) batch[at] = { ...batch[at], value: 9999 }
				historian.writeReadings(batch)
				await historian.flush()
			}
			const ask = () =>
				Promise.all(
					DAY_TAGS.map((series) =>
						historian.query({ series, fromMs: START_MS, toMs: START_MS + DAY_STEPS * 100 - 1, maxPoints: POINTS }),
					),
				)
			const took: number[] = []
			let trends = await ask()
			for (let round = 0; round < 7; round++) {
				const from = performance.now()
				trends = await ask()
				took.push(performance.now() - from)
			}
			await historian.close()
			console.table([
				{
					values: DAY_STEPS * DAY_TAGS.length,
					points: trends[0]!.length,
					'ms, median of 7': Math.round(median(took)),
					'ms, longest': Math.round(Math.max(...took)),
				},
			])
			expect(trends[0]!.filter(({ max }) => max === 9999)).toHaveLength(1)
			expect(trends.map((points) => points.reduce((sum, { count }) => sum + count, 0))).toEqual(DAY_TAGS.map(() => DAY_STEPS))
			expect(median(took)).toBeLessThan(800)
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)
})

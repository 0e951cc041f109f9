import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Reading, readingAt } from '@emberline/twin'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReadingSpool, type ReadingSpool } from './reading-spool.ts'

let dir: string
let open: ReadingSpool[]
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'emberline-spool-'))
	open = []
})
afterEach(async () => {
	for (const spool of open) await spool.close()
	rmSync(dir, { recursive: true, force: true })
})

const reading = (tMs: number, value: number): Reading => ({ tMs, tag: 'Line/Web/Tension', value, quality: 'good' })

/** A spool with a historian that can be away, and with what it and the source were told. */
function spoolWith({ away = false } = {}) {
	const written: Reading[] = []
	const acknowledged: number[] = []
	const historian = { away }
	const spool = createReadingSpool({
		dir,
		everyMs: 5,
		sink: {
			write: (readings) => {
				if ('places' in readings) for (let i = 0; i < readings.count; i++) written.push(readingAt(readings, i))
				else written.push(...readings)
			},
			flush: () => (historian.away ? new Promise(() => {}) : Promise.resolve()),
		},
		acknowledge: (number) => acknowledged.push(number),
	})
	open.push(spool)
	const take = (number: number | null, first: number | null, ...readings: Reading[]) => spool.take({ readings, number, first })
	return { spool, take, written, acknowledged, doubles: () => spool.metrics().emberline_spool_doubles_total }
}

describe('the spool between plant and historian', () => {
	it('drops and counts a numbered message that comes again, and acknowledges it all the same', async () => {
		const { take, written, acknowledged, doubles } = spoolWith()
		take(null, 1)
		take(1, null, reading(1_000, 1))
		take(2, null, reading(1_001, 2))
		await expect.poll(() => acknowledged).toEqual([2])
		// The source has not heard it: a birth, and both again.
		take(null, 1)
		take(1, null, reading(1_000, 1))
		take(2, null, reading(1_001, 2))
		take(3, null, reading(1_002, 3))
		await expect.poll(() => acknowledged.at(-1)).toBe(3)
		expect(written.map(({ value }) => value)).toEqual([1, 2, 3])
		expect(doubles()).toBe(2)
	})

	it('takes a number that says something else: the log of the source was thrown away', async () => {
		const { take, written, doubles } = spoolWith()
		take(1, 1, reading(1_000, 1))
		take(1, 1, reading(2_000, 7))
		await expect.poll(() => written.map(({ value }) => value)).toEqual([1, 7])
		expect(doubles()).toBe(0)
	})

	it('acknowledges nothing for what it held before the source began: its log was thrown away, and the same numbers say something else', async () => {
		const { take, written, acknowledged } = spoolWith()
		take(null, 1)
		for (const number of [1, 2, 3]) take(number, null, reading(1_000 + number, number))
		// All of it is still here when the source comes back with a new log, of which the first message alone arrives.
		take(null, 1)
		take(1, null, reading(5_000, 7))
		await expect.poll(() => written.length).toBe(4)
		await expect.poll(() => acknowledged.at(-1)).toBe(1)
	})

	it('hands over from the disk what is too much for its memory, each message once and in order', async () => {
		const { spool, take } = spoolWith({ away: true })
		for (let k = 0; k < 21; k++) take(null, null, ...Array.from({ length: 25_000 }, (_, i) => reading(k, 25_000 * k + i)))
		await spool.close()
		const after = spoolWith()
		for (let k = 525_000; k < 526_000; k++) after.take(null, null, reading(k, k))
		await expect.poll(() => after.written.length, { timeout: 10_000 }).toBe(526_000)
		expect(after.written.every(({ value }, i) => value === i)).toBe(true)
	})

	it('knows what the process before has left on disk', async () => {
		const before = spoolWith({ away: true })
		before.take(1, 1, reading(1_000, 1))
		await before.spool.close()
		const after = spoolWith()
		after.take(1, 1, reading(1_000, 1))
		await expect.poll(() => after.acknowledged).toEqual([1])
		expect(after.written).toEqual([reading(1_000, 1)])
		expect(after.doubles()).toBe(1)
	})

	it('hands over the last of it as it closes', async () => {
		const { spool, take, written } = spoolWith()
		take(null, null, reading(1_000, 1))
		await spool.close()
		expect(written).toEqual([reading(1_000, 1)])
		const after = spoolWith()
		after.take(null, null, reading(2_000, 2))
		await expect.poll(() => after.written).toEqual([reading(2_000, 2)])
	})

	it('hands over two messages without numbers that are equal: nobody can tell them apart from a value told twice', async () => {
		const { take, written } = spoolWith()
		take(null, null, reading(1_000, 1))
		take(null, null, reading(1_000, 1))
		await expect.poll(() => written.length).toBe(2)
	})
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SegmentLog, type SegmentLogOptions } from './segment-log.ts'

let dir: string
let open: SegmentLog[]
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'emberline-log-'))
	open = []
})
afterEach(() => {
	for (const log of open) log.close()
	rmSync(dir, { recursive: true, force: true })
})

const HEAD_BYTES = 8
const logWith = (options: Partial<SegmentLogOptions> = {}): SegmentLog => {
	const log = new SegmentLog({ dir, ...options })
	open.push(log)
	return log
}
/** Records of ten bytes each, `r` and the number; the log is closed again. */
const fill = (count: number, options: Partial<SegmentLogOptions> = {}): void => {
	const log = logWith(options)
	for (let i = 0; i < count; i++) log.append(Buffer.from(`r${log.next}`.padEnd(10)))
	log.close()
}
const texts = (log: SegmentLog, from = log.first): string[] => log.read(from, 1_000).map(({ bytes }) => bytes.toString().trim())
const files = (): string[] => readdirSync(dir).filter((name) => name.endsWith('.log'))
const fileOf = (index: number): string => join(dir, files()[index] ?? '')

describe('the log on disk', () => {
	it('goes on where it was, and never gives a number twice', () => {
		fill(3)
		const log = logWith()
		expect(log.append(Buffer.from('r4'))).toBe(4)
		expect(texts(log)).toEqual(['r1', 'r2', 'r3', 'r4'])
		log.trim(4)
		log.close()
		for (const name of files()) rmSync(join(dir, name))
		expect(logWith().append(Buffer.from('r5'))).toBe(5)
	})

	it('does not use a number again whose record a cut of the power has taken, nor leave one out where nothing was lost', () => {
		const boot = { boot: 'one' }
		const log = logWith(boot)
		for (let i = 0; i < 5; i++) log.append(Buffer.from(`r${log.next}`.padEnd(10)))
		log.flush()
		// The process ended with no time to close; the machine goes on.
		expect(logWith(boot).append(Buffer.from('r6'))).toBe(6)
		// The power goes: three of six are on disk.
		truncateSync(fileOf(0), 3 * (HEAD_BYTES + 10))
		const after = logWith({ boot: 'two' })
		const next = after.append(Buffer.from('after'))
		expect(next).toBeGreaterThan(10_000)
		expect(texts(after, next)).toEqual(['after'])
		// Those in between are handed on empty, so that nobody waits for them.
		expect(texts(after).slice(0, 5)).toEqual(['r1', 'r2', 'r3', '', ''])
		after.close()
		expect(texts(logWith({ boot: 'three' }), next)).toEqual(['after'])
	})

	it('closed in peace leaves no number out', () => {
		const log = logWith({ boot: 'one' })
		log.append(Buffer.from('r1'))
		log.close()
		expect(logWith({ boot: 'two' }).append(Buffer.from('r2'))).toBe(2)
	})

	it('takes more numbers in one go than it has reserved', () => {
		fill(30_000, { boot: 'one' })
		const log = logWith({ boot: 'two' })
		expect(log.next).toBe(30_001)
	})

	it.each([1, HEAD_BYTES - 1, HEAD_BYTES, HEAD_BYTES + 9])(
		'cuts off a last record of which only %i bytes were written',
		(bytes) => {
			fill(3)
			truncateSync(fileOf(0), 2 * (HEAD_BYTES + 10) + bytes)
			const log = logWith()
			expect(texts(log)).toEqual(['r1', 'r2'])
			expect(log.counters()).toMatchObject({ tornBytes: bytes, waiting: 2 })
			// The next record stands behind the last whole one and can be read after one more start.
			log.append(Buffer.from('after'))
			log.close()
			expect(texts(logWith())).toEqual(['r1', 'r2', 'after'])
		},
	)

	it('does not hand out a record in which a byte was flipped, nor what its file holds behind it; other files are whole', () => {
		fill(6, { segmentBytes: 3 * (HEAD_BYTES + 10) })
		expect(files().length).toBe(2)
		const bytes = readFileSync(fileOf(0))
		const at = HEAD_BYTES + 10 + HEAD_BYTES
		bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
		writeFileSync(fileOf(0), bytes)
		const log = logWith()
		expect(texts(log)).toEqual(['r1', '', '', 'r4', 'r5', 'r6'])
		expect(log.read(3, 2).map(({ number }) => number)).toEqual([3, 4])
		expect(log.counters().tornBytes).toBe(2 * (HEAD_BYTES + 10))
		expect(log.counters()).toMatchObject({ dropped: 2, waiting: 6 })
	})

	it('gives up the oldest file when there is no room, and counts what nobody had acknowledged', () => {
		const segmentBytes = 10 * (HEAD_BYTES + 10)
		const log = logWith({ segmentBytes, maxBytes: 3 * segmentBytes })
		for (let i = 1; i <= 100; i++) {
			log.append(Buffer.from(`r${i}`.padEnd(10)))
			if (i === 35) log.trim(5)
		}
		const { appended, dropped, waiting, bytes } = log.counters()
		expect(appended).toBe(100)
		expect(bytes).toBeLessThanOrEqual(4 * segmentBytes)
		// 1 to 5 were acknowledged: no loss. The rest is either there or counted.
		expect(dropped + waiting).toBe(95)
		expect(texts(log)).toEqual(Array.from({ length: waiting }, (_, i) => `r${100 - waiting + 1 + i}`))
	})

	it('counts nothing as dropped when everything in the old files was acknowledged', async () => {
		const segmentBytes = 10 * (HEAD_BYTES + 10)
		const log = logWith({ segmentBytes, maxBytes: 2 * segmentBytes })
		for (let i = 1; i <= 100; i++) log.trim(log.append(Buffer.from(`r${i}`.padEnd(10))))
		expect(log.counters()).toMatchObject({ dropped: 0, waiting: 0 })
		await expect.poll(() => files().length).toBe(1)
	})

	it('gives up what is older than its age', async () => {
		const log = logWith({ segmentBytes: HEAD_BYTES + 10, maxAgeMs: 30 })
		for (let i = 1; i <= 3; i++) log.append(Buffer.from(`r${i}`.padEnd(10)))
		await new Promise((resolve) => setTimeout(resolve, 60))
		log.append(Buffer.from('r4'))
		log.append(Buffer.from('r5'))
		expect(log.counters().dropped).toBeGreaterThan(0)
		expect(log.counters().dropped + log.counters().waiting).toBe(5)
		expect(texts(log).slice(-2)).toEqual(['r4', 'r5'])
	})

	it('takes a file of noise for nothing', () => {
		fill(1)
		writeFileSync(fileOf(0), Buffer.alloc(5_000, 0xa5))
		const log = logWith()
		expect(texts(log)).toEqual([])
		expect(log.counters().tornBytes).toBe(5_000)
		expect(log.append(Buffer.from('new'))).toBe(1)
	})
})

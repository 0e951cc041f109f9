import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openHistorian } from '@emberline/historian'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { START_MS } from './fixtures.ts'

// A process of its own takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const POWER = 'Heating/Zone1/Power'
/** What a writer left when it was killed, for every test to copy. */
let left: { readonly folder: string; readonly acknowledged: number; readonly refusal: unknown; readonly pid: number | undefined }
let folder: string
let writer: Writer | null = null

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'emberline-crash-'))
	writer = new Writer(50)
	await writer.until((w) => w.acknowledged >= 500)
	const refusal = await openHistorian(`embedded:${folder}`).catch((error: unknown) => error)
	await writer.kill()
	left = { folder, acknowledged: writer.acknowledged, refusal, pid: writer.pid }
})
afterAll(() => rmSync(left.folder, { recursive: true, force: true }))
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'emberline-crash-'))
})
afterEach(async () => {
	await writer?.kill()
	rmSync(folder, { recursive: true, force: true })
})

/** A process of its own that writes to the folder. */
class Writer {
	readonly #child: ChildProcess
	acknowledged = 0
	readonly states: string[] = []
	#changed: () => void = () => {}
	#ended: (code: number | null) => void = () => {}

	constructor(rowsPerFlush: number, command: readonly string[] = []) {
		const script = join(import.meta.dirname, 'writer-child.ts')
		const [program, ...args] = [...command, process.execPath, '--import', 'tsx', script, folder, String(rowsPerFlush)]
		this.#child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] })
		this.#child.once('exit', (code) => this.#ended(code))
		createInterface({ input: this.#child.stdout! }).on('line', (line) => {
			const said: { acknowledged?: number; state?: string; reason?: string } = JSON.parse(line)
			if (said.acknowledged !== undefined) this.acknowledged = said.acknowledged
			if (said.state !== undefined) this.states.push(`${said.state} ${said.reason}`)
			this.#changed()
		})
	}

	get pid(): number | undefined {
		return this.#child.pid
	}

	async until(condition: (writer: Writer) => boolean): Promise<void> {
		while (!condition(this)) {
			await new Promise<void>((resolve, reject) => {
				this.#changed = resolve
				this.#ended = (code) => reject(new Error(`the writer ended with ${code}`))
			})
		}
	}

	async kill(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
		const ended = once(this.#child, 'exit')
		this.#child.kill('SIGKILL')
		await ended
	}
}

async function expectAllOf(acknowledged: number): Promise<void> {
	const historian = await openHistorian(`embedded:${folder}`)
	try {
		const stored = await historian.samples({ series: POWER, fromMs: START_MS, toMs: START_MS + 1e10, limit: 1e6 })
		expect(stored.length).toBeGreaterThanOrEqual(acknowledged)
		expect(stored.every(({ value, tMs }, i) => value === i && tMs === START_MS + i * 1000)).toBe(true)
		expect(historian.status().lost).toEqual([])
	} finally {
		await historian.close()
	}
}

test('has every acknowledged row after kill -9, and again after another', async () => {
	cpSync(left.folder, folder, { recursive: true })
	await expectAllOf(left.acknowledged)
	writer = new Writer(5000)
	await writer.until((w) => w.acknowledged > 20_000)
	await writer.kill()
	await expectAllOf(writer.acknowledged)
	expect(readdirSync(folder).filter((file) => file.includes('damaged'))).toEqual([])
})

test('refuses a folder that another process writes to, and names that process', () => {
	expect(left.refusal).toMatchObject({ code: 'FOLDER_IN_USE', message: expect.stringContaining(`process ${left.pid}`) })
})

function damageLog(damage: (log: Buffer) => void): void {
	cpSync(left.folder, folder, { recursive: true })
	const name = readdirSync(folder).find((file) => file.endsWith('.wal') && !file.startsWith('lock'))!
	const log = readFileSync(join(folder, name))
	damage(log)
	writeFileSync(join(folder, name), log)
}

/** What is there is sound, and what is missing lies inside the span that was told. */
async function expectLossTold(): Promise<number> {
	const historian = await openHistorian(`embedded:${folder}`)
	const [lost] = historian.status().lost
	expect(lost?.reason).toContain('damaged')
	expect(readdirSync(folder).filter((file) => file.includes('damaged'))).toHaveLength(1)
	const stored = await historian.samples({ series: POWER, fromMs: START_MS, toMs: START_MS + 1e10 })
	expect(stored.every(({ value }, i) => value === i)).toBe(true)
	expect(lost!.fromMs).toBeLessThanOrEqual(START_MS + stored.length * 1000)
	expect(lost!.toMs).toBeGreaterThanOrEqual(START_MS + (left.acknowledged - 1) * 1000)
	historian.writeReadings([{ tag: POWER, tMs: START_MS + 9e6, value: 1, quality: 'good' }])
	await historian.flush()
	const notes = await historian.events({ fromMs: 0, toMs: START_MS + 1e9, kind: 'historian' })
	expect(notes.map((note) => [note.code, note.tMs])).toEqual([['HISTORY_DAMAGED', lost!.toMs]])
	await historian.close()
	return stored.length
}

test('keeps all before a wrong byte in its log, and tells the span that may be missing', async () => {
	damageLog((log) => {
		log[Math.floor(log.length / 2)]! ^= 0xff
	})
	const kept = await expectLossTold()
	expect(kept).toBeGreaterThan(left.acknowledged * 0.3)
	expect(kept).toBeLessThan(left.acknowledged)
})

test('sees that its log broke off where a wrong length makes it look like the end', async () => {
	damageLog((log) => {
		// The length of the first entry.
		log[12]! ^= 0xff
	})
	expect(await expectLossTold()).toBe(0)
})

test('begins a new file when one cannot be read at all, and keeps the broken one', async () => {
	for (const name of ['2026-03-04.duckdb', 'lock.duckdb']) writeFileSync(join(folder, name), 'this was a database once')
	const historian = await openHistorian(`embedded:${folder}`)
	historian.writeReadings([{ tag: POWER, tMs: START_MS, value: 1, quality: 'good' }])
	await historian.flush()
	expect(await historian.count()).toBe(1)
	expect(historian.status().lost).toHaveLength(1)
	expect(readdirSync(folder)).toContain('2026-03-04.duckdb.damaged')
	await historian.close()
})

test('says that the disk is full, keeps what was acknowledged, and goes on when there is room', async () => {
	// A limit on the size of a file is a full disk to whoever writes one.
	writer = new Writer(20_000, ['/bin/sh', '-c', 'ulimit -S -f 2400; exec "$@"', 'sh'])
	await writer.until((w) => w.states.some((state) => state.startsWith('degraded')))
	expect(writer.states.at(-1)).toContain('cannot be written')
	const whenFull = writer.acknowledged
	execFileSync('prlimit', ['--pid', String(writer.pid), '--fsize=unlimited'])
	await writer.until((w) => w.acknowledged > whenFull)
	expect(writer.states.at(-1)).toBe('ready ')
	await writer.kill()
	await expectAllOf(writer.acknowledged)
})

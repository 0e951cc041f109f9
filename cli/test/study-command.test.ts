import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { freePort } from '../../plc-gateway/test/brokers.ts'

const EMBERLINE = fileURLToPath(new URL('../bin/emberline.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'emberline-study-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const STUDY = join(folder, 'grid.yaml')
/** Points of the study. */
const POINTS = 48
writeFileSync(
	STUDY,
	`kind: study
name: grid
title: Grid
line: pilot
recipe: htr-bisb
method: grid
draws: 24
vary:
  webSpeed: { from: 40 mm/s, to: 60 mm/s, steps: 8 }
  dryLoading: { from: 80 g/m2, to: 140 g/m2, steps: 6 }
`,
)

interface Running {
	readonly child: ChildProcess
	readonly ended: Promise<{ readonly status: number | null; readonly out: string; readonly err: string }>
	said(): string
}

function emberline(...args: string[]): Running {
	const child = spawn(process.execPath, [EMBERLINE, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
	let out = ''
	let err = ''
	child.stdout.on('data', (text) => {
		out += text
	})
	child.stderr.on('data', (text) => {
		err += text
	})
	const ended = new Promise<{ status: number | null; out: string; err: string }>((resolve) =>
		child.on('close', (status) => resolve({ status, out, err })),
	)
	return { child, ended, said: () => out }
}

const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0)

async function until(what: () => boolean): Promise<void> {
	while (!what()) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('emberline study', () => {
	it('goes on after kill -9, loses no batch that was done, and gives what an undisturbed run gives', async () => {
		const out = join(folder, 'killed')
		const log = join(out, 'cache', 'runs.jsonl')
		const first = emberline('study', STUDY, '--out', out, '--workers', '2')
		await until(() => lines(log) >= 10 || first.child.exitCode !== null)
		first.child.kill('SIGKILL')
		await first.ended
		const done = lines(log)
		expect(done).toBeGreaterThanOrEqual(10)
		expect(done).toBeLessThan(POINTS)
		// Nothing half done passes for done.
		expect(existsSync(join(out, 'report.html'))).toBe(false)
		const second = await emberline('study', STUDY, '--out', out, '--json').ended
		expect(second.status).toBe(0)
		const manifest = JSON.parse(second.out)
		expect(manifest.runs).toBe(POINTS)
		expect(manifest.runs_from_cache).toBe(done)
		const whole = await emberline('study', STUDY, '--out', join(folder, 'whole'), '--json').ended
		expect(JSON.parse(whole.out).runs_from_cache).toBe(0)
		for (const name of ['results.csv', 'result.json'])
			expect(readFileSync(join(out, name), 'utf8')).toBe(readFileSync(join(folder, 'whole', name), 'utf8'))
	}, 240_000)

	it('hands its runs to `emberline worker` at a real Redis, and ends with the same files', async () => {
		const port = await freePort()
		const url = `redis://127.0.0.1:${port}`
		const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
			stdio: 'ignore',
		})
		const worker = emberline('worker', '--queue', url)
		try {
			await until(() => worker.said().includes('Working with 1 thread') || worker.child.exitCode !== null)
			const queued = await emberline('study', STUDY, '--out', join(folder, 'queued'), '--queue', url).ended
			expect(queued.err).toBe('')
			expect(queued.status).toBe(0)
			worker.child.kill('SIGTERM')
			const { status, out } = await worker.ended
			expect(status).toBe(0)
			expect(out).toContain(`Ended after ${POINTS} runs`)
			if (existsSync(join(folder, 'whole', 'results.csv')))
				expect(readFileSync(join(folder, 'queued', 'results.csv'), 'utf8')).toBe(
					readFileSync(join(folder, 'whole', 'results.csv'), 'utf8'),
				)
		} finally {
			worker.child.kill('SIGKILL')
			redis.kill()
		}
	}, 240_000)

	it('tells a queue that is not there and options that fight, early and without a stack', async () => {
		const taken = createServer((socket) => socket.destroy())
		const port = await new Promise<number>((resolve) => {
			taken.listen(0, '127.0.0.1', () => {
				const address = taken.address()
				resolve(typeof address === 'object' && address !== null ? address.port : 0)
			})
		})
		const cases = [
			[['--queue', `redis://127.0.0.1:${port}`], 1, `found no Redis at redis://127.0.0.1:${port}`],
			[['--queue', 'kafka://here'], 2, 'found "kafka://here" for the queue, expected redis://host:port'],
			[['--queue', 'redis://127.0.0.1:1', '--workers', '2'], 2, 'found both --workers and --queue'],
			[['--workers', 'many'], 2, 'expected a whole number from 1 to 256'],
		] as const
		const ended = await Promise.all(
			cases.map(([args]) => emberline('study', STUDY, '--out', join(folder, 'none'), ...args).ended),
		)
		for (const [n, [, status, told]] of cases.entries()) {
			expect(ended[n]?.err).toContain(told)
			expect(ended[n]?.err).not.toMatch(/\n\s+at /)
			expect(ended[n]?.status).toBe(status)
		}
		taken.close()
	}, 120_000)
})

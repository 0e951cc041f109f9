import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
	type Hands,
	ownHands,
	parseStudy,
	queueHands,
	runStudy,
	startStudyWorker,
	studyPartsOf,
	threads,
} from '@emberline/simulations'
import { bench, describe, expect } from 'vitest'
import { freePort } from '../plc-gateway/test/brokers.ts'

/** Wall time of a study by who carries it out: one thread against two, a queue against none, the cache against both. Ratios of one run. */

const FROM = fileURLToPath(new URL('../simulations/studies/bench.yaml', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'emberline-study-bench-'))
const ONCE = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 }

const settled = (points: number, draws: number) =>
	parseStudy(
		`{ kind: study, name: bench, title: Bench, line: pilot, recipe: htr-bisb, method: latin-hypercube, draws: ${draws}, points: ${points},
vary: { webSpeed: { from: 40 mm/s, to: 60 mm/s }, dryLoading: { from: 80 g/m2, to: 140 g/m2 } } }`,
		FROM,
	)
const shifts = (draws: number) =>
	parseStudy(
		`{ kind: study, name: bench, title: Bench, method: monte-carlo, scenario: shift-with-stops, draws: ${draws}, replications: 2 }`,
		FROM,
	)

async function wallS(study: ReturnType<typeof parseStudy>, hands: Hands, cache: string | null = null): Promise<number> {
	const { manifest } = await runStudy(study, studyPartsOf(study, FROM), { hands, cache })
	return manifest.wall_s
}

const median = (values: readonly number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

describe('a study', () => {
	bench(
		'by workers',
		async () => {
			const one = threads(1)
			const two = threads(2)
			const study = settled(64, 16)
			// Warm: each thread loads and compiles the model once.
			for (const hands of [one, two]) await wallS(settled(8, 16), hands)
			const rounds = []
			for (let n = 0; n < 5; n++) rounds.push([await wallS(study, one), await wallS(study, two)] as const)
			await Promise.all([one.close(), two.close()])
			const ratio = median(rounds.map(([a, b]) => a / b))
			console.table([
				{
					'one, s': median(rounds.map(([a]) => a)).toFixed(2),
					'two, s': median(rounds.map(([, b]) => b)).toFixed(2),
					ratio: ratio.toFixed(2),
				},
			])
			expect(ratio).toBeGreaterThan(1.8)
		},
		ONCE,
	)

	bench(
		'through a queue, at about a second a run',
		async () => {
			const port = await freePort()
			const redis: ChildProcess = spawn(
				'redis-server',
				['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
				{
					stdio: ['ignore', 'pipe', 'inherit'],
				},
			)
			for await (const chunk of redis.stdout!) if (String(chunk).includes('Ready to accept connections')) break
			const url = `redis://127.0.0.1:${port}`
			const pool = threads(1)
			const worker = await startStudyWorker(url, { concurrency: 1, work: (batch) => pool.work(batch), onError: () => {} })
			const queue = await queueHands(url)
			const direct: Hands = { ...pool, lanes: 1 }
			const study = shifts(3)
			await wallS(shifts(1), direct)
			const rounds = []
			for (let n = 0; n < 5; n++) rounds.push([await wallS(study, direct), await wallS(study, queue)] as const)
			await queue.close()
			await worker.close()
			await pool.close()
			redis.kill()
			const cost = median(rounds.map(([a, b]) => b / a)) - 1
			console.table([{ 'a run, s': (median(rounds.map(([a]) => a)) / 6).toFixed(2), 'queue costs, %': (100 * cost).toFixed(1) }])
			expect(cost).toBeLessThan(0.03)
		},
		ONCE,
	)

	bench(
		'again from the cache, and what a thousand shifts would take on two cores',
		async () => {
			const hands = threads(2)
			const cache = join(folder, 'cache')
			const study = settled(256, 8)
			const firstS = await wallS(study, hands, cache)
			const againS = await wallS(study, ownHands(), cache)
			const count = 8
			await wallS(shifts(1), hands)
			const thousandS = (await wallS(shifts(count), hands)) * (1000 / (2 * count))
			await hands.close()
			rmSync(folder, { recursive: true, force: true })
			console.table([
				{ 'first, s': firstS.toFixed(1), 'again, s': againS.toFixed(2), '1000 shifts of 8 h, min': (thousandS / 60).toFixed(1) },
			])
			expect(againS).toBeLessThan(10)
			expect(thousandS).toBeLessThan(20 * 60)
		},
		ONCE,
	)
})

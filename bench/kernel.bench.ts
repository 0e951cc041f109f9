import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bench, describe, expect } from 'vitest'

/**
 * The parcel step against the same step in C (kernel/parcel.c), at the same bounds of a step: once with libm's exp, once with an inlined
 * one. Each measurement is a fresh process, interleaved; medians. Errors at the zone ends are against steps 40 times as fine.
 */
const ROUNDS = 5
const PARCELS = 2000
const FINE = 1 / 40
const NAMES = ['HTR BiSb', 'NTS BiSnSb'] as const
const SECONDS = [15, 18] as const
const script = join(import.meta.dirname, 'kernel', 'measure.ts')
const source = join(import.meta.dirname, 'kernel', 'parcel.c')

interface Measured {
	readonly seconds: number
	readonly endsK: readonly number[]
}
const read = (text: string): Measured => {
	const [first = '', ...rest] = text.trim().split('\n')
	return { seconds: Number(first.split(' ')[0]), endsK: rest.map(Number) }
}
const run = (command: string, args: readonly string[]): string =>
	execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
const ours = (history: number, parcels: number, warm: number, share = 1, longer = 1): Measured =>
	read(run(process.execPath, ['--import', 'tsx', script, `${history}`, `${parcels}`, `${warm}`, `${share}`, `${longer}`]))
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const errorK = (a: Measured, b: Measured): number => Math.max(...b.endsK.map((t, k) => Math.abs(t - (a.endsK[k] ?? Number.NaN))))

describe('the parcel step', () => {
	bench(
		'against C',
		() => {
			const folder = mkdtempSync(join(tmpdir(), 'emberline-kernel-'))
			const built = ['', '-DINLINE_EXP'].map((flag, k) => {
				const program = join(folder, `parcel${k}`)
				const flags = ['-O3', '-march=native', '-fno-math-errno', '-fno-trapping-math', ...(flag ? [flag] : [])]
				execFileSync('gcc', [...flags, source, '-o', program, '-lm'])
				return program
			})
			const rows = NAMES.map((name, history) => {
				const numbers = join(folder, `numbers${history}`)
				run(process.execPath, ['--import', 'tsx', script, `${history}`, 'numbers', numbers])
				const c = (program: string): Measured => read(run(program, [numbers, `${PARCELS}`, '3', '0.1', '0.25']))
				const rounds = Array.from({ length: ROUNDS }, () => [ours(history, PARCELS, PARCELS), ...built.map(c)] as const)
				const seconds = [0, 1, 2].map((k) => median(rounds.map((round) => round[k]?.seconds ?? Number.NaN)))
				const [js = Number.NaN, libm = Number.NaN, inlined = Number.NaN] = seconds
				const fine = ours(history, 50, 0, FINE)
				const [mine, theirs, third] = rounds[0] as readonly Measured[]
				for (const round of rounds) expect(round[0].endsK).toEqual(mine?.endsK)
				const perSecond = (spent: number) => Math.round((spent * 1e9) / PARCELS / (SECONDS[history] ?? 1))
				return {
					history: name,
					'ns a parcel-second': perSecond(js),
					'C libm': perSecond(libm),
					'C inline': perSecond(inlined),
					'speed / C libm': (libm / js).toFixed(2),
					'speed / C inline': (inlined / js).toFixed(2),
					'error K': errorK(mine as Measured, fine).toFixed(4),
					'C libm error K': errorK(theirs as Measured, fine).toFixed(4),
					'C inline error K': errorK(third as Measured, fine).toFixed(4),
				}
			})
			rmSync(folder, { recursive: true })
			console.table(rows)
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)

	bench(
		'linear cost and cold starts',
		() => {
			const of = (parcels: number, longer: number) => median([1, 2, 3].map(() => ours(0, parcels, 1000, 1, longer).seconds))
			const one = of(1000, 1)
			console.table([
				{ of: '4 times the parcels', 'times the cost': (of(4000, 1) / one).toFixed(2) },
				{ of: '4 times the time in each zone', 'times the cost': (of(1000, 4) / one).toFixed(2) },
			])
			const starts = Array.from({ length: 20 }, () => ours(0, PARCELS, 500).seconds).sort((a, b) => a - b)
			const [fastest = Number.NaN] = starts
			console.table([{ '20 cold starts': '18th fastest / fastest', ratio: ((starts[17] ?? Number.NaN) / fastest).toFixed(2) }])
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)
})

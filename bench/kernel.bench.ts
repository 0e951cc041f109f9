import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bench, describe, expect } from 'vitest'
import { STEP_BOUNDS, type StepBounds } from '../twin/src/web/web-step.ts'
import { HISTORIES } from './kernel/histories.ts'

/**
 * The parcel step against C, twice over, each with libm's exp and with an inlined one, in one run:
 *
 * - plain C (kernel/plain.c): the web as its equations stand. Heun's step of one length, exact exponentials, every exp worked out in every
 *   step, no gate; parcels side by side, so that an inlined exp makes vector code of it. Its step is the longest that keeps every zone end
 *   within 0.1 K, found here for each history; ours is within that too, by more. What is held is held against this one: 1.5 times the
 *   speed with libm's exp, 0.3 times that of the vector code.
 * - C of our own step (kernel/parcel.c): integrators, control of the step and gates as ours, exp where ours reads a table. Printed, not
 *   held: a parcel waits for its stages in turn and not for exp, in C as here, so that the two are about as fast.
 *
 * CPU time of the thread for 8192 parcels through one history, after a quarter as many to warm up; each measurement is a fresh process, the five in turn; medians
 * of 5. Errors at the zone ends are against our own at steps far finer, which each C program comes to as well.
 */
const ROUNDS = 5
const PARCELS = 8192
const FINE_PARCELS = 64
const FINE: StepBounds = { errorK: STEP_BOUNDS.errorK / 1000, kelvin: 1, stiffness: 0.05, longestS: 0.05 }
const PLAIN_FINE_S = 0.001
const YARDSTICK_K = 0.1
const script = join(import.meta.dirname, 'kernel', 'measure.ts')
const FLAGS = ['-O3', '-march=native', '-fno-math-errno', '-fno-trapping-math']
const EXPS = { libm: [], inlined: ['-DINLINE_EXP'] } as const
const EXP_NAMES = ['libm', 'inlined'] as const

interface Measured {
	readonly seconds: number
	readonly steps: number
	readonly endsK: readonly number[]
}
const read = (text: string): Measured => {
	const [first = '', ...rest] = text.trim().split('\n')
	const [seconds = Number.NaN, steps = Number.NaN] = first.split(' ').map(Number)
	return { seconds, steps, endsK: rest.map(Number) }
}
const run = (command: string, args: readonly (string | number)[]): string =>
	execFileSync(command, args.map(String), { encoding: 'utf8', maxBuffer: 1 << 26 })
const listed = (b: StepBounds) => [b.errorK, b.kelvin, b.stiffness, b.longestS]
const ours = (history: number, parcels: number, warm: number, bounds = STEP_BOUNDS, longer = 1): Measured =>
	read(run(process.execPath, ['--import', 'tsx', script, history, parcels, warm, ...listed(bounds), longer]))
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
/** Furthest apart of two at zone ends [K], of as many parcels as both have. */
const apartK = (a: Measured, b: Measured): number => {
	const count = Math.min(a.endsK.length, b.endsK.length)
	return Math.max(...a.endsK.slice(0, count).map((t, k) => Math.abs(t - (b.endsK[k] ?? Number.NaN))))
}

/** Programs of one history, and what they read. */
function programsOf(which: number, folder: string) {
	const numbers = join(folder, `numbers${which}`)
	run(process.execPath, ['--import', 'tsx', script, which, 'numbers', numbers])
	const built = (source: string, exp: keyof typeof EXPS): string => {
		const program = join(folder, `${source}-${which}-${exp}`)
		const metals = `-DMETALS=${HISTORIES[which]?.powder.metals.length}`
		const text = join(import.meta.dirname, 'kernel', `${source}.c`)
		execFileSync('gcc', [...FLAGS, metals, ...EXPS[exp], text, '-o', program, '-lm'])
		return program
	}
	return {
		plain: EXP_NAMES.map((exp) => {
			const program = built('plain', exp)
			return (parcels: number, stepS: number): Measured => read(run(program, [numbers, parcels, stepS]))
		}),
		same: EXP_NAMES.map((exp) => {
			const program = built('parcel', exp)
			return (parcels: number, bounds = STEP_BOUNDS): Measured => read(run(program, [numbers, parcels, ...listed(bounds)]))
		}),
	}
}

/** Longest step with which a program keeps all zone ends within an error [s]; to 3 %. */
function longestStepS(errorK: (stepS: number) => number, withinK: number): number {
	for (let stepS = 0.5; stepS > 1e-5; stepS *= 0.97) if (errorK(stepS) <= withinK) return stepS
	throw new Error(`no step keeps the zone ends within ${withinK} K`)
}

/** vitest calls the body of a bench several times, and the first time hides what it throws: a table is worked once, its failure kept. */
const once = (body: () => void) => {
	let outcome: { readonly failure?: unknown } | undefined
	return () => {
		if (outcome === undefined) {
			outcome = {}
			try {
				body()
			} catch (failure) {
				outcome = { failure }
			}
		}
		if ('failure' in outcome) throw outcome.failure
	}
}
const ONE_CALL = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 }
const inFolder = (body: (folder: string) => void): void => {
	const folder = mkdtempSync(join(tmpdir(), 'emberline-kernel-'))
	try {
		body(folder)
	} finally {
		rmSync(folder, { recursive: true })
	}
}

describe('the parcel step', () => {
	bench(
		'against C',
		once(() =>
			inFolder((folder) => {
				const rows = HISTORIES.map(({ name, path }, which) => {
					const { plain, same } = programsOf(which, folder)
					const fine = ours(which, FINE_PARCELS, 0, FINE)
					const plainK = (stepS: number) => apartK((plain[1] as (typeof plain)[0])(FINE_PARCELS, stepS), fine)
					const yardstickS = longestStepS(plainK, YARDSTICK_K)
					const programs = [
						() => ours(which, PARCELS, PARCELS / 4),
						...plain.map((of) => () => of(PARCELS, yardstickS)),
						...same.map((of) => () => of(PARCELS)),
					]
					const rounds = Array.from({ length: ROUNDS }, () => programs.map((program) => program()))
					const [first = []] = rounds
					for (const round of rounds) expect(round[0]?.endsK).toEqual(first[0]?.endsK)
					const lastsS = path.reduce((sum, stretch) => sum + stretch.lastsS, 0)
					const seconds = programs.map((_, k) => median(rounds.map((round) => round[k]?.seconds ?? Number.NaN)))
					// What the plain one costs is in proportion to the number of its steps.
					const ownK = apartK(first[0] as Measured, fine)
					const equalS = longestStepS(plainK, ownK)
					return {
						history: name,
						ownK,
						equal: yardstickS / equalS,
						sameK: Math.max(plainK(PLAIN_FINE_S), ...same.map((of) => apartK(of(FINE_PARCELS, FINE), fine))),
						programs: ['ours', 'plain, libm', 'plain, vector', 'our step, libm', 'our step, inlined'].map((program, k) => ({
							program,
							stepsAParcel: (first[k]?.steps ?? Number.NaN) / PARCELS,
							errorK: apartK(first[k] as Measured, fine),
							nsAParcelSecond: ((seconds[k] ?? Number.NaN) * 1e9) / PARCELS / lastsS,
							speed: (seconds[k] ?? Number.NaN) / (seconds[0] ?? Number.NaN),
						})),
					}
				})
				for (const row of rows) {
					console.log(
						`${row.history}; plain C at our own error of ${row.ownK.toFixed(4)} K: ${row.equal.toFixed(1)} times the steps; ` +
							`all at fine steps within ${row.sameK.toFixed(5)} K of each other`,
					)
					console.table(
						row.programs.map((p) => ({
							program: p.program,
							'steps a parcel': p.stepsAParcel.toFixed(1),
							'error at zone ends, K': p.errorK.toFixed(4),
							'ns a parcel-second': Math.round(p.nsAParcelSecond),
							'ours over it': p.speed.toFixed(2),
							'ours over it, error as ours': (p.program.startsWith('plain') ? p.speed * row.equal : p.speed).toFixed(2),
						})),
					)
				}
				for (const { history, sameK, programs } of rows) {
					const [mine, libm, vector, own] = programs
					expect(sameK, `${history}: C solves the same problem`).toBeLessThan(0.01)
					// The corners of the table, between its rows, are errors to be seen by the control of our step.
					expect(Math.abs((own?.stepsAParcel ?? 0) / (mine?.stepsAParcel ?? 1) - 1), `${history}: as many steps`).toBeLessThan(
						0.05,
					)
					for (const p of programs) expect(p.errorK, `${history}: error of ${p.program}`).toBeLessThanOrEqual(YARDSTICK_K)
					expect(libm?.speed, `${history}: speed over plain C with libm's exp`).toBeGreaterThanOrEqual(1.5)
					expect(vector?.speed, `${history}: speed over plain C in vectors`).toBeGreaterThanOrEqual(0.3)
				}
			}),
		),
		ONE_CALL,
	)

	bench(
		'linear cost',
		once(() => {
			const rounds = Array.from({ length: ROUNDS }, () => {
				const of = (parcels: number, longer: number) => ours(0, parcels, 1000, STEP_BOUNDS, longer)
				const [one, parcels, time] = [of(2000, 4), of(8000, 4), of(2000, 16)]
				const steps = time.steps / one.steps
				return { parcels: parcels.seconds / one.seconds, time: time.seconds / one.seconds, steps }
			})
			const ratios = { parcels: median(rounds.map((r) => r.parcels)), time: median(rounds.map((r) => r.time)) }
			console.table([
				{ 'four times the': 'parcels', 'times the cost': ratios.parcels.toFixed(2) },
				{
					'four times the': 'time in each zone',
					'times the cost': ratios.time.toFixed(2),
					'times the steps': rounds[0]?.steps.toFixed(2),
				},
			])
			expect(Math.abs(ratios.parcels / 4 - 1), 'linear in parcels').toBeLessThanOrEqual(0.15)
			// Steps grow with what happens, so that a longer time in a zone costs less than in proportion.
			expect(ratios.time, 'at most linear in time').toBeLessThanOrEqual(4.6)
		}),
		ONE_CALL,
	)

	bench(
		'20 cold starts',
		once(() =>
			inFolder((folder) => {
				const [beside] = programsOf(0, folder).same
				const pairs = Array.from({ length: 20 }, () => [ours(0, PARCELS, PARCELS / 4), beside?.(PARCELS)] as const)
				const over = (who: 0 | 1) => {
					const sorted = pairs.map((pair) => pair[who]?.seconds ?? Number.NaN).sort((x, y) => x - y)
					return (nth: number) => (sorted[nth - 1] ?? Number.NaN) / (sorted[0] ?? Number.NaN)
				}
				console.table(
					([0, 1] as const).map((who) => ({
						'over the fastest of 20': ['ours', 'C beside it'][who],
						...Object.fromEntries([10, 18, 20].map((nth) => [`${nth}th`, over(who)(nth).toFixed(2)])),
					})),
				)
				expect(over(0)(18), '18th of 20 starts over the fastest').toBeLessThanOrEqual(1.3)
			}),
		),
		ONE_CALL,
	)
})

import { describe, expect, it } from 'vitest'
import { chance } from '../forecast/chance.ts'
import { analysed } from './analyse.ts'

const noise = (seed: number) => chance(seed, 0, 'noise')

/** An output that an input moves four rows later, and a random walk that nothing tells of. */
function process(rows: number, seed: number) {
	const stream = noise(seed)
	const [input, output, walk] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
	for (let t = 1; t < rows; t++) {
		input[t] = stream.uniform() < 0.03 ? 2 * stream.normal() : (input[t - 1] as number)
		const moved = 0.25 * (input[Math.max(0, t - 4)] as number)
		output[t] = 0.9 * (output[t - 1] as number) + moved + (t % 1000 < 500 ? 0.2 : 0.6) * stream.normal()
		walk[t] = (walk[t - 1] as number) + stream.normal()
	}
	for (let t = 50; t < rows; t += 97) output[t] = Number.NaN
	return { input, output, walk }
}

const plan = {
	inputs: ['input'],
	outputs: ['output', 'walk'],
	lags: [1, 2, 4],
	horizons: [1, 6],
	trainUntil: 1500,
	thermal: null,
}

describe('forecast of any process', () => {
	const columns = process(4500, 1)
	const analysis = analysed(columns, 4500, { ...plan, detect: false })
	for (const _ of analysis.rows());
	const scores = analysis.scores()
	const of = (target: string, ahead: number) => scores.find((one) => one.target === target && one.h_rows === ahead)!

	it('is better than smoothing where an input tells, and hardly worse where nothing does', () => {
		for (const ahead of [1, 6]) {
			const { mae, mae_exponential_smoothing: theirs } = of('output', ahead)
			expect(mae! / theirs!).toBeLessThan(0.95)
			const walk = of('walk', ahead)
			expect(walk.mae! / walk.mae_exponential_smoothing!).toBeLessThan(1.03)
		}
	})

	it('holds nine in ten inside its 90 % intervals though the scatter comes and goes', () => {
		for (const { cover90, outcomes } of scores) {
			expect(outcomes).toBeGreaterThan(2900)
			expect(cover90).toBeGreaterThan(87)
			expect(cover90).toBeLessThan(93)
		}
	})

	it('never uses a later row: what comes afterwards changes nothing that was told before', () => {
		const told = (spoilt: boolean) => {
			const other = { ...columns, output: columns.output.slice(), input: columns.input.slice() }
			if (spoilt) {
				other.output.fill(1e3, 2000)
				other.input.fill(-5, 2000)
			}
			const rows = analysed(other, 4500, { ...plan, detect: true }).rows()
			return Array.from({ length: 500 }, () => rows.next().value)
		}
		expect(told(true)).toEqual(told(false))
	})
})

describe('a heated thing', () => {
	/** Noise 0.1 K, a row each second; a fan cools it in the rows given. */
	function heated(rows: number, fans: readonly (readonly [number, number])[]) {
		const stream = noise(5)
		const [timeS, temperature, ambient, power] = [0, 1, 2, 3].map(() => new Float64Array(rows)) as [
			Float64Array,
			Float64Array,
			Float64Array,
			Float64Array,
		]
		let [T, heat] = [23, 0]
		for (let t = 0; t < rows; t++) {
			timeS[t] = t
			ambient[t] = 23
			power[t] = [60, 20, 80, 40][Math.floor(t / 500) % 4] as number
			heat += ((power[t] as number) - heat) / 10
			const isFanned = fans.some(([from, to]) => t >= from && t < to)
			T += (23 + (isFanned ? 0.35 : 0.5) * heat - T) / (isFanned ? 105 : 150)
			temperature[t] = T + 0.1 * stream.normal()
		}
		return { timeS, temperature, ambient, power }
	}
	const fans = [
		[7000, 7200],
		[10_200, 10_500],
	] as const
	const found = heated(14_000, fans)
	const analysis = analysed({ T: found.temperature }, 14_000, {
		inputs: [],
		outputs: ['T'],
		lags: [1],
		horizons: [10],
		trainUntil: 5000,
		detect: true,
		thermal: { name: 'T', columns: found },
	})
	const alarms = [...analysis.rows()].flatMap((row) => row.alarms).filter(({ clearedRow }) => clearedRow === null)

	it('gives its time constant, gain and capacity', () => {
		const { time_constant_s: tau, gain_K_per_power: gain, capacity_power_s_per_K: capacity, lag_s: lag } = analysis.thermal!
		expect(tau.value).toBeGreaterThan(147)
		expect(tau.value).toBeLessThan(153)
		expect(gain.value).toBeCloseTo(0.5, 2)
		expect(capacity.value).toBeCloseTo(300, -1)
		expect(lag.value).toBeGreaterThan(7)
		expect(lag.value).toBeLessThan(13)
	})

	it('tells each fan within 30 s, when it began, and nothing else', () => {
		expect(alarms.map(({ raisedRow }) => fans.findIndex(([from]) => raisedRow >= from && raisedRow <= from + 30))).toEqual([0, 1])
		for (const [n, { onsetRow }] of alarms.entries()) expect(Math.abs(onsetRow - fans[n]![0])).toBeLessThan(30)
	})
})

import { expect, it } from 'vitest'
import { type ForecastTarget, QUANTILES, type QuantileName } from '../port.ts'
import { chance, normalQuantile } from './chance.ts'
import { QuantileCorrection } from './quantile-correction.ts'

/** A forecast that takes the outcome for normal. */
const normal = (mean: number, sd: number, change: Partial<ForecastTarget> = {}): ForecastTarget => ({
	target: 'kWh',
	zone: 1,
	hS: 900,
	mean,
	q: Object.fromEntries(QUANTILES.map((name) => [name, mean + sd * normalQuantile(Number(name))])) as Record<
		QuantileName,
		number
	>,
	...change,
})

/** Share of the last outcomes inside the interval, of so many that are normal about 100 with sd 2. */
function cover(raw: ForecastTarget, low: QuantileName, high: QuantileName): number {
	const correction = new QuantileCorrection()
	const draw = chance(3, 0, 'search')
	let [inside, count] = [0, 0]
	for (let n = 0; n < 1500; n++) {
		const told = correction.corrected(raw)
		const came = 100 + 2 * draw.normal()
		if (n >= 500) {
			count++
			if (came >= told.q[low] && came <= told.q[high]) inside++
		}
		correction.learn(told, came, n * 900_000)
	}
	return inside / count
}

it.each([
	['too narrow', 100, 0.7],
	['too wide', 100, 6],
	['off', 108, 2],
])('brings the share inside intervals to what they say when the ensemble is %s', (_, mean, sd) => {
	expect(cover(normal(mean, sd), '0.05', '0.95')).toBeGreaterThan(0.87)
	expect(cover(normal(mean, sd), '0.05', '0.95')).toBeLessThan(0.93)
	expect(cover(normal(mean, sd), '0.25', '0.75')).toBeGreaterThan(0.44)
	expect(cover(normal(mean, sd), '0.25', '0.75')).toBeLessThan(0.56)
})

it('keeps quantiles in order and amounts from falling below nothing', () => {
	const correction = new QuantileCorrection()
	const raw = normal(1, 0.4, { q: normal(1, 0.4).q })
	const low = { ...raw, q: { ...raw.q, '0.025': 0 } }
	for (let n = 0; n < 200; n++) correction.learn(correction.corrected(low), -1, n * 900_000)
	const { q, mean } = correction.corrected(low)
	const values = QUANTILES.map((name) => q[name])
	expect([...values].sort((a, b) => a - b)).toEqual(values)
	expect(Math.min(mean, ...values)).toBeGreaterThanOrEqual(0)
})

it('lets one horizon learn half from another, and other targets nothing', () => {
	const correction = new QuantileCorrection()
	const raw = normal(100, 2)
	for (let n = 0; n < 20; n++) correction.learn(correction.corrected(raw), 110, n * 900_000)
	const moved = (change: Partial<ForecastTarget>) => correction.corrected(normal(100, 2, change)).q['0.5'] - 100
	expect(moved({})).toBeGreaterThan(1)
	expect(moved({ hS: 14_400 })).toBeCloseTo(moved({}) / 2, 9)
	expect(moved({ zone: 2 })).toBeCloseTo(0, 9)
})

it('learns from outcomes a minute apart no more than from one in their quarter of an hour', () => {
	const raw = normal(100, 2)
	const learnt = (everyMs: number, count: number) => {
		const correction = new QuantileCorrection()
		for (let n = 0; n < count; n++) correction.learn(raw, 110, n * everyMs)
		return correction.corrected(raw).q['0.5']
	}
	// The first of each counts whole.
	expect(learnt(60_000, 61)).toBeCloseTo(learnt(900_000, 5), 9)
})

import type { Against, ForecastRow } from './forecast-rows.ts'
import { type Score, scoreOf } from './score.ts'

export { type ForecastRow, forecastRows } from './forecast-rows.ts'

const HOUR_S = 3600
/** Intervals are judged where so many outcomes were seen. */
const LEAST_OUTCOMES = 8
const ASKED = [50, 80, 90, 95] as const

/** The rows of the table that concern the forecast, by the median for errors and by all quantiles for coverage. */
export function scoreForecast(rows: readonly ForecastRow[]): readonly Score[] {
	const row = (target: string, h_s: number) => rows.find((one) => one.target === target && one.h_s === h_s && one.zone === null)
	const change = (against: Against | null | undefined) =>
		against === null || against === undefined || against.theirs === 0 ? null : 100 * (against.own / against.theirs - 1)
	const [quarter, hour] = [row('grams', 900), row('grams', HOUR_S)]
	const zones = rows.filter(({ target, zone, h_s }) => target === 'kWh' && zone !== null && h_s === HOUR_S)
	const worst = zones.length === 0 ? null : Math.max(...zones.map(({ error, mean }) => (100 * error) / mean))
	const seen = rows.filter(({ count }) => count >= LEAST_OUTCOMES)
	const miss = (one: ForecastRow) => Math.max(...ASKED.map((asked, n) => Math.abs((one.cover[n] ?? 0) - asked)))
	const total = seen.reduce((sum, { count }) => sum + count, 0)
	const pooled = ASKED.map((_, n) => seen.reduce((sum, { cover, count }) => sum + (cover[n] ?? 0) * count, 0) / total)
	return [
		scoreOf('grams in the next hour, error over persistence', change(hour?.persistence), '%', { must: -55, aim: -70 }),
		scoreOf('grams in the next hour, error over smoothing', change(hour?.smoothing), '%', { must: -55, aim: -70 }),
		scoreOf('grams in the next hour, error over schedule x availability', change(hour?.schedule), '%', { must: -15, aim: -30 }),
		scoreOf('grams in the next 15 min, error over schedule x availability', change(quarter?.schedule), '%', {
			must: -30,
			aim: -50,
		}),
		scoreOf('kWh of a zone in the next hour, worst error', worst, '%', { must: 4, aim: 2 }),
		scoreOf(
			'coverage of intervals, mean of the worst miss of each target',
			seen.length > 0 ? seen.reduce((sum, one) => sum + miss(one), 0) / seen.length : null,
			'points',
			{ must: 6, aim: 3 },
		),
		scoreOf(
			'coverage of intervals, all targets and horizons together, worst miss',
			total > 0 ? Math.max(...ASKED.map((asked, n) => Math.abs((pooled[n] ?? 0) - asked))) : null,
			'points',
			{ must: 6, aim: 3 },
		),
		...ASKED.map((asked, n) =>
			scoreOf(`coverage of ${asked} % intervals, all targets and horizons`, total > 0 ? (pooled[n] ?? null) : null, '%'),
		),
	]
}

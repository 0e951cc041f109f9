import type { LineConfig, Recipe } from '@emberline/line-config'
import { UnitHistory } from '@emberline/twin'
import { mean } from 'simple-statistics'
import { beyondAt, type Limit, limitsOf } from '../limits.ts'
import { drawStops, type Stop } from '../random-stops.ts'
import { type Finding, percent, type StudyFindings, short } from '../report/findings.ts'
import { limitWords } from '../report/words.ts'
import type { Method, Outcome } from '../runner/run.ts'
import { recipePoint } from '../set-points.ts'
import type { StudyOf } from '../study.ts'
import { pairedDifference } from './compare.ts'
import { drawnRun, meanOf } from './point-result.ts'
import type { MethodParts } from './setting.ts'

/** Stations whose process can be made better; the web passes them in this order. */
export const STATIONS = ['Feed', 'Drying', 'Heating', 'Quench', 'Wash'] as const
export type Station = (typeof STATIONS)[number]

/** Speeds tried between the line's least and greatest, and refinements of the place where the first limit breaks. */
const SPEEDS = 13
const REFINEMENTS = 3

/**
 * What limits the line. How fast it may run with every limit kept, and what that gains when one station is made a little better: feed with
 * a larger screw, dryer, furnace and quench longer, wash with a drier cake. The same for the stops of each station. Beside it the method of
 * active periods (Roser, Nakano and Tanaka 2001): the station that is longest without a break not waiting for another. All differences are
 * of the same draws and the same luck.
 */
export function* bottleneck(
	study: StudyOf<'bottleneck'>,
	{ settings, line, recipe, learnt }: MethodParts,
): Method<StudyFindings> {
	const lines = [line, ...STATIONS.map((station) => improvedLine(line, station, study.improvement))]
	const cases: SpeedSearch[] = lines.map((each) => new SpeedSearch(each, recipe, limitsOf(each, recipe, study)))
	const ids = lines.map((each) => settings.add({ line: each, recipe, recipes: {}, learnt }))
	// Water follows the powder: the limits on it are limits per product.
	const atRecipe = recipePoint(line, recipe)
	const waterFor = (webSpeed: number) => (atRecipe.freshWater * webSpeed) / atRecipe.webSpeed
	const over = { of: { unknown: study.unknown, known: study.known }, seed: study.seed, count: study.draws }
	for (let round = 0; round <= REFINEMENTS; round++) {
		const asked = cases.map((each) => each.next())
		const outcomes = yield asked.flatMap((speeds, n) =>
			speeds.map((webSpeed) => drawnRun(ids[n]!, { webSpeed, freshWater: waterFor(webSpeed) }, over)),
		)
		let from = 0
		for (const [n, each] of cases.entries()) {
			each.take(asked[n]!, outcomes.slice(from, from + asked[n]!.length))
			from += asked[n]!.length
		}
	}
	const found = cases.map((each) => each.best())
	const base = found[0]!
	const perStop = stopGains(line, study)
	const active = activePeriods(line, study)
	const rows = STATIONS.map((station, n) => {
		const better = found[n + 1]!
		const gainOfProcess = base.goodGph > 0 ? better.goodGph - base.goodGph : better.goodGph
		const stops = perStop.find((each) => each.station === station)!
		const gainOfStops = stops.difference.mean * base.goodGph
		return { station, better, gainOfProcess, gainOfStops, stops, activeS: active.find((each) => each.station === station)!.meanS }
	})
	const top = (value: (row: (typeof rows)[number]) => number) =>
		rows.reduce((most, row) => (value(row) > value(most) ? row : most))
	const byGain = top((row) => row.gainOfProcess + row.gainOfStops)
	const byActive = top((row) => row.activeS)
	const agree = byGain.station === byActive.station
	const table: Finding = {
		kind: 'table',
		title: `What a ${percent(study.improvement)} better station gains`,
		head: [
			'station',
			'fastest, mm/s',
			'good g/h there',
			'first limit',
			'gain of the process, g/h',
			'gain of fewer stops, g/h',
			'mean active period, h',
		],
		rows: [
			['as it is', short(base.speed * 1000), short(base.goodGph), limitWords(base.limit), '', '', ''],
			...rows.map(({ station, better, gainOfProcess, gainOfStops, activeS }) => [
				station,
				short(better.speed * 1000),
				short(better.goodGph),
				limitWords(better.limit),
				short(gainOfProcess),
				short(gainOfStops),
				short(activeS / 3600),
			]),
		],
		note: 'Speeds at the loading and the other set-points of the recipe, every limit kept. Stops are those the line file expects, running or waiting by the same luck.',
	}
	return {
		says: [
			base.goodGph > 0
				? `The line may run at ${short(base.speed * 1000)} mm/s and then makes ${short(base.goodGph)} good g/h; ${limitWords(base.limit)} breaks first.`
				: `At no speed does the line keep every limit at the recipe's other set-points; ${limitWords(base.limit)} stays broken longest.`,
			byGain.gainOfProcess + byGain.gainOfStops > 0
				? `A better ${byGain.station} gains most, ${short(byGain.gainOfProcess + byGain.gainOfStops)} g/h; the longest active periods are those of ${byActive.station}: ${agree ? 'both methods agree' : 'the methods disagree, for active periods see stops only and not what the process allows'}.`
				: `No better station alone gains anything; the longest active periods are those of ${byActive.station}.`,
		],
		findings: [
			table,
			{
				kind: 'bars',
				title: `Gain from a ${percent(study.improvement)} better station`,
				unit: 'good g/h',
				series: ['process', 'fewer stops'],
				bars: rows.map(({ station, gainOfProcess, gainOfStops, stops }) => ({
					name: station,
					values: [
						{ value: gainOfProcess },
						{
							value: gainOfStops,
							interval: [stops.difference.interval[0] * base.goodGph, stops.difference.interval[1] * base.goodGph],
						},
					],
				})),
			},
			{
				kind: 'bars',
				title: 'Mean active period',
				unit: 'h',
				series: ['active'],
				bars: active.map(({ station, meanS }) => ({ name: station, values: [{ value: meanS / 3600 }] })),
			},
		],
		table: {
			columns: [
				'station',
				'speed_m_s',
				'good_g_per_h',
				'first_limit',
				'gain_process_g_per_h',
				'gain_stops_g_per_h',
				'active_period_s',
			],
			rows: rows.map((row) => [
				row.station,
				row.better.speed,
				row.better.goodGph,
				row.better.limit,
				row.gainOfProcess,
				row.gainOfStops,
				row.activeS,
			]),
		},
		best: null,
	}
}

/** The line with one station better by a share. Stations behind a longer one move along. */
export function improvedLine(line: LineConfig, station: Station, share: number): LineConfig {
	const grown = 1 + share
	const { feed, drying, heating, quench, wash } = line.stations
	const longer = (byM: number, from: 'drying' | 'heating' | 'quench'): LineConfig => {
		const behind = ['drying', 'heating', 'quench'].indexOf(from)
		return {
			...line,
			web: { ...line.web, rewindAtM: line.web.rewindAtM + byM },
			stations: {
				...line.stations,
				drying: {
					...drying,
					toM: drying.toM + (behind === 0 ? byM : 0),
					moistureGaugeAtM: drying.moistureGaugeAtM + (behind === 0 ? byM : 0),
				},
				heating: { ...heating, fromM: heating.fromM + (behind === 0 ? byM : 0) },
				quench: { ...quench, fromM: quench.fromM + (behind <= 1 ? byM : 0) },
				wash: { ...wash, scraperAtM: wash.scraperAtM + byM },
			},
		}
	}
	switch (station) {
		case 'Feed':
			return { ...line, stations: { ...line.stations, feed: { ...feed, moistMassPerTurnKg: feed.moistMassPerTurnKg * grown } } }
		case 'Drying':
			return longer((drying.toM - drying.fromM) * share, 'drying')
		case 'Heating': {
			const hotM = heating.modules.reduce((sum, { lengthM }) => sum + lengthM, 0)
			const moved = longer(hotM * share, 'heating')
			const modules = heating.modules.map((module) => ({
				...module,
				lengthM: module.lengthM * grown,
				powerMaxW: module.powerMaxW * grown,
			}))
			return { ...moved, stations: { ...moved.stations, heating: { ...moved.stations.heating, modules } } }
		}
		case 'Quench': {
			const moved = longer(quench.lengthM * share, 'quench')
			return { ...moved, stations: { ...moved.stations, quench: { ...moved.stations.quench, lengthM: quench.lengthM * grown } } }
		}
		case 'Wash':
			return {
				...line,
				stations: { ...line.stations, wash: { ...wash, retainedWaterM3PerKg: wash.retainedWaterM3PerKg / grown } },
			}
	}
}

/** Looks for the fastest web that keeps every limit: even steps over all speeds, then between the last that keeps and the first that breaks. */
class SpeedSearch {
	readonly #limits: readonly Limit[]
	readonly #range: readonly [number, number]
	readonly #seen: { speed: number; beyond: number; limit: string; goodGph: number }[] = []

	constructor(line: LineConfig, recipe: Recipe, limits: readonly Limit[]) {
		this.#limits = limits
		const { speedMinMPerS, speedMaxMPerS } = line.web
		const { webSpeed } = recipePoint(line, recipe)
		this.#range = [Math.max(speedMinMPerS, 0.5 * webSpeed), Math.min(speedMaxMPerS, 2 * webSpeed)]
	}

	next(): readonly number[] {
		const [low, high] = this.#range
		if (this.#seen.length === 0) return Array.from({ length: SPEEDS }, (_, i) => low + ((high - low) * i) / (SPEEDS - 1))
		const last = this.#lastKept()
		const after = this.#seen.find(({ speed }) => last !== null && speed > last.speed)
		if (last === null || after === undefined) return []
		return [0.25, 0.5, 0.75].map((share) => last.speed + share * (after.speed - last.speed))
	}

	take(speeds: readonly number[], outcomes: readonly Outcome[]): void {
		for (const [n, speed] of speeds.entries()) {
			const each = this.#limits.map((limit) => ({ limit: limit.name, beyond: beyondAt(limit, outcomes[n]!) }))
			const worst = each.reduce((most, one) => (one.beyond > most.beyond ? one : most))
			this.#seen.push({ speed, ...worst, goodGph: meanOf(outcomes[n]!, 'good_g_per_h') })
		}
		this.#seen.sort((a, b) => a.speed - b.speed)
	}

	/** The fastest that keeps, and the limit that breaks next; where none keeps, the one that breaks least, making nothing. */
	best(): { readonly speed: number; readonly goodGph: number; readonly limit: string } {
		const last = this.#lastKept()
		const after = this.#seen.find(({ speed }) => last !== null && speed > last.speed)
		if (last !== null) return { speed: last.speed, goodGph: last.goodGph, limit: after?.limit ?? 'none' }
		const least = this.#seen.reduce((best, one) => (one.beyond < best.beyond ? one : best))
		return { speed: least.speed, goodGph: 0, limit: least.limit }
	}

	#lastKept() {
		return this.#seen.findLast(({ beyond }) => beyond <= 0) ?? null
	}
}

/** Share of time that the line runs, and how much more when the stops of one station come more rarely, for each station. */
function stopGains(line: LineConfig, study: StudyOf<'bottleneck'>) {
	const durationS = study.duration * 3600
	const runs = (each: LineConfig) =>
		Array.from({ length: study.replications }, (_, replication) => {
			const stood = drawStops(each, durationS, { seed: study.seed, replication }).reduce(
				(sum, { fromS, toS }) => sum + Math.min(toS, durationS) - fromS,
				0,
			)
			return 1 - stood / durationS
		})
	const base = runs(line)
	return STATIONS.map((station) => ({
		station,
		difference: pairedDifference(base, runs(withRarerStops(line, station, study.improvement)), { confidence: 0.95, looks: 1 }),
	}))
}

const withRarerStops = (line: LineConfig, station: Station, share: number): LineConfig => ({
	...line,
	stops: line.stops.map((stop) =>
		stop.station === station ? { ...stop, meanTimeBetweenS: stop.meanTimeBetweenS * (1 + share) } : stop,
	),
})

/** Mean time that each station goes on without waiting for another one. */
function activePeriods(line: LineConfig, study: StudyOf<'bottleneck'>) {
	const durationS = study.duration * 3600
	return STATIONS.map((station) => {
		const periods = Array.from({ length: study.replications }, (_, replication) =>
			historyOf(station, drawStops(line, durationS, { seed: study.seed, replication }), durationS)
				.intervals('production', 'fault', 'setup', 'planned', 'unscheduled')
				.map(({ from_ms, to_ms }) => (to_ms - from_ms) / 1000),
		).flat()
		return { station, meanS: periods.length === 0 ? durationS : mean(periods) }
	})
}

/** State after state of one station: down by its own stops, suspended while another is down. */
function historyOf(station: Station, stops: readonly Stop[], durationS: number): UnitHistory {
	const history = new UnitHistory()
	const at = (s: number, state: string, reason = 0) => history.at(Math.round(Math.min(s, durationS) * 1000), state, reason)
	at(0, 'Execute')
	for (const stop of stops) {
		if (stop.station === station || stop.station === 'Line') at(stop.fromS, 'Held', 200)
		else at(stop.fromS, 'Suspended')
		at(stop.toS, 'Execute')
	}
	at(durationS, 'Execute')
	return history
}

import type { LineConfig, Recipe } from '@emberline/line-config'
import type { Posterior } from '../live/posterior.ts'
import type { BudgetTerms, Forecast, ForecastBaselines, ForecastChange, ForecastTarget, LineFrame } from '../port.ts'
import { ActualBudget, type ActualBudgetSnapshot } from './actual-budget.ts'
import { Baselines, type BaselinesSnapshot } from './baselines.ts'
import { changeInWords, EXPLAINED, type ForecastBefore, quietKey } from './changes.ts'

import { type ForecastOptions, HORIZONS_S, type RawForecast } from './forecast.ts'
import { carriedOver, type Levels, learnt, settledShare, unknownLevels } from './levels.ts'
import { type Outcome, outcomeKey, PlantMarks, type PlantMarksSnapshot } from './plant-marks.ts'
import { QuantileCorrection, type QuantileCorrectionSnapshot } from './quantile-correction.ts'
import { SkillRecord, type SkillSnapshot } from './skill.ts'
import { StopRecord, type StopRecordSnapshot } from './stop-record.ts'

export interface ForecasterOptions {
	readonly line: LineConfig
	/** By id; every recipe that the schedule may ask for. */
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly seed: number
	/** Default 100. */
	readonly members?: number
	/** False: nothing is learnt from stops and outcomes. Default true. */
	readonly learning?: boolean
}

/** All that a forecast is made from beside line and recipes. Plain JSON: it can be sent to a worker. */
export interface ForecastJob {
	readonly posterior: Posterior
	readonly options: Omit<ForecastOptions, 'line' | 'recipes'>
	/** Share of the time that unplanned stops leave, 0 to 1, for the baselines. */
	readonly availability: number
	/** Account of each heating module of late, the first one first. */
	readonly actual: readonly BudgetTerms[]
}

/** A target as the ensemble has it, and as it is told. */
interface Corrected {
	readonly raw: ForecastTarget
	readonly told: ForecastTarget
}

/** A forecast whose outcomes are still to come. */
interface Pending {
	readonly originMs: number
	readonly recipe: string
	/** Levels that it was made with. */
	readonly levels: Levels
	readonly targets: readonly ForecastTarget[]
}

/** The last forecast: what it was made from, and what it told of what is explained. */
interface Last extends ForecastBefore {
	readonly targets: readonly Corrected[]
}

/** Everything that goes on between forecasts. Plain JSON. */
export interface ForecasterSnapshot {
	readonly version: 1
	readonly stops: StopRecordSnapshot
	readonly marks: PlantMarksSnapshot
	readonly baselines: BaselinesSnapshot
	readonly correction: QuantileCorrectionSnapshot
	readonly skill: SkillSnapshot
	readonly actual: ActualBudgetSnapshot
	readonly levels: Readonly<Record<string, Levels>>
	readonly recipe: string | null
	readonly pending: readonly Pending[]
	readonly last: Last | null
	readonly learntMs: number | null
	readonly undisturbedMs: number | null
	readonly leastSd: { readonly peakK: number; readonly doseEqS: number }
}

/** The horizon whose outcomes teach levels and baselines. */
const WINDOW_S = HORIZONS_S[0]
/** Forecasts closer than this are not all waited for: their outcomes are nearly the same. */
const PENDING_APART_MS = 300_000
/** Web run over web planned: further off than this the window went otherwise than planned. */
const AS_PLANNED = 0.03

/**
 * What goes on between forecasts: it sees frames in plant time, says what each forecast is to be made from, and takes the
 * finished one. A job may be worked off anywhere by `forecast`; the finished one is to be taken within 10 min of plant time, in the order
 * of the jobs, and then when it is taken changes nothing. Learns from what has come true by then alone. Deterministic: no clock.
 */
export class Forecaster {
	readonly #options: ForecasterOptions
	readonly #stops: StopRecord
	readonly #marks: PlantMarks
	readonly #baselines: Baselines
	readonly #correction: QuantileCorrection
	readonly #skill: SkillRecord
	readonly #actual: ActualBudget
	#levels: Readonly<Record<string, Levels>>
	#recipe: string | null
	#pending: readonly Pending[]
	#last: Last | null
	#learntMs: number | null
	/** Since when the line runs one recipe without a stop; null: it does not. */
	#undisturbedMs: number | null
	#leastSd: { readonly peakK: number; readonly doseEqS: number }

	constructor(options: ForecasterOptions, from?: ForecasterSnapshot) {
		this.#options = options
		this.#stops = new StopRecord(options.line, from?.stops)
		this.#marks = new PlantMarks(this.#zones, from?.marks)
		this.#baselines = new Baselines(from?.baselines)
		this.#correction = new QuantileCorrection(from?.correction)
		this.#skill = new SkillRecord(from?.skill)
		this.#actual = new ActualBudget(from?.actual)
		this.#levels = from?.levels ?? {}
		this.#recipe = from?.recipe ?? null
		this.#pending = from?.pending ?? []
		this.#last = from?.last ?? null
		this.#learntMs = from?.learntMs ?? null
		this.#undisturbedMs = from?.undisturbedMs ?? null
		this.#leastSd = from?.leastSd ?? { peakK: 0, doseEqS: 0 }
	}

	get #zones(): number {
		return this.#options.line.stations.heating.modules.length
	}

	frame(frame: LineFrame): void {
		this.#stops.frame(frame)
		this.#marks.frame(frame)
		this.#actual.frame(frame)
		const { soft, line, health, tMs } = frame
		if (soft.peakK !== null && soft.doseEqS !== null) this.#leastSd = { peakK: soft.peakK.sd, doseEqS: soft.doseEqS.sd }
		if (line.state !== 'Execute' || health === 'lost') this.#undisturbedMs = null
		else this.#undisturbedMs ??= tMs
	}

	/** What a forecast from here is to be made from; first learns from what has come true until now. */
	job(posterior: Posterior): ForecastJob {
		const { seed, members, learning = true } = this.#options
		const { tMs, recipe } = posterior
		if (recipe !== this.#recipe) this.#undisturbedMs = null
		this.#recipe = recipe
		this.#marks.mark(posterior)
		this.#learn(tMs)
		return {
			posterior,
			availability: this.#stops.availability(),
			actual: this.#actual.snapshot().zones,
			options: {
				seed,
				...(members !== undefined && { members }),
				leastSd: this.#leastSd,
				...(this.#last !== null && {
					before: { posterior: this.#last.posterior, ...(this.#last.levels && { levels: this.#last.levels }) },
				}),
				...(learning && { stops: this.#stops.beliefs(), levels: { ...this.#levels, [recipe]: this.#levelsOf(recipe) } }),
			},
		}
	}

	/** The forecast of a job with its quantiles corrected and what simpler forecasts say. */
	take({ posterior, options, availability, actual }: ForecastJob, found: RawForecast): Forecast {
		const { quietParts, ...raw } = found
		if (raw.targets.length === 0) {
			this.#last = null
			return raw
		}
		const { learning = true } = this.#options
		const planned = new Map(
			raw.targets.flatMap(({ target, hS, asPlanned }) => (target === 'metres' ? [[hS, asPlanned ?? 0]] : [])),
		)
		const pairs = raw.targets.map((target) => {
			const plannedM = planned.get(target.hS)
			const told = learning ? this.#correction.corrected(target) : target
			if (plannedM === undefined || target.target.includes('_to_')) return { raw: target, told }
			const baselines = this.#baselines.of(outcomeKey(target.target, target.zone), target.hS, plannedM, availability)
			return { raw: target, told: { ...told, baselines } }
		})
		const levels = options.levels?.[posterior.recipe] ?? unknownLevels(this.#zones)
		const last = this.#pending.at(-1)?.originMs ?? Number.NEGATIVE_INFINITY
		if (raw.originMs - last >= PENDING_APART_MS) {
			const targets = pairs.map(({ told }) => told).filter(({ baselines }) => baselines !== undefined)
			this.#pending = [...this.#pending, { originMs: raw.originMs, recipe: posterior.recipe, levels, targets }]
		}
		const skills = this.#skill.skills()
		const explained = pairs.filter(({ told }) => told.zone === undefined && EXPLAINED.some((name) => name === told.target))
		const changes = this.#last === null ? [] : changesSince(this.#last, explained, quietParts)
		const since = this.#last === null ? 0 : raw.originMs - this.#last.posterior.tMs
		const words = changeInWords(changes, since, posterior.stop !== null)
		this.#last = { posterior, ...(options.levels && { levels: options.levels }), targets: explained }
		return {
			...raw,
			targets: pairs.map(({ told }) => told),
			budgets: raw.budgets.map((budget) => {
				const of = actual[budget.zone - 1]
				return of === undefined ? budget : { ...budget, actual: of }
			}),
			...(skills.length > 0 && { skills }),
			...(changes.length > 0 && { changes }),
			...(words !== null && { explanation: words }),
		}
	}

	#levelsOf(recipe: string): Levels {
		const own = this.#levels[recipe]
		if (own !== undefined) return own
		const other = Object.values(this.#levels).at(-1)
		return other === undefined ? unknownLevels(this.#zones) : carriedOver(other)
	}

	/** Takes what has come true since the last time. */
	#learn(nowMs: number): void {
		const fromMs = this.#learntMs ?? Number.NEGATIVE_INFINITY
		this.#learntMs = nowMs
		const windowMs = WINDOW_S * 1000
		const lately = this.#marks.between(nowMs - windowMs, nowMs)
		this.#baselines.learn(nowMs, lately, this.#undisturbedMs !== null && this.#undisturbedMs <= nowMs - windowMs)
		const ended = ({ originMs }: Pending, hS: number) => originMs + hS * 1000
		for (const one of this.#pending) {
			const outcomes = new Map<number, Outcome>()
			for (const told of one.targets) {
				const endMs = ended(one, told.hS)
				if (endMs > nowMs || endMs <= fromMs) continue
				const outcome = outcomes.get(told.hS) ?? this.#marks.between(one.originMs, endMs)
				outcomes.set(told.hS, outcome)
				const came = outcome.get(outcomeKey(told.target, told.zone))
				if (came === undefined) continue
				this.#correction.learn(told, came, endMs, settled(told, one.levels))
				this.#skill.learn(told, told.baselines as ForecastBaselines, came, endMs)
			}
			const window = outcomes.get(WINDOW_S)
			if (window !== undefined) this.#learnLevels(one, window, Math.min(nowMs - fromMs, windowMs) / 1000)
		}
		const longestS = Math.max(...HORIZONS_S)
		this.#pending = this.#pending.filter((one) => ended(one, longestS) > nowMs)
	}

	/** A window in which the line ran as planned shows how the meters stand to the model. */
	#learnLevels({ originMs, recipe, levels: with_, targets }: Pending, window: Outcome, sinceS: number): void {
		if (this.#undisturbedMs === null || this.#undisturbedMs > originMs || recipe !== this.#recipe) return
		const planned = (target: string, zone?: number) =>
			targets.find((told) => told.target === target && told.zone === zone && told.hS === WINDOW_S)?.asPlanned
		const ratio = (target: string, zone?: number) => {
			const [came, expected] = [window.get(outcomeKey(target, zone)), planned(target, zone)]
			return came === undefined || expected === undefined || came <= 0 || expected <= 0 ? Number.NaN : Math.log(came / expected)
		}
		if (!(Math.abs(ratio('metres')) <= AS_PLANNED)) return
		const at = this.#levelsOf(recipe)
		const on = (level: Levels['line'], then: Levels['line'] | undefined, logRatio: number) =>
			learnt(level, logRatio + (then?.mean ?? 0), WINDOW_S, sinceS)
		this.#levels = {
			...Object.fromEntries(Object.entries(this.#levels).filter(([id]) => id !== recipe)),
			[recipe]: {
				product: on(at.product, with_.product, ratio('grams')),
				line: on(at.line, with_.line, ratio('kWh')),
				water: on(at.water, with_.water, ratio('water_L')),
				zone: at.zone.map((level, n) => on(level, with_.zone[n], ratio('kWh', n + 1))),
			},
		}
	}

	snapshot(): ForecasterSnapshot {
		return {
			version: 1,
			stops: this.#stops.snapshot(),
			marks: this.#marks.snapshot(),
			baselines: this.#baselines.snapshot(),
			correction: this.#correction.snapshot(),
			skill: this.#skill.snapshot(),
			actual: this.#actual.snapshot(),
			levels: this.#levels,
			recipe: this.#recipe,
			pending: this.#pending,
			last: this.#last,
			learntMs: this.#learntMs,
			undisturbedMs: this.#undisturbedMs,
			leastSd: this.#leastSd,
		}
	}
}

/** Where the level of a target was still open, the forecast missed by that, and no interval needs to hold it any more. */
function settled({ target, zone }: ForecastTarget, levels: Levels): number {
	if (target === 'kWh') return settledShare((zone === undefined ? undefined : levels.zone[zone - 1]) ?? levels.line)
	if (target === 'water_L') return settledShare(levels.water)
	return target === 'metres' || target === 'scrap_m' ? 1 : settledShare(levels.product)
}

/** Each change in its parts: those of the quiet day, those of chance and correction, and the rest, which is what the line did since. */
function changesSince(last: Last, now: readonly Corrected[], quiet: RawForecast['quietParts']): readonly ForecastChange[] {
	return now.flatMap(({ raw, told }): ForecastChange[] => {
		const before = last.targets.find((one) => one.told.target === told.target && one.told.hS === told.hS)
		const parts = quiet?.get(quietKey(told.target, told.hS))
		if (before === undefined || parts === undefined) return []
		const byChance = (one: ForecastTarget) => one.mean - (one.asPlanned ?? one.mean)
		const corrected = told.mean - raw.mean - (before.told.mean - before.raw.mean)
		const { time, schedule, setpoints, parameters } = parts
		const correction = parts.correction + corrected
		const risk = byChance(raw) - byChance(before.raw)
		const [from, to] = [before.told.mean, told.mean]
		const stop = to - from - (time + schedule + setpoints + parameters + risk + correction)
		const { target, hS } = told
		return [{ target, hS, from, to, parts: { time, schedule, setpoints, parameters, stop, risk, correction } }]
	})
}

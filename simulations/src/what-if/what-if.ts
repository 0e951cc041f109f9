import type { LineConfig, Recipe } from '@emberline/line-config'
import { type LineControls, nominalControls, type Posterior } from '@emberline/twin'
import { mean, quantileSorted } from 'simple-statistics'
import type { Scenario } from '../scenario.ts'
import { setpointTags } from '../setpoint-tags.ts'
import { beyondAt, type Limit, limitsOf, shareBroken } from '../study/limits.ts'
import { scenarioOutput } from '../study/methods/scenario-runs.ts'
import { OUTPUT_INDEX, OUTPUTS, type OutputName } from '../study/outputs.ts'
import type { Method, Outcome, ScenarioRun, Setting, Settings } from '../study/runner/run.ts'
import { HISTORY_OUTPUTS, type ScenarioOutputName } from '../study/scenario-outputs.ts'
import { drawsOf, unknownsOf, valuesAt } from '../study/unknowns.ts'

/** The live line at other set-points: by tag and in its unit; what is left out stays as in force. */
export interface WhatIfRequest {
	readonly setpoints: Readonly<Record<string, number>>
	/** Id of the recipe that is fed from now on, at its own set-points but for those above. Without it the recipe stays. */
	readonly recipe?: string | undefined
	readonly horizonS: number
}

export interface WhatIfParts {
	readonly line: LineConfig
	/** By id. */
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly live: Posterior
}

/** 5 %, middle and 95 % of the draws. */
export interface Band {
	readonly p05: number
	readonly p50: number
	readonly p95: number
}

const SETTLED_FIGURES = [
	'good_g_per_h',
	'net_g_per_h',
	'energy_kWh_per_kg',
	'water_L_per_kg',
	'whole_line_kW',
	'size_nm',
	'peak_K',
	'heat_rate_K_s',
	'quench_rate_K_s',
	'quench_exit_K',
	'residual_nacl_wtpct',
] as const satisfies readonly OutputName[]
const AHEAD_FIGURES = ['ahead_good_g', 'ahead_net_g', 'ahead_kWh', 'ahead_scrap_m'] as const
export type FigureName = (typeof SETTLED_FIGURES)[number] | (typeof AHEAD_FIGURES)[number]

/** The same draws with the set-points in force and with those tried; null where no draw has a number. */
export interface Figure {
	readonly name: FigureName
	readonly now: Band | null
	readonly tried: Band | null
	/** Tried less now, draw by draw. */
	readonly difference: Band | null
	/** Share of the draws in which it is greater than now. */
	readonly pMore: number | null
}

export interface LimitTried extends Pick<Limit, 'name' | 'of' | 'limit'> {
	readonly pBrokenNow: number
	readonly pBroken: number
	/** In the draw at 95 %, as a share of the limit; below 0 beyond it. */
	readonly room: number
}

export interface Course {
	readonly tS: readonly number[]
	readonly netGPerH: readonly Band[]
}

export interface WhatIfAnswer {
	readonly originMs: number
	readonly recipe: string
	readonly horizonS: number
	readonly draws: { readonly settled: number; readonly ahead: number }
	readonly figures: readonly Figure[]
	/** Hottest web in each heating module [K]. */
	readonly zones: readonly { readonly zone: number; readonly now: Band | null; readonly tried: Band | null }[]
	/** What limits comes first. */
	readonly limits: readonly LimitTried[]
	readonly course: { readonly now: Course; readonly tried: Course }
	/** As a file would say it. */
	readonly scenario: string
}

/** Draws of the settled line, and of the way there, which is a thousand times dearer. */
const SETTLED_DRAWS = 64
const AHEAD_DRAWS = 8
const SEED = 1
/** Rows of the course. */
const COURSE_ROWS = 60
const PROBABILITY = 0.95
const WITHIN = ['powder', 'window', 'line', 'plc', 'flag'] as const
const OF = { unknown: ['line'], known: [] } as const

/** Runs that a what-if makes, dear ones counted: for its progress. */
export const whatIfRuns = { settled: 2, ahead: 2 * AHEAD_DRAWS } as const

/** What acts on the line now, and what would. Throws a RangeError that names tag and range where the plant would not take a set-point. */
export function controlsTried(
	{ setpoints, recipe }: WhatIfRequest,
	{ line, recipes, live }: WhatIfParts,
): { readonly now: LineControls; readonly tried: LineControls; readonly recipe: Recipe } {
	const fed = recipeOf(recipe ?? live.recipe, recipes)
	const now = live.runControls
	let tried = recipe === undefined || recipe === live.recipe ? now : nominalControls(line, fed)
	const tags = setpointTags(line)
	const unknown = Object.keys(setpoints).find((tag) => !tags.some((one) => one.tag === tag))
	if (unknown !== undefined) throw new RangeError(`found "${unknown}", expected one of ${tags.map(({ tag }) => tag).join(', ')}`)
	const before = tried.webSpeedMPerS
	for (const { tag, unit, range, with: set } of tags) {
		const value = setpoints[tag]
		if (value === undefined) continue
		const [low, high] = range.map((end) => Number(end.toPrecision(6)))
		if (!(value >= low! && value <= high!))
			throw new RangeError(
				`${tag}: found ${value} ${unit}, expected ${low} to ${high} ${unit}, what the PLC of ${line.name} takes`,
			)
		tried = set(tried, value)
	}
	// The screw follows the web, so that a faster line coats as thick.
	if (setpoints['Feed/Screw/SpeedSetpoint'] === undefined)
		tried = { ...tried, screwRevPerS: (tried.screwRevPerS * tried.webSpeedMPerS) / before }
	return { now, tried, recipe: fed }
}

/** The live line as it is and as it would be: settled, and on its way there from the state it is in now. All of one model and the same draws. */
export function* whatIf(request: WhatIfRequest, parts: WhatIfParts & { readonly settings: Settings }): Method<WhatIfAnswer> {
	const { line, recipes, live, settings } = parts
	const { now, tried, recipe } = controlsTried(request, parts)
	const current = recipeOf(live.recipe, recipes)
	const learnt = { parameters: live.parameters, parameterCovariance: live.parameterCovariance }
	const settled = (fed: Recipe, controls: LineControls) => settings.add({ line, recipe: fed, recipes: {}, learnt, controls })
	const over = { of: OF, seed: SEED, count: SETTLED_DRAWS }
	const [settledNow, settledTried] = yield [settled(current, now), settled(recipe, tried)].map((setting) => ({
		kind: 'settled' as const,
		setting,
		point: {},
		over,
	}))
	const start: Setting = { line, recipe: current, recipes, learnt, from: { model: live.model, machines: live.machines } }
	const setting = settings.add(start)
	const unknowns = unknownsOf(start, OF)
	const draws = drawsOf(unknowns, AHEAD_DRAWS, SEED).map((row) => valuesAt(unknowns, row, start))
	const scenarios = [
		scenarioOf(request, parts, now),
		recipe === current ? scenarioOf(request, parts, tried) : withRecipe(scenarioOf(request, parts, now), recipe, tried),
	]
	const ahead = yield draws.flatMap((values) =>
		scenarios.map((scenario): ScenarioRun => ({ kind: 'scenario', setting, scenario, values, luck: null })),
	)
	const aheadNow = ahead.filter((_, n) => n % 2 === 0)
	const aheadTried = ahead.filter((_, n) => n % 2 === 1)
	return {
		originMs: live.tMs,
		recipe: recipe.id,
		horizonS: request.horizonS,
		draws: { settled: SETTLED_DRAWS, ahead: AHEAD_DRAWS },
		figures: [
			...SETTLED_FIGURES.map((name) =>
				figureOf(
					name,
					settledNow!.map((row) => row[OUTPUT_INDEX[name]]!),
					settledTried!.map((row) => row[OUTPUT_INDEX[name]]!),
				),
			),
			...AHEAD_FIGURES.map((name) =>
				figureOf(
					name,
					aheadNow.map((outcome) => amountAhead(name, outcome, request.horizonS)),
					aheadTried.map((outcome) => amountAhead(name, outcome, request.horizonS)),
				),
			),
		],
		zones: line.stations.heating.modules.map((_, n) => {
			const peaks = (outcome: Outcome) => bandOf(outcome.map((row) => row[OUTPUTS.length + n]!))
			return { zone: n + 1, now: peaks(settledNow!), tried: peaks(settledTried!) }
		}),
		limits: limitsTried(line, { current, recipe }, settledNow!, settledTried!),
		course: { now: courseOf(aheadNow), tried: courseOf(aheadTried) },
		scenario: scenarioText(request, parts, recipe, tried),
	}
}

function recipeOf(id: string, recipes: WhatIfParts['recipes']): Recipe {
	const recipe = Object.hasOwn(recipes, id) ? recipes[id] : undefined
	if (recipe === undefined) throw new RangeError(`found the recipe "${id}", expected one of ${Object.keys(recipes).join(', ')}`)
	return recipe
}

/** All that a scenario may set, set: nothing is left to the recipe. */
const allSet = (controls: LineControls): Scenario['setpoints'] => ({
	dryLoadingKgPerM2: undefined,
	webSpeedMPerS: controls.webSpeedMPerS,
	screwRevPerS: controls.screwRevPerS,
	feedMoistureKgPerKg: controls.feedMoistureKgPerKg,
	dryerAirK: [...controls.dryerAirK],
	emittersK: [...controls.emitterSetpointK],
	quenchGasM3PerS: controls.quenchGasM3PerS,
	quenchLengthM: controls.quenchLengthM,
	freshWaterM3PerS: controls.freshWaterM3PerS,
})

const scenarioOf = ({ horizonS }: WhatIfRequest, { line, live }: WhatIfParts, controls: LineControls): Scenario => ({
	kind: 'scenario',
	name: 'what-if',
	title: 'What-if',
	line: line.name,
	recipe: live.recipe,
	start: { snapshot: 'live' },
	durationS: horizonS,
	speedFactor: 1,
	setpoints: allSet(controls),
	built: { clothArealMassKgPerM2: undefined, washStages: undefined },
	parameters: {},
	timeline: [],
	schedule: [],
	resolutionM: undefined,
	rollLeftM: undefined,
	samplingS: horizonS / COURSE_ROWS,
})

const withRecipe = (scenario: Scenario, recipe: Recipe, controls: LineControls): Scenario => ({
	...scenario,
	timeline: [{ atS: 0, order: undefined, recipe: recipe.id, setpoints: allSet(controls) }],
})

function bandOf(values: readonly number[]): Band | null {
	const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
	if (sorted.length === 0) return null
	return { p05: quantileSorted(sorted, 0.05), p50: quantileSorted(sorted, 0.5), p95: quantileSorted(sorted, 0.95) }
}

function figureOf(name: FigureName, now: readonly number[], tried: readonly number[]): Figure {
	const differences = tried.map((value, n) => value - now[n]!).filter(Number.isFinite)
	return {
		name,
		now: bandOf(now),
		tried: bandOf(tried),
		difference: bandOf(differences),
		pMore: differences.length === 0 ? null : differences.filter((d) => d > 0).length / differences.length,
	}
}

function amountAhead(name: (typeof AHEAD_FIGURES)[number], outcome: Outcome, horizonS: number): number {
	const own = (output: ScenarioOutputName) => scenarioOutput(outcome, output)
	switch (name) {
		case 'ahead_good_g':
			return (own('good_g_per_h') * horizonS) / 3600
		case 'ahead_net_g':
			return (own('net_g_per_h') * horizonS) / 3600
		case 'ahead_kWh': {
			const powers = outcome.slice(1).map((row) => row[HISTORY_OUTPUTS.indexOf('whole_line_kW')]!)
			return powers.length === 0 ? Number.NaN : (mean(powers) * horizonS) / 3600
		}
		case 'ahead_scrap_m':
			return own('scrap_m')
	}
}

function courseOf(outcomes: readonly Outcome[]): Course {
	const histories = outcomes.map((outcome) => outcome.slice(1)).filter((rows) => rows.length > 0)
	const rows = Math.min(...histories.map(({ length }) => length))
	const net = HISTORY_OUTPUTS.indexOf('net_g_per_h')
	const each = Array.from({ length: Number.isFinite(rows) ? rows : 0 }, (_, i) => ({
		tS: histories[0]![i]![HISTORY_OUTPUTS.indexOf('t_s')]!,
		band: bandOf(histories.map((history) => history[i]![net]!)),
	}))
	return { tS: each.map(({ tS }) => tS), netGPerH: each.flatMap(({ band }) => band ?? []) }
}

function limitsTried(
	line: LineConfig,
	{ current, recipe }: { readonly current: Recipe; readonly recipe: Recipe },
	now: Outcome,
	tried: Outcome,
): readonly LimitTried[] {
	const asked = { within: WITHIN, probability: PROBABILITY }
	const limitsNow = limitsOf(line, current, asked)
	return limitsOf(line, recipe, asked)
		.map((limit) => {
			const same = limitsNow.find(({ name }) => name === limit.name)
			return {
				name: limit.name,
				of: limit.of,
				limit: limit.limit,
				pBrokenNow: same === undefined ? 0 : shareBroken(same, now),
				pBroken: shareBroken(limit, tried),
				room: -beyondAt(limit, tried),
			}
		})
		.sort((a, b) => a.room - b.room)
}

/** The scenario as a file of `simulate` says it; its snapshot is one of that instant. */
function scenarioText({ horizonS }: WhatIfRequest, { line, live }: WhatIfParts, recipe: Recipe, tried: LineControls): string {
	const short = (value: number) => Number(value.toPrecision(6))
	const setpoints = [
		`webSpeed: ${short(tried.webSpeedMPerS * 1000)} mm/s`,
		`screw: ${short(tried.screwRevPerS * 60)} rpm`,
		...(tried.dryerAirK.length === 0 ? [] : [`dryerAir: [${tried.dryerAirK.map((k) => `${short(k)} K`).join(', ')}]`]),
		`emitters: [${tried.emitterSetpointK.map((k) => `${short(k)} K`).join(', ')}]`,
		`quenchGas: ${short(tried.quenchGasM3PerS * 60_000)} L/min`,
		`quenchLength: ${short(tried.quenchLengthM)} m`,
		`freshWater: ${short(tried.freshWaterM3PerS * 60_000)} L/min`,
	].map((one) => `  ${one}`)
	const isOther = recipe.id !== live.recipe
	return `${[
		`# From the live line as it was at ${new Date(live.tMs).toISOString()}: give the snapshot of that time.`,
		'kind: scenario',
		'name: what-if',
		'title: What-if from the live line',
		`line: ${line.name}`,
		`recipe: ${live.recipe}`,
		'start: { snapshot: SNAPSHOT }',
		`duration: ${short(horizonS)} s`,
		...(isOther
			? ['timeline:', `  - at: 0 s`, `    recipe: ${recipe.id}`, '    setpoints:', ...setpoints.map((one) => `    ${one}`)]
			: ['setpoints:', ...setpoints]),
	].join('\n')}\n`
}

import type { DisplayModel, DisplayRecipe, DisplayStation, Indicator, IndicatorSource } from '@emberline/hmi'
import { type LineConfig, type Recipe, tagsOfLine } from '@emberline/line-config'
import { nominalControls, type PathSample, type SoftSensors, STATION_NAMES, type StationName, steadyLine } from '@emberline/twin'
import { recipeBand } from './recipe-band.ts'
import { commandsInStates, stationDetail, trendPens, unitMode } from './station-detail.ts'

type FileIndicator = LineConfig['display'][StationName][number]
type Recipes = ReadonlyMap<string, Recipe>

/** All that the browser knows of a line: its file and its recipes (by the name that the tags use), put into pictures. */
export function displayModel(line: LineConfig, recipes: Recipes): DisplayModel {
	const spans = stationSpans(line)
	const stations = STATION_NAMES.map((name, k): DisplayStation => {
		const indicators = line.display[name].map((indicator) => indicatorOf(indicator, line, recipes))
		const detail = stationDetail(line, name, indicators)
		return { name, number: k + 1, title: name, ...spans[name], indicators, detail }
	})
	return {
		lineTitle: line.title,
		stations,
		path: { fromM: 0, toM: line.web.rewindAtM },
		measuredPoints: measuredPoints(line),
		recipes: Object.fromEntries([...recipes].map(([tag, recipe]) => [tag, displayRecipe(line, recipe)])),
		tags: tagsOfLine(line).map(({ name, unit, decimals }) => ({ name, unit, decimals })),
		idents: [
			{ label: 'Lot', tag: 'Line/Lot/ID' },
			{ label: 'Roll', tag: 'Feed/Unwind/RollID' },
		],
		pens: trendPens(
			line,
			stations.flatMap(({ indicators }) => indicators),
		),
		commandsIn: commandsInStates(),
		unitMode,
		silenceLimitMs: { Lab: null },
	}
}

function indicatorOf(indicator: FileIndicator, line: LineConfig, recipes: Recipes): Indicator {
	const { label, unit, decimals, scale, normal, low, high, setpointTag } = indicator
	const byRecipe = [...recipes].flatMap(([tag, recipe]) => {
		const range = normalOfRecipe(indicator, line, recipe)
		return range === undefined ? [] : [[tag, range] as const]
	})
	return {
		label,
		source: sourceOf(indicator.source),
		unit,
		decimals,
		scale,
		...(normal && { normal }),
		...(byRecipe.length > 0 && { normalByRecipe: Object.fromEntries(byRecipe) }),
		...(low !== undefined && { low }),
		...(high !== undefined && { high }),
		...(setpointTag !== undefined && { setpointTag }),
	}
}

function sourceOf(source: FileIndicator['source']): IndicatorSource {
	if (typeof source !== 'string') return { deviations: source }
	if (source.startsWith('soft/')) return { soft: source.slice('soft/'.length) as keyof SoftSensors }
	if (source.startsWith('stat/')) return { stat: source.slice('stat/'.length) }
	return { tag: source }
}

/** What is normal follows from the recipe for the values that its window or its set-points decide. */
function normalOfRecipe(indicator: FileIndicator, line: LineConfig, recipe: Recipe): readonly [number, number] | undefined {
	const { window } = recipe
	const set = recipe.setpoints[line.setpointSet]
	if (set === undefined) return undefined
	switch (indicator.source) {
		case 'soft/peakK':
			return window?.peakK
		case 'soft/heatRateKPerS':
			return window?.heatRateKPerS
		case 'soft/quenchRateKPerS':
			return window?.quenchRateKPerS
		case 'Line/Status/CurMachSpeed':
			return around(set.webSpeedMPerS * 1000, SPEED_SHARE)
		case 'Quench/Gas/Flow':
			return around(nominalControls(line, recipe).quenchGasM3PerS * 60_000, 0.15)
		default:
			return undefined
	}
}

/** Speed that is normal, either side of the recipe's. */
const SPEED_SHARE = 0.04
const around = (value: number, share: number) => [value * (1 - share), value * (1 + share)] as const
/** Nine digits: limits are read with their units. */
const percent = (fraction: number) => Number((100 * fraction).toPrecision(9))

function displayRecipe(line: LineConfig, recipe: Recipe): DisplayRecipe {
	const { window } = recipe
	const set = recipe.setpoints[line.setpointSet]
	const samples: readonly PathSample[] = steadyLine(line, recipe, nominalControls(line, recipe)).samples
	return {
		title: `${recipe.title.split(' by ')[0] ?? recipe.id} ${recipe.process.toUpperCase()} r${recipe.revision}`,
		band: recipeBand(samples, window?.peakK),
		windows: {
			...(window && {
				peak_K: window.peakK,
				heat_rate: window.heatRateKPerS,
				quench_rate: window.quenchRateKPerS,
				t_above_s: window.timeAboveS,
				dose_eq_s: window.doseEqS,
			}),
			size_nm: [0, recipe.good.sizeMaxNm],
			moisture_pct: [0, percent(line.limits.furnaceMoistureMaxKgPerKg)],
			nacl_wtpct: [0, line.limits.residualNaClMaxWtpct],
			...(set !== undefined && { speed_mm_s: around(set.webSpeedMPerS * 1000, SPEED_SHARE) }),
		},
	}
}

/** Columns of the profile plot, without gaps between them. */
function stationSpans(line: LineConfig): Record<StationName, { readonly fromM: number; readonly toM: number }> {
	const { drying, heating, quench, wash } = line.stations
	const furnaceEndM = heating.fromM + heating.modules.reduce((sum, module) => sum + module.lengthM, 0)
	const between = (a: number, b: number) => (a + b) / 2
	const edges = [
		0,
		drying.fromM,
		between(drying.toM, heating.fromM),
		between(furnaceEndM, quench.fromM),
		between(quench.fromM + quench.lengthM, wash.scraperAtM),
		line.web.rewindAtM,
	]
	return Object.fromEntries(STATION_NAMES.map((name, k) => [name, { fromM: edges[k] ?? 0, toM: edges[k + 1] ?? 0 }])) as Record<
		StationName,
		{ readonly fromM: number; readonly toM: number }
	>
}

/** Where the tags that measure web temperature look at the web. */
function measuredPoints(line: LineConfig): DisplayModel['measuredPoints'] {
	const { drying, heating, quench } = line.stations
	let endM = heating.fromM
	const pyrometers = heating.modules.map((module, k) => {
		endM += module.lengthM
		return { tag: `Heating/Pyrometer${k + 1}/WebTemperature`, sM: endM }
	})
	return [
		{ tag: 'Drying/Web/ExitTemperature', sM: drying.toM },
		...pyrometers,
		{ tag: 'Quench/Web/EntryTemperature', sM: quench.fromM },
		{ tag: 'Quench/Web/ExitTemperature', sM: quench.fromM + quench.lengthM },
	]
}

import type { LineConfig, Recipe, RecipeSetpoints } from '@emberline/line-config'
import { screwForLoadingRevPerS } from '../stations/feed/process.ts'
import { quenchGasFor } from '../stations/quench/process.ts'
import type { LineControls } from './model-port.ts'

/** The set-points of a recipe for this size of line; throws when the recipe has none, which the check of the files tells first. */
export function setpointsOf(config: LineConfig, recipe: Recipe): RecipeSetpoints {
	const set = recipe.setpoints[config.setpointSet]
	if (set === undefined) {
		throw new RangeError(
			`recipe ${recipe.id} has no set-points for a ${config.setpointSet} line, expected one of ${Object.keys(recipe.setpoints).join(', ') || 'some'}`,
		)
	}
	return set
}

/** The line at the set-points of a recipe: speed, screw for the loading, emitters, jets; dryer and water as the line file says. */
export function nominalControls(config: LineConfig, recipe: Recipe): LineControls {
	const set = setpointsOf(config, recipe)
	const { feed, drying, quench, wash } = config.stations
	return {
		webSpeedMPerS: set.webSpeedMPerS,
		screwRevPerS: screwForLoadingRevPerS(feed, {
			dryLoadingKgPerM2: set.dryLoadingKgPerM2,
			webSpeedMPerS: set.webSpeedMPerS,
			coatedWidthM: config.web.coatedWidthM,
			moistureKgPerKg: feed.moistureKgPerKg,
		}),
		feedMoistureKgPerKg: feed.moistureKgPerKg,
		dryerAirK: drying.airTemperatureK,
		heatersOn: true,
		emitterSetpointK: set.emittersK,
		shutterOpenFraction: 1,
		quenchGasM3PerS: quenchGasFor(quench, set.quenchFilmCoefficientWPerM2K),
		quenchLengthM: set.quenchLengthM,
		freshWaterM3PerS: wash.freshWaterFlowM3PerS,
	}
}

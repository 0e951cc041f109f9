import type { LineConfig, Recipe } from '@emberline/line-config'
import { type LineControls, type ModelParameters, nominalControls, nominalParameters } from '@emberline/twin'
import type { Scenario, ScenarioSetpoints } from './scenario.ts'

/** What acts on the line when it runs as the scenario asks: the recipe's set-points, with those of the scenario in their place. */
export function scenarioControls(
	scenario: { readonly setpoints: ScenarioSetpoints; readonly speedFactor: number },
	line: LineConfig,
	recipe: Recipe,
): LineControls {
	const nominal = nominalControls(line, recipe)
	const { setpoints } = scenario
	const webSpeedMPerS = (setpoints.webSpeedMPerS ?? nominal.webSpeedMPerS) * scenario.speedFactor
	const loading = setpoints.dryLoadingKgPerM2 ?? nominalLoading(line, recipe)
	// The screw follows the web, so that a faster line coats as thick.
	const screwRevPerS =
		setpoints.screwRevPerS ??
		(nominal.screwRevPerS * webSpeedMPerS * loading) / (nominal.webSpeedMPerS * nominalLoading(line, recipe))
	return {
		...nominal,
		webSpeedMPerS,
		screwRevPerS,
		feedMoistureKgPerKg: setpoints.feedMoistureKgPerKg ?? nominal.feedMoistureKgPerKg,
		dryerAirK: setpoints.dryerAirK ?? nominal.dryerAirK,
		emitterSetpointK: setpoints.emittersK ?? nominal.emitterSetpointK,
		quenchGasM3PerS: setpoints.quenchGasM3PerS ?? nominal.quenchGasM3PerS,
		quenchLengthM: setpoints.quenchLengthM ?? nominal.quenchLengthM,
		freshWaterM3PerS: setpoints.freshWaterM3PerS ?? nominal.freshWaterM3PerS,
	}
}

const nominalLoading = (line: LineConfig, recipe: Recipe): number =>
	recipe.setpoints[line.setpointSet]?.dryLoadingKgPerM2 ?? line.web.dryLoadingKgPerM2

/** The scenario's factors over the nominal ones, or over those that a live twin has learnt. */
export function scenarioParameters(
	scenario: Scenario,
	line: LineConfig,
	nominal: ModelParameters = nominalParameters(line),
): ModelParameters {
	const { zoneLoss, ...rest } = scenario.parameters
	const known = Object.fromEntries(Object.entries(rest).filter(([, factor]) => factor !== undefined))
	const each = typeof zoneLoss === 'number' ? nominal.zoneLoss.map(() => zoneLoss) : (zoneLoss ?? nominal.zoneLoss)
	return { ...nominal, ...known, zoneLoss: each }
}

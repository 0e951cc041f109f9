import { ConfigError } from './errors.ts'
import type { LineConfig, QuenchConfig } from './line.ts'
import { plantFromCode } from './plant-units.ts'
import type { Recipe, RecipeSetpoints } from './recipe.ts'

/** A value for a W tag, in the tag's unit. */
export interface SetpointValue {
	readonly tag: string
	readonly value: number
}

/** The set-points that a recipe keeps for lines of this size. Throws a ConfigError when it has none. */
export function setpointsFor(line: LineConfig, recipe: Recipe): RecipeSetpoints {
	const setpoints = Object.hasOwn(recipe.setpoints, line.setpointSet) ? recipe.setpoints[line.setpointSet] : undefined
	if (setpoints !== undefined) return setpoints
	const found = Object.keys(recipe.setpoints).join(', ') || 'none'
	const message = `found ${found}, expected set-points for "${line.setpointSet}", which line ${line.name} takes`
	throw new ConfigError([{ file: recipe.id, line: 1, column: 1, path: 'setpoints', message }])
}

/** All set-points of a line for a recipe: what the supervisory side writes, tag by tag, when the recipe comes into force. */
export function setpointValues(line: LineConfig, recipe: Recipe): readonly SetpointValue[] {
	const set = setpointsFor(line, recipe)
	const { drying, heating, quench, wash } = line.stations
	return [
		{ tag: 'Line/Command/MachSpeed', value: plantFromCode(set.webSpeedMPerS, 'mm/s') },
		{ tag: 'Feed/Screw/SpeedSetpoint', value: plantFromCode(screwSpeedRevPerS(line, set), 'rpm') },
		...drying.airTemperatureK.map((value, i) => ({ tag: `Drying/Zone${i + 1}/AirTemperatureSetpoint`, value })),
		...set.emittersK.map((value, i) => ({ tag: `Heating/Zone${i + 1}/EmitterSetpoint`, value })),
		{ tag: 'Heating/Pyrometer/EmissivitySetting', value: heating.pyrometerEmissivity },
		{ tag: 'Heating/Shutter/Position', value: 100 },
		{
			tag: 'Quench/Gas/FlowSetpoint',
			value: plantFromCode(quenchGasFlowM3PerS(quench, set.quenchFilmCoefficientWPerM2K), 'L/min'),
		},
		{ tag: 'Wash/FreshWater/FlowSetpoint', value: plantFromCode(wash.freshWaterFlowM3PerS, 'L/min') },
	]
}

/** Screw speed [1/s] that lays the dry loading on the coated width at the web speed: v w m (1 + X) / (moist mass per turn). */
export function screwSpeedRevPerS(
	line: LineConfig,
	set: { readonly webSpeedMPerS: number; readonly dryLoadingKgPerM2: number },
): number {
	const { feed } = line.stations
	const moistKgPerS = set.webSpeedMPerS * line.web.coatedWidthM * set.dryLoadingKgPerM2 * (1 + feed.moistureKgPerKg)
	return moistKgPerS / feed.moistMassPerTurnKg
}

/** Film coefficient of the quench jets [W/m2K], each side: h = h0 (V / V0)^(2/3), impinging jets; V0 and h0 in the line file. */
export const quenchFilmCoefficientWPerM2K = (quench: QuenchConfig, gasFlowM3PerS: number): number =>
	quench.jetFilmCoefficientWPerM2K * Math.cbrt((gasFlowM3PerS / quench.jetGasFlowM3PerS) ** 2)

/** Gas flow [m3/s] for a film coefficient of the jets, the inverse of the above: V = V0 (h / h0)^(3/2). */
export const quenchGasFlowM3PerS = (quench: QuenchConfig, filmCoefficientWPerM2K: number): number =>
	quench.jetGasFlowM3PerS * (filmCoefficientWPerM2K / quench.jetFilmCoefficientWPerM2K) ** 1.5

import { type LineConfig, quenchGasFlowM3PerS, type Recipe, screwSpeedRevPerS, setpointsFor } from '@emberline/line-config'

/** What the line is asked for now: the recipe's values, or what has been written over them while it is in force. SI. */
export interface SetPoints {
	machSpeedMPerS: number
	screwRevPerS: number
	airK: number[]
	emitterK: number[]
	quenchGasM3PerS: number
	/** Length of the quench whose jets blow: valves of the recipe, no tag. */
	quenchLengthM: number
	freshWaterM3PerS: number
	pyrometerEmissivity: number
	/** As the operator wants it while the program has it open, 0 to 1. */
	shutterShare: number
}

/** The set-points that a recipe brings. Throws where the recipe has none for this size of line. */
export function setPointsOf(line: LineConfig, recipe: Recipe): SetPoints {
	const set = setpointsFor(line, recipe)
	const { drying, heating, quench, wash } = line.stations
	return {
		machSpeedMPerS: set.webSpeedMPerS,
		screwRevPerS: screwSpeedRevPerS(line, set),
		airK: [...drying.airTemperatureK],
		emitterK: [...set.emittersK],
		quenchGasM3PerS: quenchGasFlowM3PerS(quench, set.quenchFilmCoefficientWPerM2K),
		quenchLengthM: Math.min(quench.lengthM, set.quenchLengthM),
		freshWaterM3PerS: wash.freshWaterFlowM3PerS,
		pyrometerEmissivity: heating.pyrometerEmissivity,
		shutterShare: 1,
	}
}

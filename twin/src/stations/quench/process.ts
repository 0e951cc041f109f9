import type { HeatingConfig, QuenchConfig } from '@emberline/line-config'
import { filmWithRoll, jetFilmWPerM2K, jetFlowFor } from '../../physics/convection.ts'
import type { Surroundings } from '../../web/web-point.ts'

/** Film coefficient of the jets [W/m2 K], each side, at a gas flow; `gain` is the factor on it. */
export function quenchFilmWPerM2K(quench: QuenchConfig, gasM3PerS: number, gain: number): number {
	return (
		gain *
		jetFilmWPerM2K({
			flow: gasM3PerS,
			referenceFlow: quench.jetGasFlowM3PerS,
			referenceFilmWPerM2K: quench.jetFilmCoefficientWPerM2K,
			stillFilmWPerM2K: quench.openFilmCoefficientWPerM2K,
		})
	)
}

/** Gas flow for a wanted film coefficient [m3/s]. */
export function quenchGasFor(quench: QuenchConfig, filmWPerM2K: number): number {
	return jetFlowFor({
		filmWPerM2K,
		referenceFlow: quench.jetGasFlowM3PerS,
		referenceFilmWPerM2K: quench.jetFilmCoefficientWPerM2K,
	})
}

/** Between cold plates under jets of this coefficient, on the chilled roll where there is one. */
export function jettedSurroundings(quench: QuenchConfig, filmWPerM2K: number): Surroundings {
	const around = quenchSurroundings(quench, filmWPerM2K)
	const roll = quench.chilledRoll
	if (roll === undefined) return around
	const { gasK } = around
	return {
		...around,
		...filmWithRoll({ filmWPerM2K, gasK, rollFilmWPerM2K: roll.filmCoefficientWPerM2K, rollK: roll.temperatureK }),
	}
}

/** Heat from the chilled roll into the coated web on it [W], below zero where it cools: hc (Tr - T) for the area; 0 without a roll. */
export function rollHeatW(
	quench: QuenchConfig,
	p: { readonly areaM2: number; readonly kelvinSeconds: number; readonly seconds: number },
): number {
	const roll = quench.chilledRoll
	if (roll === undefined || p.seconds <= 0) return 0
	return roll.filmCoefficientWPerM2K * (roll.temperatureK - p.kelvinSeconds / p.seconds) * p.areaM2
}

/** Between cold plates, in gas of this coefficient. */
export function quenchSurroundings(quench: QuenchConfig, filmWPerM2K: number): Surroundings {
	return {
		surfaceK: quench.wallTemperatureK,
		surfaceEmissivity: quench.wallEmissivity,
		view: 1,
		filmWPerM2K,
		gasK: quench.gasTemperatureK,
	}
}

/**
 * Open web: between furnace and quench, and after it. It sees the hall, in still gas [A]. The hall is large beside the web, so it
 * takes all that the web radiates, as a black surface would (Incropera, 7th ed., section 13.3). A gap at furnace temperature
 * cools nearly as fast as the quench: 0.05 m of it is part of the profile.
 */
export function openSurroundings(quench: QuenchConfig, heating: HeatingConfig): Surroundings {
	return {
		surfaceK: heating.ambientK,
		surfaceEmissivity: 1,
		view: 1,
		filmWPerM2K: quench.openFilmCoefficientWPerM2K,
		gasK: heating.ambientK,
	}
}

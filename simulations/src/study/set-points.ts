import { type LineConfig, quantity, type Recipe } from '@emberline/line-config'
import { type LineControls, nominalControls, setpointsOf } from '@emberline/twin'
import type { z } from 'zod'

/** What a study may set otherwise than the recipe, and of the line what may be built or bought otherwise. The values are SI. */
export const VARIED = {
	webSpeed: quantity('speed', { min: 0.001, max: 5 }),
	/** Of dry powder on the coated web; the screw follows it and the speed. */
	dryLoading: quantity('arealMass', { min: 0.001, max: 2 }),
	/** The same air in all zones. */
	dryerAir: quantity('temperature', { min: 250, max: 600 }),
	/** Added to the set-points of all modules. */
	emitterShift: quantity('temperatureDifference', { min: -500, max: 500 }),
	/** Added to that of the first module besides. */
	rampShift: quantity('temperatureDifference', { min: -500, max: 500 }),
	quenchGas: quantity('volumeFlow', { min: 0 }),
	freshWater: quantity('volumeFlow', { min: 0 }),
	clothArealMass: quantity('arealMass', { min: 0.01, max: 2 }),
	/** Share of the salt locked inside the carbon, given as a moisture is: kg/kg. */
	occludedSalt: quantity('moisture', { min: 0, max: 0.1 }),
} as const satisfies Record<string, z.ZodType<number>>

export type VariedName = keyof typeof VARIED
export const VARIED_NAMES: readonly VariedName[] = Object.keys(VARIED) as VariedName[]

/** Set-points of one run; what it leaves out is the recipe's. */
export type Point = Readonly<Partial<Record<VariedName, number>>>

/** SI unit of each, and how people say it: shown = SI value * factor. */
export const SHOWN: Readonly<Record<VariedName, { readonly unit: string; readonly factor: number; readonly words: string }>> = {
	webSpeed: { unit: 'mm/s', factor: 1000, words: 'web speed' },
	dryLoading: { unit: 'g/m2', factor: 1000, words: 'dry loading' },
	dryerAir: { unit: 'K', factor: 1, words: 'dryer air' },
	emitterShift: { unit: 'K', factor: 1, words: 'all emitters, shift' },
	rampShift: { unit: 'K', factor: 1, words: 'first emitter, further shift' },
	quenchGas: { unit: 'L/min', factor: 60_000, words: 'quench gas' },
	freshWater: { unit: 'L/h', factor: 3.6e6, words: 'fresh water' },
	clothArealMass: { unit: 'g/m2', factor: 1000, words: 'cloth' },
	occludedSalt: { unit: 'ppm', factor: 1e6, words: 'occluded salt' },
}

/** The point at which the line runs by its recipe. */
export function recipePoint(line: LineConfig, recipe: Recipe): Required<Point> {
	const nominal = nominalControls(line, recipe)
	return {
		webSpeed: nominal.webSpeedMPerS,
		dryLoading: setpointsOf(line, recipe).dryLoadingKgPerM2,
		dryerAir: nominal.dryerAirK[0] ?? line.stations.heating.ambientK,
		emitterShift: 0,
		rampShift: 0,
		quenchGas: nominal.quenchGasM3PerS,
		freshWater: nominal.freshWaterM3PerS,
		clothArealMass: line.web.clothArealMassKgPerM2,
		occludedSalt: line.stations.wash.occludedFraction,
	}
}

/** The line's controls at a point, laid over those of the recipe or over others. The screw follows speed and loading. */
export function controlsAt(line: LineConfig, recipe: Recipe, point: Point, base?: LineControls): LineControls {
	const nominal = base ?? nominalControls(line, recipe)
	const loading = base === undefined ? setpointsOf(line, recipe).dryLoadingKgPerM2 : loadingOf(line, recipe, base)
	const speed = point.webSpeed ?? nominal.webSpeedMPerS
	return {
		...nominal,
		webSpeedMPerS: speed,
		screwRevPerS: (nominal.screwRevPerS * speed * (point.dryLoading ?? loading)) / (nominal.webSpeedMPerS * loading),
		dryerAirK: nominal.dryerAirK.map((k) => point.dryerAir ?? k),
		emitterSetpointK: nominal.emitterSetpointK.map(
			(k, module) => k + (point.emitterShift ?? 0) + (module === 0 ? (point.rampShift ?? 0) : 0),
		),
		quenchGasM3PerS: point.quenchGas ?? nominal.quenchGasM3PerS,
		freshWaterM3PerS: point.freshWater ?? nominal.freshWaterM3PerS,
	}
}

/** Dry powder on the coated web [kg/m2]. */
function loadingOf(line: LineConfig, recipe: Recipe, { screwRevPerS, webSpeedMPerS }: LineControls): number {
	const nominal = nominalControls(line, recipe)
	return (
		(setpointsOf(line, recipe).dryLoadingKgPerM2 * screwRevPerS * nominal.webSpeedMPerS) / (nominal.screwRevPerS * webSpeedMPerS)
	)
}

/** The line as built otherwise at a point. */
export function lineAt(line: LineConfig, { clothArealMass, occludedSalt }: Point): LineConfig {
	const { wash } = line.stations
	return {
		...line,
		web: { ...line.web, clothArealMassKgPerM2: clothArealMass ?? line.web.clothArealMassKgPerM2 },
		stations: { ...line.stations, wash: { ...wash, occludedFraction: occludedSalt ?? wash.occludedFraction } },
	}
}

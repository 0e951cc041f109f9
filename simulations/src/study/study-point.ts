import type { LineConfig, Recipe } from '@emberline/line-config'
import {
	type LineControls,
	type ModelParameters,
	nominalControls,
	nominalParameters,
	parameterDraws,
	priorSd,
	steadyLine,
} from '@emberline/twin'
import type { VariedName } from './study.ts'

export type Point = Readonly<Partial<Record<VariedName, number>>>

/** What came of one point over all draws. */
export interface PointResult {
	readonly point: Point
	/** Mean over the draws; what breaks a limit of the recipe is not good. */
	readonly goodGph: number
	readonly goodGphDraws: readonly number[]
	/** Share of the draws that breaks each limit. */
	readonly limits: readonly { readonly name: string; readonly limit: number; readonly pBroken: number }[]
}

/** Draws of the register of uncertainty about the line as drawn, not correlated; the same for every point of a study. */
export function registerDraws(line: LineConfig, seed: number, count: number): readonly ModelParameters[] {
	const sd = priorSd(line)
	const covariance = sd.flatMap((one, i) => sd.map((_, k) => (i === k ? one * one : 0)))
	const draw = parameterDraws(nominalParameters(line), covariance, seed)
	return Array.from({ length: count }, (_, n) => draw(n))
}

/** The line's controls at a point; what the point leaves out is the recipe's. The screw follows speed and loading. */
export function controlsAt(line: LineConfig, recipe: Recipe, point: Point): LineControls {
	const nominal = nominalControls(line, recipe)
	const loading = recipeLoadingKgPerM2(line, recipe)
	const speed = point.webSpeed ?? nominal.webSpeedMPerS
	return {
		...nominal,
		webSpeedMPerS: speed,
		screwRevPerS: (nominal.screwRevPerS * speed * (point.dryLoading ?? loading)) / (nominal.webSpeedMPerS * loading),
		dryerAirK: nominal.dryerAirK.map((k) => point.dryerAir ?? k),
		emitterSetpointK: nominal.emitterSetpointK.map((k) => k + (point.emitterShift ?? 0)),
		quenchGasM3PerS: point.quenchGas ?? nominal.quenchGasM3PerS,
		freshWaterM3PerS: point.freshWater ?? nominal.freshWaterM3PerS,
	}
}

/** The point at which the line runs by its recipe. */
export function recipePoint(line: LineConfig, recipe: Recipe): Required<Point> {
	const nominal = nominalControls(line, recipe)
	return {
		webSpeed: nominal.webSpeedMPerS,
		dryLoading: recipeLoadingKgPerM2(line, recipe),
		dryerAir: nominal.dryerAirK[0] ?? line.stations.heating.ambientK,
		emitterShift: 0,
		quenchGas: nominal.quenchGasM3PerS,
		freshWater: nominal.freshWaterM3PerS,
	}
}

const recipeLoadingKgPerM2 = (line: LineConfig, recipe: Recipe): number =>
	recipe.setpoints[line.setpointSet]?.dryLoadingKgPerM2 ?? line.web.dryLoadingKgPerM2

/** The settled line at a point, for each draw. */
export function evaluatePoint(line: LineConfig, recipe: Recipe, point: Point, draws: readonly ModelParameters[]): PointResult {
	const controls = controlsAt(line, recipe, point)
	const { limits } = line
	const { good } = recipe
	const broken = new Map<string, { limit: number; count: number }>()
	const goodGphDraws = draws.map((parameters) => {
		const { parcel, product, samples } = steadyLine(line, recipe, controls, parameters)
		const exitK = samples.findLast(({ station }) => station === 'Quench')?.temperatureK ?? 0
		let isGood = true
		const see = (name: string, over: number, limit: number, ofRecipe: boolean) => {
			const row = broken.get(name) ?? { limit, count: 0 }
			if (over > 0) row.count++
			if (over > 0 && ofRecipe) isGood = false
			broken.set(name, row)
		}
		const most = (name: string, value: number, limit: number, ofRecipe = false) => see(name, value - limit, limit, ofRecipe)
		most('peak_K_max', parcel.peakK, good.peakK[1], true)
		see('peak_K_min', good.peakK[0] - parcel.peakK, good.peakK[0], true)
		most('size_nm', parcel.sizeNm, good.sizeMaxNm, true)
		see('reduction', good.reductionMin - parcel.reduction, good.reductionMin, true)
		most('emitter_K', Math.max(...controls.emitterSetpointK), limits.emitterTemperatureMaxK)
		most('quench_exit_K', exitK, limits.quenchExitTemperatureMaxK)
		most('moisture_kg_per_kg', parcel.moistureKgPerKg, limits.furnaceMoistureMaxKgPerKg)
		most('volatile_velocity_m_s', product.volatileVelocityMaxMPerS, limits.volatileVelocityMaxMPerS)
		most('residual_nacl_wtpct', product.residualNaClWtpct, limits.residualNaClMaxWtpct)
		most('water_L_per_kg', product.waterLPerKg, limits.waterPerProductMaxM3PerKg * 1000)
		most('energy_kWh_per_kg', product.energyKWhPerKg, limits.energyPerProductMaxJPerKg / 3.6e6)
		return isGood ? product.netGPerH : 0
	})
	return {
		point,
		goodGph: goodGphDraws.reduce((sum, g) => sum + g, 0) / draws.length,
		goodGphDraws,
		limits: [...broken].map(([name, { limit, count }]) => ({ name, limit, pBroken: count / draws.length })),
	}
}

import { type LineConfig, uncertaintyOf } from '@emberline/line-config'
import type { ModelParameters } from '../line/model-port.ts'

/** The model's parameters as one vector, in one order: covariances, sensitivities and draws all keep to it. */
export const parameterNames = (zones: number): readonly string[] => [
	'emissivity',
	...Array.from({ length: zones }, (_, i) => `zoneLoss${i + 1}`),
	'feeder',
	'arealHeat',
	'quench',
	'drying',
	'wash',
	'charYield',
	'coarsening',
	'evaporation',
	'yield',
]

export function parameterVector(p: ModelParameters): number[] {
	const rest = [p.feeder, p.arealHeat, p.quench, p.drying, p.wash, p.charYield, p.coarsening, p.evaporation, p.yield]
	return [p.emissivity, ...p.zoneLoss, ...rest]
}

export function parametersFrom(vector: ArrayLike<number>, zones: number): ModelParameters {
	const at = (i: number) => vector[i] as number
	const after = zones + 1
	return {
		emissivity: at(0),
		zoneLoss: Array.from({ length: zones }, (_, i) => at(1 + i)),
		feeder: at(after),
		arealHeat: at(after + 1),
		quench: at(after + 2),
		drying: at(after + 3),
		wash: at(after + 4),
		charYield: at(after + 5),
		coarsening: at(after + 6),
		evaporation: at(after + 7),
		yield: at(after + 8),
	}
}

/** One standard deviation of each parameter before anything is learnt, from the line file. */
export function priorSd(config: LineConfig): number[] {
	return uncertaintyOf(config).map(({ sd }) => sd)
}

/** Factors stay physical whatever the data say. */
export const PARAMETER_RANGE: readonly [number, number] = [0.2, 5]

import type { ModelParameters } from '../line/model-port.ts'
import { PARAMETER_RANGE, parametersFrom, parameterVector } from '../sync/parameters.ts'
import { chance } from './chance.ts'

/**
 * Draws the parameters of a member from mean and covariance. Members come in pairs with opposite deviations, which takes the chance out of the
 * mean of the ensemble to first order.
 */
export function parameterDraws(
	mean: ModelParameters,
	covariance: readonly number[],
	seed: number,
): (member: number) => ModelParameters {
	const at = parametersAt(mean, covariance)
	const count = parameterVector(mean).length
	return (member) => {
		const stream = chance(seed, member >> 1, 'parameters')
		const sign = member % 2 === 0 ? 1 : -1
		return at(Array.from({ length: count }, () => sign * stream.normal()))
	}
}

/**
 * The parameters at so many independent standard deviations, in the order of `parameterNames`. Each is lognormal with its own mean and
 * standard deviation, so that none is negative; correlations are those of the covariance.
 */
export function parametersAt(mean: ModelParameters, covariance: readonly number[]): (z: readonly number[]) => ModelParameters {
	const means = parameterVector(mean)
	const count = means.length
	const zones = mean.zoneLoss.length
	const sd = means.map((_, i) => Math.sqrt(Math.max(covariance[i * count + i] ?? 0, 0)))
	const root = choleskyOfCorrelation(covariance, sd)
	const logSd = means.map((m, i) => Math.sqrt(Math.log(1 + (sd[i]! / m) ** 2)))
	const [low, high] = PARAMETER_RANGE
	return (z) => {
		const factors = means.map((m, i) => {
			let y = 0
			for (let j = 0; j <= i; j++) y += root[i * count + j]! * z[j]!
			const factor = m * Math.exp(logSd[i]! * y - logSd[i]! ** 2 / 2)
			return Math.min(Math.max(factor, low), high)
		})
		return parametersFrom(factors, zones)
	}
}

/** Lower triangle L with L L' = correlation; a parameter without spread is left alone, and one that others fix gets no part of its own. */
function choleskyOfCorrelation(covariance: readonly number[], sd: readonly number[]): Float64Array {
	const count = sd.length
	const root = new Float64Array(count * count)
	for (let i = 0; i < count; i++) {
		for (let j = 0; j <= i; j++) {
			const spread = sd[i]! * sd[j]!
			let sum = i === j ? 1 : spread > 0 ? covariance[i * count + j]! / spread : 0
			for (let k = 0; k < j; k++) sum -= root[i * count + k]! * root[j * count + k]!
			if (i === j) root[i * count + j] = Math.sqrt(Math.max(sum, 0))
			else root[i * count + j] = root[j * count + j]! > 1e-9 ? sum / root[j * count + j]! : 0
		}
	}
	return root
}

/** One quantity that is measured and drifts, with its variance. Plain JSON. */
export interface ScalarState {
	readonly variance: number
	/** Readings in a row that were too far out to be noise. */
	readonly far: number
	readonly known: boolean
}

export interface ScalarNoise {
	/** Variance gained in each second without a reading. */
	readonly driftPerS: number
	readonly measurementVariance: number
	/** Where the variance of an unwatched quantity ends. */
	readonly varianceMax: number
	/** Readings further out than this (and four sd) three times in a row are believed at once: the quantity was somewhere else. */
	readonly jump: number
}

export const unknownScalar = (noise: ScalarNoise): ScalarState => ({ variance: noise.varianceMax, far: 0, known: false })

export const aged = (state: ScalarState, noise: ScalarNoise, dtS: number): ScalarState => ({
	...state,
	variance: Math.min(noise.varianceMax, state.variance + noise.driftPerS * dtS),
})

const FAR_READINGS = 3

/** Takes a reading that is `residual` off: by how much to move, and the state after it. */
export function corrected(
	state: ScalarState,
	noise: ScalarNoise,
	residual: number,
): { readonly move: number; readonly state: ScalarState } {
	const { measurementVariance } = noise
	if (!state.known) return { move: residual, state: { variance: measurementVariance, far: 0, known: true } }
	const spread = Math.sqrt(state.variance + measurementVariance)
	if (Math.abs(residual) > noise.jump && Math.abs(residual) > 4 * spread) {
		const far = state.far + 1
		if (far < FAR_READINGS) return { move: 0, state: { ...state, far } }
		return { move: residual, state: { variance: measurementVariance, far: 0, known: true } }
	}
	const gain = state.variance / (state.variance + measurementVariance)
	return { move: gain * residual, state: { variance: (1 - gain) * state.variance, far: 0, known: true } }
}

/** Emitter and insulation as two heat capacities. */
export interface TwoNodes {
	readonly emitterJPerK: number
	readonly wallJPerK: number
	/** Emitter to wall, wall to surroundings, W/K. */
	readonly innerWPerK: number
	readonly outerWPerK: number
	readonly ambientK: number
}

/** Both rates at which two nodes settle [1/s], slower first; eigenvalues of the linear pair. */
export function settlingRatesPerS(n: TwoNodes): readonly [slow: number, fast: number] {
	const a = n.innerWPerK / n.emitterJPerK
	const b = n.innerWPerK / n.wallJPerK
	const c = n.outerWPerK / n.wallJPerK
	// Neither a difference of nearly equal numbers: half^2 - a c = (a + b - c)^2/4 + b c, and the product of both rates is a c.
	const fast = (a + b + c) / 2 + Math.sqrt(((a + b - c) * (a + b - c)) / 4 + b * c)
	return [(a * c) / fast, fast]
}

/**
 * Temperatures of emitter and wall after a time at constant power [K].
 *
 *   Ce dTe/dt = P - G1 (Te - Tw),  Cw dTw/dt = G1 (Te - Tw) - G2 (Tw - Ta)
 *
 * Exact (two exponentials) for constant properties and no radiation.
 */
export function twoNodeK(
	n: TwoNodes,
	p: { readonly powerW: number; readonly emitterK: number; readonly wallK: number; readonly timeS: number },
): { readonly emitterK: number; readonly wallK: number } {
	const wallEndK = n.ambientK + p.powerW / n.outerWPerK
	const emitterEndK = wallEndK + p.powerW / n.innerWPerK
	const [slow, fast] = settlingRatesPerS(n)
	const a = n.innerWPerK / n.emitterJPerK
	const emitterGap = p.emitterK - emitterEndK
	const wallGap = p.wallK - wallEndK
	// Modes: emitter part 1, wall part 1 - rate/a. Their shares follow from the start.
	const slowWall = 1 - slow / a
	const fastWall = 1 - fast / a
	const slowShare = (wallGap - fastWall * emitterGap) / (slowWall - fastWall)
	const fastShare = emitterGap - slowShare
	const slowNow = slowShare * Math.exp(-slow * p.timeS)
	const fastNow = fastShare * Math.exp(-fast * p.timeS)
	return { emitterK: emitterEndK + slowNow + fastNow, wallK: wallEndK + slowWall * slowNow + fastWall * fastNow }
}

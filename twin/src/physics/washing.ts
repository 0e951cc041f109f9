/** A counter-current wash of mixed stages; water basis. */
export interface CounterCurrent {
	readonly stages: number
	/** NaCl that the powder brings, any mass per time. */
	readonly salt: number
	/** Fresh water into the last stage, same mass per time. */
	readonly water: number
	/** Water that the cake carries from stage to stage. */
	readonly retained: number
	/** Water that comes with the feed. */
	readonly feedWater?: number
}

/**
 * Salt in the water of each stage [kg per kg water], first stage (where powder enters) first.
 *
 *   stage 1: F + V x2 = (V + Lf) x1        it overflows V + Lf - Lu
 *   stage n: Lu x(n-1) + V x(n+1) = (Lu + V) xn,  x(N+1) = 0
 *
 * Linear, solved exactly from the last stage to the first. Holds while x1 stays below saturation.
 */
export function stageSaltKgPerKg(p: CounterCurrent): number[] {
	const { stages, salt, water, retained, feedWater = 0 } = p
	// With x(n) = r(n) x(n-1): r(N) = Lu/(Lu + V), r(n) = Lu/(Lu + V - V r(n+1)).
	const ratio: number[] = new Array(stages + 2).fill(0)
	for (let n = stages; n >= 2; n--) ratio[n] = retained / (retained + water - water * (ratio[n + 1] ?? 0))
	const first = salt / (water + feedWater - water * (ratio[2] ?? 0))
	const out = [first]
	for (let n = 2; n <= stages; n++) out.push((out[n - 2] ?? 0) * (ratio[n] ?? 0))
	return out
}

/** Share of the salt that leaves with the cake, no unit: Lu xN/F. For dry feed it is (V/Lu)^-N. */
export function residualFraction(p: CounterCurrent): number {
	const salt = stageSaltKgPerKg(p)
	return (p.retained * (salt[salt.length - 1] ?? 0)) / p.salt
}

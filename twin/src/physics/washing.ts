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
	// With x(n) = (1 - s(n)) x(n-1): s(N) = V/(Lu + V), s(n) = V s(n+1)/(Lu + V s(n+1)), s(N+1) = 1. Nothing is lost between nearly equal numbers.
	const share: number[] = new Array(stages + 2).fill(1)
	for (let n = stages; n >= 2; n--) {
		const away = water * (share[n + 1] ?? 1)
		share[n] = away / (retained + away)
	}
	const out = [salt / (water * (share[2] ?? 1) + feedWater)]
	for (let n = 2; n <= stages; n++) out.push((out[n - 2] ?? 0) * (1 - (share[n] ?? 1)))
	return out
}

/** Share of the salt that leaves with the cake, no unit: Lu xN/F. For dry feed it is (V/Lu)^-N. */
export function residualFraction(p: CounterCurrent): number {
	const salt = stageSaltKgPerKg(p)
	return (p.retained * (salt[salt.length - 1] ?? 0)) / p.salt
}

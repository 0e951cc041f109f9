import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

/** What a stream of random numbers is for. Each purpose has its own, so that one more draw here changes nothing there. */
export type Purpose = 'parameters' | 'stops' | 'repairs' | 'plan' | 'search' | 'level' | 'noise'

const PURPOSES: readonly Purpose[] = ['parameters', 'stops', 'repairs', 'plan', 'search', 'level', 'noise']

/** One stream of random numbers: the same (seed, member, purpose) gives the same numbers, whoever else draws. */
export interface Chance {
	/** Even between 0 and 1, neither of them. */
	uniform(): number
	/** Standard normal. */
	normal(): number
	/** Mean 1. */
	exponential(): number
}

export function chance(seed: number, member: number, purpose: Purpose): Chance {
	return fromGenerator(generator(seed, member, PURPOSES.indexOf(purpose)))
}

/** No chance at all: every draw is the middle one. */
export const MIDDLE: Chance = { uniform: () => 0.5, normal: () => 0, exponential: () => 1 }

function fromGenerator(random: RandomGenerator): Chance {
	const uniform = () => uniformFloat64(random) * (1 - 2 ** -52) + 2 ** -54
	return { uniform, normal: () => normalQuantile(uniform()), exponential: () => -Math.log(uniform()) }
}

/** Four mixed words of the key; equal or neighbouring keys give unrelated streams (finaliser of MurmurHash3). */
function generator(seed: number, member: number, purpose: number): RandomGenerator {
	const words = [1, 2, 3, 4].map((n) =>
		mix(mix(mix(seed ^ Math.imul(n, 0x9e3779b9)) ^ member) ^ Math.imul(purpose + 1, 0x85ebca6b)),
	)
	return xoroshiro128plusFromState(words.every((word) => word === 0) ? [1, 2, 3, 4] : words)
}

function mix(word: number): number {
	let h = word | 0
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
	return h ^ (h >>> 16)
}

/**
 * Standard normal quantile of p in (0, 1).
 *
 * Acklam's rational approximation, relative error below 1.2e-9.
 */
export function normalQuantile(p: number): number {
	if (p < 0.02425) {
		const q = Math.sqrt(-2 * Math.log(p))
		return tail(q)
	}
	if (p > 1 - 0.02425) {
		const q = Math.sqrt(-2 * Math.log(1 - p))
		return -tail(q)
	}
	const q = p - 0.5
	const r = q * q
	const over =
		((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) *
			r +
		2.506628277459239
	const under =
		((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) *
			r +
		1
	return (over * q) / under
}

const tail = (q: number): number =>
	(((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
		4.374664141464968) *
		q +
		2.938163982698783) /
	((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)

/**
 * Standard normal distribution function.
 *
 * Hart's rational form as given by West (2005), better than 1e-14.
 */
export function normalProbability(z: number): number {
	const x = Math.abs(z)
	if (x > 37) return z > 0 ? 1 : 0
	const e = Math.exp((-x * x) / 2)
	let below: number
	if (x < 7.07106781186547) {
		const over =
			(((((0.0352624965998911 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x + 112.079291497871) *
				x +
				221.213596169931) *
				x +
			220.206867912376
		const under =
			((((((0.0883883476483184 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x + 296.564248779674) *
				x +
				637.333633378831) *
				x +
				793.826512519948) *
				x +
			440.413735824752
		below = (e * over) / under
	} else {
		below = e / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / 2.506628274631
	}
	return z > 0 ? 1 - below : below
}

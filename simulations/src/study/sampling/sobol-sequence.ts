import { JOE_KUO } from './joe-kuo.ts'

const BITS = 32
/** How many dimensions the direction numbers here reach to. */
export const SOBOL_DIMENSIONS_MAX: number = JOE_KUO.length + 1

/**
 * The first `count` points of the Sobol' sequence in [0, 1)^dimensions, in Gray-code order, the origin first: a list of points.
 *
 * With a `scramble` seed each coordinate is scrambled as Owen did (1995): every binary digit is flipped or not by chance that depends on
 * the digits before it. The points stay as even, none lies on the origin, and each is evenly distributed over the cube.
 * Throws a RangeError beyond the dimensions known or 2^31 points.
 */
export function sobolPoints(count: number, dimensions: number, scramble?: number): number[][] {
	if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS_MAX))
		throw new RangeError(`found ${dimensions} dimensions, expected 1 to ${SOBOL_DIMENSIONS_MAX}`)
	if (!(Number.isInteger(count) && count >= 0 && count <= 2 ** 31))
		throw new RangeError(`found ${count} points, expected 0 to 2^31`)
	const directions = Array.from({ length: dimensions }, (_, d) => directionNumbers(d))
	const at = new Uint32Array(dimensions)
	const points: number[][] = []
	for (let n = 0; n < count; n++) {
		points.push(
			Array.from(at, (word, d) =>
				scramble === undefined ? word / 2 ** BITS : (owenScrambled(word, scramble, d) + 0.5) / 2 ** BITS,
			),
		)
		// Digit of Gray code that changes next: the lowest zero of n.
		const digit = 31 - Math.clz32(~n & (n + 1))
		for (let d = 0; d < dimensions; d++) at[d]! ^= directions[d]![digit]!
	}
	return points
}

function directionNumbers(dimension: number): Uint32Array {
	const v = new Uint32Array(BITS)
	if (dimension === 0) return v.map((_, i) => 2 ** (BITS - 1 - i))
	const [degree = 0, coefficients = 0, ...first] = JOE_KUO[dimension - 1]!.split(' ').map(Number)
	for (let i = 0; i < BITS; i++) {
		if (i < degree) {
			v[i] = first[i]! << (BITS - 1 - i)
			continue
		}
		v[i] = v[i - degree]! ^ (v[i - degree]! >>> degree)
		for (let k = 1; k < degree; k++) if ((coefficients >>> (degree - 1 - k)) & 1) v[i]! ^= v[i - k]!
	}
	return v
}

/** Nested uniform scrambling of one coordinate, its chance from a hash of seed, dimension and the digits before. */
function owenScrambled(word: number, seed: number, dimension: number): number {
	const key = mixed(mixed(seed | 0) ^ Math.imul(dimension + 1, 0x9e3779b9))
	let flips = 0
	for (let digit = 0; digit < BITS; digit++) {
		// A leading one keeps prefixes of different length apart.
		const before = digit === 0 ? 1 : (word >>> (BITS - digit)) | (digit < 31 ? 2 ** digit : 0)
		if (mixed(key ^ mixed(before ^ Math.imul(digit, 0x85ebca6b))) & 1) flips |= 1 << (BITS - 1 - digit)
	}
	return (word ^ flips) >>> 0
}

/** Finaliser of MurmurHash3. */
function mixed(word: number): number {
	let h = word | 0
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
	return h ^ (h >>> 16)
}

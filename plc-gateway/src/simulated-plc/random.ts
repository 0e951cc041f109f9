import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** One stream of chance for one purpose, so that a draw more in one place moves no number in another. */
export class Chance {
	readonly #generator: ReturnType<typeof xoroshiro128plus>
	#spare: number | null = null

	constructor(seed: number, purpose: string) {
		// FNV-1a over seed and purpose: any two purposes get seeds far apart.
		let hash = 0x811c9dc5
		for (const character of `${seed}/${purpose}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
		this.#generator = xoroshiro128plus(hash | 0)
	}

	/** From `low` to `high`, every value as likely. */
	uniform(low: number, high: number): number {
		return low + (high - low) * uniformFloat64(this.#generator)
	}

	/** Mean 0, standard deviation 1 (Box and Muller; the second of each pair is kept). */
	normal(): number {
		if (this.#spare !== null) {
			const spare = this.#spare
			this.#spare = null
			return spare
		}
		const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(this.#generator)))
		const angle = 2 * Math.PI * uniformFloat64(this.#generator)
		this.#spare = radius * Math.sin(angle)
		return radius * Math.cos(angle)
	}

	/** Normal, cut at two standard deviations, so that no draw makes a plant that nobody would build. */
	deviation(standardDeviation: number): number {
		return standardDeviation * Math.max(-2, Math.min(2, this.normal()))
	}
}

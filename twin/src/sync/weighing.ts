/** What the areal gauge showed over what was expected, by metre fed of the web that it saw. Plain JSON. */
export type WeighingSnapshot = readonly (readonly [fedM: number, ratio: number])[]

/** Web is weighed so far behind the gauge, when what came after it has been seen too [m]. */
export const WEIGHED_BEHIND_M = 0.1
/** Readings of the web within this on either side count for a stretch [m]: a few of them at any speed. */
const AROUND_M = 0.04
const KEPT = 2000

/** Remembers what the gauge showed until the web is far enough behind it: a front of powder then stays where it is. */
export class Weighing {
	#seen: [number, number][]

	constructor(from: WeighingSnapshot = []) {
		this.#seen = from.map(([m, r]) => [m, r])
	}

	/** One reading over the expected one, of web that passed the nip at `fedM`. */
	see(fedM: number, ratio: number): void {
		if (!Number.isFinite(ratio)) return
		this.#seen.push([fedM, ratio])
		if (this.#seen.length > KEPT) this.#seen.shift()
	}

	/** Mean ratio of web fed between two metres, and of how many readings; null without any. Web fed before `fromM` is forgotten. */
	ratio(fromM: number, toM: number): { readonly mean: number; readonly count: number } | null {
		this.#seen = this.#seen.filter(([m]) => m >= fromM - 2 * AROUND_M)
		const near = this.#seen.filter(([m]) => m >= fromM - AROUND_M && m <= toM + AROUND_M)
		if (near.length === 0) return null
		return { mean: near.reduce((sum, [, r]) => sum + r, 0) / near.length, count: near.length }
	}

	clear(): void {
		this.#seen = []
	}

	snapshot(): WeighingSnapshot {
		return this.#seen.map(([m, r]) => [m, r] as const)
	}
}

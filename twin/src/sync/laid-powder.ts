/** What the screw laid on the web, without the feeder's factor, by metre fed: kg moist powder per m2. Plain JSON. */
export type LaidPowderSnapshot = readonly (readonly [fedM: number, kgPerM2: number])[]

/** Noted at this spacing. */
const STEP_M = 0.01

/** Remembers what was laid on the web between the nip and the areal gauge. */
export class LaidPowder {
	readonly #reachM: number
	#laid: [number, number][]

	/** `reachM`: from the nip to the gauge. */
	constructor(reachM: number, from: LaidPowderSnapshot = []) {
		this.#reachM = reachM
		this.#laid = from.map(([m, a]) => [m, a])
	}

	lay(fedM: number, kgPerM2: number): void {
		const last = this.#laid.at(-1)
		if (last !== undefined && fedM - last[0] < STEP_M) return
		this.#laid.push([fedM, kgPerM2])
		while ((this.#laid[0] as [number, number])[0] < fedM - this.#reachM - 1) this.#laid.shift()
	}

	/** On the web that is under the gauge now; before that web was laid, what was laid first. */
	atGauge(fedM: number): number {
		const seen = this.#laid.findLast(([m]) => m <= fedM - this.#reachM)
		return (seen ?? this.#laid[0])?.[1] ?? 0
	}

	clear(): void {
		this.#laid = []
	}

	snapshot(): LaidPowderSnapshot {
		return this.#laid.map(([m, a]) => [m, a] as const)
	}
}

/** Oxygen and pressure of the furnace under its sheath gas. */
const AIR_PPM = 209_000
/** Chamber volume over purge flow [s], and how fast air creeps in without purge. */
const PURGE_S = 6
const CREEP_S = 2400
/** What the slots let in at full purge. */
const SLOT_LEAK_PPM = 14

export class FurnaceAir {
	oxygenPpm = AIR_PPM
	flowM3PerS = 0
	pressurePa = 0
	readonly #nominalM3PerS: number

	constructor(nominalM3PerS: number) {
		this.#nominalM3PerS = nominalM3PerS
	}

	/** `leakPpm`: what a leak adds at full purge. */
	step(dtS: number, purgeOn: boolean, leakPpm: number): void {
		this.flowM3PerS += (dtS / (dtS + 2)) * ((purgeOn ? this.#nominalM3PerS : 0) - this.flowM3PerS)
		const share = this.flowM3PerS / this.#nominalM3PerS
		const in1 = share / PURGE_S
		const in2 = 1 / CREEP_S
		const towards = ((SLOT_LEAK_PPM + leakPpm) * in1 + AIR_PPM * in2 * (1 - share)) / (in1 + in2 * (1 - share) + 1e-12)
		this.oxygenPpm += (1 - Math.exp(-dtS * (in1 + in2))) * (towards - this.oxygenPpm)
		this.pressurePa = 25 * share * share
	}

	soak(): void {
		this.flowM3PerS = this.#nominalM3PerS
		this.oxygenPpm = SLOT_LEAK_PPM
		this.pressurePa = 25
	}
}

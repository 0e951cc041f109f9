/** Measuring wheel on the rewind. Where it slips, metres are not counted; what it read at any metre of the past can still be told. */
export class Encoder {
	readonly #gain: number
	readonly #beforeM: number
	/** Web paid out and what of it was lost by slip, at each change of the slip. */
	readonly #knots: { readonly paidOutM: number; readonly lostM: number; readonly slip: number }[] = [
		{ paidOutM: 0, lostM: 0, slip: 0 },
	]

	/** `gain`: reading over truth. `beforeM`: web run before the start. */
	constructor(gain: number, beforeM: number) {
		this.#gain = gain
		this.#beforeM = beforeM
	}

	/** From this much web on, a share of the metres is lost. */
	slips(slip: number, paidOutM: number): void {
		if (this.#knots.at(-1)?.slip === slip) return
		this.#knots.push({ paidOutM, lostM: this.#lostM(paidOutM), slip })
	}

	/** What it reads [m] after this much web of the simulation. */
	readingM(paidOutM: number): number {
		return (this.#beforeM + paidOutM - this.#lostM(paidOutM)) * this.#gain
	}

	#lostM(paidOutM: number): number {
		const knot = this.#knots.findLast((each) => each.paidOutM <= paidOutM)
		return knot === undefined ? 0 : knot.lostM + knot.slip * (paidOutM - knot.paidOutM)
	}
}

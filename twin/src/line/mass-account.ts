/** What became of all powder fed since the start, kg. */
export interface MassTotals {
	dryFedKg: number
	/** Powder that could not be laid on standing web. */
	spilledKg: number
	gasKg: number
	evaporatedKg: number
	/** Salt that was not reduced and citrate that did not char: washed away. */
	unreactedKg: number
	brineSaltKg: number
	/** Product at the scale, without its residual salt. */
	productKg: number
	productSaltKg: number
	/** Product and its salt lost between scraper and scale. */
	lostKg: number
	freshWaterKg: number
}

export const noMass = (): MassTotals => ({
	dryFedKg: 0,
	spilledKg: 0,
	gasKg: 0,
	evaporatedKg: 0,
	unreactedKg: 0,
	brineSaltKg: 0,
	productKg: 0,
	productSaltKg: 0,
	lostKg: 0,
	freshWaterKg: 0,
})

/** The totals with what is still on the web and in the wash, and how well they close. */
export interface MassAccount extends Readonly<MassTotals> {
	/** On the web and in the wash at the start. */
	readonly startKg: number
	readonly webKg: number
	readonly washKg: number
	/** (start + fed - everything else)/(start + fed). */
	readonly closure: number
}

/** Mass account of the line: precursor in = product + salt + gas + evaporated + unreacted + losses + hold-up. */
export function massAccount(totals: MassTotals, holdUp: { startKg: number; webKg: number; washKg: number }): MassAccount {
	const inKg = totals.dryFedKg + holdUp.startKg
	const outKg =
		totals.spilledKg +
		totals.gasKg +
		totals.evaporatedKg +
		totals.unreactedKg +
		totals.brineSaltKg +
		totals.productKg +
		totals.productSaltKg +
		totals.lostKg
	const openKg = inKg - outKg - holdUp.webKg - holdUp.washKg
	return { ...totals, ...holdUp, closure: inKg > 0 ? openKg / inKg : 0 }
}

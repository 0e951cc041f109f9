/**
 * Evens out what parcels take in a place. A parcel of finite length takes heat as its middle does, so a place that holds seven of
 * them would seem to draw in jerks. Its edge in truth enters half a parcel early and its end half a parcel late: what is taken is
 * spread over one parcel length of travel. Nothing is lost; a standing web draws what it takes at once.
 */
export interface HeatLedger {
	readonly terms: number
	/** Amounts still to come, for each bin of travel ahead, all terms of a bin together. */
	readonly pending: Float64Array
	/** Bin being travelled and the share of it that is behind. */
	bin: number
	behind: number
}

const BINS = 16
/** One more than a parcel length holds, for the part bin at the far end. */
const RING = BINS + 1

export function makeLedger(terms: number): HeatLedger {
	return { terms, pending: new Float64Array(RING * terms), bin: 0, behind: 0 }
}

/** Enters `amounts` taken while the web moved by `travelM` and gives in `amounts` what is to be drawn over that travel. */
export function passLedger(ledger: HeatLedger, amounts: Float64Array, travelM: number, parcelM: number): void {
	if (travelM <= 0) return
	const { terms, pending } = ledger
	const ahead = 1 - ledger.behind
	for (let k = 0; k < terms; k++) {
		const each = amounts[k]! / BINS
		amounts[k] = 0
		if (each === 0) continue
		for (let b = 0; b <= BINS; b++) {
			const share = b === 0 ? ahead : b === BINS ? ledger.behind : 1
			const at = ((ledger.bin + b) % RING) * terms + k
			pending[at] = pending[at]! + each * share
		}
	}
	let left = (travelM / parcelM) * BINS
	for (let n = 0; n < RING; n++) {
		const rest = 1 - ledger.behind
		const part = left < rest ? left / rest : 1
		const base = ledger.bin * terms
		for (let k = 0; k < terms; k++) {
			const drawn = pending[base + k]! * part
			pending[base + k] = pending[base + k]! - drawn
			amounts[k] = amounts[k]! + drawn
		}
		if (left < rest) {
			ledger.behind += left
			return
		}
		left -= rest
		ledger.bin = (ledger.bin + 1) % RING
		ledger.behind = 0
	}
}

/** Fills a ledger as if the web had moved at these steady amounts for each metre of travel. */
export function primeLedger(ledger: HeatLedger, perMetre: Float64Array, parcelM: number): void {
	const travelM = parcelM / BINS
	for (let n = 0; n < 2 * BINS; n++) {
		const amounts = Float64Array.from(perMetre, (amount) => amount * travelM)
		passLedger(ledger, amounts, travelM, parcelM)
	}
}

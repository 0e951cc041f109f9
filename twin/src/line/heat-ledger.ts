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

/** Bins in one parcel length; a step moves the web by at most one. */
const BINS = 16
const RING = 2 * BINS + 2

export function makeLedger(terms: number): HeatLedger {
	return { terms, pending: new Float64Array(RING * terms), bin: 0, behind: 0 }
}

const ramp = (u: number): number => (u > 0 ? (u * u) / 2 : 0)

/** Share of what a step took that is drawn before a travel `u` from its start, in bins; the step itself moved `step` bins. */
const drawnBefore = (u: number, step: number): number =>
	(ramp(u) - ramp(u - step) - ramp(u - BINS) + ramp(u - BINS - step)) / (step * BINS)

/**
 * Enters `amounts` taken while the web moved by `travelM` and gives in `amounts` what is to be drawn over that travel.
 * Taken evenly over the step, each part drawn evenly over the parcel length that follows it. `travelM` up to one parcel length.
 */
export function passLedger(ledger: HeatLedger, amounts: Float64Array, travelM: number, parcelM: number): void {
	// Under a billionth of a parcel the web stands.
	if (travelM <= 1e-9 * parcelM) return
	const { terms, pending } = ledger
	const step = Math.min(BINS, (travelM / parcelM) * BINS)
	let before = 0
	for (let b = 0; before < 1 && b < RING; b++) {
		const next = b === RING - 1 ? 1 : Math.min(1, drawnBefore(b + 1 - ledger.behind, step))
		const base = ((ledger.bin + b) % RING) * terms
		for (let k = 0; k < terms; k++) pending[base + k] = pending[base + k]! + amounts[k]! * (next - before)
		before = next
	}
	amounts.fill(0)
	let left = step
	while (left > 0) {
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

import { BIN_S } from './web-on-line.ts'

/**
 * What arrives at the scale in each bin [kg], of what is scraped off in each bin: mixed vessels one after the other, exact for a steady feed
 * within each bin. `vesselKg` holds what is in the vessels at the start and is left as it is.
 */
export function wayToScale(scrapedKg: Float64Array, vesselS: readonly number[], vesselKg: readonly number[]): Float64Array {
	const arriving = Float64Array.from(scrapedKg)
	for (let v = 0; v < vesselS.length; v++) {
		const timeS = vesselS[v]!
		const stays = Math.exp(-BIN_S / timeS)
		// Share of what comes in evenly over a bin that is still inside at its end.
		const freshStays = (timeS / BIN_S) * (1 - stays)
		let inside = vesselKg[v] ?? 0
		for (let bin = 0; bin < arriving.length; bin++) {
			const fed = arriving[bin]!
			const after = inside * stays + fed * freshStays
			arriving[bin] = inside + fed - after
			inside = after
		}
	}
	return arriving
}

import type { Recipe } from '@emberline/line-config'
import type { ParcelRecord } from '../line/model-port.ts'

/**
 * Worst of |value - middle| / half range over the recipe window, %, with the soft sensor that sets it; under 100 is inside.
 * A rate that a parcel never had (it did not get hot enough) is as far out as the window is wide: 200 %. Null without a window.
 */
export function windowIndex(recipe: Recipe, parcel: ParcelRecord): { readonly pct: number; readonly cause: string } | null {
	const { window } = recipe
	if (window === undefined) return null
	const parts: readonly (readonly [string, number | null, readonly [number, number]])[] = [
		['peakK', parcel.peakK, window.peakK],
		['heatRateKPerS', parcel.heatRateKPerS, window.heatRateKPerS],
		['quenchRateKPerS', parcel.quenchRateKPerS, window.quenchRateKPerS],
		['tAboveS', parcel.tAboveS, window.timeAboveS],
		['doseEqS', parcel.doseEqS, window.doseEqS],
	]
	let worst: { pct: number; cause: string } | null = null
	for (const [cause, value, [low, high]] of parts) {
		const half = (high - low) / 2
		const pct = value === null || !Number.isFinite(value) || half <= 0 ? 200 : (100 * Math.abs(value - (low + high) / 2)) / half
		if (worst === null || pct > worst.pct) worst = { pct, cause }
	}
	return worst
}

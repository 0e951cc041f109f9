import type { Recipe } from '@emberline/line-config'
import { isGood, type ParcelRecord } from '@emberline/twin'

type Quantity = 'sizeNm' | 'alloyWtpct' | 'reduction' | 'peakK' | 'tAboveS' | 'doseEqS' | 'heatRateKPerS' | 'quenchRateKPerS'
const QUANTITIES: readonly Quantity[] = [
	'sizeNm',
	'alloyWtpct',
	'reduction',
	'peakK',
	'tAboveS',
	'doseEqS',
	'heatRateKPerS',
	'quenchRateKPerS',
]

/** What reached the scraper of one recipe: means over its product, and what was lost. */
export class ParcelMeans {
	readonly recipe: Recipe
	/** Metres of coated web that were not good. */
	scrapM = 0
	/** Product over the whole run, as it left the furnace; the part that is good, and the part that is too coarse. */
	productKg = 0
	goodKg = 0
	offSizeKg = 0
	/** Product that counts for the means, and the good part of it. */
	countedKg = 0
	countedGoodKg = 0
	private readonly sums = new Map<Quantity, { weighted: number; weight: number }>()

	constructor(recipe: Recipe) {
		this.recipe = recipe
	}

	/**
	 * One parcel of this length and coated area. `counts`: it belongs to the means; scrap and product are counted whether or not. `atSplice`: too
	 * near to one to be good.
	 */
	take(
		parcel: ParcelRecord,
		{ lengthM, areaM2 }: { readonly lengthM: number; readonly areaM2: number },
		counts: boolean,
		atSplice = false,
	): void {
		if (parcel.dryLoadingKgPerM2 <= 0) return
		const weight = parcel.productKgPerM2 * areaM2
		const good = !atSplice && !parcel.overDosed && isGood(this.recipe, parcel)
		this.productKg += weight
		if (good) this.goodKg += weight
		else this.scrapM += lengthM
		if (parcel.sizeNm > this.recipe.good.sizeMaxNm) this.offSizeKg += weight
		if (!counts) return
		this.countedKg += weight
		if (good) this.countedGoodKg += weight
		for (const name of QUANTITIES) {
			const value = parcel[name]
			if (value === null) continue
			const sum = this.sums.get(name)
			if (sum === undefined) this.sums.set(name, { weighted: weight * value, weight })
			else {
				sum.weighted += weight * value
				sum.weight += weight
			}
		}
	}

	/** Null while no parcel that counts had one. */
	mean(name: Quantity): number | null {
		const sum = this.sums.get(name)
		return sum === undefined || sum.weight <= 0 ? null : sum.weighted / sum.weight
	}
}

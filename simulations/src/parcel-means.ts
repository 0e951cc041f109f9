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

/** Means over the product of the parcels that reached the scraper, and what was lost. */
export class ParcelMeans {
	/** Metres of coated web that were not good. */
	scrapM = 0
	private readonly recipe: Recipe
	private readonly sums = new Map<Quantity, { weighted: number; weight: number }>()
	private goodKgPerM2 = 0
	private allKgPerM2 = 0
	private lastFedM: number | null = null

	constructor(recipe: Recipe) {
		this.recipe = recipe
	}

	/** `counts`: it belongs to the means; scrap is counted whether or not. */
	take(parcel: ParcelRecord, counts: boolean): void {
		const lengthM = this.lastFedM === null ? 0 : parcel.fedM - this.lastFedM
		this.lastFedM = parcel.fedM
		if (parcel.dryLoadingKgPerM2 <= 0) return
		const good = !parcel.overDosed && isGood(this.recipe, parcel)
		if (!good) this.scrapM += lengthM
		if (!counts) return
		const weight = parcel.productKgPerM2
		this.allKgPerM2 += weight
		if (good) this.goodKgPerM2 += weight
		for (const name of QUANTITIES) {
			const value = parcel[name]
			if (value === null) continue
			const sum = this.sums.get(name) ?? { weighted: 0, weight: 0 }
			this.sums.set(name, { weighted: sum.weighted + weight * value, weight: sum.weight + weight })
		}
	}

	/** Null while no parcel that counts had one. */
	mean(name: Quantity): number | null {
		const sum = this.sums.get(name)
		return sum === undefined || sum.weight <= 0 ? null : sum.weighted / sum.weight
	}

	/** Of the product, by mass. */
	get goodShare(): number {
		return this.allKgPerM2 > 0 ? this.goodKgPerM2 / this.allKgPerM2 : 0
	}
}

import type { Web } from '../web/parcels.ts'
import type { Powder } from '../web/powder.ts'
import { heatRateKPerS, massesOf, quenchRateKPerS, sizesNm } from '../web/powder-result.ts'
import type { ParcelRecord } from './model-port.ts'

const orNull = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)

/** Life of a parcel as it stands now; `passS` is the time that an ordinary pass through the furnace takes [s]. */
export function parcelRecord(
	web: Web,
	i: number,
	powder: Powder,
	p: { readonly scraperS: number | null; readonly passS: number },
): ParcelRecord {
	const masses = massesOf(web, i, powder)
	const product = masses.alloy + masses.char
	return {
		fedM: web.bornM[i] ?? 0,
		feedS: web.bornS[i] ?? 0,
		heatInS: orNull(web.heatInS[i]),
		heatOutS: orNull(web.heatOutS[i]),
		quenchOutS: orNull(web.quenchOutS[i]),
		scraperS: p.scraperS,
		recipe: powder.recipeId,
		moistureKgPerKg: web.furnaceMoistureKgPerKg[i] ?? 0,
		dryLoadingKgPerM2: web.dryLoadingKgPerM2[i] ?? 0,
		peakK: web.peakK[i] ?? 0,
		tAboveS: web.aboveS[i] ?? 0,
		heatRateKPerS: heatRateKPerS(web, i),
		quenchRateKPerS: quenchRateKPerS(web, i),
		doseEqS: web.doseS[i] ?? 0,
		sizeNm: sizesNm(web, i, powder).sizeNm,
		reduction: web.xm[i] ?? 0,
		productKgPerM2: product,
		alloyWtpct: product > 0 ? (100 * masses.alloy) / product : 0,
		overDosed: (web.stoodS[i] ?? 0) > p.passS,
	}
}

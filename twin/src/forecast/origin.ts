import type { LineConfig, Recipe } from '@emberline/line-config'
import { restoreLine } from '../line/line-model.ts'
import type { LineModel, ParcelRecord } from '../line/model-port.ts'
import { scaleYield } from '../line/steady-line.ts'
import type { Posterior } from '../live/posterior.ts'
import type { LineLayout } from './line-layout.ts'
import type { DayStart } from './member-day.ts'
import type { RunningPoint } from './running-point.ts'
import { isGood } from './running-points.ts'
import type { WebStretch } from './web-on-line.ts'

/** Where every member begins, as the twin's mean state has it. */
export interface Origin {
	readonly start: Omit<DayStart, 'standsForS' | 'warmingUp' | 'web'>
	/** Product on its way to the scale in each vessel, kg at the scale. */
	readonly vesselKg: readonly number[]
	/** Web on the line as a member with this running point has it, nip first; `yieldFactor`: its yield over the mean. */
	web(point: RunningPoint, yieldFactor: number): readonly WebStretch[]
}

/** The model runs on in steps of this length to see what the web on the line carries. */
const STEP_S = 1

/**
 * Reads the state of the line from the posterior. The model is restored and run on with the set-points in force until the web now on the line
 * has passed the scraper: what it carried then is what it carries now. Web that is not through the furnace yet carries what the member makes of
 * its loading, and is good unless the member's day makes it bad.
 */
export function originOf(
	posterior: Posterior,
	{ line, recipes }: { readonly line: LineConfig; readonly recipes: Readonly<Record<string, Recipe>> },
	layout: LineLayout,
): Origin {
	const model = restoreLine(line, Object.values(recipes), posterior.model)
	const start = {
		webSpeedMPerS: posterior.controls.webSpeedMPerS,
		emitterK: Array.from(model.emitterK),
		wallK: Array.from(model.wallK),
	}
	const kept = scaleYield(line, posterior.parameters)
	const vesselKg = Array.from(model.washProductKg, (kg) => kg * kept)
	const perM = line.web.coatedWidthM * kept
	const fedM = model.fedM
	const parcels = webAhead(model, posterior, layout).map((parcel) => ({
		placeM: fedM - parcel.fedM,
		productKgPerM: parcel.productKgPerM2 * perM,
		dryLoadingKgPerM2: parcel.dryLoadingKgPerM2,
		good: isGoodParcel(parcel, recipes),
	}))
	const halfM = line.web.parcelLengthM / 2
	const web = (point: RunningPoint, yieldFactor: number): readonly WebStretch[] =>
		parcels.map(({ placeM, productKgPerM, dryLoadingKgPerM2, good }): WebStretch => {
			if (placeM > layout.furnaceOutM) return { toM: placeM + halfM, productKgPerM: productKgPerM * yieldFactor, good }
			return {
				toM: placeM + halfM,
				productKgPerM: (point.productKgPerM * dryLoadingKgPerM2) / point.dryLoadingKgPerM2,
				good: true,
			}
		})
	return { start, vesselKg, web }
}

function isGoodParcel(parcel: ParcelRecord, recipes: Readonly<Record<string, Recipe>>): boolean {
	const recipe = recipes[parcel.recipe]
	return recipe !== undefined && !parcel.overDosed && isGood(recipe, parcel)
}

/** Parcels now between nip and scraper, the one at the nip first, with what they will have become at the scraper. */
function webAhead(model: LineModel, posterior: Posterior, layout: LineLayout): readonly ParcelRecord[] {
	const fedM = model.fedM
	const parcels: ParcelRecord[] = []
	model.takeLeft()
	while (model.fedM - fedM < layout.scraperM + 1e-9) {
		model.step(posterior.runControls, STEP_S)
		for (const parcel of model.takeLeft()) if (parcel.fedM <= fedM) parcels.push(parcel)
	}
	return parcels.reverse()
}

import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { nominalParameters } from '../src/line/parameters.ts'
import { beginHistory, clearParcel, makeWeb, PARCEL_FIELDS } from '../src/web/parcels.ts'
import { powderOf } from '../src/web/powder.ts'
import { advanceParcel } from '../src/web/web-step.ts'

const PARCELS = 50
const START_K = 298.15

/** 50 parcels of two recipes through a module, a hotter one and a cold gas: all their fields and the heat each took, as bytes. */
export function parcelsToTheBit(): Uint8Array {
	const parameters = nominalParameters(loadLine('pilot'))
	const powders = ['htr-bisb', 'nts-bisnsb'].map((id) => powderOf(loadRecipe(id), parameters))
	const web = makeWeb(PARCELS)
	const heats: number[] = []
	for (let i = 0; i < PARCELS; i++) {
		const powder = powders[i % powders.length]
		if (powder === undefined) continue
		clearParcel(web, i, START_K)
		web.powder[i] = i % powders.length
		web.dryLoadingKgPerM2[i] = 0.08 + 0.04 * ((i * 0.6180339887498949) % 1)
		beginHistory(web, i, START_K)
		const taken = { radiation: 0, convection: 0, fusion: 0, reaction: 0, kelvinSeconds: 0 }
		const zone = { surfaceK: 900 + 9 * i, surfaceEmissivity: 0.85, view: 1, filmWPerM2K: 10, gasK: 700 }
		for (const [place, timeS] of [
			[zone, 2],
			[{ ...zone, surfaceK: zone.surfaceK + 60 }, 3],
			[{ ...zone, surfaceK: 303.15, filmWPerM2K: 61.1, gasK: 293.15 }, 4],
		] as const)
			advanceParcel(web, i, powder, 0.12, place, timeS, taken)
		heats.push(...Object.values(taken))
	}
	const numbers = [...PARCEL_FIELDS.flatMap((field) => [...web[field]]), ...web.evaporated, ...web.ladderS, ...heats]
	return new Uint8Array(Float64Array.from(numbers).buffer)
}

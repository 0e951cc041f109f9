import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { nominalParameters } from '../../twin/src/line/parameters.ts'
import { beginHistory, clearParcel, makeWeb, type Web } from '../../twin/src/web/parcels.ts'
import { type Powder, powderOf } from '../../twin/src/web/powder.ts'
import type { Surroundings } from '../../twin/src/web/web-point.ts'
import { advanceParcel, type HeatTaken, STEP_BOUNDS, type StepBounds } from '../../twin/src/web/web-step.ts'

export const CLOTH_KG_PER_M2 = 0.12
export const START_K = 298.15

/** A stretch of the path in constant surroundings. */
export interface Stretch {
	readonly place: Surroundings
	readonly lastsS: number
}

export interface History {
	readonly name: string
	readonly powder: Powder
	readonly path: readonly Stretch[]
}

const zone = (surfaceK: number, gasK: number, lastsS: number): Stretch => ({
	place: { surfaceK, surfaceEmissivity: 0.85, view: 1, filmWPerM2K: 10, gasK },
	lastsS,
})
const quench = (filmWPerM2K: number, lastsS: number): Stretch => ({
	place: { surfaceK: 303.15, surfaceEmissivity: 0.8, view: 1, filmWPerM2K, gasK: 293.15 },
	lastsS,
})
const parameters = nominalParameters(loadLine('pilot'))

/** The two recipes of the pilot line at their set-points: four modules (3, 2, 2, 3 s) and the quench. */
export const HISTORIES: readonly History[] = [
	{
		name: 'HTR BiSb',
		powder: powderOf(loadRecipe('htr-bisb'), parameters),
		path: [zone(1347.7, 1122, 3), zone(1343.8, 1177, 2), zone(1343.8, 1177, 2), zone(1342.7, 1226, 3), quench(61.1, 5)],
	},
	{
		name: 'NTS BiSnSb',
		powder: powderOf(loadRecipe('nts-bisnsb'), parameters),
		path: [zone(609.8, 478, 3), zone(689.4, 550, 2), zone(770.8, 621, 2), zone(817.9, 719, 3), quench(25, 8)],
	},
]

/** Dry loading of parcel `n` of a batch, kg/m2: 0.08 to 0.12, so that no two parcels take the same steps. */
export const loadingOf = (n: number): number => 0.08 + 0.04 * ((n * 0.6180339887498949) % 1)

const web: Web = makeWeb(1)
const taken: HeatTaken = { radiation: 0, convection: 0, fusion: 0, reaction: 0, kelvinSeconds: 0 }

/** Follows one parcel along a history; its temperatures at the ends of the zones [K] go to `ends` from `at` on. Gives the sum of growth. */
export function follow(history: History, n: number, ends: Float64Array, at: number, bounds: StepBounds = STEP_BOUNDS): number {
	clearParcel(web, 0, START_K)
	web.powder[0] = 0
	web.dryLoadingKgPerM2[0] = loadingOf(n)
	beginHistory(web, 0, START_K)
	const { path, powder } = history
	for (let z = 0; z < path.length; z++) {
		const stretch = path[z] as Stretch
		advanceParcel(web, 0, powder, CLOTH_KG_PER_M2, stretch.place, stretch.lastsS, taken, bounds)
		ends[at + z] = web.temperatureK[0] as number
	}
	return web.thetaNmN[0] as number
}

import type { LineConfig, Recipe } from '@emberline/line-config'
import { emptyWash, type WashState } from '../stations/wash/process.ts'
import { clearParcel, makeWeb, type Web } from '../web/parcels.ts'
import { type HeatLedger, makeLedger } from './heat-ledger.ts'
import { type MassTotals, noMass } from './mass-account.ts'
import type { LineControls, ModelParameters, ParcelRecord } from './model-port.ts'
import { nominalParameters } from './parameters.ts'
import { placesOf } from './places.ts'

/** Terms of a place's account, in the order in which ledgers and flows keep them. */
export const TERM = {
	radiation: 0,
	convection: 1,
	fusion: 2,
	reaction: 3,
	margin: 4,
	latent: 5,
	sensible: 6,
	kelvinSeconds: 7,
	seconds: 8,
} as const
export const TERMS = 9

/** Mean flows of a heating module over the last step, W. */
export const FLOW = { power: 0, gas: 1, slots: 2, walls: 3, stored: 4 } as const
export const FLOWS = 5

/** Everything that the moving line remembers. */
export interface LineState {
	recipes: Recipe[]
	/** Index of the recipe being fed. */
	feeding: number
	parameters: ModelParameters
	timeS: number
	fedM: number
	/** Web fed before this has been told as left; once the line has gone back it leaves again, and is not told again. */
	toldM: number
	/** Next parcel to be begun: it covers parcelLength from this many parcel lengths of web fed. */
	nextParcel: number
	/** Ring of parcels: the oldest is `first`, farthest along the path. */
	readonly web: Web
	first: number
	count: number
	/** Quench length that the parcels' places were told by. */
	quenchLengthM: number
	readonly emitterK: Float64Array
	readonly wallK: Float64Array
	readonly powerW: Float64Array
	readonly setpointK: Float64Array
	readonly integralW: Float64Array
	/** Mean web temperature of each module, for its gas. */
	readonly meanK: Float64Array
	readonly ledgers: readonly HeatLedger[]
	/** Means over the last step: terms of each place, W (kelvin seconds and seconds as they are), and flows of each module. */
	readonly placeW: Float64Array
	readonly moduleW: Float64Array
	/** Dose gained and temperatures of the parcel that last passed each end of a place. */
	readonly placeDoseS: Float64Array
	readonly placeInK: Float64Array
	readonly placeOutK: Float64Array
	readonly wash: WashState
	readonly totals: MassTotals
	startKg: number
	/** Of the last step; null before the first. */
	controls: LineControls | null
	/** Web speed of the last step. */
	webSpeedMPerS: number
	/** Product on the web that last left furnace and quench, kg/m2. */
	furnaceProductKgPerM2: number
	furnaceKgPerS: number
	scaleKgPerS: number
	residualNaClWtpct: number
	lastQuenched: ParcelRecord | null
	left: ParcelRecord[]
}

/** Web that is on a line at its beginning was fed before metre 0, and no line is so long [m]. */
const NOTHING_TOLD_M = 1e9
/** Records kept for whoever takes them; older ones are dropped, for a line of which nobody asks. */
export const LEFT_MAX = 20_000

/** Places that a parcel ring needs on this line. */
export function ringCapacity(config: LineConfig): number {
	return Math.ceil(config.stations.wash.scraperAtM / config.web.parcelLengthM) + 4
}

/** A line with bare web at room temperature, cold furnace and clean wash. */
export function restingState(config: LineConfig, recipe: Recipe, parameters: ModelParameters | undefined): LineState {
	const { heating, wash } = config.stations
	const modules = heating.modules.length
	const quenchLengthM = recipe.setpoints[config.setpointSet]?.quenchLengthM ?? config.stations.quench.lengthM
	const places = placesOf(config, quenchLengthM)
	const room = () => new Float64Array(modules).fill(heating.ambientK)
	const atRoom = () => new Float64Array(places.length).fill(heating.ambientK)
	const state: LineState = {
		recipes: [recipe],
		feeding: 0,
		parameters: parameters ?? nominalParameters(config),
		timeS: 0,
		fedM: 0,
		toldM: -NOTHING_TOLD_M,
		nextParcel: 0,
		web: makeWeb(ringCapacity(config)),
		first: 0,
		count: 0,
		quenchLengthM,
		emitterK: room(),
		wallK: room(),
		powerW: new Float64Array(modules),
		setpointK: room(),
		integralW: new Float64Array(modules),
		meanK: room(),
		ledgers: places.map(() => makeLedger(TERMS)),
		placeW: new Float64Array(places.length * TERMS),
		moduleW: new Float64Array(modules * FLOWS),
		placeDoseS: new Float64Array(places.length),
		placeInK: atRoom(),
		placeOutK: atRoom(),
		wash: emptyWash(wash),
		totals: noMass(),
		startKg: 0,
		controls: null,
		webSpeedMPerS: 0,
		furnaceProductKgPerM2: 0,
		furnaceKgPerS: 0,
		scaleKgPerS: 0,
		residualNaClWtpct: 0,
		lastQuenched: null,
		left: [],
	}
	layBareWeb(config, state)
	return state
}

/** Bare parcels from scraper to nip, oldest first. */
function layBareWeb(config: LineConfig, state: LineState): void {
	const { parcelLengthM } = config.web
	const places = placesOf(config, state.quenchLengthM)
	const count = Math.floor(config.stations.wash.scraperAtM / parcelLengthM + 0.5)
	for (let k = 0; k < count; k++) {
		const atM = (count - k - 0.5) * parcelLengthM
		clearParcel(state.web, k, config.stations.heating.ambientK)
		state.web.bornM[k] = -atM
		state.web.place[k] = Math.max(
			0,
			places.findIndex((place) => atM < place.toM),
		)
	}
	state.count = count
}

/** Controls of a line that does nothing: what a model is told before anybody controls it. */
export function idleControls(config: LineConfig): LineControls {
	const { drying, heating, feed } = config.stations
	return {
		webSpeedMPerS: 0,
		screwRevPerS: 0,
		feedMoistureKgPerKg: feed.moistureKgPerKg,
		dryerAirK: drying.airTemperatureK.map(() => heating.ambientK),
		heatersOn: false,
		emitterSetpointK: heating.modules.map(() => heating.ambientK),
		shutterOpenFraction: 1,
		quenchGasM3PerS: 0,
		quenchLengthM: 0,
		freshWaterM3PerS: 0,
	}
}

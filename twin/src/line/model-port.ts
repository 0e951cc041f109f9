import type { LineConfig, Recipe } from '@emberline/line-config'
import type { StationName, ZoneBalance } from '../port.ts'

/**
 * The one numeric model of the line, used four ways: kept in step with the plant, run ahead, run sideways and compared with the plant.
 * It has no modes, no clock and no chance in it: controls and a time step go in, the state moves on.
 */

/** What acts on the line: measured where the plant measures it, else what it was set to. */
export interface LineControls {
	/** Actual web speed; 0 while it stands. */
	readonly webSpeedMPerS: number
	readonly screwRevPerS: number
	/** Of the precursor as fed, kg water per kg dry powder. */
	readonly feedMoistureKgPerKg: number
	/** One for each drying zone. */
	readonly dryerAirK: readonly number[]
	/** False: no heater gets power, whatever the set-points. */
	readonly heatersOn: boolean
	/** One for each heating module. */
	readonly emitterSetpointK: readonly number[]
	/** 1 open; 0 keeps the emitters from seeing the web. */
	readonly shutterOpenFraction: number
	readonly quenchGasM3PerS: number
	/** Length of the quench whose jets blow. */
	readonly quenchLengthM: number
	readonly freshWaterM3PerS: number
	/** Web temperature as it leaves the dryer, where the plant measures it: the web then carries its heat through the hall into the furnace. */
	readonly dryerExitK?: number
	/** Web temperature at the furnace inlet where the plant knows that; without either the web comes in at room temperature. */
	readonly furnaceInletK?: number
}

/** What is not known exactly, as factors on the nominal value (1 = as in the files). All are drawn, estimated and shown by these names. */
export interface ModelParameters {
	/** On the exchange factor between emitter and web. */
	readonly emissivity: number
	/** On wall and slot losses of each heating module. */
	readonly zoneLoss: readonly number[]
	/** On the powder per turn of the screw. */
	readonly feeder: number
	/** On the areal heat capacity of cloth and powder. */
	readonly arealHeat: number
	/** On the film coefficient of the quench. */
	readonly quench: number
	/** On the drying rate. */
	readonly drying: number
	/** On the water that the cake carries between wash stages. */
	readonly wash: number
	/** On the char yields. */
	readonly charYield: number
	/** On the coarsening rate. */
	readonly coarsening: number
	/** On the evaporating surface. */
	readonly evaporation: number
	/** On what is kept from scraper to scale. */
	readonly yield: number
}

/** One parcel's life, written when it leaves the quench and completed when it reaches the scraper. Times are model seconds; null = not yet. */
export interface ParcelRecord {
	/** Metres of web fed since the start of the model when this parcel passed the nip. */
	readonly fedM: number
	readonly feedS: number
	readonly heatInS: number | null
	readonly heatOutS: number | null
	readonly quenchOutS: number | null
	readonly scraperS: number | null
	readonly recipe: string
	/** Moisture as it entered the furnace. */
	readonly moistureKgPerKg: number
	readonly dryLoadingKgPerM2: number
	readonly peakK: number
	readonly tAboveS: number
	/** From the first 400 K to the first 0.9 peak, and from the last 0.9 peak to the last 600 K, mean. Null when it never got there. */
	readonly heatRateKPerS: number | null
	readonly quenchRateKPerS: number | null
	readonly doseEqS: number
	readonly sizeNm: number
	readonly reduction: number
	/** Product at the furnace exit. */
	readonly productKgPerM2: number
	readonly alloyWtpct: number
	/** Stood still in the furnace for longer than a pass takes. */
	readonly overDosed: boolean
}

/** The line along one parcel's path at fixed controls. */
export interface SteadyLine {
	readonly controls: LineControls
	readonly zones: readonly ZoneBalance[]
	readonly emitterGasK: readonly number[]
	/** Emitters: at their set-points where the heater power allows. */
	readonly emitterK: readonly number[]
	readonly parcel: ParcelRecord
	/** Along the path, for profile.csv and for filling a line. */
	readonly samples: readonly PathSample[]
	readonly product: SteadyProduct
}

export interface PathSample {
	readonly sM: number
	readonly tS: number
	/** Zone from 1; web between two stations counts to the one before it, the gap behind the furnace to the quench. */
	readonly station: StationName
	readonly zone: number
	readonly temperatureK: number
	readonly moistureKgPerKg: number
	readonly x1: number
	readonly x2: number
	readonly xm: number
	readonly meltFraction: number
	readonly sizeNm: number
	readonly emitterK: number | null
}

export interface SteadyProduct {
	readonly feedGPerH: number
	readonly furnaceGPerH: number
	/** At the scale. */
	readonly netGPerH: number
	readonly sizeNm: number
	readonly lnSigmaG: number
	readonly alloyWtpct: number
	readonly reduction: number
	readonly metastability: number
	/** By metal, lost over fed. */
	readonly evaporated: Readonly<Record<string, number>>
	/** Salt lost as vapour, per m2 of coated web. */
	readonly evaporatedNaClKgPerM2: number
	readonly residualNaClWtpct: number
	readonly waterLPerKg: number
	/** Whole line with auxiliaries, from the grid, per kg at the scale. */
	readonly energyKWhPerKg: number
	readonly wholeLineKW: number
	readonly brineWtpct: number
	readonly volatileVelocityMaxMPerS: number
}

/** The line as it is now. Everything in it serialises; a restored line goes on bit for bit. */
export interface LineModel {
	readonly config: LineConfig
	/** Of the powder that is being fed now. */
	readonly recipe: Recipe
	readonly timeS: number
	/** Metres fed since the start. */
	readonly fedM: number
	parameters: ModelParameters
	/** State of each heating module; the estimator may move them. */
	readonly emitterK: Float64Array
	readonly wallK: Float64Array
	/** Heater power of each module now, W. */
	readonly powerW: Float64Array
	/** One step; cuts it into smaller ones where the physics asks for it. `dtS` up to 10 s. */
	step(controls: LineControls, dtS: number): void
	setRecipe(recipe: Recipe): void
	/** Account of every zone over the last step, means. */
	zones(): readonly ZoneBalance[]
	/** Web temperature, moisture and parcel recipe at places along the path, by interpolation between parcels. */
	profile(sM: readonly number[]): { readonly temperatureK: number[]; readonly moistureKgPerKg: number[] }
	/** Warms or cools the web by what was measured, by straight lines between places along the path [m, K]; web outside of them stays. */
	shiftWeb(sM: readonly number[], byK: readonly number[]): void
	/** Web between two places [m] carries `factor` times the powder that was laid on it: somebody has weighed it. */
	weighWeb(fromM: number, toM: number, factor: number): void
	/** Records of the parcels that passed the scraper since the last call. */
	takeLeft(): readonly ParcelRecord[]
	/** The record of the parcel that left the quench last; null while none has. */
	readonly lastQuenched: ParcelRecord | null
	/** Product over the furnace exit and at the scale now, and what has reached the scale since the start. */
	readonly furnaceKgPerS: number
	readonly scaleKgPerS: number
	readonly productKg: number
	/** Product in each wash stage and, last, in the product dryer, kg as at the furnace exit. */
	readonly washProductKg: Float64Array
	/** Of the product arriving at the scale now. */
	readonly residualNaClWtpct: number
	/** Conductivity of each wash stage, mS/cm at 25 degC. */
	readonly conductivityMSPerCm: Float64Array
	/** Whole line with auxiliaries, from the grid, now. */
	readonly wholeLineKW: number
	/** Back to what this line was at a snapshot of its own, with the parameters of now. Web that has been told as left is not told again. */
	goBack(snapshot: LineModelSnapshot): void
	snapshot(): LineModelSnapshot
}

/** Plain JSON. */
export interface LineModelSnapshot {
	readonly version: 1
	readonly recipes: readonly string[]
	readonly state: unknown
}

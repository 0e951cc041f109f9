import type { WebHeat } from './web-heat.ts'

/** One recipe as one member runs it: rates of the steady line and what scales them when it is not steady. SI. */
export interface RunningPoint {
	readonly recipe: string
	readonly webSpeedMPerS: number
	readonly modules: readonly ModulePoint[]
	/** How web takes heat when it is not steady. */
	readonly webHeat: WebHeat
	/** Product at the scale per metre of web. */
	readonly productKgPerM: number
	/** Loading that gives it. */
	readonly dryLoadingKgPerM2: number
	readonly peakK: number
	/** Whole dose, and the part of it gathered after the furnace. */
	readonly doseEqS: number
	readonly doseAfterS: number
	/** Whether web at these conditions is good, splices aside. */
	readonly good: boolean
	/** Dose at which the size limit is reached; web that saw more is not good. */
	readonly doseLimitS: number
	/** Web nearer than this to a splice is not good. */
	readonly spliceDistanceM: number
	readonly dose: { readonly activationEnergyJPerMol: number; readonly referenceK: number }
	readonly freshWaterM3PerS: number
	/** From the grid while running, apart from furnace and drives; goes with the speed. */
	readonly otherGridW: number
	/** What limits speak of, in SI. */
	readonly kept: readonly KeptValue[]
	/** Heat that leaves a module whose shutter is closed, over what leaves it at the same temperatures while it runs. */
	readonly standingLoss: number
	/** Of the power of dryers, wash and chiller that a line between two runs of its plan keeps. */
	readonly standingShare: number
	/** What meters show over what the account gives; 1 where nothing was measured. */
	readonly shown: ShownShares
}

/** Meter over account: heaters of each module with all that leaves it, the whole line, fresh water. */
export interface ShownShares {
	readonly zone: readonly number[]
	readonly line: number
	readonly water: number
}

/** Heat account of one heating module at the steady state, W, and the temperatures it holds for. */
export interface ModulePoint {
	readonly emitterK: number
	/** Insulation node. */
	readonly wallK: number
	readonly electricalW: number
	readonly webW: number
	readonly gasW: number
	readonly slotsW: number
	readonly wallsW: number
	readonly coolantW: number
	readonly doseEqS: number
}

/** A value with the limit that it has to keep. */
export interface KeptValue {
	readonly name: string
	readonly value: number
	readonly limit: number
	/** True: it may not be more. */
	readonly most: boolean
	/** What unit the limit is told in, and how much of it one SI unit is. */
	readonly unit: string
	readonly per: number
}

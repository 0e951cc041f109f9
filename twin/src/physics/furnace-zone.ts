import { carbonHeatJPerKgK } from './carbon.ts'
import { STEFAN_BOLTZMANN } from './constants.ts'

/** Areas, conductances and heat capacities of one heater module. */
export interface FurnaceModule {
	/** Both faces of the web are its area once: the film coefficient counts twice. */
	readonly webAreaM2: number
	readonly emitterAreaM2: number
	/** Emitter to the middle of the insulation, and from there to the hall, W/K. */
	readonly innerWPerK: number
	readonly outerWPerK: number
	/** Open slot area times view factor. */
	readonly slotM2: number
	/** Sheath gas, W/K. */
	readonly gasWPerK: number
	readonly gasInletK: number
	readonly filmWPerM2K: number
	readonly emitterMassKg: number
	readonly wallJPerK: number
	readonly ambientK: number
}

/**
 * Gas temperature in a module [K].
 *
 *   Tg = (mcp Tin + 2 h Aw Tweb + h Ae Te)/(mcp + 2 h Aw + h Ae)        quasi-steady, mixed; Tweb is the mean over the module
 */
export function moduleGasK(module: FurnaceModule, webMeanK: number, emitterK: number): number {
	const toWeb = 2 * module.filmWPerM2K * module.webAreaM2
	const fromEmitter = module.filmWPerM2K * module.emitterAreaM2
	return (
		(module.gasWPerK * module.gasInletK + toWeb * webMeanK + fromEmitter * emitterK) / (module.gasWPerK + toWeb + fromEmitter)
	)
}

/** Heat out of the open slots [W]: A F sigma (Te^4 - Ta^4). */
export function slotLossW(module: FurnaceModule, emitterK: number): number {
	const e2 = emitterK * emitterK
	const a2 = module.ambientK * module.ambientK
	return module.slotM2 * STEFAN_BOLTZMANN * (e2 * e2 - a2 * a2)
}

/** Steady heat through the insulation [W]: (Te - Ta)/(1/G1 + 1/G2). */
export function steadyWallLossW(module: FurnaceModule, emitterK: number): number {
	return (emitterK - module.ambientK) / (1 / module.innerWPerK + 1 / module.outerWPerK)
}

/** Temperature that the middle of the insulation settles at [K]. */
export function steadyWallK(module: FurnaceModule, emitterK: number): number {
	return module.ambientK + steadyWallLossW(module, emitterK) / module.outerWPerK
}

/** Heat capacity of the emitter [J/K]: mass times that of graphite. */
export function emitterJPerK(module: FurnaceModule, emitterK: number): number {
	return module.emitterMassKg * carbonHeatJPerKgK(emitterK)
}

/** Heat account of a module with its emitter held at a temperature [W]. */
export interface ZoneAccount {
	readonly gasK: number
	/** h Ae (Te - Tg). */
	readonly emitterToGasW: number
	/** mcp (Tg - Tin). */
	readonly gasOutW: number
	/** 2 h Aw (Tg - Tweb). */
	readonly gasToWebW: number
	readonly wallW: number
	readonly slotW: number
	readonly electricalW: number
	/** emitter to gas - gas out - gas to web. */
	readonly residualW: number
}

/**
 * Steady account of one module [W]: electrical = web radiation + emitter to gas + walls + slots.
 *
 * The gas hands on what it takes: emitter to gas = gas out + gas to web.
 */
export function zoneAccount(
	module: FurnaceModule,
	p: { readonly emitterK: number; readonly webMeanK: number; readonly webRadiationW: number },
): ZoneAccount {
	const gasK = moduleGasK(module, p.webMeanK, p.emitterK)
	const emitterToGasW = module.filmWPerM2K * module.emitterAreaM2 * (p.emitterK - gasK)
	const gasOutW = module.gasWPerK * (gasK - module.gasInletK)
	const gasToWebW = 2 * module.filmWPerM2K * module.webAreaM2 * (gasK - p.webMeanK)
	const wallW = steadyWallLossW(module, p.emitterK)
	const slotW = slotLossW(module, p.emitterK)
	const electricalW = p.webRadiationW + emitterToGasW + wallW + slotW
	const residualW = emitterToGasW - gasOutW - gasToWebW
	return { gasK, emitterToGasW, gasOutW, gasToWebW, wallW, slotW, electricalW, residualW }
}

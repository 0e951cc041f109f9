import { emitterJPerK, type FurnaceModule } from '../physics/furnace-zone.ts'
import type { ModulePoint } from './running-point.ts'

/** What one module is and can do, from the line file. */
export interface ModuleLimits {
	/** As drawn: losses of the member are in its running point. */
	readonly furnace: FurnaceModule
	readonly powerMaxW: number
	readonly heatUpRateKPerS: number
}

/** Heat of one module over a time, J, and its temperatures; changed in place by `heatModule`. */
export interface ModuleState {
	emitterK: number
	wallK: number
	electricalJ: number
	webJ: number
	gasJ: number
	slotsJ: number
	wallsJ: number
	coolantJ: number
	storedJ: number
}

/**
 * Moves one module on by `dtS` with its heater following `setpointK` while the web takes `webW` from it.
 *
 *   Ce dTe/dt = P - web - gas - slots - G1 (Te - Tw),   Cw dTw/dt = G1 (Te - Tw) - G2 (Tw - Ta)
 *
 * The two-node furnace of the twin with each flow anchored at the steady account `point`: conductances and slots keep their law, gas goes
 * with Te - Tin. So a module at its steady temperatures has exactly the steady account. The heater gives what the set-point asks for, rising no faster than the heat-up rate, between
 * zero and its maximum. The account is counted by `shown`, meter over
 * account, each term alike, so that it closes; `loss` times what the module loses while it runs leaves it, what is more by its slots. Holds for steps well below the emitter's own time constant (some 400 s).
 */
export function heatModule(
	state: ModuleState,
	point: ModulePoint,
	limits: ModuleLimits,
	setpointK: number,
	webW: number,
	dtS: number,
	counted: { readonly shown: number; readonly loss: number } = { shown: 1, loss: 1 },
): void {
	const { emitterK: te, wallK: tw } = state
	const { ambientK: ta, gasInletK: tin, wallJPerK } = limits.furnace
	const loss = point.wallsW + point.coolantW
	const inWallW = (loss * (te - tw)) / (point.emitterK - point.wallK)
	const outShare = (tw - ta) / (point.wallK - ta)
	const slotsW = (point.slotsW * (fourth(te) - fourth(ta))) / (fourth(point.emitterK) - fourth(ta))
	const gasW = (point.gasW * (te - tin)) / (point.emitterK - tin)
	const moreW = (counted.loss - 1) * (inWallW + slotsW + gasW)
	const loadW = inWallW + slotsW + gasW + webW + moreW

	const emitterHeat = emitterJPerK(limits.furnace, te)
	const wantedK = Math.min(setpointK - te, limits.heatUpRateKPerS * dtS)
	const powerW = Math.min(Math.max(loadW + (emitterHeat * wantedK) / dtS, 0), limits.powerMaxW)
	const emitterGainW = powerW - loadW
	const wallGainW = inWallW - loss * outShare
	state.emitterK = te + (emitterGainW * dtS) / emitterHeat
	state.wallK = tw + (wallGainW * dtS) / wallJPerK
	const countedS = counted.shown * dtS
	state.electricalJ += powerW * countedS
	state.webJ += webW * countedS
	state.gasJ += gasW * countedS
	state.slotsJ += (slotsW + moreW) * countedS
	state.wallsJ += point.wallsW * outShare * countedS
	state.coolantJ += point.coolantW * outShare * countedS
	state.storedJ += (emitterGainW + wallGainW) * countedS
}

const fourth = (t: number): number => t * t * t * t

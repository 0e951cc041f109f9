import type { HeatingConfig } from '@emberline/line-config'
import { carbonEnthalpyJPerKg } from '../../physics/carbon.ts'
import { emitterJPerK, type FurnaceModule, moduleGasK, slotLossW } from '../../physics/furnace-zone.ts'

/** Nitrogen: kg per normal m3, and its heat over the furnace's range, J/kg K. */
const NITROGEN_KG_PER_NORMAL_M3 = 1.25
const NITROGEN_HEAT_J_PER_KG_K = 1150

/** Geometry, conductances and capacities of one heating module, `zone` from 0; `loss` is the factor on its wall and slot losses. */
export function furnaceModule(
	heating: HeatingConfig,
	zone: number,
	p: { readonly clothWidthM: number; readonly loss: number },
): FurnaceModule {
	const lengthM = heating.modules[zone]?.lengthM ?? 0
	const emitterAreaM2 = 2 * heating.emitterWidthM * lengthM
	const insulationM2 = heating.insulationAreaRatio * emitterAreaM2
	const outerM2 = heating.outerAreaRatio * emitterAreaM2
	const inner = (2 * heating.insulationConductivityWPerMK * insulationM2) / heating.insulationThicknessM
	const outer = 1 / (1 / inner + 1 / (heating.outerFilmCoefficientWPerM2K * outerM2))
	const ends = (zone === 0 ? 1 : 0) + (zone === heating.modules.length - 1 ? 1 : 0)
	return {
		webAreaM2: p.clothWidthM * lengthM,
		emitterAreaM2,
		innerWPerK: inner * p.loss,
		outerWPerK: outer * p.loss,
		slotM2: ends * heating.emitterWidthM * heating.slotHeightM * heating.slotFactor * p.loss,
		gasWPerK: heating.gasFlowNormalM3PerS * NITROGEN_KG_PER_NORMAL_M3 * NITROGEN_HEAT_J_PER_KG_K,
		gasInletK: heating.gasInletK,
		filmWPerM2K: heating.filmCoefficientWPerM2K,
		emitterMassKg: heating.emitterArealMassKgPerM2 * emitterAreaM2,
		wallJPerK:
			heating.insulationDensityKgPerM3 * heating.insulationSpecificHeatJPerKgK * insulationM2 * heating.insulationThicknessM,
		ambientK: heating.ambientK,
	}
}

/** Emitter, wall and controller of one module. */
export interface ModuleState {
	emitterK: number
	wallK: number
	/** Set-point that the controller follows now, and its integral, W. */
	setpointK: number
	integralW: number
}

/** Mean flows of a step, W. */
export interface ModuleFlows {
	gasOutW: number
	slotW: number
	wallInW: number
	wallOutW: number
	powerW: number
	storedW: number
}

export interface ModuleControl {
	readonly heatersOn: boolean
	readonly setpointK: number
	readonly heatUpRateKPerS: number
	readonly gainWPerK: number
	readonly integralTimeS: number
	readonly powerMaxW: number
}

/**
 * One step of a module's emitter, wall and controller; `webW` is what web and cloth margin take from emitter and gas [W].
 *
 *   Ce dTe/dt = P - web - gas out - G1 (Te - Tw) - slots,  Cw dTw/dt = G1 (Te - Tw) - G2 (Tw - Ta)
 *   P = P0 + Kp e + I, dI/dt = (Kp/Ti) e, frozen while saturated in the direction of e;  P0: what is being lost now
 *
 * Explicit; the emitter's heat capacity by its enthalpy; for steps of at most a second (the nodes settle within minutes).
 */
export function stepModule(
	module: FurnaceModule,
	state: ModuleState,
	control: ModuleControl,
	p: { readonly webW: number; readonly webMeanK: number; readonly dtS: number },
	flows: ModuleFlows,
): void {
	const { dtS } = p
	const gasK = moduleGasK(module, p.webMeanK, state.emitterK)
	flows.gasOutW = module.gasWPerK * (gasK - module.gasInletK)
	flows.slotW = slotLossW(module, state.emitterK)
	flows.wallInW = module.innerWPerK * (state.emitterK - state.wallK)
	flows.wallOutW = module.outerWPerK * (state.wallK - module.ambientK)
	const lossW = p.webW + flows.gasOutW + flows.slotW + flows.wallInW
	flows.powerW = controlPower(state, control, lossW, dtS)
	const netW = flows.powerW - lossW
	state.emitterK = emitterAfterK(module, state.emitterK, netW * dtS)
	state.wallK += ((flows.wallInW - flows.wallOutW) * dtS) / module.wallJPerK
	flows.storedW = netW + flows.wallInW - flows.wallOutW
}

/** Emitter temperature [K] after it took up an amount of heat [J]: midpoint rule, then one Newton step on its enthalpy. */
function emitterAfterK(module: FurnaceModule, emitterK: number, heatJ: number): number {
	const halfway = emitterK + heatJ / (2 * emitterJPerK(module, emitterK))
	const near = emitterK + heatJ / emitterJPerK(module, halfway)
	const missedJ = heatJ - module.emitterMassKg * carbonEnthalpyJPerKg(emitterK, near)
	return near + missedJ / emitterJPerK(module, near)
}

/** Heater power [W] of a PI controller with feed-forward, limits and an integral that does not wind up. */
function controlPower(state: ModuleState, control: ModuleControl, feedForwardW: number, dtS: number): number {
	if (!control.heatersOn) {
		state.setpointK = state.emitterK
		state.integralW = 0
		return 0
	}
	const target = control.setpointK
	const risen = Math.max(state.setpointK, Math.min(state.emitterK, target)) + control.heatUpRateKPerS * dtS
	state.setpointK = Math.min(target, risen)
	const error = state.setpointK - state.emitterK
	const wanted = feedForwardW + control.gainWPerK * error + state.integralW
	const power = Math.min(control.powerMaxW, Math.max(0, wanted))
	const saturated = (wanted > control.powerMaxW && error > 0) || (wanted < 0 && error < 0)
	if (!saturated) state.integralW += (control.gainWPerK / control.integralTimeS) * error * dtS
	return power
}

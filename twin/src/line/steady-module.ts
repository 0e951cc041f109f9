import { type FurnaceModule, moduleGasK, slotLossW, steadyWallLossW } from '../physics/furnace-zone.ts'

/** What a module at rest gives to the web at an emitter and a gas temperature: W, with the margin, and the mean web temperature. */
export type WebAt = (emitterK: number, gasK: number) => { readonly webW: number; readonly meanK: number }

export interface SteadyModule {
	readonly emitterK: number
	readonly gasK: number
	readonly powerW: number
	readonly gasOutW: number
	readonly slotW: number
	readonly wallW: number
}

/** Gas temperature and power of a module whose emitter is held; the gas by fixed point over the web's mean temperature, from a first guess. */
function held(module: FurnaceModule, webAt: WebAt, emitterK: number, guessK: number): SteadyModule {
	let gasK = guessK
	let web = webAt(emitterK, gasK)
	for (let k = 0; k < 60; k++) {
		const next = moduleGasK(module, web.meanK, emitterK)
		const change = Math.abs(next - gasK)
		gasK = next
		web = webAt(emitterK, gasK)
		if (change < 1e-6) break
	}
	const gasOutW = module.gasWPerK * (gasK - module.gasInletK)
	const slotW = slotLossW(module, emitterK)
	const wallW = steadyWallLossW(module, emitterK)
	return { emitterK, gasK, powerW: web.webW + gasOutW + slotW + wallW, gasOutW, slotW, wallW }
}

/**
 * A heating module at rest: emitter at its set-point where the heater's power allows, else where full or no power leaves it.
 * `inletK`: web entering. Leaves `webAt` called last with the solution.
 */
export function settleModule(
	module: FurnaceModule,
	webAt: WebAt,
	p: { readonly setpointK: number; readonly heatersOn: boolean; readonly powerMaxW: number; readonly inletK: number },
): SteadyModule {
	const coldestK = Math.min(p.inletK, module.ambientK, module.gasInletK)
	const hottestK = Math.max(p.inletK, module.ambientK, module.gasInletK)
	const wanted = held(module, webAt, p.heatersOn ? p.setpointK : hottestK, (p.setpointK + p.inletK) / 2)
	if (p.heatersOn && wanted.powerW >= 0 && wanted.powerW <= p.powerMaxW) return wanted
	const targetW = p.heatersOn && wanted.powerW > 0 ? p.powerMaxW : 0
	// Between the coldest thing around, where no power is needed, and the hottest or the set-point: false position (Illinois).
	let low = held(module, webAt, wanted.powerW > targetW ? coldestK : wanted.emitterK, wanted.gasK)
	let high = wanted.powerW > targetW ? wanted : held(module, webAt, Math.max(hottestK, wanted.emitterK), wanted.gasK)
	let lowGap = low.powerW - targetW
	let highGap = high.powerW - targetW
	let found = high
	for (let k = 0; k < 60; k++) {
		if (Math.abs(lowGap) < 1e-6) return held(module, webAt, low.emitterK, low.gasK)
		if (Math.abs(highGap) < 1e-6 || high.emitterK - low.emitterK < 1e-7) break
		const emitterK = low.emitterK + ((high.emitterK - low.emitterK) * lowGap) / (lowGap - highGap)
		found = held(module, webAt, emitterK, found.gasK)
		const gap = found.powerW - targetW
		if (Math.abs(gap) < 1e-6) return found
		if (gap > 0) {
			high = found
			highGap = gap
			lowGap /= 2
		} else {
			low = found
			lowGap = gap
			highGap /= 2
		}
	}
	return held(module, webAt, high.emitterK, high.gasK)
}

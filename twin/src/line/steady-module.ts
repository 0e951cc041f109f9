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

/** Gas temperature and power of a module whose emitter is held; the gas by fixed point over the web's mean temperature. */
function held(module: FurnaceModule, webAt: WebAt, emitterK: number): SteadyModule {
	let gasK = emitterK
	let web = webAt(emitterK, gasK)
	for (let k = 0; k < 60; k++) {
		const next = moduleGasK(module, web.meanK, emitterK)
		const change = Math.abs(next - gasK)
		gasK = next
		web = webAt(emitterK, gasK)
		if (change < 1e-7) break
	}
	const gasOutW = module.gasWPerK * (gasK - module.gasInletK)
	const slotW = slotLossW(module, emitterK)
	const wallW = steadyWallLossW(module, emitterK)
	return { emitterK, gasK, powerW: web.webW + gasOutW + slotW + wallW, gasOutW, slotW, wallW }
}

/**
 * A heating module at rest: emitter at its set-point where the heater's power allows, else where full or no power leaves it.
 * Leaves `webAt` called last with the solution.
 */
export function settleModule(
	module: FurnaceModule,
	webAt: WebAt,
	p: { readonly setpointK: number; readonly heatersOn: boolean; readonly powerMaxW: number },
): SteadyModule {
	const wanted = held(module, webAt, p.setpointK)
	const powerMaxW = p.heatersOn ? p.powerMaxW : 0
	if (wanted.powerW <= powerMaxW && (wanted.powerW >= 0 || powerMaxW === 0) && p.heatersOn) return wanted
	const targetW = wanted.powerW > powerMaxW ? powerMaxW : 0
	let low = 150
	let high = 3500
	if (wanted.powerW > targetW) high = p.setpointK
	else low = p.setpointK
	for (let k = 0; k < 60 && high - low > 1e-6; k++) {
		const middle = (low + high) / 2
		if (held(module, webAt, middle).powerW > targetW) high = middle
		else low = middle
	}
	return held(module, webAt, (low + high) / 2)
}

/** How web takes heat from the modules one after the other, anchored at the steady line. */
export interface WebHeat {
	readonly inletK: number
	/** Heat of a metre of web and a kelvin, J/mK, reactions and fusion spread over its way up; with powder and without. */
	readonly coatedJPerMK: number
	readonly bareJPerMK: number
	/** Heat exchange per metre of module and kelvin over the radiative factor (Te2 + Tw2)(Te + Tw), W/mK4. */
	readonly exchangeWPerMK4: number
	/** Speed of the anchor, and what the steady line gives to the web in each module beyond this model, W, with its emitters at `anchorK`. */
	readonly webSpeedMPerS: number
	readonly beyondW: readonly number[]
	readonly anchorK: readonly number[]
}

export interface SteadyModuleHeat {
	readonly emitterK: number
	readonly lengthM: number
	readonly webW: number
	readonly webOutK: number
}

/** Fits the model to the steady line: capacity by the whole heat, exchange by the temperature behind the first module. */
export function webHeatOf(p: {
	readonly inletK: number
	readonly webSpeedMPerS: number
	readonly bareJPerMK: number
	readonly modules: readonly SteadyModuleHeat[]
}): WebHeat {
	const { inletK, webSpeedMPerS, modules } = p
	const first = modules[0]!
	const totalW = modules.reduce((sum, module) => sum + module.webW, 0)
	const coatedJPerMK = totalW / (webSpeedMPerS * (modules.at(-1)!.webOutK - inletK))
	const reached = Math.min(Math.max((first.webOutK - inletK) / (first.emitterK - inletK), 0.01), 0.999)
	const units = -Math.log(1 - reached)
	const factor = radiativeFactor(first.emitterK, (inletK + first.webOutK) / 2)
	const exchangeWPerMK4 = (units * coatedJPerMK * webSpeedMPerS) / (first.lengthM * factor)
	const heat = {
		inletK,
		coatedJPerMK,
		bareJPerMK: p.bareJPerMK,
		exchangeWPerMK4,
		webSpeedMPerS,
		beyondW: modules.map(() => 0),
		anchorK: modules.map((module) => module.emitterK),
	}
	const modelled = new Float64Array(modules.length)
	webHeatW(heat, modules, webSpeedMPerS, false, modelled)
	return { ...heat, beyondW: modules.map((module, n) => module.webW - modelled[n]!) }
}

/**
 * Heat into the web in each module [W], into `webW`.
 *
 *   Tout = Te - (Te - Tin) exp(-k L (Te2 + Tm2)(Te + Tm)/(C v)),  Q = C v (Tout - Tin),  Tm the mean of Tin and Tout
 *
 * Radiation between grey plates with the web's mean temperature in its factor; exact where the web comes to rest with its emitter, within some
 * 20 % on the way. Web without powder takes less and the steady line's remainder does not apply to it; else that goes with speed and emitter.
 */
export function webHeatW(
	heat: WebHeat,
	modules: readonly { readonly emitterK: number; readonly lengthM: number }[],
	webSpeedMPerS: number,
	bare: boolean,
	webW: Float64Array,
): void {
	if (webSpeedMPerS <= 0) {
		webW.fill(0)
		return
	}
	const flowWPerK = (bare ? heat.bareJPerMK : heat.coatedJPerMK) * webSpeedMPerS
	const share = bare ? 0 : webSpeedMPerS / heat.webSpeedMPerS
	let inK = heat.inletK
	for (let n = 0; n < webW.length; n++) {
		const { emitterK, lengthM } = modules[n]!
		const each = (heat.exchangeWPerMK4 * lengthM) / flowWPerK
		let meanK = (inK + emitterK) / 2
		let outK = inK
		for (let k = 0; k < 2; k++) {
			outK = emitterK - (emitterK - inK) * Math.exp(-each * radiativeFactor(emitterK, meanK))
			meanK = (inK + outK) / 2
		}
		const hot = (emitterK - heat.inletK) / (heat.anchorK[n]! - heat.inletK)
		webW[n] = flowWPerK * (outK - inK) + share * hot * heat.beyondW[n]!
		inK = outK
	}
}

const radiativeFactor = (a: number, b: number): number => (a * a + b * b) * (a + b)

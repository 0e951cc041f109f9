import { POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { NACL_FUSION_J_PER_KG } from '../physics/sodium-chloride.ts'
import { parcel, SLOT } from './parcel-at-hand.ts'

const p = parcel
const S = SLOT

/** Flux into both faces at the temperature of the parcel when so much is not charred yet [W/m2]: radiation alone. */
function radiationAt(uncharred: number): number {
	const white = POWDER_EMISSIVITY_WHITE + POWDER_EMISSIVITY_GAIN * (1 - uncharred)
	const exchange = p[S.below]! + (p[S.seen]! * white) / (p[S.inverseSurface]! * white + 1)
	const square = p[S.t]! * p[S.t]!
	return exchange * (p[S.surface4]! - square * square)
}

/** Molten share after `dt` of a plateau, were there no bound to it; extents by exact exponentials, flux by the trapezoid. */
function after(dt: number, melt: number): number {
	const k1 = p[S.k1]!
	const k2 = p[S.k2]!
	const e1 = Math.exp(-k1 * dt)
	const e2 = Math.exp(-k2 * dt)
	const gap = (k2 - k1) * dt
	const bridge = gap > -1e-7 && gap < 1e-7 ? k2 * dt * e2 : (k2 * (e1 - e2)) / (k2 - k1)
	p[S.v1] = p[S.u1]! * e1
	p[S.v2] = p[S.u2]! * e2 + p[S.u1]! * bridge
	p[S.vm] = p[S.um]! * Math.exp(-p[S.km]! * dt)
	p[S.fluxes] = (radiationAt(p[S.u1]!) + radiationAt(p[S.v1]!)) / 2
	const reaction = p[S.heat1]! * (p[S.u1]! - p[S.v1]!) + p[S.heat2]! * (p[S.u2]! - p[S.v2]!) + p[S.heatM]! * (p[S.um]! - p[S.vm]!)
	const flux = p[S.fluxes]! + p[S.film]! * (p[S.gasK]! - p[S.t]!)
	return melt + (flux * dt - reaction) / (p[S.nacl]! * NACL_FUSION_J_PER_KG)
}

/**
 * Step of the parcel at hand at the melting point of its salt: all net heat melts or freezes. It takes `longestS`, less while the powder
 * still chars (its emissivity with it), and ends at the latest when all is molten or frozen.
 */
export function plateauStep(longestS: number, shortestS: number): void {
	const melt = p[S.melt]!
	const chars = p[S.u1]! > 1e-9 ? Math.max(shortestS, 0.25 / p[S.k1]!) : longestS
	let dt = Math.min(longestS, chars)
	let end = after(dt, melt)
	if (end > 1 || end < 0) {
		const bound = end > 1 ? 1 : 0
		// The heat of reaction makes this slightly curved: a few secant steps from both ends.
		let low = 0
		let lowGap = melt - bound
		let high = dt
		let highGap = end - bound
		for (let k = 0; k < 60 && high - low > 1e-15; k++) {
			dt = low + ((high - low) * lowGap) / (lowGap - highGap)
			const gap = after(dt, melt) - bound
			if (Math.abs(gap) < 1e-13) break
			if (gap > 0 === highGap > 0) {
				high = dt
				highGap = gap
				lowGap /= 2
			} else {
				low = dt
				lowGap = gap
				highGap /= 2
			}
		}
		end = bound
	}
	if (!(dt > 0)) {
		// Heat of reaction turned the balance within the step: it is spent in an instant, and the melt stays as it is.
		dt = Math.min(longestS, shortestS)
		after(dt, melt)
	}
	p[S.dt] = dt
	p[S.melt] = end
	p[S.tEnd] = p[S.t]!
	p[S.radiation] = p[S.radiation]! + p[S.fluxes]! * dt
}

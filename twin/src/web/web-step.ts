import { NACL_FUSION_J_PER_KG, NACL_MELTING_K } from '../physics/sodium-chloride.ts'
import { type HistoryStep, keepIntegrals, keepPassages } from './parcel-history.ts'
import type { Web } from './parcels.ts'
import type { Powder } from './powder.ts'
import { chemistry, type Layer, Point, type Surroundings, slowRates, thermal } from './web-point.ts'

/** Heat taken up by one m2 of web in a call, both faces, J/m2; added to what is there. */
export interface HeatTaken {
	radiation: number
	convection: number
	fusion: number
	reaction: number
	/** Integral of temperature over time, K s: for means. */
	kelvinSeconds: number
}

/** Bounds of a step: change of temperature, share of the fastest relaxation, and longest. */
export interface StepBounds {
	readonly kelvin: number
	readonly stiffness: number
	readonly longestS: number
}

export const STEP_BOUNDS: StepBounds = { kelvin: 3, stiffness: 0.1, longestS: 0.25 }

/** Less salt than this has no plateau, kg/m2. */
const SALT_LEAST = 1e-6
/** No step is shorter than this unless it ends at a melting or freezing point. */
const SHORTEST_S = 1e-7

const layer: Layer = { cloth: 0, nacl: 0, citrate: 0, salt: 0, metal: 0 }
const here = new Point()
const guess = new Point()
const there = new Point()
const step: HistoryStep = { from: here, to: there, layer, clockS: 0, dtS: 0 }
/** Heats of the step just tried, J/m2: fields of one object, which V8 changes in place, where a module's variables would be allocated anew. */
const tried = { reactionJ: 0.5, radiationJ: 0.5, convectionJ: 0.5 }

/** Extents of `here` carried over dt at constant rates into `to`; heat of reaction in `reactionJ`. */
function react(to: Point, powder: Powder, k1: number, k2: number, km: number, dt: number): void {
	const u1 = 1 - here.x1
	const e1 = k1 > 0 ? Math.exp(-k1 * dt) : 1
	const e2 = k2 > 0 ? Math.exp(-k2 * dt) : 1
	const gap = (k2 - k1) * dt
	const bridge = gap > -1e-7 && gap < 1e-7 ? k2 * dt * e2 : (k2 * (e1 - e2)) / (k2 - k1)
	to.x1 = k1 > 0 ? 1 - u1 * e1 : here.x1
	to.x2 = k2 > 0 ? 1 - ((1 - here.x2) * e2 + u1 * bridge) : here.x2
	to.xm = km > 0 ? 1 - (1 - here.xm) * Math.exp(-km * dt) : here.xm
	tried.reactionJ =
		layer.citrate * (powder.heat1JPerKg * (to.x1 - here.x1) + powder.heat2JPerKg * (to.x2 - here.x2)) +
		layer.metal * powder.heatReductionJPerKg * (to.xm - here.xm)
}

/** One Heun step of `here` into `there` with the temperature free; extents by exact exponentials at the mean rate. */
function freeStep(powder: Powder, place: Surroundings, molten: boolean, dt: number): void {
	react(guess, powder, here.k1, here.k2, here.km, dt)
	guess.t = here.t + ((here.radiation + here.convection) * dt - tried.reactionJ) / here.heat
	chemistry(guess, powder, layer)
	thermal(guess, powder, layer, place, molten)
	react(there, powder, (here.k1 + guess.k1) / 2, (here.k2 + guess.k2) / 2, (here.km + guess.km) / 2, dt)
	tried.radiationJ = ((here.radiation + guess.radiation) / 2) * dt
	tried.convectionJ = ((here.convection + guess.convection) / 2) * dt
	there.t = here.t + ((tried.radiationJ + tried.convectionJ - tried.reactionJ) * 2) / (here.heat + guess.heat)
}

/** Time within `dt` at which a free step meets the melting point [s], by false position (Illinois), to 1e-10 K. */
function timeToMelting(powder: Powder, place: Surroundings, molten: boolean, dt: number): number {
	let low = 0
	let lowGap = here.t - NACL_MELTING_K
	let high = dt
	let highGap = there.t - NACL_MELTING_K
	let at = dt
	for (let k = 0; k < 60; k++) {
		at = (low * highGap - high * lowGap) / (highGap - lowGap)
		freeStep(powder, place, molten, at)
		const gap = there.t - NACL_MELTING_K
		if (Math.abs(gap) < 1e-10 || high - low < 1e-15) break
		if (gap > 0 === highGap > 0) {
			high = at
			highGap = gap
			lowGap /= 2
		} else {
			low = at
			lowGap = gap
			highGap /= 2
		}
	}
	return at
}

/** Step at the melting point: all net heat melts or freezes. Gives the time used, which ends at phi = 0 or 1. */
function plateauStep(powder: Powder, longest: number, melt: number): { readonly dt: number; readonly melt: number } {
	const flux = here.radiation + here.convection
	const store = layer.nacl * NACL_FUSION_J_PER_KG
	const after = (dt: number): number => {
		react(there, powder, here.k1, here.k2, here.km, dt)
		return melt + (flux * dt - tried.reactionJ) / store
	}
	let dt = longest
	let end = after(dt)
	if (end > 1 || end < 0) {
		const bound = end > 1 ? 1 : 0
		// The heat of reaction makes this slightly curved: a few secant steps from both ends.
		let low = 0
		let lowGap = melt - bound
		let high = dt
		let highGap = end - bound
		for (let k = 0; k < 60 && high - low > 1e-15; k++) {
			dt = low + ((high - low) * lowGap) / (lowGap - highGap)
			const gap = after(dt) - bound
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
		dt = Math.min(longest, SHORTEST_S)
		react(there, powder, here.k1, here.k2, here.km, dt)
	}
	there.t = NACL_MELTING_K
	tried.radiationJ = here.radiation * dt
	tried.convectionJ = here.convection * dt
	return { dt, melt: end }
}

/**
 * Carries one parcel through constant surroundings for a time, and adds the heat it takes up to `taken` (J/m2).
 *
 *   C''(T) dT/dt = E sigma (Te^4 - T^4) + 2 h (Tg - T) - reactions - fusion
 *
 * Heun on the temperature, extents by exact exponentials, steps cut where the salt begins and ends to melt or freeze, both ways.
 * The longest step follows from the stiffness of the heat balance and from 3 K a step. Each integral by the trapezoidal rule.
 * The same function serves the steady line and the moving web. `history` false leaves out growth, dose, evaporation and passages, on which
 * temperature and extents do not depend: for who asks only how hot the web gets.
 */
export function advanceParcel(
	web: Web,
	i: number,
	powder: Powder,
	clothKgPerM2: number,
	place: Surroundings,
	timeS: number,
	taken: HeatTaken,
	bounds: StepBounds = STEP_BOUNDS,
	history = true,
): void {
	const loading = web.powder[i]! < 0 ? 0 : web.dryLoadingKgPerM2[i]!
	layer.cloth = clothKgPerM2
	layer.nacl = loading * powder.nacl
	layer.citrate = loading * powder.citrate
	layer.salt = loading * powder.salt
	layer.metal = loading * powder.metal
	const salty = layer.nacl > SALT_LEAST
	let melt = web.meltFraction[i]!
	let clock = web.clockS[i]!
	let left = timeS
	here.t = web.temperatureK[i]!
	here.x1 = web.x1[i]!
	here.x2 = web.x2[i]!
	here.xm = web.xm[i]!
	chemistry(here, powder, layer)
	thermal(here, powder, layer, place, melt === 1)
	if (history) slowRates(here, powder, layer)
	while (left > 0) {
		const flux = here.radiation + here.convection
		const calm = Math.min(bounds.longestS, bounds.stiffness / here.stiffness, (bounds.kelvin * here.heat) / Math.abs(flux))
		let dt = Math.min(left, calm > SHORTEST_S ? calm : SHORTEST_S)
		let melted = melt
		const net =
			flux -
			layer.citrate * (powder.heat1JPerKg * here.k1 * (1 - here.x1) + powder.heat2JPerKg * here.k2 * (here.x1 - here.x2)) -
			layer.metal * powder.heatReductionJPerKg * here.km * (1 - here.xm)
		const onPlateau =
			salty && here.t === NACL_MELTING_K && ((melt > 0 && melt < 1) || (net > 0 && melt === 0) || (net < 0 && melt === 1))
		if (onPlateau) {
			const plateau = plateauStep(powder, Math.min(left, bounds.longestS), melt)
			dt = plateau.dt
			melted = plateau.melt
			if (melt === 0 && melted > 0 && Number.isNaN(web.meltStartS[i]!)) web.meltStartS[i] = clock
			if (melted < melt && (melt === 1 || Number.isNaN(web.freezeStartS[i]!))) web.freezeStartS[i] = clock
			if (melted === 1 && melt < 1 && Number.isNaN(web.meltEndS[i]!)) web.meltEndS[i] = clock + dt
			if (melted === 0 && melt > 0) web.freezeEndS[i] = clock + dt
			taken.fusion += (melted - melt) * layer.nacl * NACL_FUSION_J_PER_KG
		} else {
			const molten = melt === 1
			freeStep(powder, place, molten, dt)
			const meets = molten
				? here.t > NACL_MELTING_K && there.t < NACL_MELTING_K
				: here.t < NACL_MELTING_K && there.t > NACL_MELTING_K
			if (meets) {
				if (salty) {
					dt = timeToMelting(powder, place, molten, dt)
					there.t = NACL_MELTING_K
				} else melted = molten ? 0 : 1
			}
		}
		chemistry(there, powder, layer)
		thermal(there, powder, layer, place, melted === 1)
		taken.radiation += tried.radiationJ
		taken.convection += tried.convectionJ
		taken.reaction += tried.reactionJ
		taken.kelvinSeconds += ((here.t + there.t) / 2) * dt
		if (history) {
			slowRates(there, powder, layer)
			step.clockS = clock
			step.dtS = dt
			keepIntegrals(web, i, powder, step)
			keepPassages(web, i, powder, step)
			here.theta = there.theta
			here.dose = there.dose
			here.evaporatedNaCl = there.evaporatedNaCl
			for (let k = 0; k < powder.metals.length; k++) here.evaporated[k] = there.evaporated[k]!
		}
		here.t = there.t
		here.x1 = there.x1
		here.x2 = there.x2
		here.xm = there.xm
		here.k1 = there.k1
		here.k2 = there.k2
		here.km = there.km
		here.radiation = there.radiation
		here.convection = there.convection
		here.heat = there.heat
		here.stiffness = there.stiffness
		melt = melted
		clock += dt
		left -= dt
	}
	web.temperatureK[i] = here.t
	web.x1[i] = here.x1
	web.x2[i] = here.x2
	web.xm[i] = here.xm
	web.meltFraction[i] = melt
	web.clockS[i] = clock
}

import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { ATMOSPHERE_PA, GAS_CONSTANT, STEFAN_BOLTZMANN } from '../physics/constants.ts'
import { gasFilmMPerS } from '../physics/evaporation.ts'
import { OFF_GAS_MOLAR_MASS_KG_PER_MOL } from '../physics/powder-layer.ts'
import { CLOTH_EMISSIVITY, POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import {
	NACL_FUSION_J_PER_KG,
	NACL_MELTING_K,
	NACL_MOLAR_MASS_KG_PER_MOL,
	naclLiquidHeatJPerKgK,
	naclSolidHeatJPerKgK,
} from '../physics/sodium-chloride.ts'
import { naclVapourPa } from '../physics/vapour-pressure.ts'
import { LADDER_FROM_K, LADDER_RUNGS, LADDER_STEP_K, METALS_MAX, type Web } from './parcels.ts'
import type { Powder } from './powder.ts'

/** What surrounds the web where it is now. */
export interface Surroundings {
	/** Emitter or cold wall. */
	surfaceK: number
	surfaceEmissivity: number
	/** On the exchange factor; 0 where nothing is seen. */
	view: number
	/** Gas film of one side. */
	filmWPerM2K: number
	gasK: number
}

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

/** Below these nothing reacts, grows or evaporates that could be noticed within hours. */
const REACTS_FROM_K = 350
const GROWS_FROM_K = 400
const EVAPORATES_FROM_K = 600

/** Specific heats are held at the ends of their fits, so that absurd surroundings give no absurd numbers. */
const HEAT_FROM_K = 250
const HEAT_TO_K = 2500
/** Less salt than this has no plateau, kg/m2. */
const SALT_LEAST = 1e-6
/** No step is shorter than this unless it ends at a melting or freezing point. */
const SHORTEST_S = 1e-7

/** A point of the path: state and all rates there. One shape for all, so the loop stays monomorphic. */
class Point {
	t = 0
	x1 = 0
	x2 = 0
	xm = 0
	k1 = 0
	k2 = 0
	km = 0
	radiation = 0
	convection = 0
	/** J/m2 K. */
	heat = 1
	/** Slope of the net flux over heat, 1/s. */
	stiffness = 0
	theta = 0
	dose = 0
	evaporatedNaCl = 0
	readonly evaporated = new Float64Array(METALS_MAX)
}

/** Masses of the parcel at hand, kg/m2. */
const layer = { cloth: 0, nacl: 0, citrate: 0, salt: 0, metal: 0 }
const here = new Point()
const guess = new Point()
const there = new Point()
/** Heats of the step just tried, J/m2: fields of one object, which V8 changes in place, where a module's variables would be allocated anew. */
const tried = { reactionJ: 0.5, radiationJ: 0.5, convectionJ: 0.5 }

function chemistry(p: Point, powder: Powder): void {
	if (p.t < REACTS_FROM_K || layer.citrate === 0) {
		p.k1 = 0
		p.k2 = 0
		p.km = 0
		return
	}
	const inverse = 1 / p.t
	p.k1 = p.x1 < 1 ? powder.char1.a * Math.exp(-powder.char1.er * inverse) : 0
	p.k2 = p.x2 < 1 ? powder.char2.a * Math.exp(-powder.char2.er * inverse) : 0
	p.km = p.xm < 1 ? powder.reduction.a * Math.exp(-powder.reduction.er * inverse) : 0
}

function thermal(p: Point, powder: Powder, place: Surroundings, molten: boolean): void {
	const t = p.t
	const t3 = t * t * t
	const e2 = place.surfaceK * place.surfaceK
	const inverseSurface = 1 / place.surfaceEmissivity - 1
	const top = 1 / (inverseSurface + 1 / (POWDER_EMISSIVITY_WHITE + POWDER_EMISSIVITY_GAIN * p.x1))
	const bottom = 1 / (inverseSurface + 1 / CLOTH_EMISSIVITY)
	const exchange = (top + bottom) * place.view * STEFAN_BOLTZMANN
	p.radiation = exchange * (e2 * e2 - t3 * t)
	p.convection = 2 * place.filmWPerM2K * (place.gasK - t)
	const char = layer.citrate * (powder.yield1 * (p.x1 - p.x2) + powder.yield2 * p.x2)
	const within = t < HEAT_FROM_K ? HEAT_FROM_K : t > HEAT_TO_K ? HEAT_TO_K : t
	const salt = molten ? naclLiquidHeatJPerKgK(within) : naclSolidHeatJPerKgK(within)
	p.heat =
		powder.arealHeat *
		((layer.cloth + char) * carbonHeatJPerKgK(within) +
			layer.nacl * salt +
			layer.citrate * (1 - p.x1) * powder.citrateHeatJPerKgK +
			layer.salt * (1 - p.xm) * powder.saltHeatJPerKgK +
			layer.metal * p.xm * powder.alloyHeatJPerKgK)
	const react =
		layer.citrate *
			(powder.heat1JPerKg * p.k1 * (1 - p.x1) * powder.char1.er + powder.heat2JPerKg * p.k2 * (p.x1 - p.x2) * powder.char2.er) +
		layer.metal * powder.heatReductionJPerKg * p.km * (1 - p.xm) * powder.reduction.er
	p.stiffness = (4 * exchange * t3 + 2 * place.filmWPerM2K + Math.abs(react) / (t * t)) / p.heat
}

/** Growth, dose and evaporation rates at a point. */
function slowRates(p: Point, powder: Powder): void {
	const t = p.t
	if (t < GROWS_FROM_K || layer.citrate === 0) {
		p.theta = 0
		p.dose = t < GROWS_FROM_K ? 0 : Math.exp(powder.doseEr * (1 / powder.doseReferenceK - 1 / t))
		p.evaporatedNaCl = 0
		for (let k = 0; k < powder.metals.length; k++) p.evaporated[k] = 0
		return
	}
	const inverse = 1 / t
	p.theta = p.xm * powder.coarsening.a * Math.exp(-powder.coarsening.er * inverse)
	p.dose = Math.exp(powder.doseEr * (1 / powder.doseReferenceK - inverse))
	const metals = powder.metals.length
	if (t < EVAPORATES_FROM_K) {
		p.evaporatedNaCl = 0
		for (let k = 0; k < metals; k++) p.evaporated[k] = 0
		return
	}
	const film = gasFilmMPerS(t)
	const perRT = inverse / GAS_CONSTANT
	const kinetic = Math.sqrt((GAS_CONSTANT * t) / (2 * Math.PI))
	const saltSurface = kinetic / Math.sqrt(NACL_MOLAR_MASS_KG_PER_MOL)
	p.evaporatedNaCl =
		powder.openNaCl * naclVapourPa(t) * NACL_MOLAR_MASS_KG_PER_MOL * perRT * ((film * saltSurface) / (film + saltSurface))
	for (let k = 0; k < metals; k++) {
		const mass = powder.vapourMolarMass[k]!
		const surface = kinetic / Math.sqrt(mass)
		const pressure = Math.exp(powder.vapourLnA[k]! - powder.vapourLnB[k]! * inverse)
		p.evaporated[k] =
			powder.openMetals * powder.moleShare[k]! * pressure * mass * perRT * ((film * surface) / (film + surface)) * p.xm
	}
}

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
	chemistry(guess, powder)
	thermal(guess, powder, place, molten)
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
	chemistry(here, powder)
	thermal(here, powder, place, melt === 1)
	if (history) slowRates(here, powder)
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
			const step = plateauStep(powder, Math.min(left, bounds.longestS), melt)
			dt = step.dt
			melted = step.melt
			if (melt === 0 && melted > 0 && Number.isNaN(web.meltStartS[i]!)) web.meltStartS[i] = clock
			if (melt === 1 && melted < 1) web.freezeStartS[i] = clock
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
		chemistry(there, powder)
		thermal(there, powder, place, melted === 1)
		taken.radiation += tried.radiationJ
		taken.convection += tried.convectionJ
		taken.reaction += tried.reactionJ
		taken.kelvinSeconds += ((here.t + there.t) / 2) * dt
		if (history) {
			slowRates(there, powder)
			keepIntegrals(web, i, powder, dt)
			keepPassages(web, i, powder, clock, dt)
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

/** Growth, dose, evaporation and gas of the step from `here` to `there`. */
function keepIntegrals(web: Web, i: number, powder: Powder, dt: number): void {
	const half = dt / 2
	web.thetaNmN[i] = web.thetaNmN[i]! + (here.theta + there.theta) * half
	web.doseS[i] = web.doseS[i]! + (here.dose + there.dose) * half
	if (layer.citrate === 0) return
	const salt = web.evaporatedNaClKgPerM2[i]! + (here.evaporatedNaCl + there.evaporatedNaCl) * half
	web.evaporatedNaClKgPerM2[i] = salt < layer.nacl ? salt : layer.nacl
	const base = i * METALS_MAX
	for (let k = 0; k < powder.metals.length; k++) {
		const lost = web.evaporated[base + k]! + (here.evaporated[k]! + there.evaporated[k]!) * half
		const most = layer.metal * powder.massShare[k]! * there.xm
		web.evaporated[base + k] = lost < most ? lost : Math.max(most, web.evaporated[base + k]!)
	}
	const gas =
		layer.citrate * ((1 - powder.yield1) * (there.x1 - here.x1) + (powder.yield1 - powder.yield2) * (there.x2 - here.x2)) +
		(layer.salt - layer.metal) * (there.xm - here.xm)
	if (gas === 0) return
	web.gasKgPerM2[i] = web.gasKgPerM2[i]! + gas
	const vent = ((gas / dt) * GAS_CONSTANT * (here.t + there.t)) / (2 * OFF_GAS_MOLAR_MASS_KG_PER_MOL * ATMOSPHERE_PA)
	if (vent > web.ventMaxMPerS[i]!) web.ventMaxMPerS[i] = vent
}

/** Instants at which the step from `here` to `there` passes the temperatures that the profile is judged by. */
function keepPassages(web: Web, i: number, powder: Powder, clock: number, dt: number): void {
	const a = here.t
	const b = there.t
	if (a === b) {
		if (b > powder.aboveK) web.aboveS[i] = web.aboveS[i]! + dt
		return
	}
	const perK = dt / (b - a)
	const above = powder.aboveK
	if (a > above && b > above) web.aboveS[i] = web.aboveS[i]! + dt
	else if (a > above || b > above) web.aboveS[i] = web.aboveS[i]! + Math.abs((Math.max(a, b) - above) * perK)
	if (b > a) {
		if (a < 400 && b >= 400 && Number.isNaN(web.up400S[i]!)) web.up400S[i] = clock + (400 - a) * perK
		if (a < 700 && b >= 700 && Number.isNaN(web.up700S[i]!)) web.up700S[i] = clock + (700 - a) * perK
		if (b <= web.peakK[i]!) return
		web.peakK[i] = b
		web.peakS[i] = clock + dt
		let rung = web.rungs[i]!
		let level = LADDER_FROM_K + LADDER_STEP_K * rung
		while (level <= b && rung < LADDER_RUNGS) {
			web.ladderS[i * LADDER_RUNGS + rung] = clock + Math.max(0, level - a) * perK
			rung++
			level += LADDER_STEP_K
		}
		web.rungs[i] = rung
		return
	}
	if (a >= 700 && b < 700) web.down700S[i] = clock + (700 - a) * perK
	if (a >= 600 && b < 600) web.down600S[i] = clock + (600 - a) * perK
	if (a >= 500 && b < 500) web.down500S[i] = clock + (500 - a) * perK
	const high = 0.9 * web.peakK[i]!
	if (a >= high && b < high) {
		web.down90S[i] = clock + (high - a) * perK
		web.down90K[i] = high
	}
}

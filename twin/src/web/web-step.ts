import { ATMOSPHERE_PA, GAS_CONSTANT, STEFAN_BOLTZMANN } from '../physics/constants.ts'
import { OFF_GAS_MOLAR_MASS_KG_PER_MOL } from '../physics/powder-layer.ts'
import { CLOTH_EMISSIVITY } from '../physics/radiation.ts'
import { NACL_FUSION_J_PER_KG, NACL_MELTING_K } from '../physics/sodium-chloride.ts'
import { inertStep, reactingStage, reactingStep } from './heat-step.ts'
import { plateauStep } from './melting-plateau.ts'
import { parcel, SLOT } from './parcel-at-hand.ts'
import { keepIntegrals, keepPassages, keepPoint } from './parcel-history.ts'
import type { Web } from './parcels.ts'
import type { Powder } from './powder.ts'
import { HOT, rateTableOf } from './rate-table.ts'
import type { Surroundings } from './web-point.ts'

/** Heat taken up by one m2 of web in a call, both faces, J/m2; added to what is there. */
export interface HeatTaken {
	radiation: number
	convection: number
	fusion: number
	reaction: number
	/** Integral of temperature over time, K s: for means. */
	kelvinSeconds: number
}

/** Bounds of a step: error of the temperature in it, change of temperature, share of the relaxation time of the heat balance, and longest. */
export interface StepBounds {
	readonly errorK: number
	readonly kelvin: number
	readonly stiffness: number
	readonly longestS: number
}

export const STEP_BOUNDS: StepBounds = { errorK: 0.015, kelvin: 60, stiffness: 1.5, longestS: 5 }

// Constants of this module's own, which V8 puts into the code: those of others it looks up each time.
const p = parcel
const {
	cloth,
	nacl,
	metal: metalSlot,
	charred1,
	charred2,
	arealHeat,
	heat1,
	heat2,
	heatM,
	heldCitrate,
	heldSalt,
	heldAlloy,
	reactsFromK,
} = SLOT
const { gas1, gas2, gasM, inverseSurface, seen, below, surface4, film, gasK } = SLOT
const { t, u1, u2, um, k1, k2, km, slope, bend, flux } = SLOT
const { tEnd, v1, v2, vm, r1, r2, rm, slopeEnd, bendEnd, fluxEnd, heatEnd, exchange } = SLOT
const {
	alongS,
	fluxes,
	kelvins,
	errorK,
	dt,
	before,
	slopeBefore,
	formingBefore,
	clock,
	left,
	wish,
	melt,
	radiation,
	fusion,
	lag,
	vent,
} = SLOT
const { solid, liquid } = HOT
const MELTING_K = NACL_MELTING_K
/** A step in which nothing reacts is of fifth order: held to this share of the error that one which reacts may have, free to be this much stiffer. */
const INERT_ERROR = 0.25
const INERT_STIFFNESS = 1.5
/** Where a step meets the temperature from which something reacts, it is taken again so much shorter. */
const MEETS_REACTION = 0.25
/** Less salt than this has no plateau, kg/m2. */
const SALT_LEAST = 1e-9
/** No step is shorter than this unless it ends at a melting or freezing point. */
const SHORTEST_S = 1e-9
/** A step ends at the melting point when it is as near as this. */
const MELTING_WITHIN_K = 1e-9
/** Less than this left of what reacts is nothing. */
const WHOLE = 1e-12
/** Off-gas [m/s] of one kg/m2 s and kelvin. */
const VENT_PER_KG_K = GAS_CONSTANT / (OFF_GAS_MOLAR_MASS_KG_PER_MOL * ATMOSPHERE_PA)

/**
 * Carries one parcel through constant surroundings for a time, and adds the heat it takes up to `taken` (J/m2).
 *
 *   C''(T) dT/dt = E sigma (Te^4 - T^4) + 2 h (Tg - T) - reactions - fusion
 *
 * Bogacki and Shampine's pair of third and second order (Appl. Math. Lett. 2 (1989) 321) on the temperature; its weights also give the
 * mean rates of reaction, by whose exact exponentials the extents follow. Where nothing reacts, fifth order (`inertStep`). Steps are cut where the salt begins and ends to melt or freeze,
 * both ways; their length follows from the error of the pair and from the stability of the heat balance, and is kept with the parcel.
 * Rates and specific heats are read from the table of the powder (`rateTableOf`).
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
	if (!(timeS > 0)) return
	const table = rateTableOf(powder)
	const hot = table.hot
	takeUp(web, i, powder, clothKgPerM2)
	surround(place)
	p[left] = timeS
	if (!(p[wish]! > 0)) p[wish] = bounds.longestS
	const began1 = p[u1]!
	const began2 = p[u2]!
	const beganM = p[um]!
	reactsFrom(powder)
	let reacting = p[reactsFromK]! < Number.POSITIVE_INFINITY
	let saltAt = p[melt] === 1 ? liquid : solid
	begin(hot, saltAt)
	while (p[left]! > 0) {
		const stands = p[t] === MELTING_K && standsMelting()
		if (stands) stand(web, i, bounds.longestS)
		else freeStep(hot, bounds, reacting, saltAt)
		if (history) {
			keepPoint(table, powder)
			keepPassages(web, i, powder)
			if (reacting && !stands) keepVent()
			p[before] = p[dt]!
			p[slopeBefore] = stands ? 0 : p[slopeEnd]!
			p[formingBefore] = stands ? 0 : p[rm]! * p[vm]!
		}
		p[clock] = p[clock]! + p[dt]!
		p[left] = p[left]! - p[dt]!
		goOn()
		if (reacting) {
			if (p[u1]! < WHOLE) p[u1] = 0
			if (p[u2]! < WHOLE) p[u2] = 0
			if (p[um]! < WHOLE) p[um] = 0
			reactsFrom(powder)
			reacting = p[reactsFromK]! < Number.POSITIVE_INFINITY
		}
		if (stands) {
			saltAt = p[melt] === 1 ? liquid : solid
			begin(hot, saltAt)
		} else if (!(p[nacl]! > SALT_LEAST)) saltAt = p[t]! > MELTING_K ? liquid : solid
	}
	if (history) {
		p[dt] = 0
		keepPoint(table, powder)
		keepIntegrals(web, i, powder)
		web.gasKgPerM2[i] =
			web.gasKgPerM2[i]! + p[gas1]! * (began1 - p[u1]!) + p[gas2]! * (began2 - p[u2]!) + p[gasM]! * (beganM - p[um]!)
		web.ventMaxMPerS[i] = p[vent]!
	}
	taken.radiation += p[radiation]!
	taken.convection -= p[film]! * p[lag]!
	taken.fusion += p[fusion]!
	taken.reaction += p[heat1]! * (began1 - p[u1]!) + p[heat2]! * (began2 - p[u2]!) + p[heatM]! * (beganM - p[um]!)
	taken.kelvinSeconds += p[gasK]! * timeS + p[lag]!
	putBack(web, i)
}

/** What the parcel is made of and where it is. */
function takeUp(web: Web, i: number, powder: Powder, clothKgPerM2: number): void {
	const loading = web.powder[i]! < 0 ? 0 : web.dryLoadingKgPerM2[i]!
	const citrate = loading * powder.citrate
	const salt = loading * powder.salt
	const metal = loading * powder.metal
	p[cloth] = clothKgPerM2
	p[nacl] = loading * powder.nacl
	p[metalSlot] = metal
	p[charred1] = citrate * powder.yield1
	p[charred2] = citrate * powder.yield2
	p[arealHeat] = powder.arealHeat
	p[heat1] = citrate * powder.heat1JPerKg
	p[heat2] = citrate * powder.heat2JPerKg
	p[heatM] = metal * powder.heatReductionJPerKg
	p[heldCitrate] = citrate * powder.citrateHeatJPerKgK
	p[heldSalt] = salt * powder.saltHeatJPerKgK
	p[heldAlloy] = metal * powder.alloyHeatJPerKgK
	p[gas1] = citrate * (1 - powder.yield1)
	p[gas2] = citrate * (powder.yield1 - powder.yield2)
	p[gasM] = salt - metal
	p[t] = web.temperatureK[i]!
	// Bare cloth is as black on top as charred powder is.
	p[u1] = loading > 0 ? 1 - web.x1[i]! : 0
	p[u2] = 1 - web.x2[i]!
	p[um] = 1 - web.xm[i]!
	p[melt] = web.meltFraction[i]!
	p[clock] = web.clockS[i]!
	p[wish] = web.stepS[i]!
	p[vent] = web.ventMaxMPerS[i]!
	p[before] = 0
	p[slopeBefore] = 0
	p[formingBefore] = 0
	p[radiation] = 0
	p[fusion] = 0
	p[lag] = 0
}

/** Temperature from which something that is left reacts. */
function reactsFrom(powder: Powder): void {
	let from = Number.POSITIVE_INFINITY
	if (p[heldCitrate]! > 0) {
		if (p[u1]! > 0) from = powder.char1FromK
		if (p[u2]! > 0 && powder.char2FromK < from) from = powder.char2FromK
		if (p[um]! > 0 && powder.reductionFromK < from) from = powder.reductionFromK
	}
	p[reactsFromK] = from
}

function surround(place: Surroundings): void {
	const { surfaceK, surfaceEmissivity, view, filmWPerM2K } = place
	p[inverseSurface] = 1 / surfaceEmissivity - 1
	p[seen] = view * STEFAN_BOLTZMANN
	p[below] = p[seen]! / (p[inverseSurface]! + 1 / CLOTH_EMISSIVITY)
	p[surface4] = surfaceK * surfaceK * (surfaceK * surfaceK)
	p[film] = 2 * filmWPerM2K
	p[gasK] = place.gasK
}

function putBack(web: Web, i: number): void {
	web.temperatureK[i] = p[t]!
	web.x1[i] = 1 - p[u1]!
	web.x2[i] = 1 - p[u2]!
	web.xm[i] = 1 - p[um]!
	web.meltFraction[i] = p[melt]!
	web.clockS[i] = p[clock]!
	web.stepS[i] = p[wish]!
}

/** Rates, flux and slope where the parcel is. */
function begin(hot: Float64Array, saltAt: number): void {
	p[alongS] = 0
	reactingStage(hot, saltAt)
	goOn()
}

/** The end of a step is where the next begins. */
function goOn(): void {
	p[t] = p[tEnd]!
	p[u1] = p[v1]!
	p[u2] = p[v2]!
	p[um] = p[vm]!
	p[k1] = p[r1]!
	p[k2] = p[r2]!
	p[km] = p[rm]!
	p[slope] = p[slopeEnd]!
	p[bend] = p[bendEnd]!
	p[flux] = p[fluxEnd]!
}

/** Greatest velocity of the off-gas through the layer [m/s], from the rates at the end of the step. */
function keepVent(): void {
	const gas = p[gas1]! * p[r1]! * p[v1]! + p[gas2]! * p[r2]! * (p[v2]! - p[v1]!) + p[gasM]! * p[rm]! * p[vm]!
	const velocity = gas * VENT_PER_KG_K * p[tEnd]!
	if (velocity > p[vent]!) p[vent] = velocity
}

/** A step with the temperature free, as long as the bounds and the time left allow; it ends where the salt begins to melt or freeze. */
function freeStep(hot: Float64Array, bounds: StepBounds, reacting: boolean, saltAt: number): void {
	const share = p[t]! * p[t]! * 1e-6
	let allowedK = share < 1 ? bounds.errorK * share : bounds.errorK
	let step = p[wish]! < p[left]! ? p[wish]! : p[left]!
	const rate = Math.abs(p[slope]!)
	if (step * rate > bounds.kelvin) step = bounds.kelvin / rate
	const relaxes = 4 * p[exchange]! * p[t]! * p[t]! * p[t]! + p[film]!
	let inert = !reacting || p[t]! < p[reactsFromK]!
	const stiffness = inert ? INERT_STIFFNESS * bounds.stiffness : bounds.stiffness
	if (inert) allowedK *= INERT_ERROR
	if (step * relaxes > stiffness * p[heatEnd]!) step = (stiffness * p[heatEnd]!) / relaxes
	if (step < SHORTEST_S) step = SHORTEST_S < p[left]! ? SHORTEST_S : p[left]!
	for (;;) {
		p[dt] = step
		if (inert) inertStep(hot, saltAt)
		else reactingStep(hot, saltAt)
		if (p[errorK]! <= allowedK || step <= SHORTEST_S) {
			if (!(inert && reacting && p[tEnd]! >= p[reactsFromK]!)) break
			inert = false
			allowedK /= INERT_ERROR
			step *= MEETS_REACTION
			p[wish] = step
			continue
		}
		const less = Math.sqrt(allowedK / p[errorK]!)
		const shrink = 0.9 * (inert ? Math.sqrt(less) : less)
		step *= shrink > 0.2 ? shrink : 0.2
		p[wish] = step
	}
	const grow = 0.9 * Math.sqrt(Math.sqrt(allowedK / (p[errorK]! + 1e-30)))
	const next = step * (grow < 4 ? grow : 4)
	if (next > p[wish]! || step >= p[wish]!) p[wish] = next < bounds.longestS ? next : bounds.longestS
	const molten = saltAt === liquid
	const meets = molten ? p[t]! > MELTING_K && p[tEnd]! < MELTING_K : p[t]! < MELTING_K && p[tEnd]! > MELTING_K
	if (meets) {
		if (p[nacl]! > SALT_LEAST) endAtMelting(hot, inert, saltAt)
		else p[melt] = molten ? 0 : 1
	}
	p[radiation] = p[radiation]! + p[fluxes]! * p[dt]!
	p[lag] = p[lag]! + (p[kelvins]! - p[gasK]!) * p[dt]!
}

/** Shortens the step to where it meets the melting point, to 1e-9 K: Newton's way with the slope where it ends, by halves where that leads out. */
function endAtMelting(hot: Float64Array, inert: boolean, saltAt: number): void {
	const rising = p[t]! < MELTING_K
	let low = 0
	let high = p[dt]!
	for (let n = 0; n < 60; n++) {
		const gap = p[tEnd]! - MELTING_K
		if (Math.abs(gap) <= MELTING_WITHIN_K || high - low <= 1e-15) break
		if (gap > 0 === rising) high = p[dt]!
		else low = p[dt]!
		const at = p[dt]! - gap / p[slopeEnd]!
		p[dt] = at > low && at < high ? at : (low + high) / 2
		if (inert) inertStep(hot, saltAt)
		else reactingStep(hot, saltAt)
	}
	p[tEnd] = MELTING_K
}

/** Whether the parcel, at the melting point of its salt, stays there. */
function standsMelting(): boolean {
	if (p[nacl]! <= SALT_LEAST) return false
	const melted = p[melt]!
	return (melted > 0 && melted < 1) || (p[slope]! > 0 && melted === 0) || (p[slope]! < 0 && melted === 1)
}

/** A step at the melting point: all net heat melts or freezes. */
function stand(web: Web, i: number, longestS: number): void {
	const melted = p[melt]!
	plateauStep(longestS < p[left]! ? longestS : p[left]!, SHORTEST_S)
	const now = p[melt]!
	const clockNow = p[clock]!
	if (melted === 0 && now > 0 && Number.isNaN(web.meltStartS[i]!)) web.meltStartS[i] = clockNow
	if (now < melted && (melted === 1 || Number.isNaN(web.freezeStartS[i]!))) web.freezeStartS[i] = clockNow
	if (now === 1 && melted < 1 && Number.isNaN(web.meltEndS[i]!)) web.meltEndS[i] = clockNow + p[dt]!
	if (now === 0 && melted > 0) web.freezeEndS[i] = clockNow + p[dt]!
	p[fusion] = p[fusion]! + (now - melted) * p[nacl]! * NACL_FUSION_J_PER_KG
	p[lag] = p[lag]! + (MELTING_K - p[gasK]!) * p[dt]!
	p[slope] = 0
	p[km] = 0
}

import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { GAS_CONSTANT, STEFAN_BOLTZMANN } from '../physics/constants.ts'
import { gasFilmMPerS } from '../physics/evaporation.ts'
import { CLOTH_EMISSIVITY, POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { NACL_MOLAR_MASS_KG_PER_MOL, naclLiquidHeatJPerKgK, naclSolidHeatJPerKgK } from '../physics/sodium-chloride.ts'
import { naclVapourPa } from '../physics/vapour-pressure.ts'
import { METALS_MAX } from './parcels.ts'
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

/** Masses of the parcel at hand as it was laid, kg/m2. */
export interface Layer {
	cloth: number
	nacl: number
	citrate: number
	salt: number
	metal: number
}

/** Specific heats are held at the ends of their fits, so that absurd surroundings give no absurd numbers. */
const HEAT_FROM_K = 250
const HEAT_TO_K = 2500
/** A point of the path: state and all rates there. One shape for all, so that the loop over them stays monomorphic. */
export class Point {
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

/** Rates of charring and reduction at a point [1/s]: k = a exp(-E/(R T)), none once the extent is whole. */
export function chemistry(p: Point, powder: Powder, layer: Layer): void {
	if (p.t < powder.reactsFromK || layer.citrate === 0) {
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

/**
 * Heat at a point: fluxes into both faces [W/m2], heat capacity of web and powder [J/m2 K] and the stiffness of the balance [1/s].
 *
 *   radiation = E sigma (Te^4 - T^4),  convection = 2 h (Tg - T)
 */
export function thermal(p: Point, powder: Powder, layer: Layer, place: Surroundings, molten: boolean): void {
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

/** Growth [nm^n/s], dose [s/s] and evaporation [kg/m2 s] at a point. */
export function slowRates(p: Point, powder: Powder, layer: Layer): void {
	const t = p.t
	if (t < powder.growsFromK || layer.citrate === 0) {
		p.theta = 0
		p.dose = t < powder.growsFromK ? 0 : Math.exp(powder.doseEr * (1 / powder.doseReferenceK - 1 / t))
		p.evaporatedNaCl = 0
		for (let k = 0; k < powder.metals.length; k++) p.evaporated[k] = 0
		return
	}
	const inverse = 1 / t
	p.theta = p.xm * powder.coarsening.a * Math.exp(-powder.coarsening.er * inverse)
	p.dose = Math.exp(powder.doseEr * (1 / powder.doseReferenceK - inverse))
	const metals = powder.metals.length
	if (t < powder.evaporatesFromK) {
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

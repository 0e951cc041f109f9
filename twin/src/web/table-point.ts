import { STEFAN_BOLTZMANN } from '../physics/constants.ts'
import { CLOTH_EMISSIVITY, POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import type { Powder } from './powder.ts'
import {
	CARBON_HEAT,
	CHAR1,
	CHAR2,
	COARSENING,
	DOSE,
	LIQUID_SALT_HEAT,
	METAL_FLUX,
	NACL_FLUX,
	REDUCTION,
	SOLID_SALT_HEAT,
	TABLE_FROM_K,
	TABLE_LAST,
	TABLE_ROWS_PER_K,
} from './rate-table.ts'
import { EVAPORATES_FROM_K, GROWS_FROM_K, type Layer, type Point, REACTS_FROM_K, type Surroundings } from './web-point.ts'

const LAST = TABLE_LAST - 1e-9

/**
 * Rates of charring and reduction [1/s], fluxes [W/m2], heat capacity [J/m2 K] and stiffness [1/s] at a point: `chemistry` and `thermal`
 * of web-point.ts in one, read from a powder's rate table.
 */
export function reactAndHeat(
	p: Point,
	powder: Powder,
	layer: Layer,
	place: Surroundings,
	molten: boolean,
	table: Float64Array,
): void {
	const t = p.t
	const stride = METAL_FLUX + powder.metals.length
	const rows = (t - TABLE_FROM_K) * TABLE_ROWS_PER_K
	const within = rows > 0 ? (rows < LAST ? rows : LAST) : 0
	const row = within | 0
	const part = within - row
	const a = row * stride
	const b = a + stride
	const x1 = p.x1
	const x2 = p.x2
	const xm = p.xm
	let k1 = 0
	let k2 = 0
	let km = 0
	if (t >= REACTS_FROM_K && layer.citrate !== 0) {
		if (x1 < 1) k1 = powder.char1.a * (table[a + CHAR1]! + part * (table[b + CHAR1]! - table[a + CHAR1]!))
		if (x2 < 1) k2 = powder.char2.a * (table[a + CHAR2]! + part * (table[b + CHAR2]! - table[a + CHAR2]!))
		if (xm < 1) km = powder.reduction.a * (table[a + REDUCTION]! + part * (table[b + REDUCTION]! - table[a + REDUCTION]!))
	}
	p.k1 = k1
	p.k2 = k2
	p.km = km
	const t3 = t * t * t
	const e2 = place.surfaceK * place.surfaceK
	const inverseSurface = 1 / place.surfaceEmissivity - 1
	const top = 1 / (inverseSurface + 1 / (POWDER_EMISSIVITY_WHITE + POWDER_EMISSIVITY_GAIN * x1))
	const bottom = 1 / (inverseSurface + 1 / CLOTH_EMISSIVITY)
	const exchange = (top + bottom) * place.view * STEFAN_BOLTZMANN
	p.radiation = exchange * (e2 * e2 - t3 * t)
	p.convection = 2 * place.filmWPerM2K * (place.gasK - t)
	const saltColumn = molten ? LIQUID_SALT_HEAT : SOLID_SALT_HEAT
	const carbon = table[a + CARBON_HEAT]! + part * (table[b + CARBON_HEAT]! - table[a + CARBON_HEAT]!)
	const salt = table[a + saltColumn]! + part * (table[b + saltColumn]! - table[a + saltColumn]!)
	const heat =
		powder.arealHeat *
		((layer.cloth + layer.citrate * (powder.yield1 * (x1 - x2) + powder.yield2 * x2)) * carbon +
			layer.nacl * salt +
			layer.citrate * (1 - x1) * powder.citrateHeatJPerKgK +
			layer.salt * (1 - xm) * powder.saltHeatJPerKgK +
			layer.metal * xm * powder.alloyHeatJPerKgK)
	p.heat = heat
	let slope = 4 * exchange * t3 + 2 * place.filmWPerM2K
	if (k1 > 0 || k2 > 0 || km > 0) {
		const react =
			layer.citrate *
				(powder.heat1JPerKg * k1 * (1 - x1) * powder.char1.er + powder.heat2JPerKg * k2 * (x1 - x2) * powder.char2.er) +
			layer.metal * powder.heatReductionJPerKg * km * (1 - xm) * powder.reduction.er
		slope += Math.abs(react) / (t * t)
	}
	p.stiffness = slope / heat
}

/** Growth [nm^n/s], dose [s/s] and evaporation [kg/m2 s] at a point: `slowRates` of web-point.ts, read from a powder's rate table. */
export function growAndEvaporate(p: Point, powder: Powder, layer: Layer, table: Float64Array): void {
	const t = p.t
	const metals = powder.metals.length
	const stride = METAL_FLUX + metals
	const rows = (t - TABLE_FROM_K) * TABLE_ROWS_PER_K
	const within = rows > 0 ? (rows < LAST ? rows : LAST) : 0
	const row = within | 0
	const part = within - row
	const a = row * stride
	const b = a + stride
	const grows = t >= GROWS_FROM_K
	const laden = grows && layer.citrate !== 0
	p.dose = grows ? table[a + DOSE]! + part * (table[b + DOSE]! - table[a + DOSE]!) : 0
	p.theta = laden
		? p.xm * powder.coarsening.a * (table[a + COARSENING]! + part * (table[b + COARSENING]! - table[a + COARSENING]!))
		: 0
	if (!laden || t < EVAPORATES_FROM_K) {
		p.evaporatedNaCl = 0
		for (let k = 0; k < metals; k++) p.evaporated[k] = 0
		return
	}
	p.evaporatedNaCl = powder.openNaCl * (table[a + NACL_FLUX]! + part * (table[b + NACL_FLUX]! - table[a + NACL_FLUX]!))
	const open = powder.openMetals * p.xm
	for (let k = 0; k < metals; k++) {
		const low = table[a + METAL_FLUX + k]!
		p.evaporated[k] = open * powder.moleShare[k]! * (low + part * (table[b + METAL_FLUX + k]! - low))
	}
}

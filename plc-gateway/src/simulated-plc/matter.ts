import {
	CARBON,
	CITRATE_HEAT_J_PER_KG_K,
	compositionOf,
	METALS,
	NACL,
	type Recipe,
	SALT_HEAT_J_PER_KG_K,
} from '@emberline/line-config'

/**
 * What the web and its powder are made of. The plant looks every temperature function up in tables with a step of 1 K,
 * filled once: a PLC simulator has no time for powers and exponentials in each cell.
 */

export const GAS_CONSTANT_J_PER_MOL_K = 8.314462618
export const STEFAN_BOLTZMANN_W_PER_M2K4 = 5.670374419e-8

const TABLE_TO_K = 2000

/** A function of temperature at whole kelvins from 0 to 2000 K, read by straight lines between them. */
export class TemperatureTable {
	readonly #values = new Float64Array(TABLE_TO_K + 2)

	constructor(valueAt: (temperatureK: number) => number) {
		// Correlations start at room temperature or so; below 200 K nothing of the plant ever is.
		for (let t = 0; t < this.#values.length; t++) this.#values[t] = valueAt(Math.max(t, 200))
	}

	at(temperatureK: number): number {
		const bounded = temperatureK < 0 ? 0 : temperatureK > TABLE_TO_K ? TABLE_TO_K : temperatureK
		const below = Math.floor(bounded)
		const low = this.#values[below] as number
		return low + (bounded - below) * ((this.#values[below + 1] as number) - low)
	}
}

const shomate = (a: number, b: number, c: number, d: number, e: number) => (temperatureK: number) => {
	const t = temperatureK / 1000
	return (a + t * (b + t * (c + t * d)) + e / (t * t)) / NACL.molarMassKgPerMol
}

/** Specific heat of graphite, cloth and char [J/kgK]. */
export const carbonHeat = new TemperatureTable((t) => CARBON.heatA + CARBON.heatB * t + CARBON.heatC / t + CARBON.heatD / (t * t))
/** Specific heat of solid and of liquid NaCl [J/kgK]. */
export const saltSolidHeat = new TemperatureTable(
	shomate(NACL.solidHeatA, NACL.solidHeatB, NACL.solidHeatC, NACL.solidHeatD, NACL.solidHeatE),
)
const liquid = shomate(NACL.liquidHeatA, NACL.liquidHeatB, NACL.liquidHeatC, NACL.liquidHeatD, NACL.liquidHeatE)
export const saltLiquidHeat = new TemperatureTable((t) => liquid(Math.max(t, 1000)))

/** One recipe's powder: shares per kg dry, heats, and rates by temperature. */
export interface Matter {
	readonly recipe: Recipe
	/** kg per kg dry powder. `metal` is the metal inside `salt`. */
	readonly share: { readonly metal: number; readonly salt: number; readonly citrate: number; readonly nacl: number }
	readonly alloyHeatJPerKgK: number
	readonly citrateHeatJPerKgK: number
	readonly saltHeatJPerKgK: number
	readonly reductionJPerKgMetal: number
	readonly heatOfCitrateJPerKg: number
	readonly heatOfChar1JPerKg: number
	readonly yieldChar1: number
	readonly yieldChar2: number
	/** Rates [1/s] of citrate to char 1, char 1 to char 2, and of reduction. */
	readonly charring: TemperatureTable
	readonly carbonising: TemperatureTable
	readonly reducing: TemperatureTable
	/** Coarsening [nm^n/s], equivalent seconds per second, metal and NaCl lost [kg/m2s] where all is reduced. */
	readonly coarsening: TemperatureTable
	readonly dosing: TemperatureTable
	readonly metalLoss: TemperatureTable
	readonly naclLoss: TemperatureTable
}

const arrhenius = (preExponential: number, energyJPerMol: number) =>
	new TemperatureTable((t) => preExponential * Math.exp(-energyJPerMol / (GAS_CONSTANT_J_PER_MOL_K * t)))

/** Vapour leaving the web at open fraction 1 [kg/m2s]: P M / (R T) k, 1/k = 1/film + 1/kinetic, film 0.015 (T/1000)^1.75 m/s. */
function vapourFluxKgPerM2S(pressurePa: number, molarMass: number, temperatureK: number): number {
	const rt = GAS_CONSTANT_J_PER_MOL_K * temperatureK
	const film = 0.015 * (temperatureK / 1000) ** 1.75
	const kinetic = Math.sqrt(rt / (2 * Math.PI * molarMass))
	return ((pressurePa * molarMass) / rt) * (1 / (1 / film + 1 / kinetic))
}

/** Everything that a recipe file says about its powder, made ready for the web. */
export function matterOf(recipe: Recipe): Matter {
	const powder = compositionOf(recipe)
	const { kinetics, growth, evaporation, dose } = recipe
	return {
		recipe,
		share: {
			metal: powder.metalFraction,
			salt: powder.saltFraction,
			citrate: powder.citrateFraction,
			nacl: powder.naclFraction,
		},
		alloyHeatJPerKgK: powder.alloyHeatJPerKgK,
		citrateHeatJPerKgK: CITRATE_HEAT_J_PER_KG_K,
		saltHeatJPerKgK: SALT_HEAT_J_PER_KG_K,
		reductionJPerKgMetal: powder.reductionJPerKg,
		heatOfCitrateJPerKg: kinetics.heatOfCitrateJPerKg.value,
		heatOfChar1JPerKg: kinetics.heatOfChar1JPerKg.value,
		yieldChar1: kinetics.yieldChar1.value,
		yieldChar2: kinetics.yieldChar2.value,
		charring: stepRate(kinetics.citrateToChar1),
		carbonising: stepRate(kinetics.char1ToChar2),
		reducing: stepRate(kinetics.reduction),
		coarsening: arrhenius(growth.coarseningRateNm3PerS.value, growth.activationEnergyJPerMol.value),
		dosing: new TemperatureTable((t) =>
			Math.exp((-dose.activationEnergyJPerMol / GAS_CONSTANT_J_PER_MOL_K) * (1 / t - 1 / dose.referenceK)),
		),
		metalLoss: new TemperatureTable((t) =>
			powder.metals.reduce((sum, { symbol, moleShare }) => {
				const m = METALS[symbol]
				const pressurePa = moleShare * 10 ** (m.vapourA - m.vapourB / t)
				return sum + evaporation.openFractionMetals.value * vapourFluxKgPerM2S(pressurePa, m.vapourMolarMassKgPerMol, t)
			}, 0),
		),
		naclLoss: new TemperatureTable((t) => {
			const pressurePa = t < 600 ? 0 : 1e5 * 10 ** (NACL.vapourA - NACL.vapourB / (t + NACL.vapourC))
			return evaporation.openFractionNaCl.value * vapourFluxKgPerM2S(pressurePa, NACL.molarMassKgPerMol, t)
		}),
	}
}

function stepRate(step: Recipe['kinetics']['reduction']): TemperatureTable {
	return arrhenius(step.preExponentialPerS.value, step.activationEnergyJPerMol.value)
}

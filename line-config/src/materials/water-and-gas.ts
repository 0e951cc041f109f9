import { type Fact, valuesOf } from './fact.ts'

const LATENT = 'latent heat = a - b (T - 273.15 K)'
const BUCK = 'Buck: psat = a exp((b - t / c) t / (d + t)), t in degC'
const ICE = 'log10(p / Pa) = a - b / T over ice'

export const WATER_FACTS = {
	latentHeatA: [2.501e6, 'J/kg', 'H', LATENT],
	latentHeatB: [2361, 'J/kg/K', 'H', LATENT],
	sublimationJPerKg: [2.838e6, 'J/kg', 'H', 'handbook'],
	liquidHeatJPerKgK: [4180, 'J/kg/K', 'H', 'handbook'],
	iceFusionJPerKg: [333_600, 'J/kg', 'H', 'handbook, 273.15 K'],
	iceHeatJPerKgK: [2050, 'J/kg/K', 'H', 'handbook'],
	saturationA: [611.21, 'Pa', 'H', BUCK],
	saturationB: [18.678, '-', 'H', BUCK],
	saturationC: [234.5, 'degC', 'H', BUCK],
	saturationD: [257.14, 'degC', 'H', BUCK],
	iceA: [12.537, '-', 'H', ICE],
	iceB: [2663.5, 'K', 'H', ICE],
} as const satisfies Readonly<Record<string, Fact>>

export const GAS_FACTS = {
	nitrogenHeatJPerKgK: [1150, 'J/kg/K', 'H', 'for the furnace; 1040 at 300 K, 1167 at 1000 K'],
	nitrogenNormalDensityKgPerM3: [1.25, 'kg/m3', 'H', '273.15 K and 101325 Pa'],
	nitrogenConductivityWPerMK: [0.065, 'W/mK', 'H', '1000 K'],
	offGasViscosityPaS: [3.3e-5, 'Pa s', 'H', 'nitrogen 3.2e-5 to air 3.4e-5 at 700 K, where the citrate gives off its gas'],
	argonHeatJPerKgK: [520, 'J/kg/K', 'H', 'handbook'],
} as const satisfies Readonly<Record<string, Fact>>

export const WATER = valuesOf(WATER_FACTS)
export const GAS = valuesOf(GAS_FACTS)

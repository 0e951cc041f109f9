import { type Fact, valuesOf } from './fact.ts'

const SHOMATE = 'cp = A + B t + C t2 + D t3 + E / t2 per mol, t = T / 1000'
const SOLID = `NIST-JANAF; ${SHOMATE}; 298 to 1073.8 K`
const LIQUID = `NIST-JANAF; ${SHOMATE}; 1073.8 to 2500 K`
const VAPOUR = 'P = 1e5 Pa * 10^(a - b / (T + c)), Stull type; a quarter to a third of the vapour is dimer, reckoned as monomer'
const BRINE = 'wt% = a + b Tc + c Tc2, Tc in degC, fit of tabulated brine data within 0.05; 0 to 100 degC'

export const NACL_FACTS = {
	molarMassKgPerMol: [0.058443, 'kg/mol', 'C', 'atomic masses'],
	meltingK: [1073.8, 'K', 'J', 'NIST-JANAF'],
	fusionJPerKg: [481_837, 'J/kg', 'C', '28.16 kJ/mol, checked compilation'],
	densitySolidKgPerM3: [2170, 'kg/m3', 'C', 'checked compilation, 298 K'],
	densityLiquidKgPerM3: [1556, 'kg/m3', 'C', 'checked compilation, at the melting point'],
	conductivitySolidWPerMK: [6.5, 'W/mK', 'H', 'handbook, 300 K'],
	solidHeatA: [50.72389, 'J/mol/K', 'J', SOLID],
	solidHeatB: [6.672267, 'J/mol/K', 'J', SOLID],
	solidHeatC: [-2.517167, 'J/mol/K', 'J', SOLID],
	solidHeatD: [10.15934, 'J/mol/K', 'J', SOLID],
	solidHeatE: [-0.200675, 'J/mol/K', 'J', SOLID],
	liquidHeatA: [-42.4478, 'J/mol/K', 'J', LIQUID],
	liquidHeatB: [113.526, 'J/mol/K', 'J', LIQUID],
	liquidHeatC: [-43.6466, 'J/mol/K', 'J', LIQUID],
	liquidHeatD: [5.89663, 'J/mol/K', 'J', LIQUID],
	liquidHeatE: [39.1386, 'J/mol/K', 'J', LIQUID],
	vapourA: [5.07184, '-', 'H', VAPOUR],
	vapourB: [8388.497, 'K', 'H', VAPOUR],
	vapourC: [-82.638, 'K', 'H', VAPOUR],
	saturationA: [26.286, 'wt%', 'L', BRINE],
	saturationB: [0.0044, 'wt%/K', 'L', BRINE],
	saturationC: [0.000139, 'wt%/K2', 'L', BRINE],
	diffusivityInWaterM2PerS: [1.6e-9, 'm2/s', 'H', 'handbook'],
	heatOfSolutionJPerKg: [66_400, 'J/kg', 'H', 'handbook; takes heat up'],
	eutecticK: [252, 'K', 'L', 'brine of 23.3 wt%'],
	eutecticWtpct: [23.3, 'wt%', 'L', 'brine at 252 K'],
	brineWaterActivity: [0.75, '-', 'H', 'saturated brine'],
} as const satisfies Readonly<Record<string, Fact>>

export const NACL = valuesOf(NACL_FACTS)

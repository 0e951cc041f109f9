import { type Fact, valuesOf } from './fact.ts'

const HEAT =
	'cp = a + b T + c / T + d / T2 per kg; fit to NIST-JANAF graphite within 0.65 %, 298 to 2000 K; char taken as graphite'

/** Cloth, char and graphite. */
export const CARBON_FACTS = {
	heatA: [2775.09, 'J/kg/K', 'J', HEAT],
	heatB: [-0.12304, 'J/kg/K2', 'J', HEAT],
	heatC: [-958_853, 'J/kg', 'J', HEAT],
	heatD: [1.05448e8, 'J K/kg', 'J', HEAT],
	charDensityKgPerM3: [1800, 'kg/m3', 'A', 'amorphous carbon, true density'],
	graphiteDensityKgPerM3: [1800, 'kg/m3', 'A', 'emitter plate'],
	clothEmissivity: [0.9, '-', 'A', 'typical 0.85 to 0.95'],
	clothThicknessM: [0.35e-3, 'm', 'A', 'cloth of 120 g/m2'],
	whitePowderEmissivity: [0.4, '-', 'A', 'salt and citrate in the near infra-red before they char; 0.2 to 0.9'],
	charredPowderEmissivity: [0.9, '-', 'A', 'powder once charred'],
	oxidationK: [700, 'K', 'H', 'burns in air above about this'],
} as const satisfies Readonly<Record<string, Fact>>

export const CARBON = valuesOf(CARBON_FACTS)

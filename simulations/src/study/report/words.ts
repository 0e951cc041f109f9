import type { OutputName } from '../outputs.ts'
import type { ScenarioOutputName } from '../scenario-outputs.ts'
import { SHOWN, VARIED_NAMES } from '../set-points.ts'

/** What people call an output, with its unit. */
const OUTPUT_WORDS: Readonly<Record<OutputName | ScenarioOutputName, string>> = {
	good_g_per_h: 'good product, g/h',
	net_g_per_h: 'product at the scale, g/h',
	energy_kWh_per_kg: 'energy of the whole line, kWh/kg',
	water_L_per_kg: 'wash water, L/kg',
	whole_line_kW: 'power of the whole line, kW',
	peak_K: 'peak of the web, K',
	size_nm: 'mean size, nm',
	reduction: 'share reduced',
	heat_rate_K_s: 'heating rate, K/s',
	quench_rate_K_s: 'quench rate, K/s',
	t_above_s: 'time above the threshold, s',
	dose_eq_s: 'equivalent dose, s',
	quench_exit_K: 'web leaving the quench, K',
	moisture_kg_per_kg: 'moisture into the furnace, kg/kg',
	volatile_velocity_m_s: 'velocity of the volatiles, m/s',
	residual_nacl_wtpct: 'residual NaCl, wt%',
	alloy_wtpct: 'alloy, wt%',
	emitter_K: 'hottest emitter, K',
	screw_rpm: 'screw, rpm',
	tension_N: 'tension, N',
	'layer-not-lumped': 'layer too thick for one temperature (flag)',
	'melt-undefined': 'melting not defined (flag)',
	'metal-boils': 'a metal boils (flag)',
	'oxide-not-reducible': 'an oxide stays (flag)',
	'brine-saturated': 'brine saturated (flag)',
	'front-above-eutectic': 'ice above the eutectic (flag)',
	execute_share: 'share of time in Execute',
	scrap_m: 'scrap, m',
	limits_broken: 'limits broken',
}

const FACTOR_WORDS: Readonly<Record<string, string>> = {
	emissivity: 'emissivity of the web, factor',
	feeder: 'powder per turn of the screw, factor',
	arealHeat: 'heat capacity of the web, factor',
	quench: 'film of the quench, factor',
	drying: 'drying rate, factor',
	wash: 'water kept by the cake, factor',
	charYield: 'char yields, factor',
	coarsening: 'coarsening rate, factor',
	evaporation: 'evaporation, factor',
	yield: 'product that reaches the scale, factor',
	'precursor.citratePerMetalMolPerMol': 'citrate per metal, mol/mol',
	'precursor.saltPerCitrateKgPerKg': 'salt per citrate, kg/kg',
	'kinetics.heatOfCitrateJPerKg': 'heat taken by the citrate, J/kg',
	'kinetics.heatOfChar1JPerKg': 'heat taken by the first char, J/kg',
	'kinetics.yieldChar1': 'yield of the first char, kg/kg',
	'kinetics.yieldChar2': 'yield of the second char, kg/kg',
	'growth.activationEnergyJPerMol': 'activation energy of coarsening, J/mol',
	'growth.formationExponent': 'exponent of the formation size',
	'evaporation.openFractionMetals': 'open surface of the metals',
	'evaporation.openFractionNaCl': 'open surface of the NaCl',
}

const isOutput = (name: string): name is keyof typeof OUTPUT_WORDS => name in OUTPUT_WORDS

/** What people call an output, an unknown or a set-point; a name that has no words stands for itself. */
export function wordsFor(name: string): string {
	if (isOutput(name)) return OUTPUT_WORDS[name]
	const zone = /^zoneLoss(\d+)$/.exec(name)
	if (zone !== null) return `losses of module ${zone[1]}, factor`
	const varied = VARIED_NAMES.find((each) => each === name)
	return varied === undefined ? (FACTOR_WORDS[name] ?? name) : SHOWN[varied].words
}

/** A limit by what it limits: `window_peak_K_min` is the least peak of the recipe's window. */
export function limitWords(name: string): string {
	const plain = name.replace(/^window_/, '').replace(/_(max|min)$/, '')
	const side = name.endsWith('_min') ? ', at least' : name.endsWith('_max') ? ', at most' : ''
	return `${name.startsWith('window_') ? 'window: ' : ''}${wordsFor(plain)}${side}`
}

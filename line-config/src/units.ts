/**
 * Every unit that a file may use, its SI form, and the suffix that the quantity's name takes inside the code.
 *
 * A dimension has one unit that the code computes in. It is the SI unit, but for particle sizes (nm), which the
 * field never writes in metres, and mass fractions of product (wt%).
 */

interface Unit {
	/** Code value = file value * factor + offset. */
	readonly factor: number
	readonly offset?: number
}

interface Dimension {
	/** Unit of the value inside the code. */
	readonly si: string
	/** Appended to the key: `length: 100 mm` becomes `lengthM`. */
	readonly suffix: string
	readonly units: Readonly<Record<string, Unit>>
}

const dimension = <S extends string>(si: string, suffix: S, units: Record<string, number | Unit>) => ({
	si,
	suffix,
	units: Object.fromEntries(Object.entries(units).map(([k, u]) => [k, typeof u === 'number' ? { factor: u } : u])),
})

export const DIMENSIONS = {
	temperature: dimension('K', 'K', { K: 1, degC: { factor: 1, offset: 273.15 } }),
	temperatureDifference: dimension('K', 'DeltaK', { K: 1 }),
	length: dimension('m', 'M', { m: 1, mm: 1e-3, um: 1e-6, cm: 1e-2 }),
	particleSize: dimension('nm', 'Nm', { nm: 1 }),
	area: dimension('m2', 'M2', { m2: 1, cm2: 1e-4, mm2: 1e-6 }),
	volume: dimension('m3', 'M3', { m3: 1, L: 1e-3 }),
	time: dimension('s', 'S', { s: 1, ms: 1e-3, min: 60, h: 3600, d: 86_400 }),
	speed: dimension('m/s', 'MPerS', { 'm/s': 1, 'mm/s': 1e-3, 'm/min': 1 / 60 }),
	rotation: dimension('1/s', 'RevPerS', { rpm: 1 / 60, '1/s': 1 }),
	mass: dimension('kg', 'Kg', { kg: 1, g: 1e-3 }),
	arealMass: dimension('kg/m2', 'KgPerM2', { 'kg/m2': 1, 'g/m2': 1e-3 }),
	massFlow: dimension('kg/s', 'KgPerS', { 'kg/s': 1, 'g/min': 1e-3 / 60, 'g/h': 1e-3 / 3600, 'kg/h': 1 / 3600 }),
	volumeFlow: dimension('m3/s', 'M3PerS', { 'm3/s': 1, 'L/min': 1e-3 / 60, 'L/h': 1e-3 / 3600, 'm3/h': 1 / 3600 }),
	/** Gas volume at 273.15 K and 101325 Pa. */
	normalFlow: dimension('Nm3/s', 'NormalM3PerS', { 'NL/min': 1e-3 / 60, 'Nm3/h': 1 / 3600 }),
	power: dimension('W', 'W', { W: 1, kW: 1e3 }),
	energy: dimension('J', 'J', { J: 1, kJ: 1e3, kWh: 3.6e6 }),
	pressure: dimension('Pa', 'Pa', { Pa: 1, kPa: 1e3, bar: 1e5 }),
	/** Of a cake to vapour: driving pressure over flux, and its growth with each kg/m2 of ice gone. */
	vapourResistance: dimension('Pa s m2/kg', 'PaSM2PerKg', { 'Pa s m2/kg': 1 }),
	cakeResistance: dimension('Pa s m4/kg2', 'PaSM4PerKg2', { 'Pa s m4/kg2': 1 }),
	force: dimension('N', 'N', { N: 1 }),
	density: dimension('kg/m3', 'KgPerM3', { 'kg/m3': 1 }),
	specificHeat: dimension('J/kgK', 'JPerKgK', { 'J/kgK': 1, 'kJ/kgK': 1e3 }),
	specificEnergy: dimension('J/kg', 'JPerKg', { 'J/kg': 1, 'kJ/kg': 1e3, 'MJ/kg': 1e6 }),
	molarEnergy: dimension('J/mol', 'JPerMol', { 'J/mol': 1, 'kJ/mol': 1e3 }),
	molarMass: dimension('kg/mol', 'KgPerMol', { 'kg/mol': 1, 'g/mol': 1e-3 }),
	heatTransferCoefficient: dimension('W/m2K', 'WPerM2K', { 'W/m2K': 1 }),
	conductivity: dimension('W/mK', 'WPerMK', { 'W/mK': 1 }),
	controlGain: dimension('W/K', 'WPerK', { 'W/K': 1, 'kW/K': 1e3 }),
	temperatureRate: dimension('K/s', 'KPerS', { 'K/s': 1, 'K/min': 1 / 60 }),
	rate: dimension('1/s', 'PerS', { '1/s': 1 }),
	coarseningRate: dimension('nm3/s', 'Nm3PerS', { 'nm3/s': 1 }),
	moisture: dimension('kg/kg', 'KgPerKg', { 'kg/kg': 1, 'g/kg': 1e-3 }),
	moleRatio: dimension('mol/mol', 'MolPerMol', { 'mol/mol': 1 }),
	volumePerMass: dimension('m3/kg', 'M3PerKg', { 'L/kg': 1e-3 }),
	energyPerMass: dimension('J/kg', 'JPerKg', { 'kWh/kg': 3.6e6 }),
	massFraction: dimension('wt%', 'Wtpct', { 'wt%': 1 }),
} as const satisfies Record<string, Dimension>

export type DimensionName = keyof typeof DIMENSIONS
export type SuffixOf<D extends DimensionName> = (typeof DIMENSIONS)[D]['suffix']

const QUANTITY = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*)?$/

/** Value in the code's unit, or what is wrong with the text, in words that follow "found". */
export function parseQuantity(text: unknown, name: DimensionName): { value: number } | { problem: string } {
	const { si, units } = DIMENSIONS[name]
	const expected = `expected a number with a unit, one of ${Object.keys(units).join(', ')}`
	if (typeof text === 'number') return { problem: `found ${text} without a unit, ${expected}` }
	if (typeof text !== 'string') return { problem: `found ${JSON.stringify(text) ?? 'nothing'}, ${expected}` }
	const match = QUANTITY.exec(text)
	if (match === null) return { problem: `found "${text}", ${expected}` }
	const unitText = (match[2] ?? '').trim()
	if (unitText === '') return { problem: `found "${text}" without a unit, ${expected}` }
	const unit: Unit | undefined = Object.hasOwn(units, unitText) ? (units as Record<string, Unit>)[unitText] : undefined
	if (unit === undefined) return { problem: `"${unitText}" is not a unit of ${si}, ${expected}` }
	const value = Number(match[1]) * unit.factor + (unit.offset ?? 0)
	return Number.isFinite(value) ? { value } : { problem: `found "${text}", which is not finite` }
}

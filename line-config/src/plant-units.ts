/**
 * The units in which plants publish, and what they are inside the code. Twin, simulated PLC and screen all translate here.
 * As in `units.ts` the code's unit is SI, but for particle sizes (nm) and mass fractions of product (wt%); times stay ms.
 */
const CODE_UNIT_PER_PLANT_UNIT: Readonly<Record<string, number>> = {
	'-': 1,
	enum: 1,
	code: 1,
	K: 1,
	m: 1,
	N: 1,
	Pa: 1,
	kg: 1,
	nm: 1,
	'wt%': 1,
	ms: 1,
	mm: 1e-3,
	'mm/s': 1e-3,
	g: 1e-3,
	'g/m2': 1e-3,
	'g/kg': 1e-3,
	'g/min': 1e-3 / 60,
	'g/h': 1e-3 / 3600,
	rpm: 1 / 60,
	kW: 1e3,
	kWh: 3.6e6,
	kPa: 1e3,
	L: 1e-3,
	'L/min': 1e-3 / 60,
	'm3/h': 1 / 3600,
	'mS/cm': 0.1,
	'%': 0.01,
	'%RH': 0.01,
	ppm: 1e-6,
}

const factorOf = (unit: string): number => {
	const factor = CODE_UNIT_PER_PLANT_UNIT[unit]
	if (factor === undefined) throw new RangeError(`"${unit}" is not a unit of any tag`)
	return factor
}

/** A tag's value in the code's unit: 50 mm/s gives 0.05 m/s, 2 % gives 0.02. Throws for a unit that no tag has. */
export const codeFromPlant = (value: number, unit: string): number => value * factorOf(unit)

/** A value of the code in a tag's unit: 0.05 m/s gives 50 mm/s. Throws for a unit that no tag has. */
export const plantFromCode = (value: number, unit: string): number => value / factorOf(unit)

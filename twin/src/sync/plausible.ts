import type { TagDefinition } from '@emberline/line-config'

/** What an instrument of a line of this kind can show at all, by unit. Wider than any limit: outside, it is the instrument that is wrong. */
const BY_UNIT: Readonly<Record<string, readonly [number, number]>> = {
	K: [200, 2000],
	'mm/s': [-1, 2000],
	N: [-50, 5000],
	rpm: [-1, 2000],
	'%': [-5, 150],
	'g/min': [-500, 50_000],
	'g/m2': [-20, 3000],
	mm: [-1000, 10_000],
	'%RH': [0, 105],
	'm3/h': [-1, 1e5],
	kW: [-1, 2000],
	'g/kg': [-1, 1000],
	'L/min': [-1, 1e5],
	ppm: [-5, 1e6],
	'mS/cm': [-0.1, 400],
	kPa: [-50, 1000],
	'g/h': [-1e5, 1e6],
	nm: [0, 10_000],
	'wt%': [0, 100],
	kg: [-1, 1e5],
	g: [-100, 1e10],
	kWh: [0, 1e10],
	L: [0, 1e10],
	m: [-1e6, 1e8],
	Pa: [-1e4, 1e5],
}

/** Smallest and largest value of a tag that an instrument can mean; null where any number will do. */
export const plausibleRange = (definition: Pick<TagDefinition, 'unit'>): readonly [number, number] | null =>
	BY_UNIT[definition.unit] ?? null

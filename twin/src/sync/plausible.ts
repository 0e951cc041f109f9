import type { TagDefinition } from '@emberline/line-config'

/**
 * What an instrument of a line of this kind can show at all, by unit. Wider than any limit, and below zero by more than noise: outside,
 * it is the instrument that is wrong.
 */
const BY_UNIT: Readonly<Record<string, readonly [number, number]>> = {
	K: [200, 2000],
	'mm/s': [-50, 2000],
	N: [-50, 5000],
	rpm: [-20, 2000],
	'%': [-10, 150],
	'g/min': [-500, 50_000],
	'g/m2': [-20, 3000],
	mm: [-1000, 10_000],
	'%RH': [0, 105],
	'm3/h': [-50, 1e5],
	kW: [-5, 2000],
	'g/kg': [-5, 1000],
	'L/min': [-50, 1e5],
	ppm: [-50, 1e6],
	'mS/cm': [-5, 400],
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

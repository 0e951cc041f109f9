import { settings } from './settings.ts'

const ICE_K = 273.15

/** A value as it is shown: temperatures in the unit that this screen is set to. Differences, which a shift would spoil, are not for it. */
export function shownIn(x: number, unit: string): number {
	return unit === 'K' && settings().temperature === '°C' ? x - ICE_K : x
}

/** Name of the unit that `shownIn` gives. */
export function unitName(unit: string): string {
	if (unit === 'K') return settings().temperature
	return unit === '-' ? '' : (WRITTEN[unit] ?? unit)
}

/** Units whose plain spelling is not how people write them. */
const WRITTEN: Readonly<Record<string, string>> = { m3: 'm³', 'm3/h': 'm³/h', 'g/m2': 'g/m²', 'kg/m2': 'kg/m²' }

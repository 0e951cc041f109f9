/** Names of the recipe windows and of the parts of the heat account, as people on the line say them. */
const WINDOWS: Readonly<Record<string, string>> = {
	peak_K: 'peak temperature',
	peakK: 'peak temperature',
	heat_rate: 'heating rate',
	heatRateKPerS: 'heating rate',
	quench_rate: 'quench rate',
	quenchRateKPerS: 'quench rate',
	t_above_s: 'time at temperature',
	tAboveS: 'time at temperature',
	dose_eq_s: 'thermal dose',
	doseEqS: 'thermal dose',
}

/** A soft sensor or recipe window in words; a name that is not known stays as it is. */
export function windowWords(name: string): string {
	return WINDOWS[name] ?? name
}

/** Stop reasons by their hundreds, as the PLC numbers them. */
export function stopReasonWords(code: number): string {
	if (code === 101) return 'roll change'
	if (code === 102) return 'recipe change'
	if (code === 103) return 'planned stop'
	if (code === 105) return 'operator'
	const places = ['', '', 'feed or web', 'drying', 'heating', 'quench', 'wash']
	const place = places[Math.floor(code / 100)]
	return place ? `${place} fault ${code}` : `reason ${code}`
}

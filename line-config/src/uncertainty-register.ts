import type { LineConfig } from './line.ts'

/** One thing that nobody knows exactly, as a factor on its nominal value. */
export interface UncertainParameter {
	/** `zoneLoss1` and so on for the modules. */
	readonly name: string
	readonly unit: '1'
	/** As calibrated, else 1. */
	readonly nominal: number
	/** One standard deviation before anything is learnt: from the line file, or as calibrated and what may have changed since. */
	readonly sd: number
	/** Of draws: none is below zero. */
	readonly distribution: 'lognormal'
	/** What is plausible: from the literature where it says, else two standard deviations either way. */
	readonly range: readonly [number, number]
	/** What it moves most. */
	readonly moves: string
}

/** What may have changed since a calibration, over what was not known before one [A]. */
const SINCE_SHARE = 0.25

/** Register of uncertainty of a line, in the order in which vectors, covariances and draws keep the parameters. */
export function uncertaintyOf(line: LineConfig): readonly UncertainParameter[] {
	const u = line.uncertainty
	const row = (name: string, sd: number, moves: string, known?: readonly [number, number]): UncertainParameter => {
		const found = line.calibrated?.parameters[name]
		if (found !== undefined) {
			const since = Math.min(sd, Math.hypot(found.sd, SINCE_SHARE * sd))
			const range = [found.value - Math.min(2 * since, 0.8 * found.value), found.value + 2 * since] as const
			return { name, unit: '1', nominal: found.value, sd: since, distribution: 'lognormal', range, moves }
		}
		const range = known ?? [1 - Math.min(2 * sd, 0.8), 1 + 2 * sd]
		return { name, unit: '1', nominal: 1, sd, distribution: 'lognormal', range, moves }
	}
	return [
		row('emissivity', u.emissivity, 'ramp of the web, peak of NTS'),
		...line.stations.heating.modules.map((_, z) =>
			row(`zoneLoss${z + 1}`, u.zoneLoss, 'heater power: walls and slots', [0.5, 1.5]),
		),
		row('feeder', u.feeder, 'loading, product'),
		row('arealHeat', u.arealHeat, 'web heat, temperature behind the first module'),
		row('quench', u.quench, 'web temperature behind the quench'),
		row('drying', u.drying, 'moisture into the furnace'),
		// 2 to 10 kg of water in a kg of cake, nominal 5.
		row('wash', u.wash, 'residual NaCl', [0.4, 2]),
		row('charYield', u.charYield, 'product, alloy share', [0.8, 1.2]),
		row('coarsening', u.coarsening, 'mean size'),
		// Gas film and open surface each known within a factor of five.
		row('evaporation', u.evaporation, 'metal lost', [0.2, 5]),
		row('yield', u.yield, 'product at the scale'),
	]
}

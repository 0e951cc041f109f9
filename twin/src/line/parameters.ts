import type { LineConfig } from '@emberline/line-config'
import type { ModelParameters } from './model-port.ts'

/** Every factor at 1: the line as its files say. */
export function nominalParameters(config: LineConfig): ModelParameters {
	return {
		emissivity: 1,
		zoneLoss: config.stations.heating.modules.map(() => 1),
		feeder: 1,
		arealHeat: 1,
		quench: 1,
		drying: 1,
		wash: 1,
		charYield: 1,
		coarsening: 1,
		evaporation: 1,
		yield: 1,
	}
}

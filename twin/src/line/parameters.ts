import type { LineConfig } from '@emberline/line-config'
import type { ModelParameters } from './model-port.ts'

/** The line as its files say: every factor 1, or as it was calibrated. */
export function nominalParameters(config: LineConfig): ModelParameters {
	const found = (name: string) => config.calibrated?.parameters[name]?.value ?? 1
	return {
		emissivity: found('emissivity'),
		zoneLoss: config.stations.heating.modules.map((_, z) => found(`zoneLoss${z + 1}`)),
		feeder: found('feeder'),
		arealHeat: found('arealHeat'),
		quench: found('quench'),
		drying: found('drying'),
		wash: found('wash'),
		charYield: found('charYield'),
		coarsening: found('coarsening'),
		evaporation: found('evaporation'),
		yield: found('yield'),
	}
}

import type { InterlockLimitName } from './interlocks.ts'
import type { LineConfig } from './line.ts'

/** Flow below this share of what the line file says counts as lost [A]. */
const FLOW_LOST_SHARE = 0.5

/**
 * Web slower than this [m/s] under open, hot emitters is over-dosed within seconds: half the thread speed, or half the line's least speed.
 * A tenth of a millimetre a second at least, so that a standing web never counts as moving.
 */
export const movingSpeedMPerS = (web: { readonly speedMinMPerS: number; readonly threadSpeedMPerS: number }): number =>
	Math.max(1e-4, Math.min(web.speedMinMPerS, web.threadSpeedMPerS) / 2)

/** The limits that interlocks take from elsewhere in the line file, in the unit of the tag; undefined where the line has no such thing. */
export function interlockLimit(line: LineConfig, name: InterlockLimitName): number | undefined {
	const { web, limits } = line
	const { heating, quench, drying } = line.stations
	const lPerMin = (flowM3PerS: number) => flowM3PerS * 60_000
	switch (name) {
		case 'movingSpeed':
			return movingSpeedMPerS(web) * 1000
		case 'tensionMin':
			return limits.tensionN[0]
		case 'emitterTemperatureMax':
			return limits.emitterTemperatureMaxK
		case 'purgeOxygenMax':
			return heating.purgeOxygenPpmMax
		case 'purgeFlowMin':
			return FLOW_LOST_SHARE * lPerMin(heating.gasFlowNormalM3PerS * heating.modules.length)
		case 'jacketFlowMin':
			return heating.coolant === undefined ? undefined : FLOW_LOST_SHARE * lPerMin(heating.coolant.flowM3PerS)
		case 'plateFlowMin':
			return FLOW_LOST_SHARE * lPerMin(quench.coolantFlowM3PerS)
		case 'dryerAirFlowMin':
			return drying.method === 'convective' ? FLOW_LOST_SHARE * drying.airFlowM3PerS * 3600 : undefined
		case 'quenchExitTemperatureMax':
			return limits.quenchExitTemperatureMaxK
		case 'furnaceMoistureMax':
			return limits.furnaceMoistureMaxKgPerKg * 100
	}
}

import type { LineConfig } from '@emberline/line-config'
import { WEB_STANDS_M_PER_S } from '../line/interlocks.ts'
import type { LineControls } from '../line/model-port.ts'

/** Screw that all but stands: share of its ordinary speed [A]. */
const SCREW_STANDS_SHARE = 0.01

/**
 * Controls within what the model can bear, whatever a reading said. Web that all but stands, stands: its time in any place would be ages; and so
 * does a screw: the noise of its speed would heap powder on web that stands.
 */
export function sane(c: LineControls, config: LineConfig): LineControls {
	const within = (x: number, low: number, high: number, otherwise: number) =>
		Number.isFinite(x) ? Math.min(high, Math.max(low, x)) : otherwise
	const { web, heating, wash, quench } = { web: config.web, ...config.stations }
	const { screwSpeedRevPerS } = config.stations.feed
	const screwRevPerS = within(c.screwRevPerS, 0, 100 * screwSpeedRevPerS, 0)
	const webSpeedMPerS = within(c.webSpeedMPerS, 0, 3 * web.speedMaxMPerS, 0)
	return {
		webSpeedMPerS: webSpeedMPerS < WEB_STANDS_M_PER_S ? 0 : webSpeedMPerS,
		screwRevPerS: screwRevPerS < SCREW_STANDS_SHARE * screwSpeedRevPerS ? 0 : screwRevPerS,
		feedMoistureKgPerKg: within(c.feedMoistureKgPerKg, 0, 5, config.stations.feed.moistureKgPerKg),
		dryerAirK: c.dryerAirK.map((k) => within(k, 250, 700, heating.ambientK)),
		heatersOn: c.heatersOn,
		emitterSetpointK: c.emitterSetpointK.map((k) => within(k, 250, 1800, heating.ambientK)),
		shutterOpenFraction: within(c.shutterOpenFraction, 0, 1, 1),
		quenchGasM3PerS: within(c.quenchGasM3PerS, 0, 20 * quench.jetGasFlowM3PerS, 0),
		quenchLengthM: within(c.quenchLengthM, 0, quench.lengthM, quench.lengthM),
		freshWaterM3PerS: within(c.freshWaterM3PerS, 0, 50 * wash.freshWaterFlowM3PerS, 0),
		...(c.dryerExitK === undefined ? {} : { dryerExitK: within(c.dryerExitK, 250, 700, heating.ambientK) }),
		...(c.furnaceInletK === undefined ? {} : { furnaceInletK: within(c.furnaceInletK, 250, 700, heating.ambientK) }),
	}
}

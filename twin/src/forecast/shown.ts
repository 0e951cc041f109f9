import { type Level, type Levels, levelSd, noiseSd, settledShare } from './levels.ts'
import type { LineLayout } from './line-layout.ts'
import type { RunningPoint } from './running-point.ts'

/** Heat that leaves a standing module over what it loses while it runs: the closed shutter takes some beside, nobody measured how much [A]. */
const STANDING_LOG_MEAN = Math.log(1.5)
const STANDING_LOG_SD = 0.35
/** What a line keeps on while it stands is as uncertain [A]. */
const STANDING_SHARE_LOG_SD = 0.4
/** An encoder reads wrong by this share [A]: wheel diameter, wear and slip. */
const ENCODER_SD = 0.003

/** What the meters show from one horizon to the next beyond their level, as a share, over a time in s. */
export interface ShownNoise {
	product(overS: number): number
	line(overS: number): number
	water(overS: number): number
	zone(n: number, overS: number): number
	/** Of metres, whatever the time: the encoder is compared with nothing. */
	readonly metres: number
}

export interface ShownPoint {
	readonly point: RunningPoint
	/** Product on its way to the scale over what the mean member makes of it, for a member with this yield over the mean. */
	held(yieldFactor: number): number
	readonly noiseSd: ShownNoise
}

/** A member's running point where no meter was ever compared. */
export function unmeasured(point: RunningPoint): ShownPoint {
	const none = () => 0
	return { point, held: (yieldFactor) => yieldFactor, noiseSd: { product: none, line: none, water: none, zone: none, metres: 0 } }
}

/**
 * A member's running point as the line's meters have shown it. The member's own rates give way to what was measured by the share that
 * measuring has settled: parameters that the meters have told nothing of keep their spread.
 *
 *   factor = exp(level + sd z) (rate of the mean member / own rate)^settled
 */
export function asShown(
	own: RunningPoint,
	mean: RunningPoint,
	levels: Levels,
	layout: LineLayout,
	normals: readonly number[],
): ShownPoint {
	const factor = (level: Level, meanRate: number, ownRate: number, z: number) => {
		const towards = meanRate > 0 && ownRate > 0 ? (meanRate / ownRate) ** settledShare(level) : 1
		return Math.exp(level.mean + levelSd(level) * z) * towards
	}
	const zones = own.modules.length
	const lineW = (point: RunningPoint) =>
		point.modules.reduce((sum, { electricalW }) => sum + electricalW, 0) / layout.gridEfficiency +
		layout.drivesW +
		point.otherGridW
	const standing = Math.exp(STANDING_LOG_MEAN + STANDING_LOG_SD * normals[zones + 3]!)
	const product = factor(levels.product, mean.productKgPerM, own.productKgPerM, normals[0]!)
	const zone = own.modules.map(({ electricalW }, n) =>
		factor(levels.zone[n]!, mean.modules[n]!.electricalW, electricalW, normals[n + 3]!),
	)
	return {
		point: {
			...own,
			productKgPerM: own.productKgPerM * product,
			standingLoss: standing,
			standingShare: Math.min(own.standingShare * Math.exp(STANDING_SHARE_LOG_SD * normals[zones + 4]!), 1),
			shown: {
				zone,
				line: factor(levels.line, lineW(mean), lineW(own), normals[1]!),
				water: factor(levels.water, mean.freshWaterM3PerS, own.freshWaterM3PerS, normals[2]!),
			},
		},
		held: (yieldFactor) =>
			Math.exp(levels.product.mean + levelSd(levels.product) * normals[0]!) * yieldFactor ** (1 - settledShare(levels.product)),
		noiseSd: {
			product: (overS) => noiseSd(levels.product, overS),
			line: (overS) => noiseSd(levels.line, overS),
			water: (overS) => noiseSd(levels.water, overS),
			zone: (n, overS) => noiseSd(levels.zone[n]!, overS),
			metres: ENCODER_SD,
		},
	}
}

import type { LineControls } from '../line/model-port.ts'

/** Whether the line runs steadily, and since when. Plain JSON. */
export interface Settled {
	/** Null while it does not run. */
	readonly sinceMs: number | null
	/** What it has run at since then. */
	readonly controls: LineControls | null
	readonly recipe: string
}

export const UNSETTLED: Settled = { sinceMs: null, controls: null, recipe: '' }

/** Emitters further from their set-point than this are on their way. */
const EMITTER_AWAY_K = 15

/** Looks at the present controls; a line that has moved on from what it ran at begins to settle anew. */
export function settledAfter(
	before: Settled,
	now: { readonly tMs: number; readonly controls: LineControls; readonly recipe: string; readonly emitterK: ArrayLike<number> },
): Settled {
	const { controls, recipe, tMs, emitterK } = now
	const runs = controls.webSpeedMPerS > 0 && controls.heatersOn && controls.screwRevPerS > 0
	const warm = controls.emitterSetpointK.every((k, i) => Math.abs(k - (emitterK[i] as number)) < EMITTER_AWAY_K)
	if (!runs || !warm) return UNSETTLED
	const was = before.controls
	const same = was !== null && before.recipe === recipe && steady(was, controls)
	return same ? before : { sinceMs: tMs, controls, recipe }
}

function steady(was: LineControls, now: LineControls): boolean {
	const near = (a: number, b: number, share: number) => Math.abs(a - b) <= share * Math.abs(a)
	return (
		near(was.webSpeedMPerS, now.webSpeedMPerS, 0.03) &&
		near(was.screwRevPerS, now.screwRevPerS, 0.05) &&
		Math.abs(was.shutterOpenFraction - now.shutterOpenFraction) < 0.02 &&
		near(was.quenchGasM3PerS, now.quenchGasM3PerS, 0.1) &&
		near(was.freshWaterM3PerS, now.freshWaterM3PerS, 0.1) &&
		was.emitterSetpointK.every((k, i) => Math.abs(k - (now.emitterSetpointK[i] as number)) < 3) &&
		was.dryerAirK.every((k, i) => Math.abs(k - (now.dryerAirK[i] as number)) < 4)
	)
}

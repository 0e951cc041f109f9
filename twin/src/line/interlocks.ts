import type { PackMlState } from '../port.ts'

/** Shown, checked and simulated here; the real safety function stays in hardware. */

export interface FurnaceView {
	readonly state: PackMlState
	readonly mode: string | null
	readonly webSpeedMPerS: number
}

/** Web slower than this counts as standing. */
export const WEB_STANDS_M_PER_S = 1e-4

/** Web slower than this under open, hot emitters is over-dosed within seconds: half the thread speed, or the line's least speed. */
export const webMovingAboveMPerS = (web: { readonly speedMinMPerS: number; readonly threadSpeedMPerS: number }): number =>
	Math.max(WEB_STANDS_M_PER_S, Math.min(web.speedMinMPerS, web.threadSpeedMPerS) / 2)

/** Modes and states in which heaters may draw power at all. */
const MAY_HEAT = new Set(['warm-up', 'heating', 'set-back'])

/** Heaters on only in a heating mode; with the web standing only set back behind a closed shutter. */
export const heatersMayBeOn = (view: FurnaceView, movingAboveMPerS: number): boolean =>
	view.mode !== null && MAY_HEAT.has(view.mode) && (view.mode === 'set-back' || view.webSpeedMPerS >= movingAboveMPerS)

/** The trip: web stands while the furnace heats it. */
export const webStandsWhileHot = (view: FurnaceView, movingAboveMPerS: number): boolean =>
	view.mode === 'heating' && view.webSpeedMPerS < movingAboveMPerS

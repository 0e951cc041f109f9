import { movingSpeedMPerS } from '@emberline/line-config'
import type { UnitSnapshot } from '../stations/unit-machine.ts'
import type { Armed } from './interlock-board.ts'

/**
 * What the interlock board looks at in the machines. Shown, checked and simulated here; the safety function is certified hardware, which
 * acts without this program.
 */

/** Web slower than this counts as standing. */
export const WEB_STANDS_M_PER_S = 1e-4

/** Web slower than this under open, hot emitters is over-dosed within seconds. */
export const webMovingAboveMPerS: typeof movingSpeedMPerS = movingSpeedMPerS

/** Modes of the furnace in which its heaters may draw power, if the board enables them. Set-back is for web that still moves. */
const MAY_HEAT: ReadonlySet<string | null> = new Set(['warm-up', 'heating', 'set-back'])
/** Modes in which the shutter is open. */
const SEES_WEB: ReadonlySet<string | null> = new Set(['warm-up', 'heating'])

/** Whether the furnace asks for heat in its present mode. */
export const asksForHeat = (heating: Pick<UnitSnapshot, 'mode'>): boolean => MAY_HEAT.has(heating.mode)

/** Whether the furnace wants its shutter open. */
export const wantsShutterOpen = (heating: Pick<UnitSnapshot, 'mode'>): boolean => SEES_WEB.has(heating.mode)

/** Which trips may act now. */
export const armedNow = (p: {
	readonly line: Pick<UnitSnapshot, 'state'>
	readonly heating: Pick<UnitSnapshot, 'mode'>
	readonly webSpeedMPerS: number
	/** The heaters were enabled a moment ago: warming up counts as heating from then on. */
	readonly heatersOn: boolean
}): Armed => ({
	always: true,
	heating: p.heating.mode === 'heating' || (p.heating.mode === 'warm-up' && p.heatersOn),
	moving: p.webSpeedMPerS > WEB_STANDS_M_PER_S,
	running: p.line.state === 'Execute',
})

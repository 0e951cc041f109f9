import type { LineMachines, LineMachinesSnapshot, MovingLine, StationName } from '@emberline/twin'

/** The machines move on this grid: ramps and timers need no finer one. */
export const STEP_S = 1
/** Longest stretch in one go where nothing is due: the means see the ends of zones this often. */
const STRETCH_S = 10
/** A short step of the model may be so long that no emitter moves by more than this in it [K]: the web sees it as it stood at the begin. */
const EMITTER_BAND_K = 0.05
/** Whatever the emitters do. */
const SHORTEST_S = 0.25

/** Units in these states wait for somebody, or run. */
const AT_REST: ReadonlySet<string> = new Set(['Execute', 'Held', 'Suspended', 'Stopped', 'Idle', 'Aborted'])
const STATIONS: readonly StationName[] = ['Feed', 'Drying', 'Heating', 'Quench', 'Wash']

/**
 * Whether stepping the machines second by second changes nothing but their clock: every unit waits or runs, none moved in the last step, and
 * the drive is off its ramp.
 */
export function machinesRest(before: LineMachinesSnapshot, at: LineMachinesSnapshot): boolean {
	if (at.webSpeedMPerS !== before.webSpeedMPerS || at.line !== before.line || !AT_REST.has(at.line.state)) return false
	return STATIONS.every((name) => at.stations[name] === before.stations[name] && AT_REST.has(at.stations[name].state))
}

/** Whole seconds from `tS` on in which no timer of the machines ends, at most a stretch and at least one step. */
export function restsForS(machines: LineMachines, at: LineMachinesSnapshot, tS: number): number {
	const dueMs = machines.nextDueMs(at)
	if (dueMs === null) return STRETCH_S
	return Math.max(STEP_S, Math.min(STRETCH_S, Math.ceil(dueMs / 1000 / STEP_S - 1) * STEP_S - tS))
}

/** How long the short steps of a model may be, from how fast its emitters moved in the last stretch. */
export class EmitterPace {
	private before: Float64Array
	/** Fastest change of an emitter [K/s]; unknown counts as fast. */
	private rateKPerS = Number.POSITIVE_INFINITY

	constructor(model: MovingLine) {
		this.before = model.emitterK.slice()
	}

	/** Set-points or states change: what was seen so far says nothing of what comes. */
	disturb(): void {
		this.rateKPerS = Number.POSITIVE_INFINITY
	}

	/** The model has just made this time. */
	take(model: MovingLine, dtS: number): void {
		let most = 0
		for (let z = 0; z < this.before.length; z++) {
			const now = model.emitterK[z] ?? 0
			most = Math.max(most, Math.abs(now - (this.before[z] ?? 0)))
			this.before[z] = now
		}
		this.rateKPerS = most / dtS
	}

	/** Longest short step now [s]. */
	get longestS(): number {
		return Math.min(STRETCH_S, Math.max(SHORTEST_S, EMITTER_BAND_K / this.rateKPerS))
	}
}

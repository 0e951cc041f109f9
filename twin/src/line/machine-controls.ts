import type { PackMlState } from '../port.ts'
import { asksForHeat, WEB_STANDS_M_PER_S } from './interlocks.ts'
import type { LineMachinesSnapshot, MachineParts } from './line-machines.ts'
import type { LineControls } from './model-port.ts'

const AIR_OFF: ReadonlySet<PackMlState> = new Set<PackMlState>([
	'Stopped',
	'Idle',
	'Resetting',
	'Aborted',
	'Aborting',
	'Clearing',
	'Completed',
])
const WATER_ON: ReadonlySet<PackMlState> = new Set<PackMlState>(['Starting', 'Execute', 'Stopping', 'Completing'])

/** Heat is asked for, every permissive holds, no trip stands: never over standing web, without a proved purge, or in Aborted. */
export function heatersEnabled(at: LineMachinesSnapshot, { board }: MachineParts): boolean {
	return asksForHeat(at.stations.Heating) && board.heatersEnabled(at.board, at.tMs)
}

/** What acts on the line in these states, out of what acts on it when it runs. */
export function controlsIn(at: LineMachinesSnapshot, run: LineControls, parts: MachineParts): LineControls {
	const { stations, webSpeedMPerS } = at
	const { setBackTemperatureK, ambientK } = parts.config.stations.heating
	const dosing = stations.Feed.state === 'Execute' && webSpeedMPerS > WEB_STANDS_M_PER_S && run.webSpeedMPerS > 0
	const airOn = !AIR_OFF.has(stations.Drying.state)
	const jets = stations.Quench.mode === 'cool' || stations.Quench.state === 'Starting'
	return {
		...run,
		webSpeedMPerS,
		screwRevPerS: dosing ? (run.screwRevPerS * webSpeedMPerS) / run.webSpeedMPerS : 0,
		dryerAirK: airOn ? run.dryerAirK : run.dryerAirK.map(() => ambientK),
		heatersOn: heatersEnabled(at, parts),
		emitterSetpointK:
			stations.Heating.mode === 'set-back'
				? run.emitterSetpointK.map((k) => Math.min(k, setBackTemperatureK))
				: run.emitterSetpointK,
		shutterOpenFraction: Math.min(run.shutterOpenFraction, at.shutterOpenFraction),
		quenchGasM3PerS: jets ? run.quenchGasM3PerS : 0,
		freshWaterM3PerS: WATER_ON.has(stations.Wash.state) ? run.freshWaterM3PerS : 0,
	}
}

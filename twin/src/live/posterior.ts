import type { LineMachinesSnapshot } from '../line/line-machines.ts'
import type { LineControls, LineModelSnapshot, ModelParameters } from '../line/model-port.ts'
import type { ScheduleCursor } from '../line/schedule-cursor.ts'
import type { Health, PackMlState, ScheduleItem } from '../port.ts'

/**
 * All that the twin knows at one instant, as the forecast and a what-if start from it. Plain JSON: it can be sent to a worker.
 * Parameters are factors on the nominal value, as in the model's port.
 */
export interface Posterior {
	readonly tMs: number
	readonly health: Health
	readonly healthReason: string

	/** Id of the recipe whose powder is fed now (`htr-bisb`, not the plant's name for it). */
	readonly recipe: string
	/** State of the web, furnace and wash: `restoreLine` goes on from it. Its `parameters` equal those below. */
	readonly model: LineModelSnapshot
	readonly parameters: ModelParameters
	/** One standard deviation of each parameter, same shape. */
	readonly parameterSd: ModelParameters
	/** Covariance of the parameters in the order of `parameterNames(zones)`, row by row; its diagonal is `parameterSd` squared. */
	readonly parameterCovariance: readonly number[]

	/** What acts on the line now, as measured: the web may stand. */
	readonly controls: LineControls
	/** What acts on the line when it runs this recipe with the set-points in force: where it goes back to after a stop. */
	readonly runControls: LineControls

	/** PackML machines of line and stations, for `createLineMachines(config).restore`. */
	readonly machines: LineMachinesSnapshot
	/** The line is not in Execute: since when and why. Null while it runs. */
	readonly stop: StopInProgress | null

	readonly schedule: readonly ScheduleItem[]
	readonly scheduleId: string | null
	/** Where the line is in its schedule; null without one, or when it is worked off. */
	readonly cursor: ScheduleCursor | null

	/** Encoder, resets at new rolls added up since the twin started. */
	readonly webPositionM: number
	/** Cloth left on the unwind; null while not known. */
	readonly rollRemainingM: number | null
	/** Readings of the meters, null while not known: what a forecast amount is a rise of. */
	readonly totals: {
		readonly scaleG: number | null
		readonly lineKWh: number | null
		readonly waterL: number | null
		readonly scrapM: number | null
	}
}

export interface StopInProgress {
	readonly state: PackMlState
	readonly sinceMs: number
	/** Stop reason code: 1xx planned, 2xx to 6xx unplanned, 0 not told. */
	readonly reason: number
}

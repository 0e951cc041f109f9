import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, LineModelSnapshot } from '../line/model-port.ts'
import type { ScheduleProgress } from '../line/schedule-cursor.ts'
import type { AlarmLatchSnapshot } from '../monitor/alarm-latch.ts'
import type { DiagnosisSnapshot } from '../monitor/diagnosis.ts'
import type { Fault } from '../port.ts'
import type { EstimatorSnapshot } from '../sync/estimator.ts'
import type { ClockSet, HealthMemory, HealthVerdict } from '../sync/health.ts'
import type { IntakeSnapshot } from '../sync/intake.ts'
import type { LiveInterlocksSnapshot } from './live-interlocks.ts'
import type { Meters } from './meters.ts'
import type { PlantMachinesSnapshot } from './plant-machines.ts'
import type { ReadingQueueSnapshot } from './reading-queue.ts'
import type { WebOdometer } from './web-odometer.ts'

/**
 * Parts of a twin that can be left out to see what they are worth. `estimator`: nothing measured corrects the model, which runs by its inputs
 * alone; `schedule`: the plan is not heard; `learning`: slow parameters stay as in the files.
 */
export const TWIN_PARTS = ['estimator', 'schedule', 'learning'] as const
export type TwinPart = (typeof TWIN_PARTS)[number]

export interface TwinOptions {
	readonly line: LineConfig
	/** By id (`htr-bisb`); those of `line.recipes`. The first of `line.recipes` is taken until the plant says which. */
	readonly recipes: Readonly<Record<string, Recipe>>
	/** Of all chance; the live twin itself has none. */
	readonly seed: number
	/** Without it the twin takes up the plant as its first readings have it. */
	readonly initial?: 'warm' | 'cold'
	/** Left out. */
	readonly without?: readonly TwinPart[]
}

/** Version 2 also keeps what interlocks heard before the plant was taken up, and what the next frame has to say of refused commands; version 3 a watch on faults, which version 4 has in another form. */
export const TWIN_SNAPSHOT_VERSION = 4

/** Everything of a twin, as JSON: restored in another process it goes on bit for bit. `readTwinSnapshot` takes those of older versions. */
export interface TwinSnapshot {
	readonly version: typeof TWIN_SNAPSHOT_VERSION
	readonly line: string
	readonly seed: number
	readonly tMs: number | null
	readonly seq: number
	readonly takenUp: boolean
	readonly recipe: string
	readonly unknownRecipe: string | null
	readonly runControls: LineControls
	readonly controls: LineControls
	readonly asked: Readonly<Record<string, number>>
	readonly model: LineModelSnapshot
	readonly machines: PlantMachinesSnapshot
	readonly interlocks: LiveInterlocksSnapshot
	readonly estimator: EstimatorSnapshot
	readonly intake: IntakeSnapshot
	readonly queue: ReadingQueueSnapshot
	readonly odometer: WebOdometer
	readonly schedule: ScheduleProgress
	readonly alarms: AlarmLatchSnapshot
	readonly diagnosis: DiagnosisSnapshot
	readonly healthMemory: HealthMemory
	readonly verdict: HealthVerdict
	readonly ownFromM: number
	readonly meters: Meters
	readonly rollId: string | null
	readonly aheadMs: number
	/** Left out where the plant's clock was never set over. */
	readonly clockSet?: ClockSet
	/** Faults of commands that no frame has told yet. */
	readonly pending: readonly Fault[]
}

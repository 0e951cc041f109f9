import type { LineConfig, Recipe } from '@emberline/line-config'
import type { BoardSnapshot } from '../line/interlock-board.ts'
import type { LineControls, LineModelSnapshot } from '../line/model-port.ts'
import type { AlarmLatchSnapshot } from '../monitor/alarm-latch.ts'
import type { EstimatorSnapshot } from '../sync/estimator.ts'
import type { HealthMemory, HealthVerdict } from '../sync/health.ts'
import type { IntakeSnapshot } from '../sync/intake.ts'
import type { Meters } from './meters.ts'
import type { PlantMachinesSnapshot } from './plant-machines.ts'
import type { ReadingQueueSnapshot } from './reading-queue.ts'
import type { ScheduleProgress } from './schedule-cursor.ts'
import type { WebOdometer } from './web-odometer.ts'

export interface TwinOptions {
	readonly line: LineConfig
	/** By id (`htr-bisb`); those of `line.recipes`. The first of `line.recipes` is taken until the plant says which. */
	readonly recipes: Readonly<Record<string, Recipe>>
	/** Of all chance; the live twin itself has none. */
	readonly seed: number
	/** Without it the twin takes up the plant as its first readings have it. */
	readonly initial?: 'warm' | 'cold'
}

/** Everything of a twin, as JSON: restored in another process it goes on bit for bit. */
export interface TwinSnapshot {
	readonly version: 1
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
	readonly interlocks?: BoardSnapshot
	readonly estimator: EstimatorSnapshot
	readonly intake: IntakeSnapshot
	readonly queue: ReadingQueueSnapshot
	readonly odometer: WebOdometer
	readonly schedule: ScheduleProgress
	readonly alarms: AlarmLatchSnapshot
	readonly healthMemory: HealthMemory
	readonly verdict: HealthVerdict
	readonly ownFromM: number
	readonly meters: Meters
	readonly rollId: string | null
	readonly aheadMs: number
}

import type { Batch } from './carry-out.ts'
import { execute } from './execute.ts'
import type { Outcome } from './run.ts'

/** Carries out the runs of a batch, in order: the one thing that a thread here and a worker elsewhere do. */
export const worked = ({ settings, runs }: Batch): readonly Outcome[] => runs.map((run) => execute(settings[run.setting]!, run))

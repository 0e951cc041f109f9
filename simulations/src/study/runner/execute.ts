import { scenarioOutputs } from '../scenario-outputs.ts'
import { settledOutputs } from '../settled.ts'
import { drawsOf, unknownsOf, valuesAt } from '../unknowns.ts'
import type { Outcome, Run, Setting, SettledRun } from './run.ts'

/** Carries out one run. Nothing but setting and run goes in: no clock, no chance, no file. */
export function execute(setting: Setting, run: Run): Outcome {
	const outcome = run.kind === 'settled' ? settledOutcome(setting, run) : scenarioOutputs(setting, run)
	// What JSON cannot tell apart must not differ between here and a cache.
	return outcome.map((row) => row.map((value) => (Number.isFinite(value) ? value + 0 : Number.NaN)))
}

function settledOutcome(setting: Setting, { point, over }: SettledRun): Outcome {
	if ('values' in over) return [settledOutputs(setting, point, over.values)]
	const unknowns = unknownsOf(setting, over.of)
	return drawsOf(unknowns, over.count, over.seed).map((row) => settledOutputs(setting, point, valuesAt(unknowns, row, setting)))
}

import { existsSync } from 'node:fs'
import { detectionScores, falseAlarms, foundFaults } from './detection.ts'
import type { Score } from './score.ts'
import { readLines, type TruthLine } from './truth-file.ts'

interface AlarmLine {
	readonly id: string
	readonly t_raised: number
	readonly t_onset: number
	readonly top: readonly { readonly cause: string; readonly p: number }[]
	readonly sensor_or_process: 'sensor' | 'process'
}

interface Fault {
	readonly id: string
	readonly cause: string
	readonly fromMs: number
	toMs: number
}

/** The twin's diagnoses in alarms.jsonl beside the faults that stood. */
export function scoreAlarms(file: string, truth: readonly TruthLine[]): readonly Score[] {
	if (!existsSync(file)) return []
	const faults = faultsOf(truth)
	const raised = new Map<string, AlarmLine>()
	for (const { value } of readLines(file)) {
		const line = value as unknown as AlarmLine
		if (!raised.has(line.id)) raised.set(line.id, line)
	}
	const alarms = [...raised.values()].map((line) => ({
		id: line.id,
		raisedMs: line.t_raised,
		onsetMs: line.t_onset,
		top: line.top,
		verdict: line.sensor_or_process,
	}))
	const hours = (truth.at(-1)!.t - truth[0]!.t) / 3_600_000
	return detectionScores(foundFaults(alarms, faults), falseAlarms(alarms, faults).length, hours)
}

function faultsOf(truth: readonly TruthLine[]): readonly Fault[] {
	const faults = new Map<string, Fault>()
	for (const line of truth)
		for (const { id, cause, t_onset } of line.faults) {
			const known = faults.get(id)
			if (known === undefined) faults.set(id, { id, cause, fromMs: t_onset, toMs: line.t })
			else known.toMs = line.t
		}
	return [...faults.values()]
}

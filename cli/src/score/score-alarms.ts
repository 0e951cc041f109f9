import { existsSync } from 'node:fs'
import { type Score, scoreOf } from './score.ts'
import { readLines, type TruthLine } from './truth-file.ts'

interface AlarmLine {
	readonly id: string
	readonly t_raised: number
	readonly top: readonly { readonly cause: string; readonly p: number }[]
	readonly sensor_or_process: 'sensor' | 'process'
	readonly cleared: number | null
}

interface Fault {
	readonly id: string
	readonly cause: string
	readonly fromMs: number
	toMs: number
}

/** Reading of one instrument, not the process. */
const SENSOR_CAUSES = [
	'window_fouling',
	'pyrometer_emissivity',
	'thermocouple',
	'areal_gauge',
	'conductivity_fouling',
	'scale_drift',
	'sensor_',
	'clock_skew',
	'data_gap',
]
/** An alarm so long after a fault has gone may still be its. */
const AFTER_MS = 600_000

/** The twin's diagnoses in alarms.jsonl beside the faults that stood. */
export function scoreAlarms(file: string, truth: readonly TruthLine[]): readonly Score[] {
	if (!existsSync(file)) return []
	const faults = faultsOf(truth)
	const raised = new Map<string, AlarmLine>()
	for (const { value } of readLines(file)) {
		const line = value as unknown as AlarmLine
		if (!raised.has(line.id)) raised.set(line.id, line)
	}
	const alarms = [...raised.values()]
	const during = (alarm: AlarmLine, fault: Fault) => alarm.t_raised >= fault.fromMs && alarm.t_raised <= fault.toMs + AFTER_MS
	const found = faults.flatMap((fault) => {
		const mine = alarms.filter((alarm) => during(alarm, fault))
		const named = mine.find((alarm) => alarm.top.some(({ cause }) => cause === fault.cause)) ?? mine[0]
		return named === undefined ? [] : [{ fault, alarm: named }]
	})
	const falseOnes = alarms.filter((alarm) => !faults.some((fault) => during(alarm, fault)))
	const days = (truth.at(-1)!.t - truth[0]!.t) / 86_400_000
	const share = (count: number, of: number) => (of > 0 ? (100 * count) / of : null)
	const first = found.filter(({ fault, alarm }) => alarm.top[0]?.cause === fault.cause).length
	const top3 = found.filter(({ fault, alarm }) => alarm.top.slice(0, 3).some(({ cause }) => cause === fault.cause)).length
	const kind = found.filter(({ fault, alarm }) => (alarm.sensor_or_process === 'sensor') === isSensor(fault.cause)).length
	return [
		scoreOf(`faults found, of ${faults.length}`, share(found.length, faults.length), '%', { must: 85, aim: 95, more: true }),
		scoreOf('false alarms in 24 h', days > 0 ? falseOnes.length / days : null, '', { must: 2, aim: 0.5 }),
		scoreOf('cause right first', share(first, found.length), '%', { must: 60, aim: 80, more: true }),
		scoreOf('cause among the first three', share(top3, found.length), '%', { must: 85, aim: 95, more: true }),
		scoreOf('sensor or process right', share(kind, found.length), '%', { must: 85, aim: 95, more: true }),
	]
}

const isSensor = (cause: string): boolean => SENSOR_CAUSES.some((start) => cause.startsWith(start))

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

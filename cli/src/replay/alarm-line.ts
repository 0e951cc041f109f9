import type { Diagnosis } from '@emberline/twin'

/** A line of alarms.jsonl. */
export function alarmLine({ id, raisedMs, onsetMs, kind, top, verdict, webFromM, webToM, evidence, clearedMs }: Diagnosis) {
	return {
		id,
		t_raised: raisedMs,
		t_onset: onsetMs,
		kind,
		top: top.map(({ cause, p }) => ({ cause, p: round(p, 3) })),
		sensor_or_process: verdict,
		web_from_m: round(webFromM, 2),
		web_to_m: round(webToM, 2),
		evidence: evidence.map(({ tag, z }) => ({ tag, z: round(z, 1) })),
		cleared: clearedMs,
	}
}

const round = (x: number, digits: number): number | null => (Number.isFinite(x) ? Number(x.toFixed(digits)) : null)

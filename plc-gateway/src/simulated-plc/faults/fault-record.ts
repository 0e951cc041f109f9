import { type FaultName, faultCause } from '@emberline/line-config'

/** A fault as somebody asks for it. */
export interface FaultRequest {
	/** `window_fouling/zone3`. */
	readonly fault: string
	/** Plant seconds after the start, or an ISO time; default now. */
	readonly at?: number | string | undefined
	/** 1 is middling; default 1. */
	readonly severity?: number | undefined
	/** Seconds until it is put right; default the mean time to repair of its cause. `Infinity`: until somebody does. */
	readonly lastsS?: number | undefined
	/** Seconds over which it comes on; default that of its cause. */
	readonly onsetS?: number | undefined
}

/** One fault that stands, stood or will stand on the plant: what no tag tells. */
export interface FaultRecord {
	readonly id: string
	readonly name: FaultName
	readonly severity: number
	/** Plant seconds after the start. */
	readonly fromS: number
	readonly onsetS: number
	/** When it is put right; moves when somebody does it earlier. */
	toS: number
	readonly origin: 'script' | 'chance' | 'menu'
}

export type FaultPhase = 'coming' | 'standing' | 'over'

export function phaseOf({ fromS, toS }: FaultRecord, nowS: number): FaultPhase {
	if (nowS >= toS) return 'over'
	return nowS >= fromS ? 'standing' : 'coming'
}

/** Severity times the share of its onset that has passed. */
export function levelOf(record: FaultRecord, nowS: number): number {
	const { severity, fromS, onsetS } = record
	return severity * (onsetS > 0 ? Math.min(1, Math.max(0, (nowS - fromS) / onsetS)) : 1)
}

/** Code of the stop that it leads to when it is bad enough; undefined where the line runs on. */
export const stopCodeOf = (record: FaultRecord): number | undefined => faultCause(record.name.cause).stopCode

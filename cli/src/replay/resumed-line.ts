import type { LogMessage } from '@emberline/plc-gateway'
import type { Quality, Reading } from '@emberline/twin'
import type { LineSnapshot } from '../snapshot-file.ts'

/**
 * Lines that a run writes to its log when it goes on after its process had ended: the state that it went on from, and then, second by second,
 * what its history had of the time behind it. With them the log tells all that the twin was given.
 */
const RESUMED = 'EMBERLINE/RESUMED'
const PAST = 'EMBERLINE/PAST'

/** `arrivedMs`: wall time, ms since 1970. */
export const resumedMessage = (state: LineSnapshot, arrivedMs: number): LogMessage => ({
	topic: RESUMED,
	arrivedMs,
	payload: { state },
})

/** The state that a run went on from, to be held against this version and line by whoever takes it up; null for any other message. */
export function resumedState({ topic, payload }: LogMessage): LineSnapshot | null {
	if (topic !== RESUMED || !isRecord(payload) || !isRecord(payload.state)) return null
	return payload.state as unknown as LineSnapshot
}

/** Readings of the second up to `tickMs`, plant time. */
export interface Past {
	readonly tickMs: number
	readonly readings: readonly Reading[]
}

export const pastMessage = ({ tickMs, readings }: Past, arrivedMs: number): LogMessage => ({
	topic: PAST,
	arrivedMs,
	payload: { tick_ms: tickMs, readings },
})

export const isPast = ({ topic }: LogMessage): boolean => topic === PAST

/** Null for a message that is none of these, or not whole. */
export function pastOf({ topic, payload }: LogMessage): Past | null {
	if (topic !== PAST || !isRecord(payload)) return null
	const { tick_ms: tickMs, readings } = payload
	if (typeof tickMs !== 'number' || !Array.isArray(readings) || !readings.every(isReading)) return null
	return { tickMs, readings }
}

const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad', 'stale']

function isReading(found: unknown): found is Reading {
	if (!isRecord(found)) return false
	const { tMs, tag, value, quality, reason } = found
	return (
		typeof tMs === 'number' &&
		typeof tag === 'string' &&
		(value === null || ['number', 'string', 'boolean'].includes(typeof value)) &&
		QUALITIES.some((one) => one === quality) &&
		(reason === undefined || typeof reason === 'string')
	)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value)

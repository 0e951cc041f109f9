import type { DiagnosisView } from './diagnosis-view.ts'

/** The measuring wheel of the web held against the drive, by the stamps of both. Plain JSON. */
export interface EncoderWatch {
	/** Last reading of the encoder, when it was measured, and the speed then. */
	readonly encoderM: number | null
	readonly tMs: number
	readonly webSpeedMPerS: number
	/** Metres by encoder and by speed since the stretch began. */
	readonly wheelM: number
	readonly driveM: number
	/** Wheel over drive of the last whole stretch; null before the first. */
	readonly ratio: number | null
	/** By how much stamps went ahead of the web within the last interval, s: 0 as long as clock and web agree. */
	readonly leapS: number
}

export const NO_ENCODER: EncoderWatch = {
	encoderM: null,
	tMs: 0,
	webSpeedMPerS: 0,
	wheelM: 0,
	driveM: 0,
	ratio: null,
	leapS: 0,
}

const ENCODER = 'Line/Web/Position'
/** Length over which the wheel is held against the drive. */
const STRETCH_M = 3
/** Stamps that go ahead of the web by this, and by this share of the interval, are of another clock. */
const LEAP_S = 1.5
const LEAP_SHARE = 0.3
/** The speed of an interval is known when it was the same at both ends. */
const SAME_SPEED = 0.02

/** The next tick. A line that does not run at one speed tells nothing. */
export function withEncoder(before: EncoderWatch, view: DiagnosisView): EncoderWatch {
	const state = view.tagState(ENCODER)
	const speed = view.webSpeedMPerS
	if (typeof state?.value !== 'number' || state.refused !== null) return { ...before, encoderM: null, leapS: 0 }
	const { value, tMs } = state
	const now = { encoderM: value, tMs, webSpeedMPerS: speed }
	const stretch = { wheelM: 0, driveM: 0 }
	const runs = view.executesSinceMs !== null && speed > 0
	if (!runs || before.encoderM === null || Math.abs(speed - before.webSpeedMPerS) > SAME_SPEED * speed)
		return { ...before, ...now, ...stretch, leapS: 0 }
	if (tMs === before.tMs) return { ...before, leapS: 0 }
	const wheelM = value - before.encoderM
	const sinceS = (tMs - before.tMs) / 1000
	// A wheel that begins anew has gone nobody knows how far.
	if (wheelM < 0) return { ...before, ...now, ...stretch, leapS: 0 }
	const aheadS = sinceS - wheelM / speed
	if (Math.abs(aheadS) > Math.max(LEAP_S, LEAP_SHARE * sinceS)) return { ...before, ...now, ...stretch, leapS: aheadS }
	const [wheel, drive] = [before.wheelM + wheelM, before.driveM + speed * sinceS]
	if (drive < STRETCH_M) return { ...before, ...now, wheelM: wheel, driveM: drive, leapS: 0 }
	return { ...before, ...now, ...stretch, ratio: wheel / drive, leapS: 0 }
}

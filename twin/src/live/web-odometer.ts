import { isLate } from '../sync/intake.ts'

/** Where the web is. Plain JSON. */
export interface WebOdometer {
	/** Encoder with its resets added up; it grows while the web runs. */
	readonly positionM: number
	/** Last encoder reading and its time; null while there was none. */
	readonly encoderM: number | null
	readonly encoderMs: number
	/** What the resets so far come to. */
	readonly offsetM: number
	/** Position at which the roll on the unwind began; null while the twin has not seen it begin. */
	readonly rollStartM: number | null
}

export const ODOMETER_ZERO: WebOdometer = { positionM: 0, encoderM: null, encoderMs: 0, offsetM: 0, rollStartM: null }

/** A fall of the encoder by more than this is a new roll, by less it is noise. */
const RESET_M = 1
/** An encoder reading older than this is not carried on to now. */
const CARRY_MS = 2000

/** Takes a reading of the encoder; `now` carries it from its own time to the present. An older reading than the last changes nothing. */
export function withEncoder(
	at: WebOdometer,
	reading: { readonly tMs: number; readonly encoderM: number },
	now: { readonly tMs: number; readonly webSpeedMPerS: number },
): WebOdometer {
	if (at.encoderM !== null && isLate(reading.tMs, at.encoderMs)) return at
	const { encoderM } = reading
	// What is older yet not late follows a stamp that was far ahead: it says where the web is, not that a roll is new.
	const reset = at.encoderM !== null && encoderM < at.encoderM - RESET_M && reading.tMs >= at.encoderMs
	const offsetM = reset ? at.offsetM + (at.encoderM ?? 0) : at.offsetM
	const carriedM = (Math.max(0, Math.min(CARRY_MS, now.tMs - reading.tMs)) / 1000) * now.webSpeedMPerS
	return {
		positionM: offsetM + encoderM + carriedM,
		encoderM,
		encoderMs: reading.tMs,
		offsetM,
		rollStartM: reset ? offsetM : at.rollStartM,
	}
}

/** Goes on by the metres that ran, between readings or without any. */
export const carriedOn = (at: WebOdometer, runM: number): WebOdometer => ({ ...at, positionM: at.positionM + runM })

/** A roll has come on the unwind. */
export const withNewRoll = (at: WebOdometer): WebOdometer => ({ ...at, rollStartM: at.positionM })

/** Thickness of the cloth [H] and of the tube it is wound on [A]; the line file has neither. */
const CLOTH_M = 0.35e-3
const CORE_M = 0.076

/** Cloth on a roll of this outer diameter [m]: pi (D^2 - d^2) / (4 thickness). Good to some 10 % while core and thickness are assumed. */
export const clothOnRollM = (diameterM: number): number =>
	Math.max(0, (Math.PI * (diameterM * diameterM - CORE_M * CORE_M)) / (4 * CLOTH_M))

import type { TagState } from '../sync/intake.ts'

/** What the diagnosis looks at, at one tick. */
export interface DiagnosisView {
	readonly tMs: number
	/** Since when the line executes; null while it does not. */
	readonly executesSinceMs: number | null
	/** All web has run alike since then; null while it has not. */
	readonly steadySinceMs: number | null
	/** The twin's words are worth nothing now. */
	readonly lost: boolean
	readonly recipe: string
	readonly webPositionM: number
	readonly webSpeedMPerS: number
	/** Why the line stands, as the plant says; 0 for no reason. */
	readonly stopReason: number
	number(tag: string): number | undefined
	/** What is known of a tag. */
	tagState(tag: string): TagState | undefined
	/** Plant time of the newest usable value of a device. */
	newestMs(device: string): number | undefined
	/** Newest comparison of a tag; undefined while nothing is expected of it. */
	compared(tag: string): Compared | undefined
}

/** A reading, what was expected of it, and what would have been without anything learnt; in the unit of the tag. */
export interface Compared {
	readonly measured: number
	readonly expected: number
	readonly unlearnt: number
}

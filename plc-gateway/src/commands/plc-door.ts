import type { TagDefinition } from '@emberline/line-config'
import type { Reading } from '@emberline/twin'
import type { Observable } from 'rxjs'

/** Why a write did not leave. */
export type SendRefusal = 'broker-lost' | 'node-not-online' | 'device-not-online' | 'not-born' | 'wrong-type'

/**
 * What the command path needs of the way to a PLC, whatever it speaks. Values are readings, so Sparkplug and plain PLCs are
 * judged by the same quality rules.
 */
export interface PlcDoor {
	/** The newest live reading of a tag; undefined when nothing was ever heard of it. */
	present(tag: string): Reading | undefined
	readonly readings$: Observable<readonly Reading[]>
	/** Why nothing can come back from the PLC now; null while it is there. Tells the present state at once. */
	readonly away$: Observable<string | null>
	/** Writes one value; null when it left. */
	send(tag: TagDefinition, value: number | boolean): SendRefusal | null
	/** Writes the counter by which the PLC sees that the gateway lives; false when the PLC has no such value. */
	beat(metric: string, count: number): boolean
}

import type { HostContext } from './unit.ts'

/** The clock of one node, as its messages tell it. */
export class PlantClock {
	readonly #context: Pick<HostContext, 'nowMs' | 'steadyMs'>
	#plantMs: number | null = null
	#notedMs = 0
	#offsetMs: number | null = null

	constructor(context: Pick<HostContext, 'nowMs' | 'steadyMs'>) {
		this.#context = context
	}

	/** Stamp of the last message, ms since 1970. */
	get plantMs(): number | null {
		return this.#plantMs
	}

	/** Plant clock less ours when that message came, ms. */
	get offsetMs(): number | null {
		return this.#offsetMs
	}

	note(timestampMs: number | undefined): void {
		if (timestampMs === undefined) return
		this.#plantMs = timestampMs
		this.#notedMs = this.#context.steadyMs()
		this.#offsetMs = timestampMs - this.#context.nowMs()
	}

	/** The plant's time now, ms since 1970. Behind a plant in fast time it is late, never ahead. */
	nowMs(): number | null {
		return this.#plantMs === null ? null : this.#plantMs + this.#context.steadyMs() - this.#notedMs
	}
}

import { TRIPS, type Trip, type Watched } from './trips.ts'

export interface FirstOut {
	readonly trip: Trip
	/** Plant seconds at which it tripped. */
	readonly tS: number
}

/** Watches the trips cycle by cycle: which conditions hold and for how long, what is latched, and which came first. */
export class Interlocks {
	/** The first that tripped since the line was last in order; null while it is. */
	firstOut: FirstOut | null = null
	/** Every trip since the start, oldest first. */
	readonly history: FirstOut[] = []
	/** Off while a plant is brought to where hours of running bring it, by ways that no plant goes. */
	armed = true
	readonly #heldS = new Map<Trip, number>()
	readonly #tripped = new Set<Trip>()
	readonly #latched = new Set<Trip>()

	/** One cycle. Gives the trips that have just come, in their order of precedence. */
	step(dtS: number, nowS: number, watched: Watched): readonly Trip[] {
		const fresh: Trip[] = []
		if (!this.armed) return fresh
		for (const trip of TRIPS) {
			if (!trip.stands(watched)) {
				this.#heldS.delete(trip)
				this.#tripped.delete(trip)
				continue
			}
			// In its first cycle a condition has stood for no time yet.
			const heldS = this.#heldS.has(trip) ? (this.#heldS.get(trip) as number) + dtS : 0
			this.#heldS.set(trip, heldS)
			if (heldS < trip.delayS - 1e-9 || this.#tripped.has(trip)) continue
			this.#tripped.add(trip)
			if (trip.latched) this.#latched.add(trip)
			fresh.push(trip)
			this.history.push({ trip, tS: nowS })
			this.firstOut ??= { trip, tS: nowS }
		}
		return fresh
	}

	/** Trips that stand or are latched. */
	get standing(): readonly Trip[] {
		return TRIPS.filter((trip) => this.#tripped.has(trip) || this.#latched.has(trip))
	}

	get heaterOff(): boolean {
		for (const trip of this.#tripped) if (trip.heaterOff) return true
		for (const trip of this.#latched) if (trip.heaterOff) return true
		return false
	}

	/** Somebody resets at the machine: what no longer stands is let go. Gives what is left. */
	resetOnSite(): readonly Trip[] {
		for (const trip of [...this.#latched]) if (!this.#heldS.has(trip)) this.#latched.delete(trip)
		return this.standing
	}

	/** The line runs again: the next trip is a first one. */
	inOrder(): void {
		if (this.standing.length === 0) this.firstOut = null
	}
}

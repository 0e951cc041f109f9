import { TRIPS, type Trip, type Watched } from './trips.ts'

export interface FirstOut {
	readonly trip: Trip
	/** Plant seconds at which it tripped. */
	readonly tS: number
	/** Plant seconds at which its condition began to hold. */
	readonly causeS: number
}

/** Conditions that began within half a cycle of each other began together. */
const TOGETHER_S = 0.05

/** Watches the trips cycle by cycle: which conditions hold and for how long, what is latched, and whose condition came first. */
export class Interlocks {
	/** The one whose condition began first since the line was last in order, though another may have tripped sooner; null while it is in order. */
	firstOut: FirstOut | null = null
	/** Every trip since the start, oldest first. */
	readonly history: FirstOut[] = []
	/** Off while a plant is brought to where hours of running bring it, by ways that no plant goes. */
	armed = true
	readonly #heldS = new Map<Trip, number>()
	readonly #tripped = new Set<Trip>()
	readonly #latched = new Set<Trip>()
	/** What the program wanted before the first trip acted: it takes away what others look at, and must not hide them. */
	#before: Pick<Watched, 'orders' | 'state'> | null = null
	readonly #trips: readonly Trip[]

	/** Other trips than those of the plant show in a test that a mistake in one would be noticed. */
	constructor(trips: readonly Trip[] = TRIPS) {
		this.#trips = trips
	}

	/** One cycle. Gives the trips that have just come, in their order of precedence. */
	step(dtS: number, nowS: number, watched: Watched): readonly Trip[] {
		const fresh: Trip[] = []
		if (!this.armed) return fresh
		for (const trip of this.#trips) {
			const stands = trip.stands(watched)
			if (!stands && !this.#goesOn(trip, watched)) {
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
			if (stands) fresh.push(trip)
			this.#note({ trip, tS: nowS, causeS: nowS - heldS })
		}
		if (fresh.length > 0) this.#before ??= { orders: { ...watched.orders }, state: watched.state }
		return fresh
	}

	/** Its condition held before the first trip acted, and holds still but for what that trip has switched off. */
	#goesOn(trip: Trip, watched: Watched): boolean {
		if (this.#before === null || this.#tripped.has(trip) || !this.#heldS.has(trip)) return false
		return trip.stands({ ...watched, ...this.#before })
	}

	#note(out: FirstOut): void {
		this.history.push(out)
		const first = this.firstOut
		const laterS = first === null ? Number.NEGATIVE_INFINITY : out.causeS - first.causeS
		const precedes = first !== null && this.#trips.indexOf(out.trip) < this.#trips.indexOf(first.trip)
		if (laterS < -TOGETHER_S || (laterS <= TOGETHER_S && precedes)) this.firstOut = out
	}

	/** Trips that stand or are latched. */
	get standing(): readonly Trip[] {
		return this.#trips.filter((trip) => this.#tripped.has(trip) || this.#latched.has(trip))
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
		if (this.standing.length > 0) return
		this.firstOut = null
		this.#before = null
	}
}

/** Plant time between two ticks [ms]; they fall on whole multiples of it. */
const TICK_MS = 1000
/** Over a longer hole no tick is made: the twin takes the plant up anew behind it. */
const HOLE_MS = 3_600_000
/**
 * A plant that has told nothing newer for so long is taken for silent: from then on its time goes by the clock of the arrivals. Longer than a
 * process or a network stalls, as two who listen do not see the same stalls.
 */
const SILENT_MS = 10_000
/**
 * Stamps that leap so far ahead of what the arrivals allow are of a clock that was set wrong; after the second time of arrivals it is
 * believed, as nobody sets it back.
 */
const LEAP_MS = 120_000
const LEAP_BELIEVED_MS = 60_000
/** The first time is told by so many messages; of a line of one device the middle of the last ones counts, more devices vouch for each other. */
const LAST = 3

/** Plain JSON. */
export interface EventTimeSnapshot {
	readonly devices: Readonly<Record<string, number>>
	readonly last: readonly number[]
	readonly reachedMs: number | null
	readonly reachedAtMs: number
	readonly tickMs: number | null
	readonly arrivedMs: number | null
	readonly sentMs: number | null
	readonly wrong: number
	/** Since when stamps leap ahead, by the arrivals; left out while none does. */
	readonly leapAtMs?: number | undefined
}

/**
 * Plant time, told by the stamps of what the plant says and not by when it arrives: whoever hears the same messages in the same order ticks
 * at the same places among them, at the line itself, from a log, at any speed. A tick is due once something measured after it is known, so
 * that it has all that was measured up to it. The newest stamp counts once two devices have reached it: one with a wrong clock moves nothing.
 *
 * While the plant is silent time goes on by the arrivals, some seconds behind; what then comes late finds its ticks made, here as in a log.
 */
export class EventTime {
	readonly #devices: Map<string, number>
	readonly #last: number[]
	/** What the plant's own stamps have reached, and when that was heard. */
	#reachedMs: number | null
	#reachedAtMs: number
	/** The next tick. */
	#tickMs: number | null
	#arrivedMs: number | null
	#sentMs: number | null
	#wrong: number
	#leapAtMs: number | undefined
	/** Device of each tag that was heard. */
	readonly #deviceOf = new Map<string, string>()

	constructor(from?: EventTimeSnapshot) {
		this.#devices = new Map(Object.entries(from?.devices ?? {}))
		this.#last = [...(from?.last ?? [])]
		this.#reachedMs = from?.reachedMs ?? null
		this.#reachedAtMs = from?.reachedAtMs ?? 0
		this.#tickMs = from?.tickMs ?? null
		this.#arrivedMs = from?.arrivedMs ?? null
		this.#sentMs = from?.sentMs ?? null
		this.#wrong = from?.wrong ?? 0
		this.#leapAtMs = from?.leapAtMs
	}

	/** Arrival times that were not followed: earlier than the last, or far ahead while the plant's own stamps were not. */
	get wrong(): number {
		return this.#wrong
	}

	/** Where plant time is: by the stamps, and by what the arrivals make of them. */
	get now(): { readonly reachedMs: number | null; readonly expectedMs: number; readonly arrivedMs: number } {
		const arrivedMs = this.#arrivedMs ?? 0
		return { reachedMs: this.#reachedMs, expectedMs: (this.#reachedMs ?? 0) + arrivedMs - this.#reachedAtMs, arrivedMs }
	}

	/** Ticks that are due before a message that arrived now; `sentMs`: its own stamp. */
	arrive(arrivedMs: number, sentMs: number | null): readonly number[] {
		const before = this.#arrivedMs
		if (before === null) this.#arrivedMs = arrivedMs
		else {
			const onMs = arrivedMs - before
			const sentOnMs = sentMs === null || this.#sentMs === null ? null : sentMs - this.#sentMs
			const leaps = onMs > HOLE_MS && (sentOnMs === null || sentOnMs < onMs / 2)
			if (onMs < 0 || leaps) this.#wrong++
			else this.#arrivedMs = arrivedMs
		}
		if (sentMs !== null) this.#sentMs = sentMs
		return this.silent(this.#arrivedMs as number)
	}

	/** Ticks that are due because nothing has come until now. */
	silent(nowMs: number): readonly number[] {
		if (this.#reachedMs === null) return []
		const silentMs = Math.min(nowMs - this.#reachedAtMs - SILENT_MS, HOLE_MS)
		return silentMs > 0 ? this.#until(this.#reachedMs + silentMs) : []
	}

	/** Takes the stamps of the readings of the message that arrived last: ticks that are due behind it. */
	take(readings: readonly { readonly tag: string; readonly tMs: number }[]): readonly number[] {
		let newest = Number.NEGATIVE_INFINITY
		const mostMs = this.#mostMs(readings)
		for (const { tag, tMs } of readings) {
			if (!Number.isFinite(tMs) || tMs > mostMs) continue
			newest = Math.max(newest, tMs)
			let device = this.#deviceOf.get(tag)
			if (device === undefined) {
				device = tag.slice(0, tag.indexOf('/'))
				this.#deviceOf.set(tag, device)
			}
			if (tMs > (this.#devices.get(device) ?? Number.NEGATIVE_INFINITY)) this.#devices.set(device, tMs)
		}
		if (Number.isFinite(newest)) this.#last.push(newest)
		if (this.#last.length > LAST) this.#last.shift()
		if (this.#last.length < LAST) return []
		const reachedMs = this.#devices.size > 1 ? second(this.#devices.values()) : middle(this.#last)
		if (this.#reachedMs !== null && reachedMs <= this.#reachedMs) return []
		this.#reachedMs = reachedMs
		this.#reachedAtMs = this.#arrivedMs ?? 0
		// What has the very stamp of a tick belongs to it and may still come.
		return this.#until(reachedMs - 1)
	}

	snapshot(): EventTimeSnapshot {
		return {
			devices: Object.fromEntries(this.#devices),
			last: [...this.#last],
			reachedMs: this.#reachedMs,
			reachedAtMs: this.#reachedAtMs,
			tickMs: this.#tickMs,
			arrivedMs: this.#arrivedMs,
			sentMs: this.#sentMs,
			wrong: this.#wrong,
			...(this.#leapAtMs === undefined ? {} : { leapAtMs: this.#leapAtMs }),
		}
	}

	/** The latest stamp that is believed. */
	#mostMs(readings: readonly { readonly tMs: number }[]): number {
		if (this.#reachedMs === null || this.#arrivedMs === null) return Number.POSITIVE_INFINITY
		const mostMs = this.#reachedMs + (this.#arrivedMs - this.#reachedAtMs) + LEAP_MS
		const stamps = readings.filter(({ tMs }) => Number.isFinite(tMs))
		if (stamps.length === 0) return mostMs
		if (stamps.some(({ tMs }) => tMs <= mostMs)) this.#leapAtMs = undefined
		else this.#leapAtMs ??= this.#arrivedMs
		const isBelieved = this.#leapAtMs !== undefined && this.#arrivedMs - this.#leapAtMs >= LEAP_BELIEVED_MS
		return isBelieved ? Number.POSITIVE_INFINITY : mostMs
	}

	#until(nowMs: number): readonly number[] {
		this.#tickMs ??= Math.ceil(nowMs / TICK_MS) * TICK_MS
		if (nowMs - this.#tickMs > HOLE_MS) this.#tickMs = Math.floor(nowMs / TICK_MS) * TICK_MS
		const due: number[] = []
		for (; this.#tickMs <= nowMs; this.#tickMs += TICK_MS) due.push(this.#tickMs)
		return due
	}
}

/** The largest but one. */
function second(values: Iterable<number>): number {
	let [first, next] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
	for (const x of values) {
		if (x > first) [first, next] = [x, first]
		else if (x > next) next = x
	}
	return next
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[1] as number

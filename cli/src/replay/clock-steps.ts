import type { Reading } from '@emberline/twin'

/** A clock that is set over by less than this is taken for messages that come late [ms]. */
const LEAST_MS = 10_000
/** Over so long, by the arrivals, everything must come under such stamps, and from so many messages at least. */
const BELIEVED_MS = 15_000
const MESSAGES_LEAST = 10
/** What lies further off than any message is under way waits until it is known which of both it is [ms]. */
const UNDER_WAY_MS = 180_000
const HELD_MAX = 50_000
/** Stamps of a clock that was set over go on as the arrivals do, within this and this share; stored messages come all at once. */
const IN_STEP_MS = 5_000
const IN_STEP_SHARE = 0.2

/** Where plant time is, as the stamps so far tell it: the newest that counts, and what it must be by now [ms]. */
export interface PlantTimeNow {
	readonly reachedMs: number | null
	readonly expectedMs: number
	readonly arrivedMs: number
}

interface Suspicion {
	readonly sinceMs: number
	readonly stampMs: number
	readonly newestMs: number
	readonly messages: number
	readonly devices: readonly string[]
}

/**
 * Plant time beyond the clock that tells it. When the plant's clock is set back, its stamps say again what was said already: from the moment
 * when that is plain, so much is added to them that plant time goes on without a break. Set forward again, the addition goes.
 *
 * By the stamps and the arrivals alone, message by message: whoever hears the same messages finds the same.
 */
export class ClockSteps {
	#offsetMs = 0
	#suspicion: Suspicion | null = null
	#held: Reading[] = []
	readonly #devices = new Set<string>()

	/** What is added to the plant's stamps now [ms]. */
	get offsetMs(): number {
		return this.#offsetMs
	}

	/**
	 * The readings of a message under plant time; none while they wait. `stepMs`: by how much the plant's clock was found to have been set
	 * back (over 0) or forward again, null without news.
	 */
	take(batch: readonly Reading[], now: PlantTimeNow): { readonly readings: readonly Reading[]; readonly stepMs: number | null } {
		const readings = this.#offsetMs === 0 ? batch : batch.map((one) => ({ ...one, tMs: one.tMs + this.#offsetMs }))
		const newestMs = newestOf(readings)
		for (const { tag } of readings) this.#devices.add(deviceOf(tag))
		if (now.reachedMs === null || newestMs === null) return { readings, stepMs: null }
		// Stamps ahead are the event time's to judge, unless they take back what was added.
		const isOff = newestMs < now.reachedMs - LEAST_MS || (this.#offsetMs > 0 && newestMs > now.expectedMs + LEAST_MS)
		if (!isOff) return { readings: this.#released(readings), stepMs: null }
		const suspicion = suspected(this.#suspicion, readings, newestMs, now)
		if (suspicion === null) return { readings: this.#released(readings), stepMs: null }
		this.#suspicion = suspicion
		const stepMs = this.#believed(suspicion, now)
		if (stepMs !== null) {
			this.#offsetMs += stepMs
			const all = this.#released(readings).map((one) => ({ ...one, tMs: one.tMs + stepMs }))
			return { readings: all, stepMs }
		}
		if (Math.abs(newestMs - now.expectedMs) <= UNDER_WAY_MS) return { readings, stepMs: null }
		this.#held.push(...readings)
		this.#held.splice(0, this.#held.length - HELD_MAX)
		return { readings: [], stepMs: null }
	}

	#believed({ sinceMs, newestMs, messages, devices }: Suspicion, { expectedMs, arrivedMs }: PlantTimeNow): number | null {
		const isPlain =
			arrivedMs - sinceMs >= BELIEVED_MS && messages >= MESSAGES_LEAST && devices.length >= Math.min(2, this.#devices.size)
		return isPlain ? Math.round(Math.max(expectedMs - newestMs, -this.#offsetMs)) : null
	}

	#released(readings: readonly Reading[]): readonly Reading[] {
		this.#suspicion = null
		if (this.#held.length === 0) return readings
		return [...this.#held.splice(0), ...readings]
	}
}

/** What is suspected with this message; null where it does not go on as the clock of a plant does. */
function suspected(
	before: Suspicion | null,
	readings: readonly Reading[],
	newestMs: number,
	{ arrivedMs, expectedMs }: PlantTimeNow,
): Suspicion | null {
	const isOtherWay = before !== null && before.stampMs < expectedMs !== newestMs < expectedMs
	if (before === null || isOtherWay) {
		const devices = [...new Set(readings.map(({ tag }) => deviceOf(tag)))]
		return { sinceMs: arrivedMs, stampMs: newestMs, newestMs, messages: 1, devices }
	}
	const newest = Math.max(before.newestMs, newestMs)
	const [stampsMs, arrivalsMs] = [newest - before.stampMs, arrivedMs - before.sinceMs]
	if (Math.abs(stampsMs - arrivalsMs) > IN_STEP_MS + IN_STEP_SHARE * Math.abs(arrivalsMs)) return null
	const devices = [...new Set([...before.devices, ...readings.map(({ tag }) => deviceOf(tag))])]
	return { ...before, newestMs: newest, messages: before.messages + 1, devices }
}

const deviceOf = (tag: string): string => tag.slice(0, tag.indexOf('/'))

function newestOf(readings: readonly Reading[]): number | null {
	let newest: number | null = null
	for (const { tMs } of readings) if (Number.isFinite(tMs) && (newest === null || tMs > newest)) newest = tMs
	return newest
}

import type { Reading } from '@emberline/twin'
import { describe, expect, it } from 'vitest'
import { ClockSteps } from './clock-steps.ts'
import { EventTime } from './event-time.ts'

const START = 1_790_000_000_000
const HOUR = 3_600_000

/** A plant of three devices that say something each 200 ms, and those who hear it. */
class Heard {
	readonly #clock = new ClockSteps()
	readonly #time = new EventTime()
	readonly ticks: number[] = []
	readonly given: Reading[] = []
	readonly steps: number[] = []
	#nowMs = START

	get offsetMs() {
		return this.#clock.offsetMs
	}

	/** `stampMs`: what a device's clock says at an instant; null: it says nothing. */
	pass(seconds: number, stampMs: (nowMs: number, device: string) => number | null, looks = false): this {
		for (let n = 0; n < 5 * seconds; n++) {
			this.#nowMs += 200
			for (const device of ['Line', 'Feed', 'Heating']) {
				const tMs = stampMs(this.#nowMs, device)
				if (tMs !== null) this.#message([{ tag: `${device}/A`, tMs, value: 1, quality: 'good' }], this.#nowMs + 40)
				if (looks) this.ticks.push(...this.#time.silent(this.#nowMs + 60))
			}
		}
		return this
	}

	#message(batch: readonly Reading[], arrivedMs: number): void {
		this.ticks.push(...this.#time.arrive(arrivedMs, batch[0]?.tMs ?? null))
		const { readings, stepMs } = this.#clock.take(batch, this.#time.now)
		if (stepMs !== null) this.steps.push(stepMs)
		this.given.push(...readings)
		if (readings.length > 0) this.ticks.push(...this.#time.take(readings))
	}
}

const right = (nowMs: number) => nowMs
const back = (byMs: number) => (nowMs: number) => nowMs - byMs
const isWithoutBreak = (ticks: readonly number[]) => ticks.every((t, i) => i === 0 || t === (ticks[i - 1] as number) + 1000)

describe('a plant whose clock is set over', () => {
	it.each([30_000, 2 * HOUR, 48 * HOUR])(
		'goes on without a break when it is set back by %i ms, and no reading is lost',
		(byMs) => {
			const heard = new Heard().pass(60, right).pass(120, back(byMs))
			expect(heard.steps).toHaveLength(1)
			expect(Math.abs((heard.steps[0] as number) - byMs)).toBeLessThan(500)
			expect(isWithoutBreak(heard.ticks)).toBe(true)
			expect(heard.ticks.at(-1)).toBeGreaterThan(START + 178_000)
			expect(heard.given).toHaveLength(180 * 5 * 3)
			// From the moment when it is plain all stamps are of plant time that goes on.
			const last = heard.given.slice(-1000).map(({ tMs }) => tMs)
			expect(Math.min(...last)).toBeGreaterThan(START + 110_000)
		},
	)

	it('is the same for one who looks at it and for one who reads it from a log', () => {
		const [live, log] = [true, false].map((looks) => new Heard().pass(60, right, looks).pass(100, back(HOUR), looks)) as [
			Heard,
			Heard,
		]
		expect(live.given).toEqual(log.given)
		expect(live.ticks).toEqual(log.ticks)
		expect(live.offsetMs).toBe(log.offsetMs)
	})

	it('is believed again when it is set forward to where it was', () => {
		const heard = new Heard().pass(60, right).pass(60, back(HOUR)).pass(60, right)
		expect(heard.steps).toHaveLength(2)
		expect(heard.offsetMs).toBe(0)
		expect(isWithoutBreak(heard.ticks)).toBe(true)
	})

	it('is told from one device with a wrong clock, alone or not, from late messages and from stored ones that come all at once', () => {
		const one = new Heard().pass(60, right).pass(60, (nowMs, device) => (device === 'Feed' ? nowMs - HOUR : nowMs))
		expect(one.steps).toEqual([])
		expect(one.given).toHaveLength(120 * 5 * 3)
		const alone = new Heard().pass(60, right).pass(60, (nowMs, device) => (device === 'Feed' ? nowMs - HOUR : null))
		expect(alone.steps).toEqual([])
		let n = 0
		const late = new Heard().pass(60, right).pass(60, (nowMs) => (++n % 10 === 0 ? nowMs - 100_000 : nowMs))
		expect(late.steps).toEqual([])
		// An hour of stored values in half a minute, after the newest has come.
		const fromMs = START + 60_000
		const stored = new Heard().pass(60, right).pass(30, (nowMs) => fromMs - HOUR + 120 * (nowMs - fromMs))
		expect(stored.steps).toEqual([])
		stored.pass(10, right)
		expect(stored.given).toHaveLength(100 * 5 * 3)
	})
})

import { type LineConfig, tagsOfLine } from '@emberline/line-config'
import { type LogMessage, type LogNews, RecordedPlc } from '@emberline/plc-gateway'
import type { LineTwin, Reading } from '@emberline/twin'
import { type Observable, Subject } from 'rxjs'
import { ClockSteps } from './clock-steps.ts'
import { EventTime } from './event-time.ts'
import { isPast, type Past, pastOf } from './resumed-line.ts'

const NOTHING: LogNews = { readings: [], schedule: null, sentMs: null, problem: null }

/**
 * Drives a twin by what its plant says, message by message: the one way in, of a live run and of a log. The same messages in the same order
 * make the same inputs and ticks.
 */
export class TwinDrive {
	readonly plc: RecordedPlc
	readonly time: EventTime
	readonly #clock = new ClockSteps()
	readonly #twin: LineTwin
	readonly #webEveryMs: number
	readonly #readings = new Subject<readonly Reading[]>()

	/** `webEveryMs`: only frames at whole multiples of this have a web profile, where nobody looks at the others [ms of plant time]. */
	constructor(line: LineConfig, twin: LineTwin, webEveryMs = 1) {
		const { group, node } = line.sparkplug
		this.plc = new RecordedPlc({ group, node, tags: tagsOfLine(line) })
		this.time = new EventTime()
		this.#twin = twin
		this.#webEveryMs = webEveryMs
	}

	/** What the twin is given, a batch for each message, before the ticks that it makes due. */
	get readings$(): Observable<readonly Reading[]> {
		return this.#readings.asObservable()
	}

	message(message: LogMessage): LogNews {
		const steps = this.steps(message)
		let step = steps.next()
		while (!step.done) step = steps.next()
		return step.value
	}

	/** As `message`, tick by tick: gives plant time after each, for a caller that may have to wait there. */
	*steps(message: LogMessage): Generator<number, LogNews> {
		if (isPast(message)) {
			const past = pastOf(message)
			if (past === null) return { ...NOTHING, problem: 'expected {tick_ms, readings}: what a history had' }
			this.#past(past)
			return NOTHING
		}
		const news = this.plc.take(message)
		if (news.readings.length === 0 && news.schedule === null && news.sentMs === null) return news
		yield* this.#ticks(this.time.arrive(message.arrivedMs, news.sentMs))
		if (news.schedule !== null) this.#twin.command(news.schedule)
		if (news.readings.length > 0) yield* this.#ticks(this.#given(news.readings))
		return news
	}

	/** What the plant said before this process was there, up to the tick that follows it: at the time when it was measured. */
	#past({ readings, tickMs }: Past): void {
		this.#readings.next(readings)
		this.#twin.readings(readings)
		this.#twin.tick({ tMs: tickMs })
	}

	/** Nothing has come until now. */
	silent(nowMs: number): void {
		this.#tick(this.time.silent(nowMs))
	}

	/** Ticks that what is given now makes due. */
	#given(batch: readonly Reading[]): readonly number[] {
		const { readings, stepMs } = this.#clock.take(batch, this.time.now)
		if (stepMs !== null) this.#twin.command({ kind: 'clock-set', tMs: this.time.now.expectedMs, backMs: stepMs })
		if (readings.length === 0) return []
		this.#readings.next(readings)
		this.#twin.readings(readings)
		return this.time.take(readings)
	}

	*#ticks(times: readonly number[]): Generator<number, void> {
		for (const tMs of times) {
			this.#tick([tMs])
			yield tMs
		}
	}

	#tick(times: readonly number[]): void {
		for (const tMs of times) this.#twin.tick({ tMs }, tMs % this.#webEveryMs === 0)
	}
}

import { type LineConfig, tagsOfLine } from '@emberline/line-config'
import { type LogMessage, type LogNews, RecordedPlc } from '@emberline/plc-gateway'
import type { LineTwin, Reading } from '@emberline/twin'
import { type Observable, Subject } from 'rxjs'
import { EventTime } from './event-time.ts'

/**
 * Drives a twin by what its plant says, message by message: the one way in, of a live run and of a log. The same messages in the same order
 * make the same inputs and ticks.
 */
export class TwinDrive {
	readonly plc: RecordedPlc
	readonly time: EventTime
	readonly #twin: LineTwin
	readonly #readings = new Subject<readonly Reading[]>()

	constructor(line: LineConfig, twin: LineTwin) {
		const { group, node } = line.sparkplug
		this.plc = new RecordedPlc({ group, node, tags: tagsOfLine(line) })
		this.time = new EventTime()
		this.#twin = twin
	}

	/** What the twin is given, a batch for each message, before the ticks that it makes due. */
	get readings$(): Observable<readonly Reading[]> {
		return this.#readings.asObservable()
	}

	message(message: LogMessage): LogNews {
		const news = this.plc.take(message)
		if (news.readings.length === 0 && news.schedule === null && news.sentMs === null) return news
		this.#tick(this.time.arrive(message.arrivedMs, news.sentMs))
		if (news.schedule !== null) this.#twin.command(news.schedule)
		if (news.readings.length > 0) this.#give(news.readings)
		return news
	}

	/** Readings of a plant that speaks no Sparkplug. */
	readings(batch: readonly Reading[], arrivedMs: number): void {
		if (batch.length === 0) return
		this.#tick(this.time.arrive(arrivedMs, null))
		this.#give(batch)
	}

	/** Nothing has come until now. */
	silent(nowMs: number): void {
		this.#tick(this.time.silent(nowMs))
	}

	#give(batch: readonly Reading[]): void {
		this.#readings.next(batch)
		this.#twin.readings(batch)
		this.#tick(this.time.take(batch))
	}

	#tick(times: readonly number[]): void {
		for (const tMs of times) this.#twin.tick({ tMs })
	}
}

import type { Payload } from '../sparkplug/index.ts'
import type { MetricTable, ReadResult } from './metric-table.ts'
import type { RebirthRequests } from './rebirth-requests.ts'
import type { HostValue } from './types.ts'
import type { HostContext } from './unit.ts'

/** Hands on the values of one node, counts them, and says what was wrong with the others. */
export class ToldValues {
	readonly #context: HostContext
	readonly #source: string
	readonly #rebirths: RebirthRequests

	constructor(context: HostContext, source: string, rebirths: RebirthRequests) {
		this.#context = context
		this.#source = source
		this.#rebirths = rebirths
	}

	/** Live values that are all in order. */
	plain(values: readonly HostValue[]): void {
		this.#context.counters.values += values.length
		if (values.length > 0) this.#context.emit(values)
	}

	/** What a message in its turn told. */
	live(result: ReadResult, device: string | null): void {
		const { counters } = this.#context
		const source = device === null ? this.#source : `${this.#source}/${device}`
		if (result.unknown.length > 0) {
			counters.unknownMetrics += result.unknown.length
			this.#context.fault('unknown-metric', source, `no birth named ${result.unknown.slice(0, 3).join(', ')}`)
			this.#rebirths.want('unknown metric', this.#context.steadyMs(), 0)
		}
		if (result.problems.length > 0) {
			counters.badValues += result.problems.length
			this.#context.fault('bad-value', source, result.problems.slice(0, 3).join('; '))
		}
		this.#hand(result.values)
	}

	/** What a message out of its turn told: history, under its own times, as far as it can be read. */
	history(table: MetricTable, payload: Payload, namesOnly: boolean): void {
		const metrics = namesOnly ? payload.metrics.filter(({ name }) => name) : payload.metrics
		this.#hand(table.data({ ...payload, metrics }, this.#context.nowMs(), true).values)
	}

	#hand(values: readonly HostValue[]): void {
		for (const value of values) if (value.isHistorical) this.#context.counters.historical++
		this.plain(values)
	}
}

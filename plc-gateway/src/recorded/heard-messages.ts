import { decodePayload, expandCompressed, SparkplugCodecError } from '../sparkplug/index.ts'
import { BirthNames, isSparkplug } from './birth-names.ts'
import type { LogMessage } from './log-line.ts'

/** Makes of each message, as it came from the broker, what a log holds of it: names resolved, numbers as JSON has them. */
export class HeardMessages {
	readonly #names = new BirthNames()
	/** Messages that were neither Sparkplug B nor JSON. */
	undecodable = 0

	/** Metrics that were left out because no birth has named them yet. */
	get unresolvedMetrics(): number {
		return this.#names.unresolved
	}

	/** Null for a message that cannot be read; `isUnnamed`: some of it is left out because its birth was missed. */
	take(
		topic: string,
		payload: Uint8Array,
		arrivedMs: number,
	): { readonly message: LogMessage; readonly isUnnamed: boolean } | null {
		try {
			if (!isSparkplug(topic)) {
				const json: unknown = payload.length === 0 ? [] : JSON.parse(new TextDecoder().decode(payload))
				// Nested so deep that it can be read and not be written down.
				JSON.stringify(json)
				return { message: { topic, arrivedMs, payload: json }, isUnnamed: false }
			}
			const { json, unresolved } = this.#names.payload(topic, expandCompressed(decodePayload(payload)))
			return { message: { topic, arrivedMs, payload: json }, isUnnamed: unresolved > 0 }
		} catch (error) {
			if (!(error instanceof SparkplugCodecError || error instanceof SyntaxError || error instanceof RangeError)) throw error
			this.undecodable++
			return null
		}
	}
}

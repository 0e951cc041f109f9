import { crc32 } from './crc32.ts'

/**
 * Which messages of a source have been here lately, by number and by what they say: a source whose log was thrown away begins
 * its numbers anew, and then the same number says something else and is no double. Bounded: the oldest are forgotten.
 */
export class RecentMessages {
	readonly #numbers: Float64Array
	readonly #prints: Uint32Array

	/** `capacity`: messages remembered. */
	constructor(capacity: number) {
		this.#numbers = new Float64Array(capacity).fill(-1)
		this.#prints = new Uint32Array(capacity)
	}

	/** Remembers a message. True when it has been here before. */
	isDouble(number: number, bytes: Uint8Array): boolean {
		const slot = number % this.#numbers.length
		const print = crc32(bytes)
		if (this.#numbers[slot] === number && this.#prints[slot] === print) return true
		this.#numbers[slot] = number
		this.#prints[slot] = print
		return false
	}
}

import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Quality, Reading } from '@emberline/twin'

/** A message on its way to the historian: its number in the log of its source, and what it said. */
export interface Kept {
	readonly number: number | null
	readonly readings: readonly Reading[]
}

const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad', 'stale']
/** First byte of a message of plain numbers; what the serializer of V8 writes begins with 0xff. */
const PLAIN = 1
const HEAD_BYTES = 9
/** Name, quality, time, value. */
const READING_BYTES = 2 + 1 + 8 + 8
const MOST_NAMES = 0xffff

/**
 * The form in which messages stand in the log. Most are numbers of known tags: those take 19 bytes for each reading, with the tag by its
 * place in the file `names` beside the log. Everything else is written as V8 does. Values come back to the last bit.
 */
export class KeptMessages {
	readonly #file: string
	readonly #names: string[]
	readonly #places: Map<string, number>

	constructor(dir: string) {
		this.#file = join(dir, 'names')
		this.#names = readNames(this.#file)
		this.#places = new Map(this.#names.map((name, place) => [name, place]))
		// A last line that was not finished is not to be written on.
		writeFileSync(`${this.#file}.new`, this.#names.map((name) => `${name}\n`).join(''))
		renameSync(`${this.#file}.new`, this.#file)
	}

	encode(kept: Kept): Uint8Array {
		const { number, readings } = kept
		if (readings.length === 0 || !readings.every(isPlain)) return serialize({ number, readings })
		const bytes = Buffer.allocUnsafe(HEAD_BYTES + readings.length * READING_BYTES)
		bytes[0] = PLAIN
		bytes.writeDoubleLE(number ?? -1, 1)
		let at = HEAD_BYTES
		for (const { tag, tMs, value, quality } of readings) {
			const place = this.#places.get(tag) ?? this.#take(tag)
			if (place === null) return serialize({ number, readings })
			bytes.writeUInt16LE(place, at)
			bytes[at + 2] = QUALITIES.indexOf(quality)
			bytes.writeDoubleLE(tMs, at + 3)
			bytes.writeDoubleLE(value as number, at + 11)
			at += READING_BYTES
		}
		return bytes
	}

	/** Null: nothing that can be read, since the disk has lost the record or the names. */
	decode(record: Uint8Array): Kept | null {
		if (record.length === 0) return null
		if (record[0] !== PLAIN) return deserialize(record) as Kept
		const bytes = Buffer.from(record.buffer, record.byteOffset, record.length)
		const number = bytes.readDoubleLE(1)
		const readings: Reading[] = []
		for (let at = HEAD_BYTES; at + READING_BYTES <= bytes.length; at += READING_BYTES) {
			const tag = this.#names[bytes.readUInt16LE(at)]
			const quality = QUALITIES[bytes[at + 2] ?? 0]
			if (tag === undefined || quality === undefined) return null
			readings.push({ tMs: bytes.readDoubleLE(at + 3), tag, value: bytes.readDoubleLE(at + 11), quality })
		}
		return { number: number < 0 ? null : number, readings }
	}

	/** A name that was not met before; on disk before a record bears its place. */
	#take(tag: string): number | null {
		if (this.#names.length >= MOST_NAMES || /\p{Cc}/u.test(tag)) return null
		appendFileSync(this.#file, `${tag}\n`)
		this.#places.set(tag, this.#names.length)
		return this.#names.push(tag) - 1
	}
}

function isPlain({ value, reason }: Reading): boolean {
	return typeof value === 'number' && reason === undefined
}

function readNames(file: string): string[] {
	try {
		return readFileSync(file, 'utf8').split('\n').slice(0, -1)
	} catch {
		return []
	}
}

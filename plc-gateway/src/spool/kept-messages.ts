import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { QUALITIES, type Quality, type Reading, readingAt } from '@emberline/twin'
import { ColumnBlock } from './column-block.ts'

/** A message on its way to the historian: its number in the log of its source, and what it said. */
export interface Kept {
	readonly number: number | null
	readonly readings: readonly Reading[]
}

/** First byte of a message of plain numbers: each under a time of its own, or all under one. What the serializer of V8 writes begins with 0xff. */
const OWN_TIMES = 1
const ONE_TIME = 2
/** First byte, number of the message; of one time, that too. */
const NUMBER_AT = 1
const TIME_AT = 9
/** Of each form: where its readings begin, and the bytes of one: place of the name, quality, its own time if any, value. */
const OWN_TIMES_FORM = { at: 9, step: 2 + 1 + 8 + 8 }
const ONE_TIME_FORM = { at: 17, step: 2 + 1 + 8 }
const MOST_NAMES = 0xffff
/** Messages are written one after the other into pieces of memory of this size, and stay there. */
const PIECE_BYTES = 256 * 1024
const QUALITY_PLACE: Readonly<Record<Quality, number>> = { good: 0, uncertain: 1, bad: 2, stale: 3 }

/**
 * The form in which messages stand in the log. Most are numbers of known tags under one time: those take 11 bytes for each reading, with
 * the tag by its place in the file `names` beside the log. Everything else is written as V8 does. Values come back to the last bit.
 */
export class KeptMessages {
	readonly #file: string
	readonly #names: string[]
	readonly #places: Map<string, number>
	#piece: DataView = new DataView(new ArrayBuffer(PIECE_BYTES))
	#at = 0
	/** Of the memory that was read last: the messages of one piece share it. */
	#view: DataView = this.#piece

	constructor(dir: string) {
		this.#file = join(dir, 'names')
		this.#names = readNames(this.#file)
		this.#places = new Map(this.#names.map((name, place) => [name, place]))
		// A last line that was not finished is not to be written on.
		writeFileSync(`${this.#file}.new`, this.#names.map((name) => `${name}\n`).join(''))
		renameSync(`${this.#file}.new`, this.#file)
	}

	encode({ number, readings }: Kept): Uint8Array {
		const first = readings[0]
		if (first === undefined) return serialize({ number, readings })
		const isOneTime = readings.every(({ tMs }) => tMs === first.tMs)
		const { at, step } = isOneTime ? ONE_TIME_FORM : OWN_TIMES_FORM
		const size = at + readings.length * step
		if (this.#at + size > this.#piece.byteLength) {
			this.#piece = new DataView(new ArrayBuffer(Math.max(size, PIECE_BYTES)))
			this.#at = 0
		}
		const piece = this.#piece
		const start = this.#at
		piece.setUint8(start, isOneTime ? ONE_TIME : OWN_TIMES)
		piece.setFloat64(start + NUMBER_AT, number ?? -1, true)
		if (isOneTime) piece.setFloat64(start + TIME_AT, first.tMs, true)
		let pos = start + at
		for (const { tag, tMs, value, quality, reason } of readings) {
			const place = this.#places.get(tag) ?? this.#take(tag)
			if (place === null || typeof value !== 'number' || reason !== undefined) return serialize({ number, readings })
			piece.setUint16(pos, place, true)
			piece.setUint8(pos + 2, QUALITY_PLACE[quality])
			if (!isOneTime) piece.setFloat64(pos + 3, tMs, true)
			piece.setFloat64(pos + step - 8, value, true)
			pos += step
		}
		this.#at = pos
		return new Uint8Array(piece.buffer, start, size)
	}

	/** Null: nothing that can be read, since the disk has lost the record or the names. */
	decode(record: Uint8Array): Kept | null {
		if (record.length === 0) return null
		const count = this.countPlain(record)
		if (count === null) return deserialize(record) as Kept
		const block = this.block(count)
		const number = this.fill(block, record)
		if (number === undefined) return null
		return { number, readings: Array.from({ length: count }, (_, i) => readingAt(block, i)) }
	}

	/** Room for so many readings of messages of plain numbers. */
	block(most: number): ColumnBlock {
		return new ColumnBlock(this.#names, most)
	}

	/** Readings of a message of plain numbers; null where it is another, or lost. */
	countPlain(record: Uint8Array): number | null {
		const form = record[0] === ONE_TIME ? ONE_TIME_FORM : record[0] === OWN_TIMES ? OWN_TIMES_FORM : null
		return form === null ? null : Math.floor((record.length - form.at) / form.step)
	}

	/** Puts a message of plain numbers at the end of a block with room for it. Gives its number, or undefined, with nothing put, where the names are lost. */
	fill(block: ColumnBlock, record: Uint8Array): number | null | undefined {
		if (this.#view.buffer !== record.buffer) this.#view = new DataView(record.buffer)
		const view = this.#view
		const start = record.byteOffset
		const isOneTime = record[0] === ONE_TIME
		const { at, step } = isOneTime ? ONE_TIME_FORM : OWN_TIMES_FORM
		const end = start + record.length
		const before = block.count
		const oneMs = isOneTime ? view.getFloat64(start + TIME_AT, true) : 0
		for (let pos = start + at; pos + step <= end; pos += step) {
			const place = view.getUint16(pos, true)
			const quality = view.getUint8(pos + 2)
			if (place >= this.#names.length || quality >= QUALITIES.length) {
				block.count = before
				return undefined
			}
			block.add(place, isOneTime ? oneMs : view.getFloat64(pos + 3, true), view.getFloat64(pos + step - 8, true), quality)
		}
		const number = view.getFloat64(start + NUMBER_AT, true)
		return number < 0 ? null : number
	}

	/** A name that was not met before; on disk before a record bears its place. */
	#take(tag: string): number | null {
		if (this.#names.length >= MOST_NAMES || /\p{Cc}/u.test(tag)) return null
		appendFileSync(this.#file, `${tag}\n`)
		this.#places.set(tag, this.#names.length)
		return this.#names.push(tag) - 1
	}
}

function readNames(file: string): string[] {
	try {
		return readFileSync(file, 'utf8').split('\n').slice(0, -1)
	} catch {
		return []
	}
}

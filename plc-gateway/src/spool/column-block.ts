import type { ReadingColumns } from '@emberline/twin'

/** Readings that are being put side by side, so many at most. */
export class ColumnBlock implements ReadingColumns {
	readonly tags: readonly string[]
	readonly places: Uint16Array
	readonly timesMs: Float64Array
	readonly values: Float64Array
	readonly qualities: Uint8Array
	count = 0

	constructor(tags: readonly string[], most: number) {
		this.tags = tags
		this.places = new Uint16Array(most)
		this.timesMs = new Float64Array(most)
		this.values = new Float64Array(most)
		this.qualities = new Uint8Array(most)
	}

	get room(): number {
		return this.places.length - this.count
	}

	/** `quality`: its place in `QUALITIES`. */
	add(place: number, tMs: number, value: number, quality: number): void {
		const at = this.count++
		this.places[at] = place
		this.timesMs[at] = tMs
		this.values[at] = value
		this.qualities[at] = quality
	}
}

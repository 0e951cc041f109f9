import type { Reading } from '@emberline/twin'
import type { Observable } from 'rxjs'

/** The newest live reading of each tag. */
export class PresentReadings {
	readonly #newest = new Map<string, Reading>()

	constructor(readings$: Observable<readonly Reading[]>) {
		readings$.subscribe((batch) => {
			for (const reading of batch) this.#newest.set(reading.tag, reading)
		})
	}

	get(tag: string): Reading | undefined {
		return this.#newest.get(tag)
	}
}

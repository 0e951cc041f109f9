/** One at a time, in the order asked. */
export class Turns {
	#last: Promise<unknown> = Promise.resolve()

	take<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.#last.then(work, work)
		this.#last = turn.catch(() => {})
		return turn
	}
}

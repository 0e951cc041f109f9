/** Draws values. Marks and plots move up to ten times a second, figures change at most twice a second. */
export interface Painter {
	readonly marks?: (nowMs: number) => void
	readonly figures?: (nowMs: number) => void
}

/** Just under the time between two batches, so that each is drawn at the first screen refresh after it. */
const MARKS_MS = 95
const FIGURES_MS = 500

/** One animation frame loop for all that shows values. It rests while the page is hidden, as the browser's frames do. */
export class PaintLoop {
	readonly #painters = new Set<Painter>()
	#frame = 0
	#marksMs = Number.NEGATIVE_INFINITY
	#figuresMs = Number.NEGATIVE_INFINITY

	/** Paints it at once, and then with the others until the returned function is called. */
	add(painter: Painter): () => void {
		this.#painters.add(painter)
		const nowMs = performance.now()
		painter.marks?.(nowMs)
		painter.figures?.(nowMs)
		if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#onFrame)
		return () => {
			this.#painters.delete(painter)
			if (this.#painters.size > 0) return
			cancelAnimationFrame(this.#frame)
			this.#frame = 0
		}
	}

	/** After a change that must be seen in full at once, such as a new snapshot. */
	paintAll(): void {
		this.#marksMs = Number.NEGATIVE_INFINITY
		this.#figuresMs = Number.NEGATIVE_INFINITY
	}

	readonly #onFrame = (): void => {
		this.#frame = requestAnimationFrame(this.#onFrame)
		const nowMs = performance.now()
		const marks = nowMs - this.#marksMs >= MARKS_MS
		const figures = nowMs - this.#figuresMs >= FIGURES_MS
		if (marks) this.#marksMs = nowMs
		if (figures) this.#figuresMs = nowMs
		if (!marks && !figures) return
		for (const painter of this.#painters) {
			if (marks) painter.marks?.(nowMs)
			if (figures) painter.figures?.(nowMs)
		}
	}
}

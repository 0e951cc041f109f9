/** Draws values. Marks and plots move with every batch of values, figures change at most twice a second. */
export interface Painter {
	readonly marks?: (nowMs: number) => void
	readonly figures?: (nowMs: number) => void
}

const FIGURES_MS = 490

/**
 * One animation frame for all that shows values, asked for when something new has arrived: what came is drawn at the next
 * refresh of the screen, and a page where nothing happens does nothing. A hidden page gets no frames.
 */
export class PaintLoop {
	readonly #painters = new Set<Painter>()
	#pending = false
	#figuresMs = Number.NEGATIVE_INFINITY

	/** Paints it at once, and then with the others until the returned function is called. */
	add(painter: Painter): () => void {
		this.#painters.add(painter)
		const nowMs = performance.now()
		painter.marks?.(nowMs)
		painter.figures?.(nowMs)
		return () => this.#painters.delete(painter)
	}

	/** Something new has arrived, or time has passed. */
	readonly wake = (): void => {
		if (this.#pending) return
		this.#pending = true
		requestAnimationFrame(this.#onFrame)
	}

	readonly #onFrame = (): void => {
		this.#pending = false
		const nowMs = performance.now()
		const figures = nowMs - this.#figuresMs >= FIGURES_MS
		if (figures) this.#figuresMs = nowMs
		for (const painter of this.#painters) {
			painter.marks?.(nowMs)
			if (figures) painter.figures?.(nowMs)
		}
	}
}

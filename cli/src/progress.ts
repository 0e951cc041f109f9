import { SingleBar } from 'cli-progress'

/** A progress bar for a person: on a terminal only, and only once the work has taken longer than `afterMs`. */
export interface Progress {
	/** 0 to 1. */
	at(share: number): void
	end(): void
}

export function progressBar(label: string, afterMs = 500): Progress {
	if (!process.stderr.isTTY) return { at: () => {}, end: () => {} }
	const startMs = performance.now()
	let bar: SingleBar | null = null
	return {
		at(share) {
			if (bar === null) {
				if (performance.now() - startMs < afterMs) return
				bar = new SingleBar({
					format: `${label} {bar} {percentage} %  {eta_formatted} left`,
					stream: process.stderr,
					clearOnComplete: true,
				})
				bar.start(100, 0)
			}
			bar.update(Math.round(100 * share))
		},
		end() {
			bar?.stop()
		},
	}
}

import type { LineConfig, Recipe } from '@emberline/line-config'
import type { Posterior } from '@emberline/twin'
import { carryOut, type Hands } from '../study/runner/carry-out.ts'
import { ResultLog } from '../study/runner/result-log.ts'
import { Settings } from '../study/runner/run.ts'
import { type WhatIfAnswer, type WhatIfRequest, whatIf, whatIfRuns } from './what-if.ts'

/** What becomes of a request; after the last three nothing follows. */
export type WhatIfProgress =
	| { readonly state: 'waiting'; readonly place: number }
	| { readonly state: 'running'; readonly share: number; readonly leftS: number | null }
	| { readonly state: 'done'; readonly answer: WhatIfAnswer; readonly live: Posterior; readonly wallMs: number }
	| { readonly state: 'failed'; readonly message: string }
	| { readonly state: 'cancelled' }

interface Waiting {
	readonly id: string
	readonly request: WhatIfRequest
	readonly tell: (progress: WhatIfProgress) => void
	readonly cancelled: AbortController
}

export interface WhatIfPortOptions {
	readonly line: LineConfig
	/** By id. */
	readonly recipes: Readonly<Record<string, Recipe>>
	/** The live line now; null while the twin knows none. Asked when a request begins, not when it comes. */
	readonly live: () => Posterior | null
	/** Who carries the runs out: not the thread of the live twin. Asked for with the first request. */
	readonly hands: () => Hands
	/** Requests under way and waiting at most. */
	readonly size: number
	readonly steadyMs: () => number
}

/** Share of the work that the settled runs are; the others are of one kind. */
const SETTLED_SHARE = 0.1

/** What-ifs of a live line, one after the other in the order in which they came, through the runner that studies have. */
export class WhatIfPort {
	readonly #options: WhatIfPortOptions
	readonly #waiting: Waiting[] = []
	#running: Waiting | null = null
	#hands: Hands | null = null
	#closed = false

	constructor(options: WhatIfPortOptions) {
		this.#options = options
	}

	get taken(): number {
		return this.#waiting.length + (this.#running === null ? 0 : 1)
	}

	has(id: string): boolean {
		return this.#running?.id === id || this.#waiting.some((one) => one.id === id)
	}

	/** False when the queue is full; `tell` hears nothing before this has returned. */
	ask(id: string, request: WhatIfRequest, tell: (progress: WhatIfProgress) => void): boolean {
		if (this.#closed || this.taken >= this.#options.size) return false
		this.#waiting.push({ id, request, tell, cancelled: new AbortController() })
		queueMicrotask(() => {
			this.#tellPlaces()
			void this.#begin()
		})
		return true
	}

	/** Waiting or under way; false where there is none of that id. */
	cancel(id: string): boolean {
		const place = this.#waiting.findIndex((one) => one.id === id)
		if (place >= 0) {
			const [gone] = this.#waiting.splice(place, 1)
			gone!.tell({ state: 'cancelled' })
			this.#tellPlaces()
			return true
		}
		if (this.#running?.id !== id) return false
		this.#running.cancelled.abort()
		return true
	}

	/** Ends the thread; what waits or is under way is cancelled. */
	async close(): Promise<void> {
		this.#closed = true
		for (const { id } of [...this.#waiting]) this.cancel(id)
		this.#running?.cancelled.abort()
		await this.#hands?.close()
	}

	#tellPlaces(): void {
		for (const [n, { tell }] of this.#waiting.entries()) tell({ state: 'waiting', place: n + 1 })
	}

	async #begin(): Promise<void> {
		if (this.#running !== null) return
		const next = this.#waiting.shift()
		if (next === undefined) return
		this.#running = next
		try {
			await this.#run(next)
		} catch (error) {
			if (next.cancelled.signal.aborted) next.tell({ state: 'cancelled' })
			else next.tell({ state: 'failed', message: error instanceof Error ? error.message : String(error) })
		} finally {
			this.#running = null
			this.#tellPlaces()
			void this.#begin()
		}
	}

	async #run({ request, tell, cancelled }: Waiting): Promise<void> {
		const { line, recipes, hands, steadyMs } = this.#options
		const live = this.#options.live()
		if (live === null || live.health === 'lost') throw new Error(live?.healthReason ?? 'the twin has not taken the plant up yet')
		tell({ state: 'running', share: 0, leftS: null })
		this.#hands ??= hands()
		const startMs = steadyMs()
		const settings = new Settings()
		const { result } = await carryOut(whatIf(request, { line, recipes, live, settings }), {
			settings,
			hands: this.#hands,
			log: new ResultLog(null),
			// Results are kept for this one request only: no other model can meet them.
			version: 'live',
			signal: cancelled.signal,
			onRuns: (count) => {
				const share = shareOf(count)
				const tookS = (steadyMs() - startMs) / 1000
				if (share < 1) tell({ state: 'running', share, leftS: Math.round((tookS * (1 - share)) / share) })
			},
		})
		cancelled.signal.throwIfAborted()
		tell({ state: 'done', answer: result, live, wallMs: Math.round(steadyMs() - startMs) })
	}
}

function shareOf(runs: number): number {
	const { settled, ahead } = whatIfRuns
	if (runs <= settled) return Math.max(0.01, (SETTLED_SHARE * runs) / settled)
	return SETTLED_SHARE + ((1 - SETTLED_SHARE) * (runs - settled)) / ahead
}

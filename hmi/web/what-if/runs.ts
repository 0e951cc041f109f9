import { WHAT_IF_OF_A_PAGE, type WhatIfAsk, type WhatIfNews, type WhatIfResult } from '@emberline/hmi/contract'
import { useSyncExternalStore } from 'react'
import type { Connection } from '../link/connection.ts'
import { useScreen } from '../screen.ts'

export interface Run {
	/** From 1, as people call it. */
	readonly number: number
	readonly ask: WhatIfAsk
	readonly state: WhatIfNews['state'] | 'asked' | 'refused' | 'lost'
	/** In the queue, 1 is next. */
	readonly place: number
	readonly share: number
	readonly leftS: number | null
	/** Why it failed or was refused. */
	readonly message: string
	readonly result: WhatIfResult | null
}

const isOpen = ({ state }: Run): boolean => state === 'asked' || state === 'waiting' || state === 'running'

/** What-ifs of this page, as many as are compared. They go on while another display is open, and end with the page. */
class Runs {
	readonly #connection: Connection
	readonly #listeners = new Set<() => void>()
	#runs: readonly Run[] = []
	#number = 0

	constructor(connection: Connection) {
		this.#connection = connection
		connection.onWhatIf(
			(news) => this.#change(news.id, () => told(news)),
			() => this.#set(this.#runs.map((run) => (isOpen(run) ? { ...run, state: 'lost' } : run))),
		)
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	readonly all = (): readonly Run[] => this.#runs

	/** The oldest that has ended makes room; nothing happens while all are under way. */
	async start(asked: Omit<WhatIfAsk, 'id'>): Promise<void> {
		if (this.#runs.length >= WHAT_IF_OF_A_PAGE) {
			const oldest = this.#runs.find((run) => !isOpen(run))
			if (oldest === undefined) return
			this.remove(oldest.ask.id)
		}
		const ask = { ...asked, id: crypto.randomUUID() }
		const run: Run = { number: ++this.#number, ask, state: 'asked', place: 0, share: 0, leftS: null, message: '', result: null }
		this.#set([...this.#runs, run])
		const answer = await this.#connection.ask('whatIf', ask)
		if (!answer.ok) this.#change(ask.id, () => ({ state: 'refused', message: answer.message }))
	}

	/** Ends one that is under way, and forgets one that has ended. */
	remove(id: string): void {
		const run = this.#runs.find(({ ask }) => ask.id === id)
		if (run !== undefined && isOpen(run)) void this.#connection.ask('cancelWhatIf', id)
		else this.#set(this.#runs.filter(({ ask }) => ask.id !== id))
	}

	#change(id: string, change: () => Partial<Run>): void {
		this.#set(this.#runs.map((run) => (run.ask.id === id ? { ...run, ...change() } : run)))
	}

	#set(runs: readonly Run[]): void {
		this.#runs = runs
		for (const listener of this.#listeners) listener()
	}
}

function told(news: WhatIfNews): Partial<Run> {
	const { id: _, ...more } = news
	return more
}

const byConnection = new WeakMap<Connection, Runs>()

export function useRuns() {
	const { connection } = useScreen()
	const runs = byConnection.get(connection) ?? new Runs(connection)
	byConnection.set(connection, runs)
	const all = useSyncExternalStore(runs.subscribe, runs.all)
	return { all, start: (asked: Omit<WhatIfAsk, 'id'>) => void runs.start(asked), remove: (id: string) => runs.remove(id) }
}

export { isOpen }

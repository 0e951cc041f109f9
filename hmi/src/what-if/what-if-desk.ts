import type { Answer } from '../contract.ts'
import { WHAT_IF_OF_A_PAGE, type WhatIfAsk, type WhatIfDoor, type WhatIfNews, type WhatIfOffer } from './what-if.ts'

const OK = { ok: true } as const
const NONE = { ok: false, code: 'no-what-if', message: 'this screen answers no what-if' } as const

/** An open page that asks. */
export interface Asker {
	/** Of its socket: the page is gone when that is. */
	readonly page: string
	tell(news: WhatIfNews): void
}

/** What-ifs of the open pages: each hears of its own, has a few at a time, and takes them with it when it goes. */
export class WhatIfDesk {
	readonly #door: WhatIfDoor | null
	/** Ids under way by page. */
	readonly #open = new Map<string, Set<string>>()

	constructor(door: WhatIfDoor | null) {
		this.#door = door
	}

	offer(): Answer<{ readonly offer: WhatIfOffer }> {
		return this.#door === null ? NONE : { ok: true, offer: this.#door.offer() }
	}

	ask(ask: WhatIfAsk, { page, tell }: Asker): Answer {
		if (this.#door === null) return NONE
		const mine = this.#open.get(page) ?? new Set()
		if (mine.size >= WHAT_IF_OF_A_PAGE)
			return {
				ok: false,
				code: 'queue-full',
				message: `${mine.size} of this page are under way, expected at most ${WHAT_IF_OF_A_PAGE}`,
			}
		// Pages make up their ids: one must not end or hear what belongs to another.
		const own = `${page} ${ask.id}`
		const answer = this.#door.ask({ ...ask, id: own }, (news) => {
			if (news.state !== 'waiting' && news.state !== 'running') this.#forget(page, ask.id)
			tell({ ...news, id: ask.id })
		})
		if (!answer.ok) return answer
		this.#open.set(page, mine.add(ask.id))
		return OK
	}

	cancel(id: string, page: string): Answer {
		if (this.#open.get(page)?.has(id) && this.#door?.cancel(`${page} ${id}`)) return OK
		return { ok: false, code: 'unknown', message: `no what-if ${id} of this page is under way` }
	}

	/** The page is closed: what it asked for is nobody's any more. */
	left(page: string): void {
		for (const id of this.#open.get(page) ?? []) this.#door?.cancel(`${page} ${id}`)
		this.#open.delete(page)
	}

	#forget(page: string, id: string): void {
		const mine = this.#open.get(page)
		mine?.delete(id)
		if (mine?.size === 0) this.#open.delete(page)
	}
}

import { randomBytes } from 'node:crypto'
import type { Rule } from './allow-list.ts'
import type { CommandAct, CommandOrigin, Refusal } from './types.ts'

interface Selection {
	readonly act: string
	readonly user: string
	readonly expiresSteadyMs: number
}

/** Selections waiting at a time; more than a control room ever has. */
const MAX_SELECTIONS = 200

/** First steps that wait for their second. A token is good for one command, once, for a short time. */
export class Selections {
	readonly #waiting = new Map<string, Selection>()

	select(act: CommandAct, by: CommandOrigin, nowSteadyMs: number, lifeMs: number): string {
		for (const [token, { expiresSteadyMs }] of this.#waiting) if (expiresSteadyMs <= nowSteadyMs) this.#waiting.delete(token)
		if (this.#waiting.size >= MAX_SELECTIONS) this.#waiting.delete(this.#waiting.keys().next().value ?? '')
		const token = randomBytes(16).toString('base64url')
		this.#waiting.set(token, { act: JSON.stringify(act), user: by.user, expiresSteadyMs: nowSteadyMs + lifeMs })
		return token
	}

	/** Takes the token of a second step; null when it is the right one, and then it is used up. */
	use(token: string | undefined, act: CommandAct, by: CommandOrigin, rule: Rule, nowSteadyMs: number): Refusal | null {
		if (rule.twoSteps === null && token === undefined) return null
		if (token === undefined) return { code: 'select-first', message: 'it takes two steps: select, then operate' }
		const selection = this.#waiting.get(token)
		const wrong = (message: string): Refusal => ({ code: 'wrong-token', message })
		if (selection === undefined) return wrong('what was selected is not known, or was used')
		if (selection.expiresSteadyMs <= nowSteadyMs) return wrong('what was selected has expired')
		if (selection.act !== JSON.stringify(act)) return wrong('something else was selected')
		if (rule.twoSteps === 'second person' && selection.user === by.user)
			return wrong(`a second person has to operate what ${selection.user} has selected`)
		if (rule.twoSteps !== 'second person' && selection.user !== by.user)
			return wrong(`${selection.user} has selected it, so ${selection.user} has to operate it`)
		this.#waiting.delete(token)
		return null
	}
}

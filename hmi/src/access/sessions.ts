import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Role } from './roles.ts'

export interface Session {
	readonly id: string
	/** The page must show it when it opens its socket: a cookie alone would go along from any page. */
	readonly token: string
	readonly user: string
	readonly role: Role
	readonly startedMs: number
}

/** Without a touch for so long the role drops to viewer. */
export const IDLE_MS = 600_000
/** After so long one has to sign in again, whatever happens. */
export const ABSOLUTE_MS = 12 * 3_600_000
const MOST_SESSIONS = 200

/** Who is signed in, kept in memory: a restart signs everybody out. */
export class Sessions {
	readonly #steadyMs: () => number
	readonly #sessions = new Map<string, { readonly session: Session; touchedMs: number }>()
	/** Told when one ends, so that its sockets are closed at once. */
	readonly #onEnd: (session: Session) => void

	constructor(steadyMs: () => number, onEnd: (session: Session) => void) {
		this.#steadyMs = steadyMs
		this.#onEnd = onEnd
	}

	/** A new id at every sign-in; the one before ends. */
	begin(user: string, role: Role, before: Session | null): Session {
		if (before !== null) this.end(before.id)
		if (this.#sessions.size >= MOST_SESSIONS) this.end(this.#sessions.keys().next().value ?? '')
		const secret = () => randomBytes(24).toString('base64url')
		const session = { id: secret(), token: secret(), user, role, startedMs: this.#steadyMs() }
		this.#sessions.set(session.id, { session, touchedMs: this.#steadyMs() })
		return session
	}

	find(id: string | undefined): Session | null {
		const found = id === undefined ? undefined : this.#sessions.get(id)
		if (found === undefined) return null
		if (this.#isOver(found)) {
			this.end(found.session.id)
			return null
		}
		return found.session
	}

	/** Somebody is there. */
	touch(id: string): void {
		const found = this.#sessions.get(id)
		if (found !== undefined && this.find(id) !== null) found.touchedMs = this.#steadyMs()
	}

	end(id: string): void {
		const found = this.#sessions.get(id)
		if (found === undefined) return
		this.#sessions.delete(id)
		this.#onEnd(found.session)
	}

	/** Ends those whose time is over. Once a second. */
	expire(): void {
		for (const found of [...this.#sessions.values()]) if (this.#isOver(found)) this.end(found.session.id)
	}

	#isOver({ session, touchedMs }: { readonly session: Session; readonly touchedMs: number }): boolean {
		const nowMs = this.#steadyMs()
		return nowMs - touchedMs >= IDLE_MS || nowMs - session.startedMs >= ABSOLUTE_MS
	}
}

export function isToken(session: Session, token: unknown): boolean {
	if (typeof token !== 'string') return false
	const [expected, found] = [Buffer.from(session.token), Buffer.from(token)]
	return expected.length === found.length && timingSafeEqual(expected, found)
}

export const SESSION_COOKIE = 'emberline-session'

/** The session id that a Cookie header carries. */
export function sessionIdIn(cookies: string | undefined): string | undefined {
	for (const part of (cookies ?? '').split(';')) {
		const [name, value] = part.trim().split('=', 2)
		if (name === SESSION_COOKIE && value !== undefined) return value
	}
	return undefined
}

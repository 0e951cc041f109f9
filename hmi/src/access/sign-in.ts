import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { SessionView } from '../contract.ts'
import { mayConnect } from '../origin.ts'
import { ABSOLUTE_MS, isToken, SESSION_COOKIE, type Session, type Sessions, sessionIdIn } from './sessions.ts'
import type { Users } from './users.ts'
import type { Who } from './who.ts'

export interface SignInOptions {
	readonly users: Users
	readonly sessions: Sessions
	readonly allowedHosts: readonly string[]
	readonly commands: boolean
	/** Rejects when it could not be written; then nobody gets in. */
	readonly note: (who: Who, step: string, target: string, message?: string) => Promise<void>
}

export interface RouteAnswer {
	readonly status: number
	readonly body: unknown
	readonly headers?: Readonly<Record<string, string>>
}

const credentials = z.strictObject({ user: z.string().min(1).max(80), password: z.string().min(1).max(300) })
const MOST_BODY_BYTES = 4096

/** Who may come in, over HTTP: GET /session, POST /sign-in, POST /sign-out. */
export class SignIn {
	readonly #options: SignInOptions

	constructor(options: SignInOptions) {
		this.#options = options
	}

	/** Null where the path is none of these. */
	async answer(path: string, request: IncomingMessage): Promise<RouteAnswer | null> {
		if (path === '/session' && request.method === 'GET') return { status: 200, body: this.#view(this.session(request)) }
		const isPost = request.method === 'POST'
		if (path === '/sign-in' && isPost) return this.#isOwnPage(request) ? this.#signIn(request) : FOREIGN
		if (path === '/sign-out' && isPost) return this.#isOwnPage(request) ? this.#signOut(request) : FOREIGN
		return null
	}

	session(request: Pick<IncomingMessage, 'headers'>): Session | null {
		return this.#options.sessions.find(sessionIdIn(request.headers.cookie))
	}

	/** A POST comes from a page of ours and says so: a form of another page cannot send JSON. */
	#isOwnPage(request: IncomingMessage): boolean {
		const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '')
		return isJson && request.headers.origin !== undefined && mayConnect(request, this.#options.allowedHosts)
	}

	async #signIn(request: IncomingMessage): Promise<RouteAnswer> {
		const { users, sessions, note } = this.#options
		if (users.isEmpty) return { status: 403, body: { message: 'nobody can sign in here: the screen was started without users' } }
		const given = credentials.safeParse(await jsonOf(request))
		if (!given.success) return { status: 400, body: { message: 'expected user and password' } }
		const { user, password } = given.data
		const address = addressOf(request)
		const checked = await users.check(user, password, address)
		const stranger = (role: Who['role'], session = ''): Who => ({ user, role, address, session })
		if ('refused' in checked) {
			await note(stranger('viewer'), 'refused', 'sign-in', checked.refused)
			const often = checked.refused === 'too-often'
			return {
				status: often ? 429 : 401,
				body: { message: often ? 'too many wrong tries: wait a minute' : 'name or password is wrong' },
			}
		}
		const before = this.session(request)
		const session = sessions.begin(user, checked.role, before)
		try {
			await note(stranger(checked.role, shortId(session)), 'signed-in', 'session')
		} catch (error) {
			sessions.end(session.id)
			throw error
		}
		return { status: 200, body: this.#view(session), headers: { 'Set-Cookie': cookie(request, session.id, ABSOLUTE_MS / 1000) } }
	}

	async #signOut(request: IncomingMessage): Promise<RouteAnswer> {
		const session = this.session(request)
		if (session !== null) {
			this.#options.sessions.end(session.id)
			const { user, role } = session
			await this.#options.note({ user, role, address: addressOf(request), session: shortId(session) }, 'signed-out', 'session')
		}
		return { status: 200, body: this.#view(null), headers: { 'Set-Cookie': cookie(request, '', 0) } }
	}

	#view(session: Session | null): SessionView {
		const { users, commands } = this.#options
		const own = session === null ? { user: '', role: 'viewer' as const, token: null } : session
		return { user: own.user, role: own.role, token: own.token, signIn: !users.isEmpty, commands }
	}
}

/** The session of a socket that opens: none for a viewer, `refused` for a cookie without the page's token. */
export function sessionOfSocket(
	signIn: SignIn,
	request: Pick<IncomingMessage, 'headers'>,
	token: unknown,
): Session | null | 'refused' {
	const session = signIn.session(request)
	if (session === null) return null
	return isToken(session, token) ? session : 'refused'
}

export const shortId = ({ id }: Session): string => id.slice(0, 8)

export const addressOf = (request: Pick<IncomingMessage, 'socket'>): string => request.socket.remoteAddress ?? 'unknown'

const FOREIGN: RouteAnswer = { status: 403, body: { message: 'only a page of this server may ask this' } }

function cookie(request: IncomingMessage, id: string, maxAgeS: number): string {
	const secure = 'encrypted' in request.socket || request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : ''
	return `${SESSION_COOKIE}=${id}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
	const parts: Buffer[] = []
	let bytes = 0
	for await (const part of request as AsyncIterable<Buffer>) {
		bytes += part.length
		if (bytes > MOST_BODY_BYTES) return undefined
		parts.push(part)
	}
	try {
		return JSON.parse(Buffer.concat(parts).toString('utf8'))
	} catch {
		return undefined
	}
}

export function sendJson(
	response: ServerResponse,
	{ status, body, headers = {} }: RouteAnswer,
	common: Readonly<Record<string, string>>,
): void {
	response.writeHead(status, {
		...common,
		...headers,
		'Content-Type': 'application/json; charset=utf-8',
		'Cache-Control': 'no-store',
	})
	response.end(`${JSON.stringify(body)}\n`)
}

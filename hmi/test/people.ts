import { io, type Socket } from 'socket.io-client'
import { hashPassword } from '../src/access/passwords.ts'
import type { User } from '../src/access/users.ts'
import type { AuditEntry, AuditPort, AuditRow, AuditVerdict } from '../src/audit.ts'
import type { BrowserEvents, ServerEvents, SessionView, Snapshot } from '../src/contract.ts'

export type PersonSocket = Socket<ServerEvents, BrowserEvents>

/** Those who may sign in in tests, with passwords that are cheap to check. */
export const PASSWORDS: Readonly<Record<string, string>> = {
	ada: 'coal-heat-7',
	ben: 'web-runs-3',
	eva: 'good-grams-9',
	fay: 'four-eyes-2',
}
const CHEAP = { N: 1024, r: 8, p: 1 }

export async function people(): Promise<User[]> {
	const roles = { ada: 'operator', ben: 'operator', eva: 'engineer', fay: 'approver' } as const
	return Promise.all(
		Object.entries(roles).map(async ([name, role]) => ({
			name,
			role,
			password: await hashPassword(PASSWORDS[name] ?? '', CHEAP),
		})),
	)
}

/** An audit log in memory, which can be made to fail. */
export class MemoryAudit implements AuditPort {
	readonly entries: AuditEntry[] = []
	fails = false
	verdict: AuditVerdict = { ok: true, lines: 0, head: '0'.repeat(64), problem: '' }

	async append(entry: AuditEntry): Promise<void> {
		if (this.fails) throw new Error('disk full')
		this.entries.push(entry)
	}

	async read(limit: number, beforeN: number | null): Promise<readonly AuditRow[]> {
		const rows = this.entries.map((entry, k) => ({ ...entry, n: k + 1, hash: String(k) }))
		return rows
			.filter(({ n }) => beforeN === null || n < beforeN)
			.slice(-limit)
			.reverse()
	}

	async verify(): Promise<AuditVerdict> {
		return { ...this.verdict, lines: this.entries.length }
	}
}

export interface SignedIn {
	readonly view: SessionView
	readonly cookie: string
}

export async function post(
	url: string,
	path: string,
	body: unknown,
	headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
	return fetch(`${url}${path}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', Origin: url, ...headers },
		body: JSON.stringify(body),
	})
}

export async function signIn(url: string, user: string): Promise<SignedIn> {
	const answer = await post(url, '/sign-in', { user, password: PASSWORDS[user] })
	if (!answer.ok) throw new Error(`${user} could not sign in: ${answer.status} ${await answer.text()}`)
	const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
	return { view: (await answer.json()) as SessionView, cookie }
}

/** A socket of somebody, or of a viewer without `who`. Resolves with its first snapshot there. */
export async function socketOf(
	url: string,
	who?: SignedIn,
): Promise<{ readonly socket: PersonSocket; readonly snapshot: Snapshot }> {
	const socket: PersonSocket = io(url, {
		transports: ['websocket'],
		forceNew: true,
		reconnection: false,
		...(who && { auth: { token: who.view.token }, extraHeaders: { Cookie: who.cookie, Origin: url } }),
	})
	const snapshot = await new Promise<Snapshot>((resolve, reject) => {
		socket.once('snapshot', resolve)
		socket.once('connect_error', reject)
	})
	return { socket, snapshot }
}

/** Acknowledges and resets until no alarm is left. */
export async function acknowledgeAll(socket: PersonSocket): Promise<void> {
	for (let k = 0; k < 15; k++) {
		socket.emit('resync')
		const { alarms } = await new Promise<Snapshot>((resolve) => socket.once('snapshot', resolve))
		if (alarms.changed.length === 0) return
		const waiting = alarms.changed.filter(({ state }) => state.endsWith('unacknowledged')).map(({ id }) => id)
		if (waiting.length > 0) await socket.emitWithAck('acknowledge', waiting)
		for (const { id, state } of alarms.changed) if (state === 'latched-acknowledged') await socket.emitWithAck('reset', id)
		await new Promise((resolve) => setTimeout(resolve, 700))
	}
	throw new Error('alarms are left')
}

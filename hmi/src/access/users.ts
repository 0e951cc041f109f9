import type { FileKind } from '@emberline/line-config'
import { z } from 'zod'
import { isPassword, PASSWORD_HASH } from './passwords.ts'
import type { Role } from './roles.ts'

const userSchema = z.strictObject({
	name: z.string().regex(/^[\p{L}\p{N}._-]{1,40}$/u, 'expected letters, digits, dot, hyphen, at most 40'),
	role: z.enum(['operator', 'engineer', 'approver']),
	password: z.string().regex(PASSWORD_HASH, 'expected a hash made by `emberline user`'),
})

const usersSchema = z.strictObject({ kind: z.literal('users'), users: z.array(userSchema).min(1) })

export type User = z.output<typeof userSchema>

/** The file of those who may sign in. It holds hashes and no password. */
export const USERS_FILE: FileKind<z.output<typeof usersSchema>> = {
	kind: 'users',
	schema: usersSchema,
	problems: ({ users }) =>
		users.flatMap(({ name }, k) =>
			users.findIndex((user) => user.name === name) === k
				? []
				: [{ path: ['users', k, 'name'], message: `found "${name}" twice, expected each name once` }],
		),
}

/** No user has this: so much time is spent on a name that nobody has. */
const NOBODYS_HASH = `scrypt$65536$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`
/** Wrong tries of one name or from one address in the window; then none is looked at until it is over. */
const MOST_WRONG = 5
const WINDOW_MS = 60_000

export type SignInResult = { readonly role: Role } | { readonly refused: 'wrong' | 'too-often' }

/** Names, roles and hashes, and a brake on guessing. */
export class Users {
	readonly #users: ReadonlyMap<string, User>
	readonly #steadyMs: () => number
	readonly #wrongMs = new Map<string, number[]>()

	constructor(users: readonly User[], steadyMs: () => number) {
		this.#users = new Map(users.map((user) => [user.name, user]))
		this.#steadyMs = steadyMs
	}

	get isEmpty(): boolean {
		return this.#users.size === 0
	}

	/** Checks a password, at most so often for a name and for an address. */
	async check(name: string, password: string, address: string): Promise<SignInResult> {
		const keys = [`name ${name}`, `address ${address}`]
		if (keys.some((key) => this.#recent(key).length >= MOST_WRONG)) return { refused: 'too-often' }
		// Counted before the slow part, so that tries side by side count too.
		for (const key of keys) this.#wrongMs.set(key, [...this.#recent(key), this.#steadyMs()])
		const user = this.#users.get(name)
		const right = await isPassword(password, user?.password ?? NOBODYS_HASH)
		if (user === undefined || !right) return { refused: 'wrong' }
		for (const key of keys) this.#wrongMs.delete(key)
		return { role: user.role }
	}

	#recent(key: string): number[] {
		const nowMs = this.#steadyMs()
		if (this.#wrongMs.size > 10_000) this.#wrongMs.clear()
		return (this.#wrongMs.get(key) ?? []).filter((ms) => nowMs - ms < WINDOW_MS)
	}
}

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Cost of one try: 64 MB and some 100 ms. OWASP, Password Storage Cheat Sheet (2023): N = 2^16, r = 8, p = 1 or more. */
const COST = { N: 2 ** 16, r: 8, p: 1 }
const KEY_BYTES = 32
const SALT_BYTES = 16
const MOST_MEMORY = 256 * 1024 * 1024

/** `scrypt$N$r$p$salt$key` of a password, salt and key in base64url. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
	const salt = randomBytes(SALT_BYTES)
	const key = await derived(password, salt, cost)
	return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

export const PASSWORD_HASH = /^scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22,})\$([\w-]{43,})$/

/** Whether a password is the one of a hash. Takes as long for a wrong one as for the right one. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
	const [, N = '', r = '', p = '', salt = '', key = ''] = PASSWORD_HASH.exec(hash) ?? []
	if (key === '') return false
	const expected = Buffer.from(key, 'base64url')
	const found = await derived(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
	return expected.length === found.length && timingSafeEqual(expected, found)
}

function derived(password: string, salt: Buffer, { N, r, p }: typeof COST): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: MOST_MEMORY }, (error, key) =>
			error === null ? resolve(key) : reject(error),
		)
	})
}

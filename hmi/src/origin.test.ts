import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { mayConnect } from './origin.ts'

describe('whether a socket may open', () => {
	it.each([
		['a page of this server', { host: 'localhost:8080', origin: 'http://localhost:8080' }, true],
		['by its address', { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' }, true],
		['by its address of six', { host: '[::1]:8080', origin: 'http://[::1]:8080' }, true],
		['by the machine’s own name', { host: `${hostname()}:8080`, origin: `http://${hostname().toLowerCase()}:8080` }, true],
		['no page at all', { host: 'localhost:8080' }, true],
		['a foreign page', { host: 'localhost:8080', origin: 'https://evil.example' }, false],
		['a page of another port here', { host: 'localhost:8080', origin: 'http://localhost:3000' }, false],
		['a foreign name made to point here', { host: 'evil.example:8080', origin: 'http://evil.example:8080' }, false],
		['an origin that is none', { host: 'localhost:8080', origin: 'null' }, false],
		['a host that is none', { host: 'a b', origin: 'http://a b' }, false],
		['no host', { origin: 'http://localhost:8080' }, false],
	] as const)('%s', (_, headers, may) => {
		expect(mayConnect({ headers })).toBe(may)
	})

	it('takes further names that the operator allows', () => {
		const headers = { host: 'Line1.plant:8080', origin: 'http://line1.plant:8080' }
		expect(mayConnect({ headers }, ['line1.PLANT'])).toBe(true)
	})
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Batch, type Beat, type BrowserEvents, PROTOCOL, type ServerEvents, type Snapshot } from '../src/contract.ts'
import type { HmiServer } from '../src/server.ts'
import { FakePlant } from './fake-plant.ts'
import { display } from './fixture-display.ts'

type ScreenSocket = Socket<ServerEvents, BrowserEvents>

let folder: string
let plant: FakePlant
let server: HmiServer
const sockets: ScreenSocket[] = []

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'emberline-page-'))
	writeFileSync(join(folder, 'index.html'), '<!doctype html><title>screen</title>')
})

afterAll(() => rmSync(folder, { recursive: true }))

beforeEach(async () => {
	plant = new FakePlant()
	server = await plant.serve({ screenFolder: folder })
})

afterEach(async () => {
	for (const socket of sockets.splice(0)) socket.close()
	plant.stop()
	await server.close()
})

function connect(headers: Readonly<Record<string, string>> = {}): ScreenSocket {
	const socket: ScreenSocket = io(server.url, {
		transports: ['websocket'],
		forceNew: true,
		reconnection: false,
		extraHeaders: headers,
	})
	sockets.push(socket)
	return socket
}

function next<E extends keyof ServerEvents>(socket: ScreenSocket, event: E): Promise<Parameters<ServerEvents[E]>[0]> {
	return new Promise((resolve) => socket.once(event as never, ((payload: never) => resolve(payload)) as never))
}

const counts = async () => {
	const text = await (await fetch(`${server.url}/metrics`)).text()
	return Object.fromEntries([...text.matchAll(/^emberline_hmi_(\w+) (\d+)$/gm)].map(([, name, value]) => [name, Number(value)]))
}

describe('a browser that opens', () => {
	it('gets the whole picture first', async () => {
		plant.push()
		const snapshot = (await next(connect(), 'snapshot')) as Snapshot
		expect(snapshot).toMatchObject({ protocol: PROTOCOL, simulated: false, display })
		expect(snapshot.tags.i).toHaveLength(display.tags.length)
		expect(snapshot.frame?.states?.recipe).toBe('HTR')
		expect(snapshot.frame?.zones).toHaveLength(9)
	})

	it('then gets numbered batches of what changed, and beats', async () => {
		plant.push()
		const socket = connect()
		const batches: Batch[] = []
		const beats: Beat[] = []
		socket.on('batch', (batch) => batches.push(batch))
		socket.on('beat', (beat) => beats.push(beat))
		const { seq } = (await next(socket, 'snapshot')) as Snapshot
		plant.run()
		await expect.poll(() => batches.length, { timeout: 5000 }).toBeGreaterThan(6)
		await expect.poll(() => beats.length, { timeout: 5000 }).toBeGreaterThan(1)
		expect(batches.map((b) => b.seq)).toEqual(batches.map((_, k) => seq + 1 + k))
		const quiet = display.tags.findIndex((t) => t.name === 'Line/Status/MachSpeed')
		expect(batches.at(-1)?.tags?.i).toContain(quiet)
		expect(batches.some((b) => b.frame?.zones !== undefined)).toBe(true)
		expect(batches.filter((b) => b.frame?.zones !== undefined).length).toBeLessThan(batches.length)
	})

	it('gets no batch while nothing changes, but goes on hearing the beat', async () => {
		plant.push()
		const socket = connect()
		const { seq } = (await next(socket, 'snapshot')) as Snapshot
		await next(socket, 'beat')
		const settled = ((await next(socket, 'beat')) as Beat).seq
		expect(settled).toBeLessThanOrEqual(seq + 2)
		expect(((await next(socket, 'beat')) as Beat).seq).toBe(settled)
	})

	it('gets a new snapshot when it asks, with the newest number', async () => {
		plant.run()
		const socket = connect()
		const first = (await next(socket, 'snapshot')) as Snapshot
		await next(socket, 'batch')
		await next(socket, 'batch')
		socket.emit('resync')
		const second = (await next(socket, 'snapshot')) as Snapshot
		expect(second.seq).toBeGreaterThan(first.seq)
		expect(((await next(socket, 'batch')) as Batch).seq).toBe(second.seq + 1)
	})
})

describe('a browser that may not', () => {
	it.each([
		['of another host', { Origin: 'http://evil.example' }],
		['of another port', { Origin: 'http://127.0.0.1:1' }],
		['that is nothing', { Origin: 'null' }],
	])('is refused with an origin %s', async (_, headers) => {
		const socket = connect(headers)
		await new Promise<void>((resolve, reject) => {
			socket.once('connect_error', () => resolve())
			socket.once('connect', () => reject(new Error('it was let in')))
		})
		expect((await counts()).refused_clients_total).toBe(1)
	})

	it('is let in with the origin of the server itself', async () => {
		const socket = connect({ Origin: server.url })
		await next(socket, 'snapshot')
	})

	it.each([
		['an unknown event', ['set', { tag: 'Line/Command/MachSpeed', value: 90 }]],
		['an event with arguments that it has not', ['resync', { everything: true }]],
		['a name that every object has', ['constructor']],
	] as const)('is closed by %s, and the others live on', async (_, event) => {
		const [bad, good] = [connect(), connect()]
		await Promise.all([next(bad, 'snapshot'), next(good, 'snapshot')])
		const closed = new Promise((resolve) => bad.once('disconnect', resolve))
		bad.emit(...(event as unknown as ['resync']))
		expect(await closed).toBe('io server disconnect')
		await next(good, 'beat')
		expect((await counts()).closed_clients_total).toBe(1)
	})

	it('is closed when it asks too often or sends too much', async () => {
		for (const shout of [
			(s: ScreenSocket) => {
				for (let k = 0; k < 25; k++) s.emit('resync')
			},
			(s: ScreenSocket) => s.emit('resync', ...(['x'.repeat(20_000)] as unknown as [])),
		]) {
			const socket = connect()
			await next(socket, 'snapshot')
			const closed = new Promise((resolve) => socket.once('disconnect', resolve))
			shout(socket)
			await closed
		}
		await next(connect(), 'snapshot')
	})
})

describe('a browser that is too slow', () => {
	it('gets no more batches, and a snapshot when it has caught up', async () => {
		const big = Object.fromEntries(display.tags.map((t) => [t.name, { value: 'x'.repeat(4000), quality: 'uncertain' as const }]))
		const slow = await rawScreen()
		slow.pause()
		for (let k = 0; k < 600 && (await counts()).slow_clients_total === 0; k++) {
			plant.changedReadings = big
			plant.push()
			await new Promise((resolve) => setTimeout(resolve, 110))
		}
		expect((await counts()).slow_clients_total).toBe(1)
		const before = (await counts()).snapshots_total ?? 0
		plant.changedReadings = {}
		plant.push()
		slow.resume()
		await expect.poll(async () => ((await counts()).snapshots_total ?? 0) - before, { timeout: 10_000 }).toBeGreaterThan(0)
		slow.destroy()
	})

	/** A websocket whose other end can stop reading, which no client library lets one do. */
	async function rawScreen() {
		const { hostname, port } = new URL(server.url)
		const socket = connectTcp(Number(port), hostname)
		await new Promise<void>((resolve) => socket.once('connect', resolve))
		const key = Buffer.from('emberline-screen').toString('base64')
		socket.write(
			`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
		)
		await new Promise<void>((resolve) => socket.once('data', () => resolve()))
		// Text frame "40", masked with zeros: joins the default namespace.
		socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]))
		await new Promise<void>((resolve) => socket.once('data', () => resolve()))
		return socket
	}
})

describe('over HTTP', () => {
	it('gives the page under a policy that allows nothing from elsewhere', async () => {
		const answer = await fetch(server.url)
		expect(answer.status).toBe(200)
		expect(await answer.text()).toContain('<title>screen</title>')
		const policy = answer.headers.get('content-security-policy') ?? ''
		expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
		expect(policy).not.toMatch(/unsafe|\*|https?:/)
		expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
	})

	it('says that it is alive, and whether each part is ready with its reason', async () => {
		expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('alive\n')
		expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
		await server.close()
		const parts = { gateway: { ready: false, reason: 'no broker' }, twin: { ready: true, reason: '' } }
		server = await plant.serve({ screenFolder: folder, readiness: () => ({ ready: false, parts }) })
		const answer = await fetch(`${server.url}/readyz`)
		expect(answer.status).toBe(503)
		expect(await answer.json()).toEqual({ ready: false, parts })
	})

	it('adds its own counts to the metrics of the other parts', async () => {
		await server.close()
		server = await plant.serve({ screenFolder: folder, metrics: async () => 'emberline_twin_ticks_total 5\n' })
		await next(connect(), 'snapshot')
		const text = await (await fetch(`${server.url}/metrics`)).text()
		expect(text).toMatch(/^emberline_twin_ticks_total 5$/m)
		expect(text).toMatch(/^# TYPE emberline_hmi_clients gauge\nemberline_hmi_clients 1$/m)
	})

	it.each([
		['GET', '/nothing', 404],
		['GET', '/../package.json', 404],
		['GET', '/%2e%2e/package.json', 404],
		['POST', '/', 405],
		['DELETE', '/healthz', 405],
		['HEAD', '/', 200],
	])('answers %s %s with %d', async (method, path, status) => {
		expect((await fetch(`${server.url}${path}`, { method })).status).toBe(status)
	})

	it('lives on after garbage instead of a request', async () => {
		const { hostname, port } = new URL(server.url)
		const socket = connectTcp(Number(port), hostname)
		socket.on('error', () => {})
		socket.resume()
		socket.write('\x00\x01 nonsense\r\n\r\n')
		await new Promise((resolve) => socket.once('close', resolve))
		expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
	})
})

describe('a start that fails', () => {
	it('says that the port is taken and what to do', async () => {
		await expect(plant.serve({ screenFolder: folder, port: server.port })).rejects.toMatchObject({
			code: 'PORT_TAKEN',
			message: `Port ${server.port} on 127.0.0.1 is taken by another program. Stop that program, or choose another port with --port.`,
		})
	})

	it('says that the screen is not built and how to build it', async () => {
		const empty = mkdtempSync(join(tmpdir(), 'emberline-empty-'))
		await expect(plant.serve({ screenFolder: empty })).rejects.toMatchObject({
			code: 'SCREEN_NOT_BUILT',
			message: `The screen is not built: ${empty} has no index.html. Run: npm run build -w @emberline/hmi`,
		})
		rmSync(empty, { recursive: true })
	})
})

describe('an end', () => {
	it('frees the port at once, with browsers still open', async () => {
		await next(connect(), 'snapshot')
		const { port } = server
		await server.close()
		server = await plant.serve({ screenFolder: folder, port })
		expect(server.port).toBe(port)
	})
})

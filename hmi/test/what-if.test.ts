import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Answer, WhatIfAsk, WhatIfDoor, WhatIfNews, WhatIfOffer } from '../src/contract.ts'
import type { HmiServer } from '../src/server.ts'
import { FakePlant } from './fake-plant.ts'
import { type PersonSocket, socketOf } from './people.ts'

const OFFER: WhatIfOffer = {
	setpoints: [{ tag: 'Line/Command/MachSpeed', unit: 'mm/s', now: 50, range: [10, 90] }],
	recipes: ['htr-bisb'],
	horizonS: { least: 60, most: 28_800, usual: 3600 },
	queue: { taken: 0, size: 8 },
}

/** Takes everything and says what it is told to. */
class FakeDoor implements WhatIfDoor {
	readonly open = new Map<string, (news: WhatIfNews) => void>()
	readonly cancelled: string[] = []
	offer = () => OFFER
	ask(ask: WhatIfAsk, tell: (news: WhatIfNews) => void) {
		this.open.set(ask.id, tell)
		return { ok: true } as const
	}
	cancel(id: string): boolean {
		this.cancelled.push(id)
		return this.open.delete(id)
	}
	/** News of the request that a page calls by this id. */
	say(id: string, news: (id: string) => WhatIfNews): void {
		for (const [key, tell] of this.open) if (key.endsWith(` ${id}`)) tell(news(key))
	}
}

let folder: string
let door: FakeDoor
let server: HmiServer
const sockets: PersonSocket[] = []

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'emberline-page-'))
	writeFileSync(join(folder, 'index.html'), '<!doctype html><title>screen</title>')
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(async () => {
	door = new FakeDoor()
	server = await new FakePlant().serve({ screenFolder: folder, whatIf: door })
})
afterEach(async () => {
	for (const socket of sockets.splice(0)) socket.disconnect()
	await server.close()
})

async function page(): Promise<{ readonly socket: PersonSocket; readonly news: WhatIfNews[] }> {
	const { socket } = await socketOf(server.url)
	sockets.push(socket)
	const news: WhatIfNews[] = []
	socket.on('whatIf', (one) => news.push(one))
	return { socket, news }
}
const askOf = (id: string): WhatIfAsk => ({ id, setpoints: { 'Line/Command/MachSpeed': 55 }, horizonS: 3600 })
const ask = (socket: PersonSocket, id: string): Promise<Answer> => socket.emitWithAck('whatIf', askOf(id))

it('tells the page that asked, and no other, by the id that it gave', async () => {
	const [one, other] = [await page(), await page()]
	expect(await one.socket.emitWithAck('whatIfOffer')).toEqual({ ok: true, offer: OFFER })
	expect(await ask(one.socket, 'first-one')).toEqual({ ok: true })
	expect(await ask(other.socket, 'first-one')).toEqual({ ok: true })
	door.say('first-one', (id) => ({ id, state: 'waiting', place: 1 }))
	await expect.poll(() => one.news).toEqual([{ id: 'first-one', state: 'waiting', place: 1 }])
	expect(await other.socket.emitWithAck('cancelWhatIf', 'first-one')).toEqual({ ok: true })
	expect(await other.socket.emitWithAck('cancelWhatIf', 'first-one')).toMatchObject({ ok: false, code: 'unknown' })
	expect(door.open.size).toBe(1)
	door.say('first-one', (id) => ({ id, state: 'running', share: 0.5, leftS: 2 }))
	await expect.poll(() => one.news.length).toBe(2)
	expect(other.news.every(({ state }) => state === 'waiting')).toBe(true)
})

it('lets a page have so many at a time, and a further one when one of them has ended', async () => {
	const { socket } = await page()
	for (const n of [1, 2, 3, 4]) expect(await ask(socket, `number-${n}`)).toEqual({ ok: true })
	expect(await ask(socket, 'number-5')).toMatchObject({ ok: false, code: 'queue-full' })
	door.say('number-2', (id) => ({ id, state: 'failed', message: 'it was too much' }))
	expect(await ask(socket, 'number-5')).toEqual({ ok: true })
})

it('gives up what a page that is closed has asked for', async () => {
	const { socket } = await page()
	await ask(socket, 'never-mind')
	socket.disconnect()
	await expect.poll(() => door.cancelled.map((id) => id.split(' ')[1])).toEqual(['never-mind'])
})

it('closes a page that asks for what is none', async () => {
	const { socket } = await page()
	const closed = new Promise((resolve) => socket.on('disconnect', resolve))
	socket.emit('whatIf', { ...askOf('too-far-ahead'), horizonS: -1 }, () => {})
	await closed
	expect(door.open.size).toBe(0)
})

it('says that there is none where nobody answers', async () => {
	await server.close()
	server = await new FakePlant().serve({ screenFolder: folder })
	const { socket } = await page()
	expect(await socket.emitWithAck('whatIfOffer')).toMatchObject({ ok: false, code: 'no-what-if' })
	expect(await ask(socket, 'is-there-one')).toMatchObject({ ok: false, code: 'no-what-if' })
})

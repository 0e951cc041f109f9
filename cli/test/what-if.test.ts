import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type {
	Answer,
	BrowserEvents,
	ServerEvents,
	WhatIfAsk,
	WhatIfNews,
	WhatIfOffer,
	WhatIfResult,
} from '@emberline/hmi/contract'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from '../../plc-gateway/test/brokers.ts'
import { type LineUp, lineUp } from './line-up.ts'

/** The whole line starts, and a what-if takes as long as it takes. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const SPEED = 'Line/Command/MachSpeed'
/** A short way ahead is soon gone. */
const HORIZON_S = 120

type Page = Socket<ServerEvents, BrowserEvents>
let up: LineUp
let page: Page
let news: WhatIfNews[] = []

beforeAll(async () => {
	up = await lineUp({ historian: 'none' })
	await until(() => up.frame()?.health !== 'lost' && up.frame()?.line.state === 'Execute', 'a line that the twin follows', 60_000)
})
afterAll(() => up.close())
beforeEach(() => {
	page = opened()
	news = []
	page.on('whatIf', (one) => news.push(one))
})
afterEach(() => {
	page.close()
})

function opened(): Page {
	return io(up.run.screenUrl, { transports: ['websocket'], forceNew: true })
}
const ask = (id: string, setpoints: WhatIfAsk['setpoints'], more: Partial<WhatIfAsk> = {}, on = page): Promise<Answer> =>
	on.emitWithAck('whatIf', { id, setpoints, horizonS: HORIZON_S, ...more })
const offered = async (): Promise<WhatIfOffer> => {
	const answer = await page.emitWithAck('whatIfOffer')
	if (!answer.ok) throw new Error(answer.message)
	return answer.offer
}
async function result(id: string): Promise<WhatIfResult> {
	const last = () => news.findLast((one) => one.id === id)
	await until(() => !['waiting', 'running', undefined].includes(last()?.state), `the end of ${id}`, 240_000)
	const end = last()
	if (end?.state !== 'done') throw new Error(JSON.stringify(end))
	return end.result
}
const figure = (of: WhatIfResult, name: string) => of.figures.find((one) => one.name === name)!

describe('a what-if on the live line', () => {
	it('says what may be set and how it is set now', async () => {
		const { setpoints, recipes, queue } = await offered()
		expect(setpoints).toHaveLength(10)
		const speed = setpoints.find(({ tag }) => tag === SPEED)
		expect(speed).toMatchObject({ unit: 'mm/s', range: [10, 90] })
		expect(speed?.now).toBeCloseTo(50, 0)
		expect(recipes).toContain('nts-bisnsb')
		expect(recipes[0]).toBe('htr-bisb')
		expect(queue).toEqual({ taken: 0, size: 8 })
	})

	it('tells what a faster line makes, and how sure that is', async () => {
		expect(await ask('a-fifth-faster', { [SPEED]: 60 })).toEqual({ ok: true })
		const found = await result('a-fifth-faster')
		const states = news.map(({ state }) => state)
		expect(states).toContain('running')
		expect(states.filter((state) => state === 'done')).toHaveLength(1)

		const net = figure(found, 'net_g_per_h')
		// Screw and powder follow the web: a fifth more in every draw.
		expect(net.tried!.p50 / net.now!.p50).toBeCloseTo(1.2, 1)
		expect(net.pMore).toBe(1)
		expect(net.difference!.p05).toBeGreaterThan(0)
		expect(net.difference!.p05).toBeLessThan(net.difference!.p50)
		expect(figure(found, 'energy_kWh_per_kg').difference!.p95).toBeLessThan(0)
		// A faster web leaves the quench hotter, and the hottest of the furnace is no less than the peak.
		const exit = found.limits.find(({ name }) => name === 'quench_exit_K_max')!
		expect(exit.pBroken).toBeGreaterThanOrEqual(exit.pBrokenNow)
		expect(found.limits[0]!.room).toBe(Math.min(...found.limits.map(({ room }) => room)))
		expect(Math.max(...found.zones.map(({ now }) => now!.p50))).toBeCloseTo(figure(found, 'peak_K').now!.p50, 0)
		// On the way there: the scale still weighs what was fed before.
		expect(found.course.tried.tS.at(-1)).toBeCloseTo(HORIZON_S, -1)
		expect(found.course.tried.netGPerH.every(({ p05, p50, p95 }) => p05 <= p50 && p50 <= p95)).toBe(true)
		expect(found.scenario).toContain('webSpeed: 60 mm/s')
		expect(found.scenario).toMatch(/screw: 4[78](\.\d+)? rpm/)
	})

	it('tells the same again when nothing is changed: no difference in any draw', async () => {
		await ask('as-it-is', {})
		const found = await result('as-it-is')
		for (const { name, difference, pMore } of found.figures)
			expect({ name, difference, pMore }).toEqual({ name, difference: { p05: 0, p50: 0, p95: 0 }, pMore: 0 })
	})

	it('refuses what the plant would not take, in words, and makes nothing of it', async () => {
		expect(await ask('much-too-fast', { [SPEED]: 200 })).toMatchObject({
			ok: false,
			code: 'out-of-range',
			message: `${SPEED}: found 200 mm/s, expected 10 to 90 mm/s, what the PLC of line1 takes`,
		})
		expect(await ask('no-such-tag', { 'Line/Nothing': 1 })).toMatchObject({ ok: false, code: 'out-of-range' })
		expect(await ask('no-such-powder', {}, { recipe: 'gold' })).toMatchObject({ ok: false, code: 'out-of-range' })
		expect(await ask('too-far-ahead', {}, { horizonS: 86_000 })).toMatchObject({ ok: false, code: 'out-of-range' })
		expect((await offered()).queue.taken).toBe(0)
		expect(news).toEqual([])
	})

	it('has a queue with an end, tells places in it, and lets go of what is cancelled', async () => {
		const others = [opened(), opened()]
		try {
			for (const n of [1, 2, 3, 4]) expect(await ask(`of-mine-${n}`, {}, { horizonS: 28_800 })).toEqual({ ok: true })
			expect(await ask('of-mine-5', {})).toMatchObject({ ok: false, code: 'queue-full' })
			for (const n of [1, 2, 3, 4]) expect(await ask(`of-others-${n}`, {}, {}, others[0])).toEqual({ ok: true })
			expect(await ask('of-nobody', {}, {}, others[1])).toMatchObject({ ok: false, code: 'queue-full' })
			const places = (id: string) => news.flatMap((one) => (one.id === id && one.state === 'waiting' ? [one.place] : []))
			await until(() => places('of-mine-4').at(-1) === 3, 'the third place')
			expect(await page.emitWithAck('cancelWhatIf', 'of-mine-2')).toEqual({ ok: true })
			await until(() => places('of-mine-4').at(-1) === 2, 'one place further')
			// A page that is gone takes its own with it.
			others[0]!.close()
			for (const n of [1, 3, 4]) await page.emitWithAck('cancelWhatIf', `of-mine-${n}`)
			await expect.poll(async () => (await offered()).queue.taken, { timeout: 120_000 }).toBe(0)
			expect(
				news
					.filter(({ state }) => state === 'cancelled')
					.map(({ id }) => id)
					.sort(),
			).toEqual([1, 2, 3, 4].map((n) => `of-mine-${n}`))
		} finally {
			for (const other of others) other.close()
		}
	})

	it('leaves the live line as it was', async () => {
		expect(up.frame()?.line.state).toBe('Execute')
		expect((await offered()).setpoints.find(({ tag }) => tag === SPEED)?.now).toBeCloseTo(50, 0)
	})
})

describe('what answers a what-if', () => {
	const ROOT = fileURLToPath(new URL('../..', import.meta.url))
	/** What a package of ours says is behind a name. */
	function exported(name: string): string {
		const [, own = '', ...rest] = name.split('/')
		const { exports } = JSON.parse(readFileSync(join(ROOT, own, 'package.json'), 'utf8')) as { exports: Record<string, string> }
		const file = exports[['.', ...rest].join('/')]
		if (file === undefined) throw new Error(`${name} is not there`)
		return join(ROOT, own, file)
	}

	/** Files that are loaded with a file, itself among them; what is imported as a type only is not loaded. */
	function loadedWith(first: string): ReadonlySet<string> {
		const found = new Set<string>()
		const open = [join(ROOT, first)]
		for (let file = open.pop(); file !== undefined; file = open.pop()) {
			if (found.has(file)) continue
			found.add(file)
			const text = readFileSync(file, 'utf8').replace(/^(?:import|export) type [^;]*? from '[^']+'/gm, '')
			for (const [, from, bare, dynamic] of text.matchAll(/ from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm)) {
				const name = from ?? bare ?? dynamic ?? ''
				const path = name.startsWith('.') ? resolve(dirname(file), name) : name.startsWith('@emberline/') ? exported(name) : null
				if (path !== null && /\.tsx?$/.test(path)) open.push(path)
			}
		}
		return found
	}

	it.each(['cli/src/what-if/what-if-door.ts', 'hmi/src/what-if/what-if-desk.ts', 'simulations/src/study/runner/worked.ts'])(
		'has no import path to the commands: %s',
		(file) => {
			const loaded = [...loadedWith(file)]
			expect(loaded.filter((path) => /plc-gateway|\/commands?\b|-command|audit/.test(path.slice(ROOT.length)))).toEqual([])
		},
	)

	it('would be found out if it had one', () => {
		const loaded = [...loadedWith('cli/src/run.ts')]
		expect(loaded.some((path) => path.includes('plc-gateway/src/commands'))).toBe(true)
	})
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WhatIfAsk, WhatIfDoor, WhatIfNews, WhatIfOffer, WhatIfResult } from '../src/contract.ts'
import {
	type RecipeBook,
	type RecipeDraftAsk,
	type RecipeEntry,
	type RecipeJudgeAsk,
	revisionsFrom,
} from '../src/recipes/recipe-record.ts'
import type { HmiServer } from '../src/server.ts'
import { violations } from './axe.ts'
import { openPage, startBrowser, type WatchedPage } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakeDoor } from './fake-door.ts'
import { FakePlant } from './fake-plant.ts'
import { MemoryAudit, PASSWORDS, people } from './people.ts'

const SPEED = 'Line/Command/MachSpeed'
const band = (x: number) => ({ p05: 0.9 * x, p50: x, p95: 1.1 * x })
const tS = [0, 900, 1800, 2700, 3600]
const result = (good: number): WhatIfResult => ({
	originMs: Date.now(),
	health: 'tracking',
	healthReason: '',
	recipe: 'htr-bisb',
	horizonS: 3600,
	draws: { settled: 32, ahead: 16 },
	wallMs: 4200,
	figures: [
		{ name: 'good_g_per_h', now: band(405), tried: band(good), difference: band(good - 405), pMore: 0.94 },
		{ name: 'peak_K', now: band(1338), tried: band(1331), difference: band(-7), pMore: 0.1 },
	],
	zones: [],
	limits: [
		{ name: 'peak_K', of: 'window', limit: 1320, pBrokenNow: 0.01, pBroken: 0.28, room: -0.004 },
		{ name: 'size_nm', of: 'powder', limit: 20, pBrokenNow: 0, pBroken: 0, room: 0.2 },
	],
	course: { now: { tS, netGPerH: tS.map(() => band(405)) }, tried: { tS, netGPerH: tS.map(() => band(good)) } },
	scenario: 'name: what-if\nstart: live',
})

/** Takes everything and says what it is told to. */
class FakeWhatIf implements WhatIfDoor {
	readonly asks: WhatIfAsk[] = []
	readonly cancelled: string[] = []
	readonly #tell = new Map<string, (news: WhatIfNews) => void>()

	offer(): WhatIfOffer {
		return {
			setpoints: [
				{ tag: SPEED, unit: 'mm/s', now: 50, range: [10, 90] },
				{ tag: 'Heating/Zone1/EmitterSetpoint', unit: 'K', now: 1348, range: [300, 1450] },
			],
			recipes: ['htr-bisb', 'nts-bisnsb'],
			horizonS: { least: 60, most: 28_800, usual: 3600 },
			queue: { taken: this.#tell.size, size: 8 },
		}
	}

	ask(ask: WhatIfAsk, tell: (news: WhatIfNews) => void) {
		this.asks.push(ask)
		this.#tell.set(ask.id, tell)
		return { ok: true } as const
	}

	cancel(id: string): boolean {
		this.cancelled.push(id)
		this.say(id, (own) => ({ id: own, state: 'cancelled' }))
		return true
	}

	say(id: string, news: (id: string) => WhatIfNews): void {
		this.#tell.get(id)?.(news(id))
	}
}

/** Revisions in memory: the gas of the quench is at 120 in the plant. */
class FakeBook implements RecipeBook {
	readonly #entries: RecipeEntry[] = []

	revisions() {
		const range = [0, 400] as const
		const gas = { tag: 'Quench/Gas/FlowSetpoint', actualTag: 'Quench/Gas/FlowSetpoint', unit: 'L/min', value: 120, range }
		const file = {
			recipe: 'HTR',
			title: 'BiSb by high-temperature radiation',
			revision: 1,
			status: 'file',
			setpoints: [gas],
			limits: [{ name: 'size_nm', unit: 'nm', low: null, high: 20 }],
			made: null,
			judgements: [],
		} as const
		return revisionsFrom([file], this.#entries)
	}

	async draft(draft: RecipeDraftAsk, by: string, atMs: number) {
		this.#entries.push({ kind: 'draft', ...draft, by, atMs })
	}

	async judge(judgement: RecipeJudgeAsk, by: string, atMs: number) {
		this.#entries.push({ kind: 'judgement', ...judgement, by, atMs })
	}
}

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let server: HmiServer
let watched: WatchedPage
let page: Page
const door = new FakeWhatIf()
const commands = new FakeDoor()
const audit = new MemoryAudit()

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
	plant = new FakePlant()
	plant.run()
	server = await plant.serve({
		screenFolder: screen.folder,
		whatIf: door,
		recipes: new FakeBook(),
		commands,
		access: { users: await people(), audit },
	})
	watched = await openPage(browser, server.url)
	page = watched.page
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
})

afterAll(async () => {
	plant?.stop()
	await server?.close()
	await browser?.close()
	screen?.remove()
})

const goTo = (place: string) =>
	page.evaluate((hash) => {
		window.location.hash = hash
	}, `/${place}`)

async function run(speed: string): Promise<string> {
	const before = door.asks.length
	await page.getByLabel(`Try ${SPEED}`).fill(speed)
	await page.getByRole('button', { name: 'Run what-if' }).click()
	await expect.poll(() => door.asks.length).toBe(before + 1)
	return door.asks.at(-1)?.id ?? ''
}

describe('what-if', () => {
	it('says all the time that it is not the plant, and takes only what the plant would take', async () => {
		await page.keyboard.press('F8')
		await page.locator('.what-if-title', { hasText: 'What-if, not the plant' }).waitFor()
		const start = page.getByRole('button', { name: 'Run what-if' })
		expect(await start.isDisabled()).toBe(true)
		for (const wrong of ['95', 'fast']) {
			await page.getByLabel(`Try ${SPEED}`).fill(wrong)
			expect([wrong, await start.isDisabled()]).toEqual([wrong, true])
		}
	})

	it('waits its turn, runs and is laid over the line as it runs, with bands and the limits that it breaks', async () => {
		const id = await run('55,5')
		expect(door.asks.at(-1)).toMatchObject({ setpoints: { [SPEED]: 55.5 }, horizonS: 3600 })
		door.say(id, (own) => ({ id: own, state: 'waiting', place: 2 }))
		await page.locator('.run', { hasText: 'waiting 2' }).waitFor()
		door.say(id, (own) => ({ id: own, state: 'running', share: 0.4, leftS: 6 }))
		await page.locator('.run', { hasText: 'running 40 %, 6 s left' }).waitFor()
		door.say(id, (own) => ({ id: own, state: 'done', result: result(441) }))
		await page.locator('.course-tried').last().waitFor({ state: 'attached' })
		expect(await page.locator('.area-compare tr', { hasText: 'Good product' }).innerText()).toMatch(
			/405 \(36[45]–446\)\s+441 \(397–485\) more in 94 %/,
		)
		expect(await page.locator('.area-limiting tbody tr').first().innerText()).toMatch(/^peak_K recipe window\s+1 % → 28 % !/)
		expect(await page.locator('.course-now').last().getAttribute('d')).toContain('L')
	})

	it('goes on while another display is open, is compared with others, and can be cancelled', async () => {
		const id = await run('60')
		await goTo('overview')
		await page.locator('.indicator').first().waitFor()
		door.say(id, (own) => ({ id: own, state: 'done', result: result(463) }))
		await goTo('what-if')
		await page.locator('.area-compare td', { hasText: '463 (' }).waitFor()
		expect(await page.locator('.area-compare td', { hasText: '441 (' }).count()).toBe(1)
		const other = await run('70')
		await page.getByRole('button', { name: 'Cancel 3' }).click()
		await page.locator('.run', { hasText: 'cancelled' }).waitFor()
		expect(door.cancelled).toEqual([other])
		// The line stays live beside it.
		await expect.poll(() => page.locator('.header').innerText()).toContain('Twin tracking')
	})
})

async function signIn(name: string): Promise<void> {
	const out = page.getByRole('button', { name: 'Sign out' })
	if ((await out.count()) > 0) await out.click()
	await page.getByRole('button', { name: 'Sign in' }).click()
	await page.getByLabel('User').fill(name)
	await page.getByLabel('Password').fill(PASSWORDS[name] ?? '')
	await page.keyboard.press('Enter')
	await page.locator('.header', { hasText: name }).waitFor()
}

describe('recipes', () => {
	it('are drafted by an engineer, and approved by somebody else with the password again, all on record', async () => {
		await page.keyboard.press('F7')
		await page.locator('.area-recipe-who', { hasText: 'Nobody has signed this revision' }).waitFor()
		expect(await page.getByRole('button', { name: 'Write a new revision' }).count()).toBe(0)
		await signIn('eva')
		await page.getByRole('button', { name: 'Write a new revision' }).click()
		const value = page.getByLabel('New value Quench/Gas/FlowSetpoint')
		const save = page.getByRole('button', { name: 'Save as draft' })
		await page.getByLabel('Reason').fill('web leaves hot')
		await value.fill('500')
		expect(await save.isDisabled()).toBe(true)
		await value.fill('150')
		await save.click()
		await page.getByRole('button', { name: 'HTR r2' }).click()
		await page.locator('.area-recipe-who', { hasText: 'An approver who did not write it' }).waitFor()
		expect(audit.entries.at(-1)).toMatchObject({ step: 'drafted', user: 'eva', target: 'recipe HTR from r1' })
		await signIn('fay')
		await page.getByRole('button', { name: 'Approve r2' }).click()
		await page.getByLabel('Reason').fill('tried on the twin')
		await page.getByLabel('Your password').fill(PASSWORDS.fay ?? '')
		await page.getByRole('button', { name: 'Approve HTR r2' }).click()
		await page.locator('.judgements', { hasText: 'approved fay' }).waitFor()
		expect(audit.entries.at(-1)).toMatchObject({ step: 'approved', user: 'fay', target: 'recipe HTR r2', message: 'signed' })
	})

	it('are compared, and reach the plant set-point by set-point through the two steps of a command alone', async () => {
		await goTo('recipe/HTR@2:1')
		const row = page.locator('.area-recipe-values tr', { hasText: 'Quench/Gas/FlowSetpoint' })
		await expect.poll(() => row.innerText()).toMatch(/150\s+120\s+30 !/)
		await page.locator('.load', { hasText: 'Sign in as operator or engineer' }).waitFor()
		await signIn('ada')
		await page.getByRole('button', { name: 'Change Gas/FlowSetpoint' }).click()
		expect(await page.getByLabel('Reason').inputValue()).toBe('HTR r2')
		expect(commands.requests).toEqual([])
		await page.getByRole('button', { name: /^Select/ }).click()
		await page.getByRole('button', { name: /= 150/ }).click()
		await page.locator('.result.is-confirmed').waitFor()
		expect(commands.requests.map(({ step, act }) => [step, 'value' in act ? act.value : null])).toEqual([
			['select', 150],
			['operate', 150],
		])
		await goTo('recipe/HTR@1')
		await page.locator('.load', { hasText: 'Only an approved revision is loaded' }).waitFor()
	})
})

describe.each([
	['en', 'day'],
	['de', 'dusk'],
	['ja', 'day'],
] as const)('in %s and %s', (language, palette) => {
	it('axe finds nothing', { timeout: 240_000 }, async () => {
		await page.evaluate(
			(kept) => localStorage.setItem('emberline-settings', kept),
			JSON.stringify({ language, palette, temperature: 'K' }),
		)
		await goTo('recipe/HTR@2:1')
		await page.reload()
		await page.locator('.area-recipe-values tbody tr').first().waitFor()
		expect(await violations(page)).toEqual([])
		await goTo('what-if')
		await page.locator('.what-if-body').waitFor()
		const before = door.asks.length
		await page.locator('.try-input').first().fill('55')
		await page.locator('.area-tried button[type="submit"]').click()
		await expect.poll(() => door.asks.length).toBe(before + 1)
		door.say(door.asks.at(-1)?.id ?? '', (own) => ({ id: own, state: 'done', result: result(441) }))
		await page.locator('.area-limiting').waitFor()
		expect(await violations(page)).toEqual([])
	})
})

describe('all of it', () => {
	it('complains of nothing and asks no other host', () => {
		expect(watched.complaints).toEqual([])
		expect([...watched.hosts]).toEqual([new URL(server.url).host])
	})
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HmiServer } from '../src/server.ts'
import { violations } from './axe.ts'
import { openPage, startBrowser, type WatchedPage } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { FakeRolls } from './fixture-web.ts'
import { MemoryAudit, PASSWORDS, people } from './people.ts'

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let server: HmiServer
let watched: WatchedPage
let page: Page
const audit = new MemoryAudit()
const rolls = new FakeRolls()

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
	plant = new FakePlant()
	plant.run()
	server = await plant.serve({ screenFolder: screen.folder, rolls, access: { users: await people(), audit } })
	watched = await openPage(browser, server.url)
	page = watched.page
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
})

afterEach(() => {
	rolls.away = false
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

async function signIn(name: string): Promise<void> {
	await page.getByRole('button', { name: 'Sign in' }).click()
	await page.getByLabel('User').fill(name)
	await page.getByLabel('Password').fill(PASSWORDS[name] ?? '')
	await page.keyboard.press('Enter')
	await page.locator('.header', { hasText: name }).waitFor()
}

const hash = () => page.evaluate(() => decodeURIComponent(window.location.hash))

describe('the roll map', () => {
	it('opens by its key and shows the web by the metre, what it is marked with and what left its window', async () => {
		await page.keyboard.press('F5')
		await goTo('roll-map/50@408')
		await page.locator('.lane-band').first().waitFor()
		expect(await page.locator('.flag-over_dosed').count()).toBe(1)
		expect(await page.locator('.flag-splice').count()).toBe(1)
		// Peak and dose of the piece that stood in the furnace; the other lanes stay inside.
		expect(await page.locator('.lane-outside').count()).toBe(2)
		expect(await page.locator('.span-name', { hasText: 'P-0008' }).count()).toBe(1)
	})

	it('tells what a touched piece went through, longer with arrow keys, and says it in the address', async () => {
		await goTo('roll-map/50@408')
		const plot = page.locator('.roll-plot')
		await plot.locator('.lane-band').first().waitFor()
		const box = await plot.boundingBox()
		const over = await page.locator('.flag-over_dosed').boundingBox()
		if (box === null || over === null) throw new Error('no plot')
		await page.mouse.click(over.x + over.width / 2, box.y + 250)
		await page.locator('.area-piece', { hasText: 'Over-dosed' }).waitFor()
		const piece = page.locator('.area-piece')
		expect(await piece.locator('tr', { hasText: 'Peak' }).innerText()).toMatch(/13[67]\d .*±3\s+13[67]\d–13[67]\d !\s+1320–1360/)
		expect(await piece.locator('tr', { hasText: 'Heating 1' }).innerText()).toMatch(/3\.0$/)
		expect(await piece.innerText()).toContain('P-0008')
		expect(await piece.locator('tr', { hasText: 'C-88' }).count()).toBe(1)
		const before = await hash()
		await plot.focus()
		await page.keyboard.press('Shift+ArrowRight')
		await expect.poll(hash).not.toBe(before)
		const [, from, to] = /:([\d.]+)-([\d.]+)$/.exec(await hash()) ?? []
		expect(Number(to) - Number(from)).toBeCloseTo(2 * 0.125, 1)
	})

	it('leads to the trends of that time', async () => {
		await goTo('roll-map/50@408:380-380.5')
		await page.locator('.area-piece', { hasText: 'Over-dosed' }).waitFor()
		await page.getByRole('button', { name: 'Trends at that time' }).click()
		await expect.poll(hash).toMatch(/^#\/trends\/5@17900\d+:.*soft\/peakK/)
	})

	it('takes a note of somebody who may write one, with the audit before it', async () => {
		await goTo('roll-map/50@408:390-392')
		await page.locator('.area-piece tr', { hasText: 'Peak' }).waitFor()
		expect(await page.getByRole('button', { name: 'Write a note' }).count()).toBe(0)
		await signIn('ada')
		await page.getByRole('button', { name: 'Write a note' }).click()
		await page.getByLabel('What is to be known of it').fill('scratch from the idler')
		await page.getByRole('button', { name: 'Save note' }).click()
		await page.locator('.area-piece', { hasText: 'scratch from the idler' }).waitFor()
		expect(audit.entries.at(-1)).toMatchObject({ step: 'marked', user: 'ada', target: 'web 390.00 to 392.00 m' })
	})

	it('says so when the history is away, and has the same as a table', async () => {
		await goTo('roll-map/200@408')
		await page.locator('.lane-band').first().waitFor()
		await page.locator('.area-roll-map').getByRole('button', { name: 'Table' }).click()
		expect(await page.locator('.area-roll-map tbody tr').count()).toBeGreaterThan(40)
		await page.locator('.area-roll-map').getByRole('button', { name: 'Plot' }).click()
		rolls.away = true
		await goTo('roll-map/800@408')
		await page.locator('.area-roll-map', { hasText: 'no historian' }).waitFor()
	})
})

describe.each([
	['en', 'day'],
	['de', 'dusk'],
	['ja', 'day'],
] as const)('in %s and %s', (language, palette) => {
	it('axe finds nothing, and no button is too small for a glove', { timeout: 240_000 }, async () => {
		await page.evaluate(
			(kept) => localStorage.setItem('emberline-settings', kept),
			JSON.stringify({ language, palette, temperature: 'K' }),
		)
		await page.reload()
		for (const place of ['roll-map/50@408:380-380.5']) {
			await goTo(place)
			await page.waitForTimeout(1200)
			expect([place, await violations(page)]).toEqual([place, []])
			const small = await page
				.locator('main button:visible')
				.evaluateAll(
					(all) => all.map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width < 24 || height < 24).length,
				)
			expect([place, small]).toEqual([place, 0])
		}
	})
})

describe('all of it', () => {
	it('complains of nothing and asks no other host', () => {
		expect(watched.complaints).toEqual([])
		expect([...watched.hosts]).toEqual([new URL(server.url).host])
	})
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HmiServer } from '../src/server.ts'
import { violations } from './axe.ts'
import { openPage, startBrowser, type WatchedPage } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { FakeLots, FakeRolls } from './fixture-web.ts'
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
	server = await plant.serve({
		screenFolder: screen.folder,
		rolls,
		lots: new FakeLots(),
		access: { users: await people(), audit },
	})
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
	const out = page.getByRole('button', { name: 'Sign out' })
	if ((await out.count()) > 0) await out.click()
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

describe('lots', () => {
	it('list the containers, and the record of one: what was asked and made, the laboratory, the web it is of', async () => {
		await page.keyboard.press('F6')
		await page.locator('.area-containers tbody tr').first().waitFor()
		const rows = await page.locator('.area-containers tbody tr').allInnerTexts()
		expect(rows.map((row) => row.split(/\s/)[0])).toEqual(['C-89', 'C-88', 'C-87'])
		expect(rows[2]).toMatch(/471\.0\s+0–2\d\d\s+HTR\s+P-0007\s+33\.1\s+73\.4\s+0\.22/)
		await page.getByRole('button', { name: 'C-88', exact: true }).click()
		const record = page.locator('.area-lot')
		await record.locator('tr', { hasText: 'Peak' }).waitFor()
		expect(await record.locator('tr', { hasText: 'Peak' }).innerText()).toMatch(/1320–1360\s+~133\d\s+133\d–13[67]\d\s+0\.0\d !/)
		expect(await record.innerText()).toContain('over_dosed')
		await record
			.getByRole('button', { name: /Roll map .* m/ })
			.first()
			.click()
		await expect.poll(hash).toMatch(/^#\/roll-map\/[\d.]+@[\d.]+:[\d.]+-[\d.]+$/)
	})

	it('answer what saw more than 1360 K and what is of a lot, with the grams in each container', async () => {
		await goTo('lots/trace')
		await page.getByLabel('Which web').selectOption('above')
		await page.getByLabel('Name or value').fill('1360')
		await page.getByRole('button', { name: 'Trace web' }).click()
		const answer = page.locator('.area-trace')
		await answer.locator('p.strong', { hasText: '0.50 m' }).waitFor()
		expect(await answer.locator('tbody').first().innerText()).toMatch(/^C-89\s+1\.\d\d\s+0\.\d.*\nC-88\s+0\.0\d/)
		expect(await answer.locator('tbody').last().innerText()).toMatch(/380\.00–380\.50 m.*13[67]\d\s+P-0008/)
		await goTo('lots/lot:P-0007')
		await answer.locator('p.strong', { hasText: '350.00 m' }).waitFor()
		const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save CSV' }).click()])
		expect(saved.suggestedFilename()).toBe('trace.csv')
	})

	it('are released by an approver with the password again, and by nobody else', async () => {
		await goTo('lots/of:C-87')
		await page.locator('.area-lot', { hasText: 'An approver releases or holds it' }).waitFor()
		await signIn('fay')
		await page.getByRole('button', { name: 'Release lot' }).click()
		await page.getByLabel('Reason').fill('within its limits')
		await page.getByLabel('Your password').fill('wrong')
		await page.getByRole('button', { name: 'Release lot C-87' }).click()
		await page.locator('.area-lot .refusal').waitFor()
		expect(audit.entries.at(-1)).toMatchObject({ step: 'refused', user: 'fay', target: 'container C-87' })
		await page.getByLabel('Your password').fill(PASSWORDS.fay ?? '')
		await page.getByRole('button', { name: 'Release lot C-87' }).click()
		await page.locator('.judgement', { hasText: 'fay' }).waitFor()
		expect(audit.entries.at(-1)).toMatchObject({ step: 'released', user: 'fay', target: 'container C-87', message: 'signed' })
	})

	it('show the KPIs of ISO 22400 of the shift', async () => {
		await goTo('lots/kpis')
		await page.locator('.area-kpis tr', { hasText: 'First-pass yield' }).waitFor()
		expect(await page.locator('.area-kpis tr', { hasText: 'First-pass yield' }).innerText()).toMatch(/99\.6 %/)
		expect(await page.locator('.area-stops').innerText()).toContain('over_dosed')
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
		for (const place of ['roll-map/50@408:380-380.5', 'lots/of:C-87', 'lots/above:1360@24', 'lots/kpis']) {
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

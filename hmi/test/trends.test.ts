import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HmiServer } from '../src/server.ts'
import type { History } from '../src/sparks.ts'
import { violations } from './axe.ts'
import { openPage, saturatedShare, startBrowser, type WatchedPage } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { twoAlarms } from './fixture-line.ts'

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let server: HmiServer
let watched: WatchedPage
let page: Page
let away = false

/** A slow wave with a spike of one step, and a gap in the middle third of the span. */
const history: History = async (series, fromMs, toMs, maxPoints) => {
	if (away) throw new Error('the store is away')
	const stepMs = (toMs - fromMs) / maxPoints
	return Array.from({ length: maxPoints }, (_, k) => {
		const share = k / maxPoints
		if (series === 'Line/Web/Position') return { tMs: Math.round(fromMs + k * stepMs), mean: 100 + 50 * share, quality: 'good' }
		if (share > 0.4 && share < 0.6)
			return { tMs: Math.round(fromMs + k * stepMs), mean: null, min: null, max: null, quality: 'stale' }
		const mean = 30 + Math.sin(20 * share)
		const max = k === Math.round(0.8 * maxPoints) ? 44 : mean + 0.2
		return { tMs: Math.round(fromMs + k * stepMs), mean, min: mean - 0.2, max, quality: 'good' }
	})
}

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
	plant = new FakePlant()
	plant.run()
	server = await plant.serve({ screenFolder: screen.folder, history })
	watched = await openPage(browser, server.url)
	page = watched.page
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
})

afterEach(() => {
	away = false
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

describe('trends', () => {
	it('draw the chosen pens with their gaps and spikes, and say the values at the cursor', async () => {
		await goTo('trends/60:Line%2FWeb%2FTension,soft%2FpeakK')
		await page.locator('.trend-plot canvas').waitFor()
		const row = page.locator('.pens tbody tr').first()
		await expect.poll(() => row.innerText(), { timeout: 10_000 }).toMatch(/Line\/Web\/Tension\s+(29|30|31) N/)
		const box = await page.locator('.trend-plot .u-over').boundingBox()
		if (box === null) throw new Error('no plot')
		await page.mouse.move(box.x + box.width * 0.5, box.y + 50)
		await expect.poll(() => row.innerText()).toContain('gap')
		await page.mouse.move(box.x + box.width * 0.8, box.y + 50)
		await expect.poll(() => row.locator('td').nth(2).innerText()).toMatch(/^(31|30|29|44)$/)
		await page.getByRole('button', { name: 'Table' }).click()
		expect(await page.locator('.area-trend table.data tbody tr').count()).toBeGreaterThan(40)
		await page.getByRole('button', { name: 'Plot' }).click()
	})

	it('take and give back pens, and go to another span; the address says it', async () => {
		await goTo('trends/60:Line%2FWeb%2FTension')
		await page.getByLabel('Add a pen').selectOption('soft/netGPerH')
		await page.locator('.pens th', { hasText: 'soft/netGPerH' }).waitFor()
		await page.getByRole('button', { name: '8 h', exact: true }).click()
		await page.getByRole('button', { name: 'Earlier' }).click()
		await expect.poll(() => decodeURIComponent(page.url())).toMatch(/#\/trends\/480@\d+:Line\/Web\/Tension,soft\/netGPerH$/)
		await page.getByRole('button', { name: 'Live' }).click()
		await page.getByRole('button', { name: 'Remove Line/Web/Tension' }).click()
		await expect.poll(() => decodeURIComponent(page.url())).toMatch(/#\/trends\/480:soft\/netGPerH$/)
	})

	it('tell difference and slope between two cursors, go over to metres of web, and are saved as they are seen', async () => {
		await goTo('trends/60:Line%2FWeb%2FTension')
		const over = page.locator('.trend-plot .u-over')
		await over.waitFor()
		const box = await over.boundingBox()
		if (box === null) throw new Error('no plot')
		await page.mouse.move(box.x + box.width * 0.1, box.y + 50)
		await page.getByRole('button', { name: 'Set mark' }).click()
		await page.mouse.move(box.x + box.width * 0.3, box.y + 50)
		const head = page.locator('.pens thead')
		await expect.poll(() => head.innerText()).toMatch(/From mark [+\u2212]00:\d\d:\d\d\s+Slope/)
		await expect.poll(() => page.locator('.pens tbody td').nth(4).innerText()).toMatch(/N\/min$/)
		await page.getByRole('button', { name: 'Over web metres' }).click()
		await expect.poll(() => decodeURIComponent(page.url())).toContain('#/trends/60m:Line/Web/Tension')
		await page.mouse.move(box.x + box.width * 0.5, box.y + 60)
		await expect.poll(() => head.innerText()).toMatch(/, 1[0-4]\d\.\d m/)
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save CSV' }).click()])
		const lines = readFileSync(await download.path(), 'utf8').split('\n')
		expect(lines[0]).toBe(
			'"time","web [m]","Line/Web/Tension mean [N]","Line/Web/Tension least [N]","Line/Web/Tension greatest [N]"',
		)
		expect(lines.length).toBeGreaterThan(500)
		expect(lines[1]).toMatch(/^"20\d\d-\d\d-\d\dT[\d:.]+Z","100","(29|30|31)/)
		await page.getByRole('button', { name: 'Over web metres' }).click()
	})

	it('keep sets of pens under a name, of each station and of whoever sits here', async () => {
		await goTo('trends/60:Line%2FWeb%2FTension,soft%2FpeakK')
		await page.getByLabel('Name of the set').fill('night watch')
		await page.getByRole('button', { name: 'Keep' }).click()
		await page.getByLabel('Pen sets').selectOption({ label: 'Heating' })
		await expect.poll(() => decodeURIComponent(page.url())).toContain('soft/peakK,Heating/Zone1/EmitterTemperature')
		await page.reload()
		await page.getByLabel('Pen sets').selectOption({ label: '\u2605 night watch' })
		await expect.poll(() => decodeURIComponent(page.url())).toMatch(/:Line\/Web\/Tension,soft\/peakK$/)
		await page.getByRole('button', { name: 'Forget' }).click()
		expect(await page.getByLabel('Pen sets').locator('option', { hasText: 'night watch' }).count()).toBe(0)
	})

	it('mark on their lane what alarms did, and list it', async () => {
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
		await goTo('trends/5:Line%2FWeb%2FTension')
		await page.locator('.trend-events li', { hasText: 'Conductivity high' }).first().waitFor()
		plant.changedFrame = () => ({})
		await page.locator('.trend-events li', { hasText: 'cleared' }).first().waitFor()
		const saturated = async () => saturatedShare(browser, await page.locator('.trend-plot').screenshot())
		await expect.poll(saturated).toBeGreaterThan(0.00002)
	})

	it('say so when the historian does not answer', async () => {
		away = true
		await goTo('trends/30:Line%2FWeb%2FTension')
		await page.locator('.area-trend', { hasText: 'There is no historian' }).waitFor()
	})
})

describe('the twin and its forecast', () => {
	it('are shown with quantiles, simpler forecasts, skill, coverage, heat by zone and why it changed', async () => {
		await goTo('trends/twin')
		await page.locator('.fan-95').waitFor()
		expect(await page.locator('.plan-mark, .twin-line').count()).toBeGreaterThan(1)
		expect((await page.locator('.area-skill tbody tr').first().innerText()).split(/\s+/)).toEqual(
			'good_grams 15 min 41 3.20 0.31 0.22 – 52 79 90 96'.split(' '),
		)
		expect(await page.locator('.budget-bars tbody tr').count()).toBe(12)
		expect(await page.locator('.area-why').innerText()).toMatch(/set-points −12.0, what was learnt −3.0/)
		expect(await page.locator('.area-limits').innerText()).toContain('3.1 %')
	})
})

describe('settings of the screen', () => {
	it('change language, palette and unit at once, keep the alarms and are kept', async () => {
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
		await page.evaluate(() => localStorage.clear())
		await goTo('overview')
		await page.reload()
		await page.getByRole('button', { name: 'Settings' }).click()
		await page.getByRole('button', { name: 'Deutsch' }).click()
		await page.getByRole('button', { name: 'Dämmerung' }).click()
		await page.getByRole('button', { name: '°C' }).click()
		await page.locator('.indicator[aria-label^="Zone 1 Luft"]', { hasText: '°C' }).waitFor()
		await expect.poll(() => page.locator('.indicator[aria-label^="Zone 1 Luft"] .value').innerText()).toMatch(/^1(1[789]|2[01])$/)
		expect(await page.evaluate(() => document.documentElement.dataset.palette)).toBe('dusk')
		await page.locator('.banner .alarm-mark.p2:not(.quiet)').first().waitFor()
		// The frame speaks it too.
		await page.locator('.navigation', { hasText: 'Verläufe' }).waitFor()
		await page.locator('.banner', { hasText: 'Station öffnen' }).waitFor()
		await page.locator('.twin-health', { hasText: 'Zwilling folgt' }).waitFor()
		await page.reload()
		await page.locator('.station', { hasText: 'Trocknung' }).waitFor()
		expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
	})
})

describe.each([
	['en', 'day'],
	['de', 'dusk'],
	['ja', 'day'],
] as const)('in %s and %s', (language, palette) => {
	it('axe finds nothing on overview, a station, trends and twin', { timeout: 240_000 }, async () => {
		await page.evaluate(
			(kept) => localStorage.setItem('emberline-settings', kept),
			JSON.stringify({ language, palette, temperature: 'K' }),
		)
		await goTo('overview')
		await page.reload()
		await page.locator('.indicator').first().waitFor()
		for (const place of ['overview', 'stations/Heating', 'trends/60:Line%2FWeb%2FTension', 'trends/twin']) {
			await goTo(place)
			await page.waitForTimeout(800)
			expect([place, await violations(page)]).toEqual([place, []])
		}
	})
})

describe('all of it', () => {
	it('complains of nothing and asks no other host', () => {
		expect(watched.complaints).toEqual([])
		expect([...watched.hosts]).toEqual([new URL(server.url).host])
	})
})

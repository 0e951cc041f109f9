import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HmiServer } from '../src/server.ts'
import { violations } from './axe.ts'
import { openPage, startBrowser, type WatchedPage } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { display } from './fixture-display.ts'
import { aborted, frame, twoAlarms } from './fixture-line.ts'

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let server: HmiServer
let watched: WatchedPage
let page: Page

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
	plant = new FakePlant()
	plant.run()
	server = await plant.serve({ screenFolder: screen.folder })
	watched = await openPage(browser, server.url)
	page = watched.page
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
})

afterEach(() => {
	plant.changedFrame = () => ({})
	plant.changedReadings = {}
})

afterAll(async () => {
	plant?.stop()
	await server?.close()
	await browser?.close()
	screen?.remove()
})

const rowsOf = async (selector: string) =>
	(await page.locator(`${selector} tr`).allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim())

async function openStation(key: string): Promise<void> {
	await page.keyboard.press('F1')
	await page.keyboard.press('F2')
	await page.getByRole('tab').first().waitFor()
	await page.keyboard.press(key)
	await page.locator(`[role=tab][aria-selected=true]`, { hasText: key }).waitFor()
}

describe('a station of its own', () => {
	it('is reached by F2 and its number, by the arrows and from the overview', async () => {
		await openStation('3')
		expect(page.url()).toContain('#/stations/Heating')
		await page.getByRole('tab', { selected: true }).focus()
		await page.keyboard.press('ArrowRight')
		await expect.poll(() => page.url()).toContain('#/stations/Quench')
		await page.keyboard.press('F1')
		await page.getByRole('button', { name: '5 Wash' }).click()
		await expect.poll(() => page.url()).toContain('#/stations/Wash')
	})

	it('shows what is measured, asked for and expected by the twin, zones beside each other, with the limits of the line', async () => {
		await openStation('3')
		await expect.poll(() => rowsOf('.detail')).toContain('twin ~1125 ~1400 ~1425 ~1395')
		const rows = await rowsOf('.detail')
		expect(rows).toContain('set 1120 1395 1420 1390 300–1500')
		expect(rows).toContain('Control control control ramp control')
		expect(rows.find((row) => row.startsWith('Emitter temperature K 11'))).toMatch(/≤ 1450$/)
		expect(await page.locator('.area-state').innerText()).toMatch(/Production[\s\S]*STOP, HOLD/)
		plant.changedReadings = { 'Heating/Purge/Oxygen': { value: 77 } }
		await page.locator('.is-beyond', { hasText: '77' }).waitFor()
	})

	it('draws the last hour from the history, with its gaps', async () => {
		await openStation('3')
		await expect.poll(() => page.locator('.trend-strip .spark-line').first().getAttribute('d')).toMatch(/^M.{200}/)
		expect(await page.locator('.strip-value').allInnerTexts()).toEqual([expect.stringMatching(/^13\d\d K$/), expect.any(String)])
	})

	it('names permissives that are not proved and trips that stand, the first with its time', async () => {
		await openStation('3')
		expect(await page.locator('.interlocks .is-broken').count()).toBe(0)
		plant.changedFrame = (tMs) => {
			const { line, interlocks } = aborted(tMs)
			return { line, interlocks, stations: { ...frame(tMs, 0).stations, Heating: line } }
		}
		await page.locator('.interlocks .is-broken', { hasText: 'web stands or is below' }).waitFor()
		const trip = page.locator('.interlocks .is-broken', { hasText: 'web stopped while hot' })
		expect((await trip.innerText()).replace(/\s+/g, ' ')).toMatch(/^web stopped while hot 1st \d\d:\d\d:\d\d tripped$/)
		await page.locator('.state-strip .is-here', { hasText: 'Aborted' }).waitFor()
		expect(await page.locator('.facts').innerText()).toContain('CLEAR')
	})

	it.each([
		[1920, 1080],
		[1366, 768],
		[1280, 1024],
	])(
		'has nothing that axe finds, no text under 15 px and no cut page at %i x %i',
		{ timeout: 240_000 },
		async (width, height) => {
			plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
			await page.setViewportSize({ width, height })
			for (const { number } of display.stations) {
				await openStation(String(number))
				await page.waitForTimeout(200)
				expect(await violations(page)).toEqual([])
				const small = await page.evaluate(() =>
					[...document.querySelectorAll<HTMLElement>('main *')]
						.filter((e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim()))
						.filter((e) => Number.parseFloat(getComputedStyle(e).fontSize) < 14.99 && e.closest('svg') === null)
						.map((e) => e.textContent),
				)
				expect(small).toEqual([])
				expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
			}
			await page.setViewportSize({ width: 1920, height: 1080 })
		},
	)

	it('complains of nothing', () => {
		expect(watched.complaints).toEqual([])
	})
})

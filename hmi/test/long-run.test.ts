import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPage, startBrowser } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { longRun } from './long-run.ts'
import { countTimers, figuresSession, pageFigures } from './page-figures.ts'

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
})

afterAll(async () => {
	await browser?.close()
	screen?.remove()
})

/** The short form of a day: `bench/screen-day.ts` runs all 864 000 batches of one. */
describe('a screen that stands open', () => {
	it('does not grow over some thousand batches', { timeout: 240_000 }, async () => {
		const { at, complaints } = await longRun(browser, screen.folder, [800, 2400])
		const [early, late] = at.map(({ figures }) => figures)
		expect((late?.heapBytes ?? 0) - (early?.heapBytes ?? 0)).toBeLessThan(2e6)
		expect(late?.heapBytes).toBeLessThan(40e6)
		expect((late?.nodes ?? 0) - (early?.nodes ?? 0)).toBeLessThan(50)
		expect(late?.listeners).toBe(early?.listeners)
		expect((late?.timers ?? 0) - (early?.timers ?? 0)).toBeLessThanOrEqual(2)
		expect(complaints).toEqual([])
	})

	it('keeps nothing of the displays that were left', { timeout: 240_000 }, async () => {
		const plant = new FakePlant()
		plant.run()
		const server = await plant.serve({ screenFolder: screen.folder })
		const { page, complaints } = await openPage(browser, server.url, undefined, countTimers)
		const session = await figuresSession(page)
		const round = async (times: number) => {
			for (let k = 0; k < times; k++)
				for (const place of PLACES) {
					await page.evaluate((hash) => {
						window.location.hash = hash
					}, `/${place}`)
					await page.locator('main').waitFor()
					await page.waitForTimeout(30)
				}
			await page.evaluate(() => {
				window.location.hash = '/overview'
			})
			await page.locator('.indicator').first().waitFor()
			await page.waitForTimeout(1500)
			return pageFigures(page, session)
		}
		await round(2)
		const early = await round(2)
		const late = await round(8)
		expect(late.heapBytes - early.heapBytes).toBeLessThan(2e6)
		// What a display leaves behind is left by each visit of it: eight at least.
		expect(late.listeners - early.listeners).toBeLessThan(8)
		expect(late.nodes - early.nodes).toBeLessThan(60)
		expect(late.timers - early.timers).toBeLessThanOrEqual(2)
		expect(complaints).toEqual([])
		await page.close()
		plant.stop()
		await server.close()
	})
})

const PLACES = [
	'overview',
	'stations/Heating',
	'stations/Wash',
	'trends/60:Line%2FWeb%2FTension',
	'trends/twin',
	'alarms/history',
	'audit',
]

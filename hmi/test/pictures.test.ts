import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { HmiServer } from '../src/server.ts'
import { violations } from './axe.ts'
import { differingPixels, openPage, startBrowser } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { aborted, goodLink, twoAlarms } from './fixture-line.ts'

/** Pictures of a line that stands still at one instant: what differs between two of them is what the screen made of it. */

const AT_MS = Date.UTC(2026, 10, 30, 14, 2, 36)
const PLACES = ['overview', 'stations/Feed', 'stations/Heating', 'stations/Wash', 'alarms', 'trends/twin', 'audit'] as const
/** By dusk the palette alone differs. */
const SOME = ['overview', 'stations/Heating', 'alarms'] as const

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let server: HmiServer
let beating: NodeJS.Timeout

beforeAll(async () => {
	// The wall clock stands; timers and the steady clock go on.
	vi.useFakeTimers({ toFake: ['Date'], now: AT_MS })
	screen = await builtScreen()
	browser = await startBrowser()
	plant = new FakePlant()
	server = await plant.serve({ screenFolder: screen.folder })
	beating = setInterval(() => plant.push(AT_MS), 100)
	plant.push(AT_MS)
})

afterAll(async () => {
	clearInterval(beating)
	await server?.close()
	await browser?.close()
	screen?.remove()
	vi.useRealTimers()
})

async function open(settings: object = {}): Promise<Page> {
	const { page } = await openPage(browser, server.url, undefined, async (fresh) => {
		await fresh.addInitScript(
			(kept) => {
				if (localStorage.getItem('emberline-settings') === null) localStorage.setItem('emberline-settings', kept)
			},
			JSON.stringify({ language: 'en', palette: 'day', temperature: 'K', ...settings }),
		)
	})
	await page.locator('.indicator').first().waitFor()
	return page
}

async function goTo(page: Page, place: string, waitMs = 1300): Promise<void> {
	await page.evaluate((hash) => {
		window.location.hash = hash
	}, `/${place}`)
	await page.waitForTimeout(waitMs)
}

/** All but the two ages in the header, which tell the time since the last beat. */
const picture = (page: Page) => page.screenshot({ mask: [page.locator('.header .age')], animations: 'disabled', caret: 'hide' })

describe.each(['day', 'dusk'] as const)('a screen by %s', (palette) => {
	it('that has been to other displays, languages, units and palettes looks as one that was just opened, to the pixel', {
		timeout: 240_000,
	}, async () => {
		const [old, fresh] = [await open({ palette }), await open({ palette })]
		await old.getByRole('button', { name: 'Settings' }).click()
		await old.getByRole('button', { name: 'Deutsch' }).click()
		await old.getByRole('button', { name: '°C' }).click()
		await old.getByRole('button', { name: palette === 'day' ? 'Dämmerung' : 'Tag', exact: true }).click()
		for (const place of PLACES) await goTo(old, place)
		await old.getByRole('button', { name: palette === 'day' ? 'Tag' : 'Dämmerung', exact: true }).click()
		await old.getByRole('button', { name: 'K', exact: true }).click()
		await old.getByRole('button', { name: 'English' }).click()
		await old.keyboard.press('Escape')
		for (const place of palette === 'day' ? PLACES : SOME) {
			await Promise.all([goTo(old, place), goTo(fresh, place)])
			for (const page of [old, fresh]) await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
			const differing = async () => `${place}: ${await differingPixels(browser, await picture(old), await picture(fresh))}`
			await expect.poll(differing, { timeout: 15_000 }).toBe(`${place}: 0`)
		}
		await old.close()
		await fresh.close()
	})
})

describe('a fault', () => {
	it.each<readonly [string, () => void]>([
		['an alarm', () => (plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) }))],
		['a trip', () => (plant.changedFrame = aborted)],
		['a lost twin', () => (plant.changedFrame = () => ({ health: 'lost', healthReason: 'no data for 12 s' }))],
		[
			'a value that is bad',
			() => (plant.changedReadings = { 'Quench/Gas/Flow': { value: null, quality: 'bad', reason: 'open' } }),
		],
		['a value out of its range', () => (plant.changedReadings = { 'Quench/Gas/Flow': { value: 390 } })],
		['an uncertain value', () => (plant.changedReadings = { 'Quench/Gas/Flow': { quality: 'uncertain', reason: 'held' } })],
		['a device offline', () => plant.plantLink$.next({ ...goodLink, devices: { ...goodLink.devices, Quench: 'offline' } })],
		['the PLC offline', () => plant.plantLink$.next({ ...goodLink, node: 'offline' })],
		['the broker lost', () => plant.plantLink$.next({ ...goodLink, broker: 'lost' })],
	])('changes the picture and nothing of it is left when it is over: %s', { timeout: 120_000 }, async (_, begin) => {
		const page = await open()
		await page.waitForTimeout(1300)
		const before = await picture(page)
		begin()
		const differing = async () => differingPixels(browser, before, await picture(page))
		await expect.poll(differing, { timeout: 5000 }).toBeGreaterThan(300)
		plant.changedFrame = () => ({})
		plant.changedReadings = {}
		plant.plantLink$.next(goodLink)
		// What came over an alarm stays until somebody has seen it: a picture without alarms is asked for the rest only.
		if ((await page.locator('.banner-first .alarm-words').count()) === 0) {
			await expect.poll(differing, { timeout: 15_000 }).toBe(0)
		}
		await page.close()
	})
})

describe('meanings that must differ', () => {
	it.each(['none', 'achromatopsia', 'protanopia', 'deuteranopia', 'tritanopia'] as const)(
		'differ for an eye with %s',
		{ timeout: 120_000 },
		async (type) => {
			const page = await open()
			const session = await page.context().newCDPSession(page)
			await session.send('Emulation.setEmulatedVisionDeficiency', { type })
			await page.waitForTimeout(500)
			plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
			await page.locator('.alarm-counts .alarm-mark.p2:not(.quiet)').waitFor()
			const marks = await Promise.all([1, 2, 3].map((n) => page.locator(`.alarm-counts .alarm-mark.p${n}`).screenshot()))
			for (const [a, b] of [
				[0, 1],
				[1, 2],
				[0, 2],
			] as const)
				expect(await differingPixels(browser, marks[a]!, marks[b]!)).toBeGreaterThan(60)
			plant.changedFrame = () => ({})
			await page.close()
		},
	)
})

describe.each([
	['de', 'dusk'],
	['ja', 'day'],
] as const)('at twice the text size, in %s by %s', (language, palette) => {
	it('axe finds nothing on any display', { timeout: 240_000 }, async () => {
		const page = await open({ language, palette })
		await page.evaluate(() => {
			document.documentElement.style.fontSize = '200%'
		})
		for (const place of [...PLACES, 'stations/Drying', 'stations/Quench', 'stations/commands', 'alarms/history', 'alarms/load']) {
			await goTo(page, place, 600)
			expect([place, await violations(page)]).toEqual([place, []])
		}
		await page.close()
	})
})

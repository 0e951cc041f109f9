import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HmiServer } from '../src/server.ts'
import { DISPLAYS } from '../web/frame/keys.ts'
import { indicator, openPage, saturatedShare, startBrowser, type WatchedPage } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { display } from './fixture-display.ts'
import { aborted, forecast, frame, goodLink, twoAlarms } from './fixture-line.ts'
import { acknowledgeAll, MemoryAudit, type PersonSocket, people, signIn, socketOf } from './people.ts'

const LARGE = { width: 1920, height: 1080 }
const SIZES = [LARGE, { width: 1366, height: 768 }, { width: 1280, height: 1024 }]

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let server: HmiServer
/** One page for all that looks at the same line; its faults are taken back after each test. */
let shared: WatchedPage
/** An operator beside the page, who tidies up after each test. */
let operator: PersonSocket
const others: { readonly close: () => Promise<void> }[] = []

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
	plant = new FakePlant()
	plant.run()
	server = await plant.serve({ screenFolder: screen.folder, access: { users: await people(), audit: new MemoryAudit() } })
	operator = (await socketOf(server.url, await signIn(server.url, 'ada'))).socket
	shared = await openPage(browser, server.url, LARGE)
})

beforeEach(async () => {
	const { page } = shared
	await page.setViewportSize(LARGE)
	plant.changedReadings = {}
	plant.changedFrame = () => ({})
	plant.silent = []
	plant.plantLink$.next(goodLink)
	plant.forecasts$.next(forecast(Date.now()))
	await acknowledgeAll(operator)
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
	await page.locator('.link-bar').waitFor({ state: 'detached' })
	await indicator(page, 'Tension 30').waitFor()
	await page.locator('.banner-first', { hasText: 'No active alarms' }).waitFor()
})

afterEach(async () => {
	for (const other of others.splice(0)) await other.close()
})

afterAll(async () => {
	plant?.stop()
	operator?.close()
	await server?.close()
	await browser?.close()
	screen?.remove()
})

/** A page of its own, of a plant of its own. */
async function openOther(other: FakePlant, more: Parameters<FakePlant['serve']>[0] = {}): Promise<WatchedPage> {
	const own = await other.serve({ screenFolder: screen.folder, ...more })
	const watched = await openPage(browser, own.url, { width: 1280, height: 800 })
	others.push({
		async close() {
			await watched.page.close()
			other.stop()
			await own.close()
		},
	})
	return watched
}

const textOf = (page: WatchedPage['page'], selector: string) => page.locator(selector).first().innerText()

describe('the overview of a healthy line', () => {
	it('shows values that move with the plant, each with unit and normal range', async () => {
		const { page } = shared
		await indicator(page, 'Speed 5').waitFor()
		expect(await indicator(page, 'Peak web').getAttribute('aria-label')).toMatch(
			/^Peak web ~13[34]\d ±4 K, estimated, normal 1320 to 1360$/,
		)
		plant.changedReadings = { 'Line/Web/Tension': { value: 41.2 } }
		await indicator(page, 'Tension 41').waitFor()
		const mark = page.locator('.indicator[aria-label^="Tension"] .track-mark')
		expect(Number.parseFloat((await mark.getAttribute('x')) ?? '')).toBeCloseTo((100 * 41.2) / 60, 0)
	})

	it('names line, state, recipe, lot, roll, health and ages in the header, and SIM only for a simulated plant', async () => {
		const { page } = shared
		const header = (await textOf(page, '.header')).replace(/\s+/g, ' ')
		expect(header).toMatch(
			/^Line 1 Execute 02:14:36 HTR-BiSb r7 Lot L-0421 Roll R-17 Twin tracking Data [\d.]+ s Link [\d.]+ s Viewer/,
		)
		expect(header).not.toContain('SIM')
		const simulated = new FakePlant()
		simulated.run()
		const other = await openOther(simulated, { simulated: true })
		await other.page.locator('.header .sim', { hasText: 'SIM' }).waitFor()
	})

	it('shows the forecast of grams, rate and energy with its 80 % range, and when it was made', async () => {
		const { page } = shared
		const rows = await page.locator('.forecast-table tbody tr').allInnerTexts()
		expect(rows.map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
			'15 min 101 97–106 405 387–423 4.85 4.69–5.01 0.5 0.3–0.7',
			'1 h 405 387–423 405 387–423 19.4 18.8–20.0 2.0 1.1–2.9',
			'4 h 1620 1548–1692 405 387–423 77.6 75.0–80.2 8.0 4.4–11.6',
			'8 h 3240 3097–3383 405 387–423 155 150–160 16.0 8.8–23.2',
		])
		expect(await textOf(page, '.area-forecast .panel-note')).toMatch(/^from \d\d:\d\d:\d\d, 100 runs/)
	})

	it('shows the heat account of every zone, now and over the next hour, with energy and dose', async () => {
		const { page } = shared
		const rows = Object.fromEntries(
			(await page.locator('.budget tbody tr').allInnerTexts()).map((row) => {
				const [name = '', ...cells] = row.split('\t').map((cell) => cell.trim())
				return [name, cells]
			}),
		)
		expect(Object.keys(rows)).toEqual([
			'Electrical',
			'To web',
			'To gas',
			'To slots',
			'To walls',
			'To coolant',
			'Stored',
			'Closure %',
			'Dose eq. s',
			'kWh in 1 h',
			'80 % range',
		])
		expect(rows.Electrical).toHaveLength(12)
		expect(Number(rows.Electrical?.[2])).toBeCloseTo(4.62, 1)
		expect(rows.Electrical?.[3]).toBe('4.64')
		expect(rows['Dose eq. s']).toEqual(['0', '0', '0', '0', '0.21', '0.21', '1.18', '1.18', '1.33', '1.33', '0', '0'])
		expect(rows['kWh in 1 h']).toEqual(['', '', '4.62', '4.10', '2.74', '2.31', '', ''])
		expect(rows['80 % range']?.[2]).toBe('4.52–4.72')
	})

	it('draws what is measured, the twin with its spread and the recipe band, and the same as a table', async () => {
		const { page } = shared
		expect(await page.locator('.profile-plot circle.measured:visible').count()).toBe(display.measuredPoints.length)
		for (const path of ['.twin-line', '.twin-edge', '.recipe-band'])
			expect((await page.locator(`.profile-plot ${path}`).getAttribute('d'))?.length).toBeGreaterThan(50)
		for (const area of ['profile', 'key']) {
			const button = page.locator(`.area-${area} button`)
			await button.click()
			expect(await page.locator(`.area-${area} table.data tbody tr`).count()).toBeGreaterThan(20)
			await button.click()
		}
		await page.locator('.profile-plot .twin-line').waitFor({ state: 'attached' })
	})

	it.each(SIZES)('cuts nothing and writes nothing under 15 px at $width x $height', async (size) => {
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
		const { page } = shared
		await page.setViewportSize(size)
		await page.locator('.banner .alarm-mark.p2:not(.quiet)').first().waitFor()
		await page.waitForTimeout(300)
		const found = await page.evaluate(() => {
			const small: string[] = []
			const cut: string[] = []
			const { innerWidth } = window
			for (const element of document.querySelectorAll<HTMLElement>('#screen *')) {
				const own = [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim())
				if (!own || element.closest('.hidden, title') !== null) continue
				const scale = element instanceof SVGGraphicsElement ? (element.getScreenCTM()?.a ?? 1) : 1
				const px = Number.parseFloat(getComputedStyle(element).fontSize) * scale
				const words = `${px.toFixed(1)} px "${element.textContent}"`
				if (px < 14.99) small.push(words)
				const { left, right } = element.getBoundingClientRect()
				const hides = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden'
				if (hides || left < -0.5 || right > innerWidth + 0.5) cut.push(words)
			}
			return { small, cut, wide: document.documentElement.scrollWidth > innerWidth }
		})
		expect(found).toEqual({ small: [], cut: [], wide: false })
	})

	it('is a quiet grey picture', async () => {
		const { page } = shared
		const share = await saturatedShare(browser, await page.screenshot())
		expect(share).toBeLessThan(0.001)
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
		await page.locator('.banner .alarm-mark.p2:not(.quiet)').first().waitFor()
		const alarmed = await saturatedShare(browser, await page.screenshot())
		expect(alarmed).toBeGreaterThan(share)
		expect(alarmed).toBeLessThan(0.004)
	})

	it('complains of nothing and asks no other host for anything', async () => {
		const { page, complaints, hosts } = shared
		await page.waitForTimeout(1500)
		expect(complaints).toEqual([])
		expect([...hosts]).toEqual([new URL(server.url).host])
		expect(await page.evaluate(() => [...document.fonts].map((f) => `${f.family} ${f.weight} ${f.status}`).sort())).toEqual([
			'Inter 400 loaded',
			'Inter 600 loaded',
		])
	})

	it('is ordered for keys and screen readers', async () => {
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
		const { page } = shared
		await page.locator('.banner button').first().waitFor()
		for (const landmark of ['banner', 'main', 'navigation'] as const) expect(await page.getByRole(landmark).count()).toBe(1)
		expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual(['Line 1'])
		const order: string[] = []
		const stations = display.stations.map(() => 'Tab')
		for (const key of ['F10', 'Tab', ...stations, 'Tab', 'Tab', 'Tab', 'Tab', 'Tab']) {
			await page.keyboard.press(key)
			order.push(await page.evaluate(() => document.activeElement?.closest('.banner, main, nav')?.className ?? ''))
		}
		expect(order).toEqual([
			'banner',
			'banner',
			...stations.map(() => 'overview'),
			'overview',
			'overview',
			'overview',
			'overview',
			'navigation',
		])
		expect(await page.getByRole('navigation').getByRole('button').count()).toBe(9)
		expect(await page.locator('nav button[aria-disabled="true"]').count()).toBe(DISPLAYS.filter(({ ready }) => !ready).length)
	})
})

describe('what is not good', () => {
	it('shows a silent device as stale, its age growing, and says which it is', async () => {
		const { page } = shared
		plant.silent = ['Quench']
		await page.locator('.link-bar', { hasText: /^No data from Quench since \d\d:\d\d:\d\d$/ }).waitFor()
		await indicator(page, 'Exit web 31').and(page.locator('.is-stale')).waitFor()
		const note = page.locator('.station:nth-child(4) .indicator-note').nth(1)
		const first = await note.innerText()
		expect(first).toMatch(/^stale 00:0\d$/)
		await expect.poll(() => note.innerText(), { timeout: 10_000 }).not.toBe(first)
		expect(await page.locator('.station:nth-child(1) .is-stale').count()).toBe(0)
		plant.silent = []
		await page.locator('.link-bar').waitFor({ state: 'detached' })
		expect(await page.locator('.indicator.is-stale').count()).toBe(0)
	})

	it('shows a bad value as dashes with its reason, and an uncertain one with a question mark', async () => {
		plant.changedReadings = {
			'Line/Web/Tension': { value: null, quality: 'bad', reason: 'open wire' },
			'Wash/Filter/PressureDrop': { quality: 'uncertain', reason: 'held' },
		}
		const { page } = shared
		const bad = indicator(page, 'Tension no value')
		await bad.waitFor()
		expect((await bad.innerText()).replace(/\s+/g, ' ')).toBe('Tension - - - N open wire')
		expect(await bad.locator('.track-mark').count()).toBe(0)
		expect(await indicator(page, 'Filter 12').getAttribute('aria-label')).toContain('held')
		expect(await indicator(page, 'Filter 12').locator('.quality-mark').count()).toBe(1)
	})

	it('shows dashes and the reason for everything of a lost twin, and the plant goes on', async () => {
		const { page } = shared
		plant.changedFrame = () => ({ health: 'lost', healthReason: 'wrong line' })
		await page.locator('.twin-health', { hasText: 'Twin lost: wrong line' }).waitFor()
		await indicator(page, 'Peak web no value').waitFor()
		await expect.poll(() => page.locator('.budget tbody td').allInnerTexts(), { timeout: 10_000 }).not.toContain('4.64')
		for (const table of ['.forecast-table', '.budget', '.key-figures'])
			expect((await page.locator(`${table} tbody td`).allInnerTexts()).join('')).not.toMatch(/\d/)
		expect(await textOf(page, '.window-index')).toContain('twin lost')
		expect(await page.locator('.profile-plot .twin-line').getAttribute('d')).toBe('')
		await indicator(page, 'Tension 30').waitFor()
		expect(await textOf(page, '.station .state-chip')).toBe('Execute')
	})

	it('shows a degraded twin with its reason beside its numbers', async () => {
		const { page } = shared
		plant.changedFrame = () => ({ health: 'degraded', healthReason: 'areal gauge stale' })
		await page.locator('.twin-health', { hasText: 'Twin degraded: areal gauge stale' }).waitFor()
		const peak = indicator(page, 'Peak web ~13').and(page.locator('.is-uncertain'))
		await expect.poll(() => peak.getAttribute('aria-label'), { timeout: 10_000 }).toContain('areal gauge stale')
	})

	it('says so while there is no twin, no forecast and no plant yet', async () => {
		const { page, complaints } = await openOther(new FakePlant())
		await page.locator('.twin-health', { hasText: 'Twin has not started' }).waitFor()
		expect(await textOf(page, '.area-forecast .panel-note')).toContain('twin has not started')
		expect(await textOf(page, '.area-budget .empty')).toBe('No heat account yet.')
		expect(await textOf(page, '.banner-first')).toBe('Alarms not known now')
		await indicator(page, 'Tension no value').waitFor()
		expect(complaints).toEqual([])
	})

	it('puts the worst alarm in the banner, its mark at station and value, and counts by priority', async () => {
		const { page } = shared
		expect(await textOf(page, '.banner-first')).toBe('No active alarms')
		const before = await page.locator('.station').first().boundingBox()
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
		await page.locator('.banner-first', { hasText: 'Conductivity high' }).waitFor()
		expect((await textOf(page, '.banner-first')).replace(/\s+/g, ' ')).toMatch(
			/^2 \d\d:\d\d:\d\d Conductivity high Wash\/Stage3\/Conductivity 2.40 mS\/cm \(limit 2.00\)$/,
		)
		const counts = await page.locator('.alarm-counts li').evaluateAll((all) => all.map((li) => li.getAttribute('aria-label')))
		expect(counts).toEqual(['Priority 1: 0', 'Priority 2: 1', 'Priority 3: 1'])
		expect(await page.locator('.station:nth-child(5) .alarm-mark.p2').count()).toBe(2)
		expect(await page.locator('.station:nth-child(1) .alarm-mark.p3').count()).toBe(2)
		expect(await page.locator('.station').first().boundingBox()).toEqual(before)
	})

	it('says what tripped a line that passes no limit, when, and that it is aborted', async () => {
		const { page } = shared
		plant.changedFrame = aborted
		const banner = page.locator('.banner-first')
		await banner.locator('.alarm-mark.p1').waitFor()
		expect((await banner.innerText()).replace(/\s+/g, ' ')).toMatch(/1st \d\d:\d\d:\d\d web stopped while hot/)
		plant.changedFrame = (tMs) => ({ line: aborted(tMs).line })
		await acknowledgeAll(operator)
		await page.locator('.banner-first', { hasText: 'Line Aborted' }).waitFor()
	})

	it.each([
		[1366, 768],
		[1920, 1080],
	])('cuts no figure of the heat account and scrolls nothing at %i x %i when all of it is negative', async (width, height) => {
		const { page } = shared
		await page.setViewportSize({ width, height })
		plant.changedFrame = (tMs) => ({
			...aborted(tMs),
			zones: frame(tMs, 1).zones.map((z) => ({ ...z, toWebKW: -12.34, storedKW: -10.52, toWallsKW: -1.23 })),
		})
		await page.locator('.budget td', { hasText: '\u221212.3' }).first().waitFor()
		const cut = () =>
			page.evaluate(() =>
				['.overview', '.area-budget .scroll', '.area-forecast', '.area-key', '.area-profile']
					.map((at) => ({ at, e: document.querySelector(at) }))
					.filter(({ e }) => e === null || e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
					.map(({ at }) => at),
			)
		await expect.poll(cut, { timeout: 5000 }).toEqual([])
		expect((await page.locator('.header').boundingBox())?.height).toBeLessThan(60)
	})

	it('names the plant side that is gone, whole or in part', async () => {
		const { page } = shared
		plant.plantLink$.next({ ...goodLink, node: 'offline' })
		await page.locator('.link-bar', { hasText: 'No data from the PLC' }).waitFor()
		expect(await page.locator('.indicator.is-stale').count()).toBeGreaterThan(15)
		plant.plantLink$.next({ ...goodLink, devices: { ...goodLink.devices, Feed: 'offline', Wash: 'offline' } })
		await page.locator('.link-bar', { hasText: /No data from Feed.*; No data from Wash/ }).waitFor()
	})
})

describe('another line', () => {
	const longName = 'A name of eighty characters that somebody gave to a value on a line far away from here'
	it('is shown with its own stations, units and strange numbers without a complaint', async () => {
		const other = new FakePlant()
		other.changedReadings = {
			'Line/Web/Tension': { value: 1e9 },
			'Feed/Coat/ArealMass': { value: 1e-9 },
			'Feed/Web/EdgePosition': { value: Number.NaN },
		}
		const [feed] = display.stations
		const indicators = [...feed!.indicators, { ...feed!.indicators[0]!, label: longName }]
		const stations = [{ ...feed!, title: 'Unwinding and coating of the web', indicators }]
		other.run()
		const { page, complaints } = await openOther(other, {
			display: { ...display, stations, recipes: {}, measuredPoints: [], lineTitle: longName },
		})
		await indicator(page, 'Tension 1.0e+9').waitFor()
		await indicator(page, 'Areal mass 0 g').waitFor()
		await indicator(page, 'Edge no value').waitFor()
		expect(await page.locator('.indicator[aria-label^="Tension"] .track-mark').getAttribute('data-where')).toBe('above')
		expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
		expect(complaints).toEqual([])
	})

	it('may have no station and no tag at all', async () => {
		const other = new FakePlant()
		other.run()
		const { page, complaints } = await openOther(other, {
			display: { ...display, stations: [], tags: [], recipes: {}, measuredPoints: [], idents: [] },
		})
		await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
		expect(complaints).toEqual([])
	})
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HmiServer } from '../src/server.ts'
import { indicator, openPage, startBrowser } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'

/** A busy machine may take this much longer than the screen itself is allowed. */
const SLACK_MS = 1500
const SIZE = { width: 1280, height: 800 }

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let server: HmiServer

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
})

afterAll(async () => {
	await browser?.close()
	screen?.remove()
})

beforeEach(async () => {
	plant = new FakePlant()
	plant.run()
	server = await plant.serve({ screenFolder: screen.folder })
})

afterEach(async () => {
	plant.stop()
	await server.close()
})

describe('when the server goes away', () => {
	it('says so within 4 s, makes all values stale, and is live again within 6 s of its return', async () => {
		const { page, complaints } = await openPage(browser, server.url, SIZE)
		await indicator(page, 'Tension 30').waitFor()
		const { port } = server
		await server.close()
		const bar = page.locator('.link-bar', { hasText: /^No connection since \d\d:\d\d:\d\d/ })
		await bar.waitFor({ timeout: 4000 + SLACK_MS })
		await expect.poll(() => page.locator('.indicator:not(.is-stale)').count(), { timeout: 2000 }).toBe(0)
		expect(await page.locator('.header .twin-health').innerText()).toBe('Twin unknown')
		expect(await page.locator('.banner-first').innerText()).toBe('Alarms not known now')
		await expect.poll(() => page.locator('.profile-plot .twin-line').getAttribute('d'), { timeout: 2000 }).toBe('')
		const stopped = await page.locator('.clock').innerText()
		await page.waitForTimeout(2500)
		expect(await page.locator('.clock').innerText()).toBe(stopped)
		plant.changedReadings = { 'Line/Web/Tension': { value: 38 } }
		server = await plant.serve({ screenFolder: screen.folder, port })
		await bar.waitFor({ state: 'detached', timeout: 6000 + SLACK_MS })
		await indicator(page, 'Tension 38').waitFor({ timeout: 2000 })
		expect(await page.locator('.indicator.is-stale').count()).toBe(0)
		expect(await page.locator('.clock').innerText()).not.toBe(stopped)
		const unexpected = complaints.filter((c) => !c.includes('ERR_CONNECTION_REFUSED'))
		expect(unexpected).toEqual([])
		await page.close()
	})

	it('marks the link late after 1.5 s of silence, and live again when the beat comes back', async () => {
		const wire = await openOnWire()
		wire.passes = () => false
		await wire.page.locator('.age.is-late').waitFor({ timeout: 2500 + SLACK_MS })
		wire.passes = () => true
		await wire.page.locator('.age.is-late').waitFor({ state: 'detached', timeout: 2000 + SLACK_MS })
		await wire.page.close()
	})

	it('does not take a beat for good news once it was lost, and asks for a snapshot', async () => {
		const wire = await openOnWire()
		wire.passes = () => false
		const bar = wire.page.locator('.link-bar', { hasText: /^No connection since/ })
		await bar.waitFor({ timeout: 4000 + SLACK_MS })
		wire.passes = (message) => !message.includes('"snapshot"')
		await expect
			.poll(() => wire.sent.filter((m) => m.includes('"resync"')).length, { timeout: 3000 + SLACK_MS })
			.toBeGreaterThan(0)
		await wire.page.waitForTimeout(1000)
		expect(await bar.isVisible()).toBe(true)
		wire.passes = () => true
		await bar.waitFor({ state: 'detached', timeout: 4000 + SLACK_MS })
		await wire.page.close()
	})
})

describe('when something was missed', () => {
	it('asks for a new snapshot and shows what it missed', async () => {
		const wire = await openOnWire()
		let dropped = 0
		wire.passes = (message) => !message.includes('"batch"') || dropped++ > 0
		await expect.poll(() => wire.sent.filter((m) => m.includes('"resync"')).length, { timeout: 2000 + SLACK_MS }).toBe(1)
		plant.changedReadings = { 'Line/Web/Tension': { value: 39 } }
		await indicator(wire.page, 'Tension 39').waitFor()
		await wire.page.close()
	})

	it('asks for a snapshot when the page is shown again', async () => {
		const wire = await openOnWire()
		await wire.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
		await expect.poll(() => wire.sent.filter((m) => m.includes('"resync"')).length, { timeout: 2000 + SLACK_MS }).toBe(1)
		await wire.page.close()
	})
})

describe('a page of an older release', () => {
	it('says that it must be loaded anew', async () => {
		const wire = await openOnWire((message) => message.replace(/"protocol":\d+/, '"protocol":999'))
		await wire.page.locator('.link-bar', { hasText: 'This page is older than its server' }).waitFor()
		await wire.page.close()
	})
})

interface Wire {
	readonly page: Page
	/** What the page said. */
	readonly sent: string[]
	/** Which of the server's messages reach the page. */
	passes: (message: string) => boolean
}

/** A page whose socket goes through our hands. */
async function openOnWire(change: (message: string) => string = (m) => m): Promise<Wire> {
	const page = await browser.newPage({ viewport: SIZE })
	const wire: Wire = { page, sent: [], passes: () => true }
	await page.routeWebSocket(/socket\.io/, (socket) => {
		const toServer = socket.connectToServer()
		socket.onMessage((message) => {
			wire.sent.push(String(message))
			toServer.send(message)
		})
		toServer.onMessage((message) => {
			if (wire.passes(String(message))) socket.send(change(String(message)))
		})
	})
	await page.goto(server.url)
	if (change('"protocol":2') === '"protocol":2') await indicator(page, 'Tension 30').waitFor()
	return wire
}

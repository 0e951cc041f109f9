import { alarmGuideOf } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlarmState } from '../src/contract.ts'
import type { HmiServer } from '../src/server.ts'
import { STATE_TEXTS } from '../web/alarms/texts.ts'
import { openPage, startBrowser } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakePlant } from './fake-plant.ts'
import { frame, twoAlarms } from './fixture-line.ts'
import { MemoryAudit, PASSWORDS, type PersonSocket, people, signIn, socketOf } from './people.ts'

/** One alarm through all nine states, driven by the line, by a person at one screen and by time, and looked at from two screens at once. */

const ID = 'limit/Quench/Web/ExitTemperature/high'
let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let plant: FakePlant
let audit: MemoryAudit
let server: HmiServer
let acting: Page
let watching: Page
let engineer: PersonSocket

/** A guide in which this alarm latches and says nothing while the line rests. */
const line = alarmGuideOf(loadLine())
const guide = {
	...line,
	rows: [{ ...line.rows.find((row) => row.for === ID)!, latching: true, offDelayS: 0 }, ...line.rows],
}

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
	plant = new FakePlant()
	audit = new MemoryAudit()
	plant.run()
	server = await plant.serve({ screenFolder: screen.folder, alarms: { guide }, access: { users: await people(), audit } })
	acting = await open('eva')
	watching = await open()
	engineer = (await socketOf(server.url, await signIn(server.url, 'eva'))).socket
})

afterAll(async () => {
	engineer?.close()
	plant?.stop()
	await server?.close()
	await browser?.close()
	screen?.remove()
})

async function open(user?: string): Promise<Page> {
	const { page } = await openPage(browser, server.url)
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
	if (user !== undefined) {
		await page.getByRole('button', { name: 'Sign in' }).click()
		await page.getByLabel('User').fill(user)
		await page.getByLabel('Password').fill(PASSWORDS[user] ?? '')
		await page.locator('form.sign-in button[type=submit]').click()
		await page.locator('.viewer', { hasText: user }).waitFor()
		await page.locator('.header .age:not(.is-late)', { hasText: 'Link' }).waitFor()
	}
	return page
}

const hot = (tMs: number) => ({
	alarms: [{ ...twoAlarms(tMs)[1]!, id: ID, station: 'Quench' as const, tag: 'Quench/Web/ExitTemperature' }],
})
const rest = (tMs: number) => ({ line: { ...frame(tMs, 0).line, state: 'Stopped' as const } })
const TAB: Readonly<Partial<Record<AlarmState, string>>> = {
	shelved: 'shelved',
	'suppressed-by-design': 'suppressed',
	'out-of-service': 'out-of-service',
}

/** Both screens show the alarm in this state, in the tab where it belongs; in `normal` in none. */
async function bothShow(state: AlarmState): Promise<void> {
	for (const page of [acting, watching]) {
		await page.evaluate(
			(hash) => {
				window.location.hash = hash
			},
			`/alarms/${encodeURIComponent(`${TAB[state] ?? 'active'} ${ID}`)}`,
		)
		const row = page.locator('.alarm-table tbody tr', { hasText: 'Quench/Web/ExitTemperature' })
		if (state === 'normal') await row.waitFor({ state: 'detached' })
		else await row.locator('td:nth-child(2)', { hasText: new RegExp(`^${STATE_TEXTS[state].en}`) }).waitFor()
	}
}

const press = (name: string | RegExp) => acting.locator('.sheet-actions').getByRole('button', { name, exact: true }).click()

/** The server refuses what the present state has no move for, and it is on record. */
async function refuses(event: 'acknowledge' | 'reset' | 'unshelve' | 'returnToService'): Promise<void> {
	const answer = event === 'acknowledge' ? await engineer.emitWithAck(event, [ID]) : await engineer.emitWithAck(event, ID)
	expect(answer).toMatchObject({ ok: false, code: 'not-possible' })
	expect(audit.entries.at(-1)).toMatchObject({ step: 'refused', user: 'eva', target: ID })
}

describe('one alarm before two screens', () => {
	it('goes through all nine states, shown alike by both; what no state allows is refused and on record', {
		timeout: 180_000,
	}, async () => {
		await bothShow('normal')
		plant.changedFrame = hot
		await bothShow('unacknowledged')
		await refuses('reset')
		await refuses('unshelve')
		await press('Acknowledge')
		await bothShow('acknowledged')
		await refuses('acknowledge')
		plant.changedFrame = () => ({})
		await bothShow('latched-acknowledged')
		await refuses('returnToService')
		await press('Reset')
		await bothShow('normal')

		plant.changedFrame = hot
		await bothShow('unacknowledged')
		plant.changedFrame = () => ({})
		await bothShow('latched-unacknowledged')
		await press('Acknowledge')
		await bothShow('latched-acknowledged')
		await refuses('acknowledge')

		plant.changedFrame = hot
		await bothShow('unacknowledged')
		await acting.getByLabel('Reason').fill('window is being cleaned')
		await press('5 min')
		await bothShow('shelved')
		for (const page of [acting, watching]) await page.locator('.alarm-counts', { hasText: '1 shelved' }).waitFor()
		await refuses('acknowledge')
		await press('End shelving')
		await bothShow('unacknowledged')

		await acting.getByLabel('Reason').fill('sensor is being changed')
		await press('1 days')
		await bothShow('out-of-service')
		await refuses('unshelve')
		await press('Return to service')
		await bothShow('unacknowledged')

		plant.changedFrame = (tMs) => ({ ...hot(tMs), ...rest(tMs) })
		await bothShow('suppressed-by-design')
		await refuses('acknowledge')
		plant.changedFrame = hot
		await bothShow('unacknowledged')
		const steps = audit.entries.filter(({ target }) => target === ID).map(({ step }) => step)
		for (const step of ['acknowledged', 'reset', 'shelved', 'unshelved', 'taken-out', 'returned', 'refused'])
			expect(steps).toContain(step)
	})

	it('that does not latch waits in the ninth state until somebody has seen that it was there', async () => {
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs).slice(0, 1) })
		const row = (page: Page) => page.locator('.alarm-table tbody tr', { hasText: 'Feed/Web/EdgePosition' })
		for (const page of [acting, watching]) await row(page).filter({ hasText: 'unacknowledged' }).waitFor()
		plant.changedFrame = () => ({})
		for (const page of [acting, watching]) await row(page).filter({ hasText: 'over, unacknowledged' }).waitFor()
		expect(await engineer.emitWithAck('acknowledge', ['a1'])).toEqual({ ok: true })
		for (const page of [acting, watching]) await row(page).waitFor({ state: 'detached' })
	})

	it('sounds at the screen that was touched, for as long as it is new, by its priority', async () => {
		const played = () => acting.evaluate(() => (globalThis as unknown as { tones?: number[] }).tones?.splice(0) ?? [])
		await acting.evaluate(() => {
			const own = globalThis as unknown as { tones: number[] }
			own.tones = []
			const start = OscillatorNode.prototype.start
			OscillatorNode.prototype.start = function (...when) {
				own.tones.push(Math.round(this.frequency.value))
				start.apply(this, when)
			}
		})
		await acting.mouse.click(5, 5)
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs).map((alarm) => ({ ...alarm, id: `${alarm.id}-new` })) })
		await expect.poll(played).toEqual([660, 660])
		await acting.locator('.banner').getByRole('button', { name: 'Silence' }).click()
		await acting.locator('.banner').getByRole('button', { name: 'Silenced' }).waitFor()
		await played()
		await acting.waitForTimeout(3500)
		expect(await played()).toEqual([])
	})
})

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandOutcome } from '../src/contract.ts'
import type { HmiServer } from '../src/server.ts'
import { openPage, startBrowser } from './browser.ts'
import { builtScreen } from './built-screen.ts'
import { FakeDoor } from './fake-door.ts'
import { FakePlant } from './fake-plant.ts'
import { aborted, twoAlarms } from './fixture-line.ts'
import { MemoryAudit, PASSWORDS, people } from './people.ts'

const SIZE = { width: 1366, height: 768 }
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const GAS = 'Quench/Gas/FlowSetpoint'

let browser: Browser
let screen: Awaited<ReturnType<typeof builtScreen>>
let users: Awaited<ReturnType<typeof people>>
let plant: FakePlant
let audit: MemoryAudit
let door: FakeDoor
let server: HmiServer
let complaints: string[] = []
const pages: Page[] = []

beforeAll(async () => {
	screen = await builtScreen()
	browser = await startBrowser()
	users = await people()
})
afterAll(async () => {
	await browser?.close()
	screen?.remove()
})
beforeEach(async () => {
	plant = new FakePlant()
	audit = new MemoryAudit()
	door = new FakeDoor()
	plant.run()
	server = await serve(0)
	complaints = []
})
afterEach(async () => {
	for (const page of pages.splice(0)) await page.close()
	plant.stop()
	await server.close()
})

const serve = (port: number) => plant.serve({ port, screenFolder: screen.folder, access: { users, audit }, commands: door })

async function open(user?: string): Promise<Page> {
	const watched = await openPage(browser, server.url, SIZE)
	const { page } = watched
	pages.push(page)
	complaints = watched.complaints
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
	if (user === undefined) return page
	await page.getByRole('button', { name: 'Sign in' }).click()
	await page.getByLabel('User').fill(user)
	await page.getByLabel('Password').fill(PASSWORDS[user] ?? '')
	await page.locator('form.sign-in button[type=submit]').click()
	await page.locator('.viewer', { hasText: user }).waitFor()
	await page.locator('.header .age:not(.is-late)', { hasText: 'Link' }).waitFor()
	return page
}

const toCommands = (page: Page) =>
	page.evaluate(() => {
		window.location.hash = '/stations/commands'
	})

const raise = () => {
	plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
}

describe('signing in at the screen', () => {
	it('says why not, then who, and gives back the viewer on the way out', async () => {
		const page = await open()
		await page.getByRole('button', { name: 'Sign in' }).click()
		const banner = await page.locator('.banner').boundingBox()
		const form = await page.locator('form.sign-in').boundingBox()
		expect(form?.y).toBeGreaterThanOrEqual((banner?.y ?? 0) + (banner?.height ?? 0))
		await page.getByLabel('User').fill('ada')
		await page.getByLabel('Password').fill('wrong-one')
		await page.locator('form.sign-in button[type=submit]').click()
		await page.locator('.refusal', { hasText: 'name or password is wrong' }).waitFor()
		await page.getByLabel('Password').fill(PASSWORDS.ada ?? '')
		await page.keyboard.press('Enter')
		await page.locator('.viewer', { hasText: 'ada, Operator' }).waitFor()
		await page.getByRole('button', { name: 'Sign out' }).click()
		await page.locator('.viewer', { hasText: 'Viewer' }).waitFor()
		await page.locator('.link-bar').waitFor({ state: 'detached' })
		expect(audit.entries.map(({ step }) => step)).toEqual(['refused', 'signed-in', 'signed-out'])
		expect(complaints.filter((c) => !c.includes('401'))).toEqual([])
	})
})

describe("an alarm's life at the screen", () => {
	it('blinks until somebody acknowledges it, and is gone when it is over', async () => {
		const page = await open('ada')
		raise()
		const first = page.locator('.banner-first')
		await first.locator('.is-blinking').waitFor()
		await page.keyboard.press('F10')
		expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Acknowledge')
		await page.keyboard.press('Enter')
		await page.getByRole('button', { name: 'Acknowledge' }).waitFor({ state: 'detached' })
		expect(await first.innerText()).toContain('Conductivity high')
		expect(await page.getByRole('button', { name: 'Silence' }).count()).toBe(1)
		await page.keyboard.press('F4')
		const row = page.locator('.alarm-table tr', { hasText: 'Conductivity high' })
		await row.filter({ hasText: 'acknowledged' }).waitFor()
		expect(await row.locator('.is-blinking').count()).toBe(0)
		plant.changedFrame = () => ({})
		await row.waitFor({ state: 'detached' })
		const edge = page.locator('.alarm-table tr', { hasText: 'Web edge off centre' })
		await edge.filter({ hasText: 'over, unacknowledged' }).locator('.is-hollow').waitFor()
		expect(audit.entries.map(({ step, user, target }) => `${step} ${user} ${target}`)).toContain('acknowledged ada a2')
		expect(complaints).toEqual([])
	})

	it('is silent for everybody after one touch, which acknowledges nothing', async () => {
		const page = await open()
		raise()
		await page.getByRole('button', { name: 'Silence' }).click()
		await page.getByRole('button', { name: 'Silenced' }).waitFor()
		expect(await page.locator('.is-blinking').count()).toBe(0)
		expect(await page.locator('.banner .alarm-counts').innerText()).toBe('0\n2\n1\n3\n1')
		expect(await page.locator('.banner', { hasText: 'sound off' }).count()).toBe(0)
	})

	it('is shelved with a reason and a time, counted, and taken back', async () => {
		const page = await open('ada')
		raise()
		await page.keyboard.press('F4')
		await page.locator('.alarm-table').getByRole('button', { name: 'Conductivity high' }).click()
		const sheet = page.locator('.alarm-sheet')
		expect(await sheet.getByRole('button', { name: '15 min' }).isDisabled()).toBe(true)
		await sheet.getByLabel('Reason').fill('gauge is being cleaned')
		await sheet.getByRole('button', { name: '15 min' }).click()
		await page.getByRole('tab', { name: 'Shelved 1' }).click()
		await page.locator('.alarm-table tr', { hasText: 'gauge is being cleaned' }).waitFor()
		await page.locator('.banner', { hasText: '1 shelved' }).waitFor()
		await page.locator('.alarm-table').getByRole('button', { name: 'Conductivity high' }).click()
		await sheet.getByRole('button', { name: 'End shelving' }).click()
		await page.getByRole('tab', { name: 'Active 2' }).waitFor()
		await page.getByRole('tab', { name: 'History' }).click()
		await page.locator('.alarm-table tr', { hasText: 'shelving ended' }).waitFor()
		await page.getByRole('tab', { name: 'Load' }).click()
		await page.locator('.load-table', { hasText: 'alarms in 10 min, mean' }).waitFor()
		expect(complaints).toEqual([])
	})

	it('cannot be acknowledged by a viewer, who is told why', async () => {
		const page = await open()
		raise()
		const button = page.getByRole('button', { name: 'Acknowledge' })
		await button.waitFor()
		expect(await button.getAttribute('aria-disabled')).toBe('true')
		await button.click({ force: true })
		await page.waitForTimeout(300)
		expect(audit.entries).toEqual([])
		expect(await page.locator('.banner .alarm-mark.p2:not(.quiet)').count()).toBeGreaterThan(0)
	})

	it('shows the first trip above all, and a flood by station', async () => {
		const page = await open()
		plant.changedFrame = (tMs) => ({
			...aborted(tMs),
			alarms: Array.from({ length: 12 }, (_, k) => ({
				...twoAlarms(tMs)[k % 2]!,
				id: `limit/${k}`,
				words: `Value ${k} out of range`,
			})),
		})
		await page.locator('.banner', { hasText: 'Alarm flood' }).waitFor()
		expect(await page.locator('.banner-first').innerText()).toContain('1st')
		await page.keyboard.press('F4')
		await page.locator('.alarms .flood', { hasText: 'grouped by station' }).waitFor()
		expect(await page.locator('.alarm-table tbody').count()).toBe(3)
		expect(await page.locator('.alarm-table tbody').first().innerText()).toContain('web stopped while hot')
	})

	it('reads in each language', async () => {
		const page = await open()
		raise()
		await page.keyboard.press('F4')
		await page.evaluate(() => {
			document.documentElement.lang = 'de'
		})
		await page.getByRole('tab', { name: 'Zurückgestellt' }).waitFor()
		await page.evaluate(() => {
			document.documentElement.lang = 'ja'
		})
		await page.getByRole('tab', { name: '棚上げ' }).waitFor()
	})
})

describe('a command at the screen', () => {
	async function edit(page: Page) {
		await toCommands(page)
		const command = page.locator('.command', { hasText: GAS })
		await command.getByRole('button', { name: /^Change/ }).click()
		for (const key of ['1', '3', '0']) await command.locator('.keys').getByRole('button', { name: key, exact: true }).click()
		await command.getByLabel('Reason').fill('web leaves hot')
		return command
	}

	it.each<readonly [CommandOutcome, string]>([
		[{ kind: 'confirmed' }, 'Confirmed by the line'],
		[{ kind: 'sent' }, 'Sent: the line tells nothing back'],
		[{ kind: 'refused', code: 'interlock', message: 'coolant is 0' }, 'Refused: coolant is 0'],
		[{ kind: 'timed-out', message: 'within 3000 ms' }, 'Not confirmed: the line may or may not have taken it: within 3000 ms'],
		[{ kind: 'unknown', message: 'the broker went' }, 'Unknown: the way to the line was lost: the broker went'],
	])('is chosen, reviewed, confirmed, and its result stays until seen: %o', async (result, words) => {
		let settle: (outcome: CommandOutcome) => void = () => {}
		door.answers = () =>
			new Promise((resolve) => {
				settle = resolve
			})
		const page = await open('ada')
		const command = await edit(page)
		expect(door.requests).toEqual([])
		await command.getByRole('button', { name: /^Select/ }).click()
		await command.locator('.effect', { hasText: '130 L/min (+10)' }).waitFor()
		expect(door.requests.map(({ step }) => step)).toEqual(['select'])
		await command.getByRole('button', { name: `Confirm: ${GAS} = 130 L/min` }).click()
		await command.locator('.command-present', { hasText: '→ 130' }).waitFor()
		await expect.poll(() => door.requests.length).toBe(2)
		settle(result)
		await command.locator('.result', { hasText: words }).waitFor()
		await page.waitForTimeout(1500)
		await command.getByRole('button', { name: 'Close' }).click()
		await command.locator('.command-sheet').waitFor({ state: 'detached' })
		expect(complaints).toEqual([])
	})

	it('never leaves late: a server that goes away while it is edited is told nothing of it when it is back', async () => {
		const page = await open('ada')
		const command = await edit(page)
		await command.getByRole('button', { name: /^Select/ }).click()
		await command.locator('.effect').waitFor()
		const asked = door.requests.length
		const { port } = server
		await server.close()
		await page.locator('.link-bar', { hasText: 'No connection since' }).waitFor()
		await command.locator('.refusal', { hasText: 'No connection: nothing can be sent' }).waitFor()
		expect(await command.locator('.effect').count()).toBe(0)
		expect(await command.getByRole('button', { name: /^Select/ }).isDisabled()).toBe(true)
		await page.waitForTimeout(6000)
		plant.changedReadings = { [GAS]: { value: 110 } }
		server = await serve(port)
		await page.locator('.link-bar').waitFor({ state: 'detached', timeout: 12_000 })
		await page.locator('.viewer', { hasText: 'Viewer' }).waitFor()
		await page.waitForTimeout(1500)
		expect(door.requests).toHaveLength(asked)
		await page.keyboard.press('F1')
		await page.locator('.indicator[aria-label^="Gas flow"]').waitFor()
		expect(complaints.filter((c) => !/ERR_CONNECTION_REFUSED/.test(c))).toEqual([])
	})

	it('is not offered to a viewer or an approver', async () => {
		const page = await open('fay')
		await toCommands(page)
		await page.locator('.commands-display', { hasText: 'Sign in as operator or engineer' }).waitFor()
		expect(await page.locator('.command').count()).toBe(0)
	})
})

describe('the audit at the screen', () => {
	it('shows who did what, and what the chain says', async () => {
		const page = await open('ada')
		await page.keyboard.press('F9')
		await page.locator('.audit .alarm-table tr', { hasText: 'signed-in' }).waitFor()
		await page.getByRole('button', { name: 'Verify chain' }).click()
		await page.locator('.verdict', { hasText: /^Chain whole: \d+ lines/ }).waitFor()
		audit.verdict = { ok: false, lines: 3, head: '', problem: 'line 4: its hash is not that of what it says: it was changed' }
		await page.getByRole('button', { name: 'Verify chain' }).click()
		await page.locator('.verdict', { hasText: 'Chain broken: line 4' }).waitFor()
		expect(complaints).toEqual([])
	})

	it('is not shown to a viewer', async () => {
		const page = await open()
		await page.keyboard.press('F9')
		await page.locator('.audit', { hasText: 'Sign in to see who did what.' }).waitFor()
	})
})

describe('every display of theirs', () => {
	it.each([
		['F4', 'alarms with a sheet'],
		['F2', 'a command under review'],
		['F9', 'audit'],
		['F1', 'overview with the form to sign in'],
	])('has nothing that axe finds, and targets of 48 px: %s, %s', async (key) => {
		raise()
		const page = await open(key === 'F1' ? undefined : 'ada')
		if (key === 'F2') await toCommands(page)
		else await page.keyboard.press(key)
		if (key === 'F4') await page.locator('.alarm-table').getByRole('button', { name: 'Conductivity high' }).click()
		if (key === 'F1') await page.getByRole('button', { name: 'Sign in' }).click()
		if (key === 'F2') await page.getByRole('tab', { name: 'Commands' }).click()
		if (key === 'F2') await page.locator('.command').first().getByRole('button').first().click()
		await page.waitForTimeout(800)
		await page.evaluate(AXE)
		const found = await page.evaluate(async () => {
			const { axe } = window as unknown as {
				axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
			}
			const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
			const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } })
			return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
		})
		expect(found).toEqual([])
		const small = await page.evaluate(() =>
			[...document.querySelectorAll('main button, form button, .banner button, nav button')]
				.filter((e) => e.closest('.panel-head, .overview') === null)
				.map((e) => [e.textContent, e.getBoundingClientRect()] as const)
				.filter(([, box]) => box.height < 47.5 || box.width < 23.5)
				.map(([text, box]) => `${text} ${box.width}x${box.height}`),
		)
		expect(small).toEqual([])
	})
})

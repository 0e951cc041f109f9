import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { alarmGuideOf } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import type { Page } from 'playwright-core'
import type { CommandOutcome } from '../hmi/src/contract.ts'
import { openPage, startBrowser } from '../hmi/test/browser.ts'
import { builtScreen } from '../hmi/test/built-screen.ts'
import { FakeDoor } from '../hmi/test/fake-door.ts'
import { FakePlant } from '../hmi/test/fake-plant.ts'
import { twoAlarms } from '../hmi/test/fixture-line.ts'
import { MemoryAudit, PASSWORDS, people } from '../hmi/test/people.ts'

/** `npx tsx bench/screen-pictures.ts [FOLDER]`: the life of an alarm and of a command at the screen, as the operator guide shows them. */

const folder = process.argv[2] ?? 'docs/img'
const GAS = 'Quench/Gas/FlowSetpoint'
const TAG = 'Quench/Web/ExitTemperature'
mkdirSync(folder, { recursive: true })
const screen = await builtScreen()
const browser = await startBrowser()
const plant = new FakePlant()
const door = new FakeDoor()
plant.run()
const server = await plant.serve({
	screenFolder: screen.folder,
	simulated: true,
	alarms: { guide: alarmGuideOf(loadLine()) },
	access: { users: await people(), audit: new MemoryAudit() },
	commands: door,
	history: async (_, fromMs, toMs, points) =>
		Array.from({ length: points }, (_, k) => {
			const tMs = Math.round(fromMs + (k * (toMs - fromMs)) / points)
			return {
				tMs,
				mean: tMs > Date.now() ? null : 317 + 40 * Math.max(0, 1 - (Date.now() - tMs) / 60_000) ** 2,
				quality: 'good',
			}
		}),
	display: withCourse((await import('../hmi/test/fixture-display.ts')).display),
})
const { page } = await openPage(browser, server.url, { width: 1366, height: 768 })
try {
	await page.locator('.twin-health', { hasText: 'Twin tracking' }).waitFor()
	await signIn(page, 'ada')
	await alarmLife(page)
	await commandLife(page)
} finally {
	plant.stop()
	await server.close()
	await browser.close()
	screen.remove()
}

function withCourse<D extends { readonly pens?: readonly object[] }>(display: D): D {
	return { ...display, pens: [...(display.pens ?? []), { series: TAG, label: TAG, unit: 'K', decimals: 0 }] }
}

async function signIn(at: Page, user: string): Promise<void> {
	await at.getByRole('button', { name: 'Sign in' }).click()
	await at.getByLabel('User').fill(user)
	await at.getByLabel('Password').fill(PASSWORDS[user] ?? '')
	await at.locator('form.sign-in button[type=submit]').click()
	await at.locator('.viewer', { hasText: user }).waitFor()
	await at.waitForTimeout(1500)
}

async function alarmLife(at: Page): Promise<void> {
	const shot = (n: number) => at.screenshot({ path: join(folder, `alarm-life-${n}.png`), animations: 'disabled' })
	const beganMs = Date.now()
	const hot = (tMs: number) => [
		{
			...twoAlarms(tMs)[1]!,
			id: `limit/${TAG}/high`,
			station: 'Quench' as const,
			tag: TAG,
			value: 351,
			limit: 345,
			unit: 'K',
			sinceMs: beganMs,
		},
	]
	plant.changedFrame = (tMs) => ({ alarms: hot(tMs) })
	plant.changedReadings = { [TAG]: { value: 351 } }
	await at.locator('.banner-alarm').waitFor()
	await at.waitForTimeout(1000)
	await shot(1)
	await at.locator('.banner-alarm').click()
	await at.locator('.alarm-trend').waitFor()
	await at.waitForTimeout(1000)
	await shot(2)
	await at.locator('.sheet-actions').getByRole('button', { name: 'Acknowledge' }).click()
	await at.locator('.alarm-table td:nth-child(2)', { hasText: /^acknowledged/ }).waitFor()
	await at.waitForTimeout(700)
	await shot(3)
	plant.changedFrame = () => ({})
	plant.changedReadings = {}
	await at.locator('.banner-alarm').waitFor({ state: 'detached' })
	await at.evaluate(() => {
		window.location.hash = '/alarms/history'
	})
	await at.waitForTimeout(1500)
	await shot(4)
}

async function commandLife(at: Page): Promise<void> {
	let settle: (outcome: CommandOutcome) => void = () => {}
	door.answers = () =>
		new Promise((resolve) => {
			settle = resolve
		})
	await at.evaluate(() => {
		window.location.hash = '/stations/commands'
	})
	const command = at.locator('.command', { hasText: GAS })
	const shot = (n: number) => command.screenshot({ path: join(folder, `command-life-${n}.png`), animations: 'disabled' })
	await command.getByRole('button', { name: /^Change/ }).click()
	for (const key of ['1', '3', '0']) await command.locator('.keys').getByRole('button', { name: key, exact: true }).click()
	await command.getByLabel('Reason').fill('web leaves hot')
	await shot(1)
	await command.getByRole('button', { name: /^Select/ }).click()
	await command.locator('.effect').waitFor()
	await shot(2)
	await command.getByRole('button', { name: /^Confirm/ }).click()
	await command.locator('.command-present', { hasText: '→ 130' }).waitFor()
	await shot(3)
	settle({ kind: 'confirmed' })
	await command.locator('.result').waitFor()
	await shot(4)
}

import { connect } from 'mqtt'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { indicator, openPage, startBrowser } from '../../hmi/test/browser.ts'
import { mosquitto, pause, type TestBroker, until } from '../../plc-gateway/test/brokers.ts'
import { type LineUp, lineUp } from './line-up.ts'
import { thirdPartyPlc, type Values } from './third-party-plc.ts'

vi.setConfig({ testTimeout: 240_000 })

/** Twelve of the 119 tags: the least that a twin needs (speed, recipe, emitters), and a few. */
const FEW: Values = {
	'Line/Status/StateCurrent': ['Int32', 6],
	'Line/Status/MachSpeed': ['Double', 47],
	'Line/Status/CurMachSpeed': ['Double', 46.9],
	'Line/Web/Tension': ['Double', 33],
	'Line/Recipe/ID': ['String', 'HTR'],
	'Heating/Zone1/EmitterTemperature': ['Double', 1345],
	'Heating/Zone2/EmitterTemperature': ['Double', 1343],
	'Heating/Zone3/EmitterTemperature': ['Double', 1344],
	'Heating/Zone4/EmitterTemperature': ['Double', 1342],
	'Heating/Pyrometer4/WebTemperature': ['Double', 1338],
	'Quench/Web/ExitTemperature': ['Double', 311],
	'Wash/Product/MassFlow': ['Double', 388],
}

let browser: Browser
let up: LineUp | null = null
let broker: TestBroker | null = null
let plc: ReturnType<typeof thirdPartyPlc> | null = null

beforeAll(async () => {
	browser = await startBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
	plc?.stop()
	await up?.close()
	await broker?.stop()
	up = broker = plc = null
})

describe('a PLC of another make on a real mosquitto', () => {
	it('has its values on the screen, beside a twin that says what it lacks', async () => {
		broker = await mosquitto()
		plc = thirdPartyPlc(broker.url, FEW)
		up = await lineUp({ broker: broker.url, plc: 'external', historian: 'none' })
		const { page, complaints } = await openPage(browser, up.run.screenUrl)
		await until(
			async () => /\b33 N/.test((await indicator(page, 'Tension').getAttribute('aria-label')) ?? ''),
			'the tension of its birth',
		)
		expect(await indicator(page, 'Exit web').nth(1).getAttribute('aria-label')).toMatch(/\b311 K/)
		plc.say({ 'Line/Web/Tension': ['Double', 36] })
		await until(
			async () => /\b36 N/.test((await indicator(page, 'Tension').getAttribute('aria-label')) ?? ''),
			'the tension of its data',
		)
		// Its devices go on speaking, as a plant's do: nothing is stale, but most of the tags are missing.
		const speaking = setInterval(() => plc?.say(FEW), 1000)
		await until(() => up?.frame()?.health === 'degraded', 'a degraded twin', 30_000).finally(() => clearInterval(speaking))
		expect(up.frame()?.healthReason).not.toBe('')
		expect(complaints).toEqual([])
		await page.close()
	})

	it('is outlived by the gateway when the broker carries garbage and oversized payloads', async () => {
		broker = await mosquitto()
		plc = thirdPartyPlc(broker.url, FEW)
		up = await lineUp({ broker: broker.url, plc: 'external', historian: 'none' })
		await until(() => up?.run.plc.link.node === 'online', 'the node to be online')
		const rogue = connect(broker.url)
		await new Promise((resolve) => rogue.once('connect', resolve))
		const noise = Buffer.from(Array.from({ length: 4000 }, (_, k) => (k * 193 + 7) % 256))
		for (const type of ['DDATA/LINE1/Heating', 'DBIRTH/LINE1/Feed', 'NDATA/LINE1', 'NDEATH/LINE1'])
			rogue.publish(`spBv1.0/R2R/${type}`, noise)
		rogue.publish('R2R/LINE1/Schedule', '[{"id":')
		rogue.publish('spBv1.0/R2R/DDATA/LINE1/Wash', Buffer.alloc(9_000_000, 0x0a))
		await pause(1500)
		await new Promise<void>((resolve) => rogue.end(false, {}, () => resolve()))
		plc.say({ 'Line/Web/Tension': ['Double', 41] })
		await until(
			() => up?.run.plc.link.broker === 'connected' && up.run.plc.link.node === 'online',
			'the node to be online again',
			30_000,
		)
		expect(up.run.plc.metrics().emberline_plc_bad_schedules_total).toBe(1)
		expect((await fetch(`${up.run.screenUrl}/healthz`)).status).toBe(200)
	})
})

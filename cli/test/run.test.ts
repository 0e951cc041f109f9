import { afterEach, describe, expect, it, vi } from 'vitest'
import { BROKERS, mosquitto, type TestBroker, until } from '../../plc-gateway/test/brokers.ts'
import { type LineUp, lineUp, ScreenSocket } from './line-up.ts'

/** The whole line starts in each of these; on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 240_000 })
const STALE = 3
let up: LineUp | null = null
let broker: TestBroker | null = null
let screen: ScreenSocket | null = null

afterEach(async () => {
	screen?.close()
	await up?.close()
	await broker?.stop()
	up = broker = screen = null
})

describe.each(BROKERS)('the line end to end on $name', ({ open }) => {
	it('goes from PLC to twin to forecast to screen and history', async () => {
		broker = await open()
		up = await lineUp({ broker: broker.url })
		const { run } = up
		screen = new ScreenSocket(run.screenUrl)
		await until(() => (screen?.values.size ?? 0) > 0 && up?.frame() != null, 'values and a frame')
		await until(() => screen?.values.get('Heating/Pyrometer3/WebTemperature')?.quality === 0, 'a good pyrometer')
		await until(() => (up?.forecasts.length ?? 0) > 0, 'a forecast', 120_000)

		const pyrometer = Number(screen.values.get('Heating/Pyrometer3/WebTemperature')?.value)
		expect(pyrometer).toBeGreaterThan(1300)
		expect(pyrometer).toBeLessThan(1380)
		const frame = up.frame()
		expect(frame?.line.state).toBe('Execute')
		expect(frame?.zones.filter((zone) => zone.station === 'Heating')).toHaveLength(4)
		for (const zone of frame?.zones ?? []) expect(Math.abs(zone.closure)).toBeLessThan(1e-6)
		const grams = up.forecasts[0]?.targets.find((target) => target.target === 'good_grams' && target.hS === 3600)
		expect(grams?.q['0.05']).toBeGreaterThan(100)
		expect(grams?.q['0.95']).toBeLessThan(600)

		await run.historian.flush()
		const latest = await run.historian.latest('Heating/Zone1/EmitterTemperature')
		expect(Number(latest?.value)).toBeGreaterThan(1300)
		expect(await run.historian.forecasts({ fromMs: 0, toMs: Date.now() + 3_600_000 })).not.toHaveLength(0)
	})
})

describe('a line that loses its way to the plant', () => {
	it('turns stale when the broker goes and live again when it is back', async () => {
		broker = await mosquitto()
		up = await lineUp({ broker: broker.url, historian: 'none' })
		screen = new ScreenSocket(up.run.screenUrl)
		const speed = () => screen?.values.get('Line/Status/CurMachSpeed')?.quality
		await until(() => speed() === 0, 'a good speed')
		await broker.stop()
		await until(() => screen?.link?.broker !== 'connected' && speed() === STALE, 'stale values')
		expect((await fetch(`${up.run.screenUrl}/readyz`)).status).toBe(503)
		expect((await fetch(`${up.run.screenUrl}/healthz`)).status).toBe(200)
		await broker.start()
		await until(() => screen?.link?.node === 'online' && speed() === 0, 'live values', 30_000)
	})

	it('starts without a broker, says so, and comes alive when there is one', async () => {
		broker = await mosquitto()
		await broker.stop()
		up = await lineUp({ broker: broker.url, historian: 'none' })
		screen = new ScreenSocket(up.run.screenUrl)
		await until(() => screen?.link != null, 'a snapshot')
		expect(screen.link?.broker).not.toBe('connected')
		expect(up.frame()?.health ?? 'lost').toBe('lost')
		const ready = (await (await fetch(`${up.run.screenUrl}/readyz`)).json()) as {
			ready: boolean
			parts: { gateway: { reason: string } }
		}
		expect(ready.ready).toBe(false)
		expect(ready.parts.gateway.reason).toMatch(/broker/)
		await broker.start()
		await until(() => screen?.values.get('Line/Status/CurMachSpeed')?.quality === 0, 'live values', 30_000)
	})

	it('turns stale when the PLC dies in the middle of its work, and live again when it is back', async () => {
		broker = await mosquitto()
		up = await lineUp({ broker: broker.url, historian: 'none' })
		screen = new ScreenSocket(up.run.screenUrl)
		await until(() => screen?.values.get('Line/Status/CurMachSpeed')?.quality === 0, 'a good speed')
		up.run.simulatedPlc?.kill()
		await until(() => screen?.link?.node === 'offline', 'an offline node')
		await until(() => screen?.values.get('Line/Status/CurMachSpeed')?.quality === STALE, 'stale values')
		await until(() => up?.frame()?.health === 'lost', 'a lost twin', 30_000)
		await up.run.simulatedPlc?.start()
		await until(() => screen?.values.get('Line/Status/CurMachSpeed')?.quality === 0, 'live values', 30_000)
		await until(() => up?.frame()?.health !== 'lost', 'a twin that knows', 30_000)
	})
})

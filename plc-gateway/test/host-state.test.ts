import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHostSession, type HostSession } from '../src/index.ts'
import { BROKERS, type TestBroker, until } from './brokers.ts'
import { watch } from './watch.ts'
import { type WireNode, wireNode } from './wire-node.ts'

const STATE = 'spBv1.0/STATE/EMBERLINE'

describe.each(BROKERS)('STATE of the host on $name', ({ open }) => {
	let broker: TestBroker
	let observer: WireNode
	let hosts: HostSession[] = []
	/** Every STATE heard: `true 17…`, with `r` behind it where it was retained. */
	let heard: { online: boolean; timestamp: number; retained: boolean; qos: number }[] = []

	beforeEach(async () => {
		broker = await open()
		heard = []
		hosts = []
		observer = await wireNode(broker.url, 'observer')
		observer.client.removeAllListeners('message')
		await observer.client.subscribeAsync(STATE, { qos: 1 })
		observer.client.on('message', (_topic, payload, packet) => {
			heard.push({ ...JSON.parse(payload.toString()), retained: packet.retain, qos: packet.qos })
		})
	})

	afterEach(async () => {
		for (const host of hosts) await host.close()
		await observer.close()
		await broker.stop()
	})

	async function openHost(): Promise<HostSession> {
		const { host } = await watch(broker.url)
		hosts.push(host)
		return host
	}

	it('is born online and dies offline, retained, for those who come later', async () => {
		const before = Date.now()
		const host = await openHost()
		await until(() => heard.length === 1, 'the birth')
		expect(heard[0]).toMatchObject({ online: true, qos: 1 })
		expect(heard[0]?.timestamp).toBeGreaterThanOrEqual(before)
		await host.close()
		await until(() => heard.length === 2, 'the death')
		expect(heard[1]).toMatchObject({ online: false, qos: 1 })
		expect(heard[1]?.timestamp).toBeGreaterThanOrEqual(heard[0]?.timestamp ?? Infinity)
		await observer.client.unsubscribeAsync(STATE)
		await observer.client.subscribeAsync(STATE, { qos: 1 })
		await until(() => heard.length === 3, 'the retained death')
		expect(heard[2]).toMatchObject({ online: false, retained: true })
	})

	it('leaves a Will with the stamp of its birth and comes back with a newer one', async () => {
		await openHost()
		await until(() => heard.length === 1, 'the birth')
		// The same client id throws the host off: its Will goes out.
		const thief = createHostSession({ brokerUrl: broker.url, hostId: 'THIEF', clientId: 'EMBERLINE-host', groups: ['none'] })
		await until(() => heard.length >= 2, 'the Will')
		await thief.close()
		expect(heard[1]).toMatchObject({ online: false, timestamp: heard[0]?.timestamp })
		await until(() => heard.at(-1)?.online === true, 'the new birth')
		expect(heard.at(-1)?.timestamp).toBeGreaterThan(heard[0]?.timestamp ?? Infinity)
	})

	it('answers an old false STATE at once', async () => {
		await openHost()
		await until(() => heard.length === 1, 'the birth')
		const timestamp = (heard[0]?.timestamp ?? 0) - 5_000
		await observer.raw(STATE, JSON.stringify({ online: false, timestamp }), { qos: 1, retain: true })
		await until(() => heard.length === 3, 'the answer')
		expect(heard[2]).toMatchObject({ online: true, timestamp: heard[0]?.timestamp })
	})

	it('begins anew with a newer stamp when a false STATE is newer than its own', async () => {
		const host = await openHost()
		await until(() => heard.length === 1, 'the birth')
		const timestamp = (heard[0]?.timestamp ?? 0) + 60_000
		await observer.raw(STATE, JSON.stringify({ online: false, timestamp }), { qos: 1, retain: true })
		await until(() => heard.some((state) => state.online && state.timestamp > timestamp), 'a newer birth')
		await until(() => host.status.broker === 'connected', 'the host to be connected')
		expect(heard.at(-1)?.online).toBe(true)
	})

	it('outdoes a retained death from an earlier run whose clock was ahead', async () => {
		const timestamp = Date.now() + 3_600_000
		await observer.raw(STATE, JSON.stringify({ online: false, timestamp }), { qos: 1, retain: true })
		await until(() => heard.length === 1, 'the old death')
		const host = await openHost()
		await until(() => heard.some((state) => state.online && state.timestamp > timestamp), 'a newer birth')
		await until(() => host.status.broker === 'connected', 'the host to be connected')
		expect(heard.at(-1)?.online).toBe(true)
	})

	it('raises an alarm and backs off when another client uses its id', async () => {
		const first = await watch(broker.url, { reconnect: { firstMs: 10, maxMs: 20 } })
		const second = await watch(broker.url, { reconnect: { firstMs: 10, maxMs: 20 } })
		hosts.push(first.host, second.host)
		const alarms = (): string[] =>
			[...first.faults, ...second.faults].filter(({ code }) => code === 'client-id-taken').map((f) => f.message)
		await until(() => alarms().length > 0, 'the alarm')
		expect(alarms()[0]).toContain('another client may use the id EMBERLINE-host')
		const lost = (): number => first.status().counters.connectionsLost + second.status().counters.connectionsLost
		await until(() => [first, second].some(({ host }) => host.status.broker === 'connected'), 'one of them to stay')
		const settled = lost()
		await new Promise((resolve) => setTimeout(resolve, 500))
		expect(lost()).toBe(settled)
	})
})

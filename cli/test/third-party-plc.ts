import { createRequire } from 'node:module'

interface Metric {
	readonly name: string
	readonly type: string
	readonly value: unknown
	readonly timestamp: number
}
interface Client {
	on(event: 'birth' | 'error', listener: () => void): void
	on(event: 'ncmd', listener: (payload: { metrics: readonly Metric[] }) => void): void
	publishNodeBirth(payload: object): void
	publishDeviceBirth(device: string, payload: object): void
	publishDeviceData(device: string, payload: object): void
	stop(): void
}
const { newClient } = createRequire(import.meta.url)('sparkplug-client') as { newClient(config: object): Client }

export type Values = Readonly<Record<string, readonly [type: string, value: unknown]>>

/** A PLC made with npm `sparkplug-client` that has only some of a line's tags; `say` sends new values as DATA. */
export function thirdPartyPlc(serverUrl: string, first: Values): { say(values: Values): void; stop(): void } {
	const client = newClient({
		serverUrl,
		username: '',
		password: '',
		groupId: 'R2R',
		edgeNode: 'LINE1',
		clientId: 'third-party',
		version: 'spBv1.0',
	})
	const metrics = (values: Values): Metric[] =>
		Object.entries(values).map(([name, [type, value]]) => ({ name, type, value, timestamp: Date.now() }))
	const byDevice = (values: Values) => {
		const devices = new Map<string, Metric[]>()
		for (const metric of metrics(values)) {
			const device = metric.name.split('/')[0] ?? ''
			devices.set(device, [...(devices.get(device) ?? []), metric])
		}
		return devices
	}
	const birth = () => {
		client.publishNodeBirth({ timestamp: Date.now(), metrics: [{ name: 'Node Control/Rebirth', type: 'Boolean', value: false }] })
		for (const [device, own] of byDevice(first)) client.publishDeviceBirth(device, { timestamp: Date.now(), metrics: own })
	}
	client.on('error', () => {})
	client.on('birth', birth)
	client.on('ncmd', ({ metrics: asked }) => {
		if (asked.some(({ name, value }) => name === 'Node Control/Rebirth' && value === true)) birth()
	})
	return {
		say: (values) => {
			for (const [device, own] of byDevice(values)) client.publishDeviceData(device, { timestamp: Date.now(), metrics: own })
		},
		stop: () => client.stop(),
	}
}

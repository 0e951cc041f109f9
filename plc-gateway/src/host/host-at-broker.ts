import { openMqttLink } from '../mqtt/link.ts'
import type { HostSessionOptions } from './types.ts'

const WITHIN_MS = 1_000
/** After the subscription a retained message comes at once. */
const RETAINED_WITHIN_MS = 150

/** Whether the broker says that a host of this id is online: by its retained STATE. False when the broker does not answer within a second. */
export function isHostAtBroker(
	options: Pick<HostSessionOptions, 'brokerUrl' | 'username' | 'password' | 'tls' | 'mqttVersion'>,
	hostId: string,
): Promise<boolean> {
	return new Promise((resolve) => {
		let timer: NodeJS.Timeout | undefined
		const answer = (isThere: boolean): void => {
			clearTimeout(timer)
			void link.close().then(() => resolve(isThere))
		}
		const link = openMqttLink({
			...options,
			clientId: `${hostId}-look-${process.pid}-${Math.floor(performance.now() * 1000)}`,
			subscriptions: [{ topic: `spBv1.0/STATE/${hostId}`, qos: 1 }],
			will: () => undefined,
			onUp: () => {
				clearTimeout(timer)
				timer = setTimeout(() => answer(false), RETAINED_WITHIN_MS)
			},
			onDown: () => {},
			onMessage: (_topic, payload) => answer(/"online"\s*:\s*true/.test(Buffer.from(payload).toString())),
		})
		timer = setTimeout(() => answer(false), WITHIN_MS)
	})
}

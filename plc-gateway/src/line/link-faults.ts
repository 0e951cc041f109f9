import type { PlantLinkState } from './connect-line.ts'

export interface LinkFault {
	readonly code: 'plc-offline' | 'device-offline' | 'device-stale'
	/** Device, or empty for the node. */
	readonly device: string
	readonly message: string
}

/** What went wrong between two states of the link: told once, by the node where it died as a whole, else by the device. */
export function linkFaults(before: PlantLinkState, now: PlantLinkState): readonly LinkFault[] {
	if (now.broker !== 'connected') return []
	if (now.node === 'offline') {
		if (before.node === 'offline') return []
		return [{ code: 'plc-offline', device: '', message: `the PLC is offline: ${now.message ?? 'no reason told'}` }]
	}
	return Object.entries(now.devices).flatMap(([device, state]): LinkFault[] => {
		if (before.devices[device] === state || before.devices[device] === undefined) return []
		if (state === 'offline') return [{ code: 'device-offline', device, message: 'the PLC says that it is offline' }]
		if (state === 'stale') return [{ code: 'device-stale', device, message: 'nothing heard for longer than it may be silent' }]
		return []
	})
}

/** The STATE message of a host application: JSON of its own, outside the protobuf of all others. */
export interface HostState {
	readonly online: boolean
	/** ms since 1970; the same in a session's Will and birth. */
	readonly timestamp: number
}

/** What a STATE payload says, or null when it is not one. */
export function parseHostState(payload: Uint8Array): HostState | null {
	if (payload.length > 1024) return null
	try {
		const state: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
		if (typeof state !== 'object' || state === null || !('online' in state) || !('timestamp' in state)) return null
		const { online, timestamp } = state
		return typeof online === 'boolean' && typeof timestamp === 'number' && Number.isSafeInteger(timestamp)
			? { online, timestamp }
			: null
	} catch {
		return null
	}
}

export function formatHostState(state: HostState): string {
	return JSON.stringify({ online: state.online, timestamp: state.timestamp })
}

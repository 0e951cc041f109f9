import type { PlcDoor } from './plc-door.ts'

export interface Heartbeat {
	/** Beats told to the PLC. */
	beats(): number
	stop(): void
}

const LARGEST = 0x7fff_ffff

/**
 * A counter for the PLC, written at a steady pace while commands are on: when it stands still the PLC takes no more commands.
 * It stops with the gateway, and while something stands against it; nothing is written late in its place.
 */
export function startHeartbeat(
	door: PlcDoor,
	{ metric, everyS }: { readonly metric: string; readonly everyS: number },
	fault: (code: string, message: string) => void,
	/** Why the PLC must not think itself watched over; null while all is well. */
	against: () => string | null = () => null,
): Heartbeat {
	let count = 0
	let beats = 0
	let missing = 0
	let told: string | null = null
	const timer = setInterval(() => {
		const why = against()
		if (why !== null && why !== told) fault('heartbeat-held', `no heartbeat to the PLC: ${why}`)
		told = why
		if (why !== null) return
		count = count >= LARGEST ? 1 : count + 1
		if (door.beat(metric, count)) {
			beats++
			missing = 0
		} else if (++missing === MISSES_TOLD) {
			fault('no-heartbeat', `the PLC has no writable ${metric}, so it cannot see whether the gateway lives`)
		}
	}, everyS * 1000)
	return { beats: () => beats, stop: () => clearInterval(timer) }
}

/** The birth may take a while. */
const MISSES_TOLD = 10

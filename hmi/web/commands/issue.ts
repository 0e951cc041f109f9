import type { CommandAct } from '@emberline/hmi/contract'
import type { LineStore } from '../line/line-store.ts'
import { tagStanding } from '../line/value-state.ts'

/** Present value that a command is judged against: of the tag that is set, or the state of the line. */
export function presentOf(
	store: LineStore,
	act: CommandAct | { readonly kind: 'set'; readonly tag: string },
): number | string | null {
	if (act.kind !== 'set') return store.states?.line.state ?? null
	const value = store.values[store.indexOf(act.tag)] ?? Number.NaN
	return Number.isNaN(value) ? null : value
}

/** Whether the value that is to be changed is good now. */
export function isGood(store: LineStore, tag: string): boolean {
	return tagStanding(store, store.indexOf(tag), store.paintedMs).state === 'good'
}

/** Now by the server's clock: its last beat and the time since by our own steady one. */
export function serverNowMs(store: LineStore): number {
	return store.beat === null ? 0 : Math.round(store.beat.serverMs + performance.now() - store.beatAtMs)
}

/** A new id for each step: one that is seen twice is refused. */
export function newId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16))
	return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

import type { SessionView } from '@emberline/hmi/contract'
import { createContext, useContext, useLayoutEffect, useSyncExternalStore } from 'react'
import type { AlarmSound } from './alarms/sound.ts'
import type { LineStore } from './line/line-store.ts'
import type { Connection, LinkActor } from './link/connection.ts'
import type { PlantState, ServerLink } from './link/link-machine.ts'
import type { SessionStore } from './link/session.ts'
import type { Painter, PaintLoop } from './paint/paint-loop.ts'

/** What every part of the screen may read. */
export interface Screen {
	readonly store: LineStore
	readonly loop: PaintLoop
	readonly link: LinkActor
	readonly connection: Connection
	readonly session: SessionStore
	readonly sound: AlarmSound
}

export const ScreenContext = createContext<Screen | null>(null)

export function useScreen(): Screen {
	const screen = useContext(ScreenContext)
	if (screen === null) throw new Error('A part of the screen was drawn outside ScreenContext')
	return screen
}

/** Wakes the component when what `select` gives is another value. It must give the same object while nothing changed. */
export function useLine<T>(select: (store: LineStore) => T): T {
	const { store } = useScreen()
	return useSyncExternalStore(store.subscribe, () => select(store))
}

export function useSession(): SessionView {
	const { session } = useScreen()
	return useSyncExternalStore(session.subscribe, () => session.view)
}

export function useServerLink(): ServerLink {
	return useLinkPart((link) => link.getSnapshot().value.server)
}

export function usePlantState(): PlantState {
	return useLinkPart((link) => link.getSnapshot().value.plant)
}

export function useLinkPart<T>(select: (link: LinkActor) => T): T {
	const { link } = useScreen()
	const subscribe = (listener: () => void) => {
		const { unsubscribe } = link.subscribe(listener)
		return unsubscribe
	}
	return useSyncExternalStore(subscribe, () => select(link))
}

/** Joins the paint loop for as long as the component is there. A new painter is made with every render. */
export function usePainter(painter: Painter): void {
	const { loop } = useScreen()
	useLayoutEffect(() => loop.add(painter))
}

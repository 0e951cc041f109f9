import type { TagDefinition } from '@emberline/line-config'
import type { Subscription } from 'rxjs'
import { isSame } from './checks.ts'
import type { PlcDoor } from './plc-door.ts'

export type ReadBackResult =
	| { readonly kind: 'confirmed' }
	| { readonly kind: 'timed-out'; readonly message: string }
	| { readonly kind: 'unknown'; readonly message: string }

export interface ReadBack {
	readonly result: Promise<ReadBackResult>
	/** Ends waiting; the result is unknown, for this reason. */
	end(reason: string): void
}

/**
 * Waits for a good live value equal to the one wanted. Where it stood there before the write (a command number, the same as
 * last time) nothing comes back by change, and it is enough that it goes on standing there for a moment.
 */
export function awaitReadBack(door: PlcDoor, tag: TagDefinition, wanted: number | boolean, withinMs: number): ReadBack {
	let settle: (result: ReadBackResult) => void = () => {}
	const result = new Promise<ReadBackResult>((resolve) => {
		settle = resolve
	})
	const subscriptions: Subscription[] = []
	let timer: NodeJS.Timeout | undefined
	const finish = (outcome: ReadBackResult): void => {
		clearTimeout(timer)
		// The subject tells its present state inside `subscribe`, before there is a subscription to end.
		queueMicrotask(() => {
			for (const subscription of subscriptions) subscription.unsubscribe()
		})
		settle(outcome)
	}
	const holds = (): boolean => {
		const now = door.present(tag.name)
		return now?.quality === 'good' && isSame(now.value, wanted)
	}
	const stood = holds()
	timer = setTimeout(
		() => {
			if (stood && holds()) finish({ kind: 'confirmed' })
			else finish({ kind: 'timed-out', message: `${tag.name} did not come back as ${wanted} within ${withinMs} ms` })
		},
		stood ? Math.min(withinMs, STANDS_MS) : withinMs,
	)
	subscriptions.push(
		door.readings$.subscribe((batch) => {
			const back = batch.some((r) => r.tag === tag.name && r.quality === 'good' && isSame(r.value, wanted))
			if (back) finish({ kind: 'confirmed' })
		}),
		door.away$.subscribe((away) => {
			if (away !== null) finish({ kind: 'unknown', message: `${away} before the value came back` })
		}),
	)
	return { result, end: (message) => finish({ kind: 'unknown', message }) }
}

const STANDS_MS = 200

import type { Historian } from '@emberline/historian'
import type { Fault } from '@emberline/twin'
import { distinctUntilChanged, type Observable, type Subscription, skipWhile } from 'rxjs'

/** Plant time for which the same fault is not said again. */
const QUIET_MS = 60_000

/** Faults go into history, and as one line each to standard error, where the same one is not repeated for a minute. */
export function logFaults(faults$: Observable<Fault>, historian: Historian): Subscription {
	const saidMs = new Map<string, number>()
	return faults$.subscribe((fault) => {
		historian.writeFaults([fault])
		const key = `${fault.source} ${fault.code}`
		const before = saidMs.get(key)
		if (before !== undefined && Math.abs(fault.tMs - before) < QUIET_MS) return
		if (saidMs.size > 1000) saidMs.clear()
		saidMs.set(key, fault.tMs)
		process.stderr.write(`${new Date(fault.tMs).toISOString()} ${fault.source} ${fault.code}: ${fault.message}\n`)
	})
}

/** One line to standard error when history is not taken any more, and one when it is again. The screen goes on without it. */
export function logStore({ status$ }: Pick<Historian, 'status$'>): Subscription {
	const changes$ = status$.pipe(
		distinctUntilChanged((a, b) => (a.state === 'ready') === (b.state === 'ready')),
		skipWhile(({ state }) => state === 'ready'),
	)
	return changes$.subscribe(({ state, reason }) => {
		process.stderr.write(`${new Date().toISOString()} historian ${state}${reason === '' ? '' : `: ${reason}`}\n`)
	})
}

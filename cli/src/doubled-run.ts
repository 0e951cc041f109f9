import type { Fault } from '@emberline/twin'
import type { Observable } from 'rxjs'
import { withoutUser } from './broker-access.ts'

/** A run that is older than this stays and says what it sees: it was here first. */
const NEWCOMER_MS = 60_000
/** Once may be chance, even where another host is said to be online. */
const LOSSES = 2

/**
 * Resolves with the broker when this run should give way to another one with the same host id; such two end each other's
 * connection for ever. `another`: a host of this id was online at the broker as this run came. Then it gives way when it has
 * lost its connection twice. Two that come at the same time see nobody: the first to be told twice that its id is taken goes.
 */
export function doubledRun(
	faults$: Observable<Fault>,
	brokerUrl: string,
	another: boolean,
	steadyMs: () => number,
): Promise<string> {
	const startMs = steadyMs()
	let losses = 0
	return new Promise((resolve) => {
		faults$.subscribe(({ code }) => {
			if (code !== 'client-id-taken' && !(another && code === 'broker-lost')) return
			losses++
			if (losses >= LOSSES && steadyMs() - startMs < NEWCOMER_MS) resolve(withoutUser(brokerUrl))
		})
	})
}

import type { HistorianStatus } from '@emberline/historian'
import { Subject } from 'rxjs'
import { expect, it, vi } from 'vitest'
import { logStore } from './fault-log.ts'

it('a store that goes away and comes back is said once each, and one that is there is not worth a line', () => {
	const said: string[] = []
	const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
		said.push(String(text).replace(/^\S+ /, ''))
		return true
	})
	const status$ = new Subject<HistorianStatus>()
	const log = logStore({ status$ })
	const ready: HistorianStatus = { state: 'ready', reason: '', buffered: 0, stored: 0, dropped: 0, rejected: 0, lost: [] }
	const away: HistorianStatus = { ...ready, state: 'degraded', reason: 'ECONNREFUSED' }
	for (const status of [ready, ready, away, { ...away, reason: 'still' }, ready]) status$.next(status)
	log.unsubscribe()
	write.mockRestore()
	expect(said).toEqual(['historian degraded: ECONNREFUSED\n', 'historian ready\n'])
})

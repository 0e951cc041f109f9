import type { Fault } from '@emberline/twin'
import { Subject } from 'rxjs'
import { expect, it } from 'vitest'
import { doubledRun } from './doubled-run.ts'
import { DoubledRunError } from './errors.ts'

const fault = (code: string): Fault => ({ tMs: 0, source: 'broker', code, message: '' })

/** Whether a run gives way that hears these faults at an age. */
async function givesWay(codes: readonly string[], { another = false, ageMs = 1_000 } = {}): Promise<string | null> {
	const faults$ = new Subject<Fault>()
	let nowMs = 5_000
	const doubled = doubledRun(faults$, 'mqtt://anna:secret@plant:1883', another, () => nowMs)
	nowMs += ageMs
	for (const code of codes) faults$.next(fault(code))
	return Promise.race([doubled, new Promise<null>((resolve) => setImmediate(() => resolve(null)))])
}

it('a run that found another at its broker gives way when its place is taken twice, and names no password', async () => {
	expect(await givesWay(['broker-lost', 'broker-lost'], { another: true })).toBe('mqtt://plant:1883')
	expect(await givesWay(['broker-lost'], { another: true })).toBeNull()
	expect(new DoubledRunError('mqtt://plant:1883').message).toContain('another run of Emberline is at mqtt://plant:1883')
})

it('a run that was there first stays, and so does one that only lost its broker', async () => {
	expect(await givesWay(['client-id-taken', 'client-id-taken'], { ageMs: 61_000 })).toBeNull()
	expect(await givesWay(['client-id-taken'])).toBeNull()
	expect(await givesWay(['broker-lost', 'broker-lost', 'broker-lost'])).toBeNull()
})

it('of two that came at once one gives way', async () => {
	expect(await givesWay(['client-id-taken', 'client-id-taken'])).toBe('mqtt://plant:1883')
})

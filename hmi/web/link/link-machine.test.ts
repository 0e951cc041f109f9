import { describe, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { type LinkEvent, linkMachine } from './link-machine.ts'

const snapshot = (steadyMs: number): LinkEvent => ({ type: 'SNAPSHOT', steadyMs, serverMs: 1000 + steadyMs })
const beat = (steadyMs: number): LinkEvent => ({ type: 'BEAT', steadyMs, serverMs: 1000 + steadyMs })
const tick = (steadyMs: number): LinkEvent => ({ type: 'TICK', steadyMs })
const OUTDATED: LinkEvent = { type: 'OUTDATED' }

function after(...events: readonly LinkEvent[]) {
	const link = createActor(linkMachine, { input: { startMs: 0 } }).start()
	for (const event of events) link.send(event)
	return link.getSnapshot()
}

describe('the link to the server', () => {
	const live = [snapshot(0)]
	const late = [snapshot(0), tick(1500)]
	const lost = [snapshot(0), tick(3000)]
	it.each([
		['waits at first', [], 'connecting'],
		['is not live by a beat alone', [beat(100)], 'connecting'],
		['is live with a snapshot', live, 'live'],
		['is lost when no snapshot ever comes', [tick(3000)], 'lost'],
		['stays live just short of late', [...live, tick(1499)], 'live'],
		['is late after 1.5 s without a beat', late, 'late'],
		['counts from the last beat', [...live, beat(1000), tick(2499)], 'live'],
		['is live again by a beat while only late', [...late, beat(1600)], 'live'],
		['is lost after 3 s, from late', [...late, tick(3000)], 'lost'],
		['is lost after 3 s, from live', lost, 'lost'],
		['is not made good by a beat once lost', [...lost, beat(3100), tick(3200)], 'lost'],
		['is made good by a snapshot', [...lost, snapshot(3100)], 'live'],
		['counts anew from that snapshot', [...lost, snapshot(3100), tick(4599)], 'live'],
		['stays outdated until the page is loaded anew', [...live, OUTDATED, snapshot(100), beat(200), tick(9000)], 'outdated'],
	] as const)('%s', (_, events, state) => {
		expect(after(...events).value.server).toBe(state)
	})

	it('remembers the clock of the server at its last sign of life', () => {
		expect(after(snapshot(0), beat(500), tick(3500), beat(3600)).context.serverMs).toBe(1500)
	})
})

describe('the way to the plant', () => {
	const heating = { type: 'PLANT', missing: [{ name: 'Heating', sinceMs: 5 }] } as const
	const none = { type: 'PLANT', missing: [] } as const
	it.each([
		['is not known at first', [snapshot(0)], 'unknown', []],
		['is good when nothing is missing', [none], 'good', []],
		['is lost by one device, and names it', [none, heating], 'lost', ['Heating']],
		['is good again', [heating, none], 'good', []],
	] as const)('%s', (_, events, state, names) => {
		const { value, context } = after(...events)
		expect(value.plant).toBe(state)
		expect(context.missing.map((part) => part.name)).toEqual(names)
	})
})

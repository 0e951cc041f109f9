import { describe, expect, it } from 'vitest'
import type { PlantLinkState } from './connect-line.ts'
import { linkFaults } from './link-faults.ts'

const link = (changed: Partial<PlantLinkState> = {}): PlantLinkState => ({
	broker: 'connected',
	node: 'online',
	devices: { Feed: 'online', Wash: 'online' },
	lastDataAgeMs: 10,
	silentMs: {},
	...changed,
})
const codes = (before: PlantLinkState, now: PlantLinkState) => linkFaults(before, now).map(({ code, device }) => [code, device])

describe('faults of the link', () => {
	it('tell a dead PLC once, and not again by each of its devices', () => {
		const dead = link({ node: 'offline', devices: { Feed: 'offline', Wash: 'offline' }, message: 'node died' })
		expect(linkFaults(link(), dead)).toEqual([{ code: 'plc-offline', device: '', message: 'the PLC is offline: node died' }])
		expect(codes(dead, dead)).toEqual([])
	})

	it('tell a device that dies and one that falls silent', () => {
		expect(codes(link(), link({ devices: { Feed: 'offline', Wash: 'stale' } }))).toEqual([
			['device-offline', 'Feed'],
			['device-stale', 'Wash'],
		])
	})

	it('say nothing while things get better, or while it is the broker that is away', () => {
		expect(codes(link({ devices: { Feed: 'stale', Wash: 'offline' } }), link())).toEqual([])
		expect(codes(link(), link({ broker: 'lost', node: 'offline' }))).toEqual([])
	})
})

import { describe, expect, it } from 'vitest'
import { formatHostState } from '../mqtt/host-state.ts'
import { StateAnnouncer } from './state-announcer.ts'

const state = (online: boolean, timestamp: number) => Buffer.from(formatHostState({ online, timestamp }))
const said = (message: { payload: string | Uint8Array }) => JSON.parse(String(message.payload))

describe('state announcer', () => {
	it('stamps Will and birth alike and each connection later than the one before', () => {
		const announcer = new StateAnnouncer('EMBERLINE', () => 1_000)
		expect(announcer.will()).toMatchObject({ topic: 'spBv1.0/STATE/EMBERLINE', qos: 1, retain: true })
		expect(said(announcer.birth())).toEqual({ online: true, timestamp: 1_000 })
		announcer.will()
		expect(said(announcer.birth())).toEqual({ online: true, timestamp: 1_001 })
	})

	it('answers a false one, and begins anew with a later stamp when it is newer', () => {
		const announcer = new StateAnnouncer('EMBERLINE', () => 1_000)
		announcer.will()
		expect(announcer.heard(state(true, 5_000))).toBe('nothing')
		expect(announcer.heard(state(false, 1_000))).toBe('answer')
		expect(announcer.heard(state(false, 9_000))).toBe('answer-and-reconnect')
		expect(said(announcer.will())).toEqual({ online: false, timestamp: 9_001 })
	})

	it('does not follow a stamp from another century, nor what is no STATE', () => {
		const announcer = new StateAnnouncer('EMBERLINE', () => 1_000)
		announcer.will()
		expect(announcer.heard(state(false, 4e12))).toBe('answer')
		expect(announcer.heard(Buffer.from('OFFLINE'))).toBe('nothing')
		announcer.will()
		expect(said(announcer.birth()).timestamp).toBe(1_001)
	})
})

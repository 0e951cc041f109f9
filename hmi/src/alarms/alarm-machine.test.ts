import { describe, expect, it } from 'vitest'
import { Alarm, type AlarmFacts } from './alarm.ts'
import type { AlarmContext, AlarmEvent } from './alarm-machine.ts'
import { ALARM_STATES, type AlarmState } from './alarm-record.ts'

const FACTS: AlarmFacts = {
	id: 'limit/x/high',
	priority: 2,
	station: 'Wash',
	tag: 'Wash/x',
	words: { en: 'x', de: 'x', ja: 'x' },
	value: 1,
	limit: 0,
	unit: 'K',
	sinceMs: 0,
}
const ASIDE = { untilMs: 900, reason: 'sensor is mended', by: 'eva' }
const EVENTS: readonly AlarmEvent[] = [
	{ type: 'RAISE' },
	{ type: 'CLEAR' },
	{ type: 'ACKNOWLEDGE' },
	{ type: 'RESET' },
	{ type: 'SHELVE', ...ASIDE },
	{ type: 'UNSHELVE' },
	{ type: 'SUPPRESS' },
	{ type: 'UNSUPPRESS' },
	{ type: 'TAKE_OUT', ...ASIDE },
	{ type: 'RETURN' },
]

/** Columns are the events above; `.` is refused, `=` is taken and the state stays. U, A, R, L, K: the five that speak; S, D, O: the three aside. */
const LETTER: Readonly<Record<string, AlarmState>> = {
	N: 'normal',
	U: 'unacknowledged',
	A: 'acknowledged',
	R: 'returned-unacknowledged',
	L: 'latched-unacknowledged',
	K: 'latched-acknowledged',
	S: 'shelved',
	D: 'suppressed-by-design',
	O: 'out-of-service',
}
const PLAIN: Readonly<Record<AlarmState, string>> = {
	normal: 'U...S.D.O.',
	unacknowledged: '.RA.S.D.O.',
	acknowledged: '.N..S.D.O.',
	'returned-unacknowledged': 'U.N.S.D.O.',
	'latched-unacknowledged': 'U.K.S.D.O.',
	'latched-acknowledged': 'U..NS.D.O.',
	shelved: '==...N==O.',
	'suppressed-by-design': '==..S..NO.',
	'out-of-service': '==....==.N',
}

function alarmIn(state: AlarmState, context: Partial<AlarmContext> = {}): Alarm {
	const active = state === 'unacknowledged' || state === 'acknowledged'
	const whole = {
		latching: false,
		active,
		suppressed: state === 'suppressed-by-design',
		latched: false,
		untilMs: null,
		reason: '',
		by: '',
	}
	return new Alarm(FACTS, false, 0, { facts: FACTS, state, context: { ...whole, ...context }, changedMs: 0 })
}

describe('an alarm', () => {
	const cells = ALARM_STATES.flatMap((state) =>
		EVENTS.map((event, k) => [state, event.type, PLAIN[state][k] ?? '?', event] as const),
	)
	it.each(cells)('in %s answers %s with %s', (state, _, cell, event) => {
		const alarm = alarmIn(state)
		const taken = alarm.send(event, 5)
		expect(taken).toBe(cell !== '.')
		expect(alarm.state).toBe(LETTER[cell] ?? state)
		expect(alarm.changedMs).toBe(LETTER[cell] === undefined ? 0 : 5)
	})

	it('that latches stays until it is acknowledged and reset, in this order', () => {
		const alarm = new Alarm(FACTS, true, 0)
		const path = (['RAISE', 'CLEAR', 'RESET', 'ACKNOWLEDGE', 'RESET'] as const).map((type) => {
			alarm.send({ type }, 1)
			return alarm.state
		})
		expect(path).toEqual(['unacknowledged', 'latched-unacknowledged', 'latched-unacknowledged', 'latched-acknowledged', 'normal'])
	})

	it('that latches and was acknowledged first waits for its reset alone', () => {
		const alarm = new Alarm(FACTS, true, 0)
		for (const type of ['RAISE', 'ACKNOWLEDGE', 'CLEAR'] as const) alarm.send({ type }, 1)
		expect(alarm.state).toBe('latched-acknowledged')
	})

	it.each([
		['shelved', 'UNSHELVE'],
		['out-of-service', 'RETURN'],
	] as const)('comes back from %s as the line now is', (state, type) => {
		const back = (context: Partial<AlarmContext>) => {
			const alarm = alarmIn(state, { ...ASIDE, ...context })
			alarm.send({ type }, 9)
			expect(alarm.record()).toMatchObject({ untilMs: null, reason: '', by: '' })
			return alarm.state
		}
		expect(back({})).toBe('normal')
		expect(back({ active: true })).toBe('unacknowledged')
		expect(back({ latching: true, latched: true })).toBe('latched-unacknowledged')
		expect(back({ active: true, suppressed: true })).toBe('suppressed-by-design')
	})

	it('follows its condition while it is set aside, and is announced when that ends', () => {
		const alarm = alarmIn('suppressed-by-design')
		alarm.send({ type: 'RAISE' }, 1)
		expect(alarm.record()).toMatchObject({ state: 'suppressed-by-design', active: true })
		alarm.send({ type: 'UNSUPPRESS' }, 2)
		expect(alarm.state).toBe('unacknowledged')
	})

	it('chatters after three changes in a minute, until a minute has none', () => {
		const alarm = new Alarm(FACTS, false, 0)
		alarm.send({ type: 'RAISE' }, 0)
		alarm.send({ type: 'CLEAR' }, 10_000)
		expect(alarm.record().chattering).toBe(false)
		alarm.send({ type: 'RAISE' }, 60_000)
		expect(alarm.record().chattering).toBe(true)
		expect(alarm.noteChattering(60_001)).toBe(true)
		expect(alarm.record().chattering).toBe(false)
	})

	it('goes on from what was saved of it', () => {
		const alarm = new Alarm(FACTS, true, 0)
		alarm.send({ type: 'RAISE' }, 3)
		alarm.send({ type: 'SHELVE', ...ASIDE }, 4)
		const again = new Alarm(FACTS, true, 100, JSON.parse(JSON.stringify(alarm.saved())))
		expect(again.record()).toEqual(alarm.record())
	})
})

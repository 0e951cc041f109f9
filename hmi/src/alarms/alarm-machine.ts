import { assign, setup } from 'xstate'

/** Times are the server's clock: the machine has none of its own. */
export type AlarmEvent =
	| { readonly type: 'RAISE' }
	| { readonly type: 'CLEAR' }
	| { readonly type: 'ACKNOWLEDGE' }
	/** Of a latched alarm that is acknowledged and whose condition is over. */
	| { readonly type: 'RESET' }
	| { readonly type: 'SHELVE'; readonly untilMs: number; readonly reason: string; readonly by: string }
	| { readonly type: 'UNSHELVE' }
	| { readonly type: 'SUPPRESS' }
	| { readonly type: 'UNSUPPRESS' }
	| { readonly type: 'TAKE_OUT'; readonly untilMs: number; readonly reason: string; readonly by: string }
	| { readonly type: 'RETURN' }

export interface AlarmContext {
	/** It stays until somebody resets it. */
	readonly latching: boolean
	/** Its condition holds. */
	readonly active: boolean
	/** The line is in a state in which it says nothing. */
	readonly suppressed: boolean
	/** A latching alarm was there and was not reset. */
	readonly latched: boolean
	readonly untilMs: number | null
	readonly reason: string
	readonly by: string
}

/** Where an alarm goes that was put aside and is not any more: as the line now is, and never acknowledged. */
const BACK = [
	{ guard: 'isSuppressed', target: '#alarm.suppressed-by-design', actions: 'free' },
	{ guard: 'isActive', target: '#alarm.unacknowledged', actions: ['free', 'latch'] },
	{ guard: 'isLatched', target: '#alarm.latched-unacknowledged', actions: 'free' },
	{ target: '#alarm.normal', actions: 'free' },
] as const

/** What holds in every state that speaks. */
const SPEAKS = {
	SHELVE: { target: '#alarm.shelved', actions: 'putAside' },
	SUPPRESS: { target: '#alarm.suppressed-by-design', actions: 'suppress' },
	TAKE_OUT: { target: '#alarm.out-of-service', actions: 'putAside' },
} as const

/** In a state that says nothing the condition is followed, so that the way back is known. What comes and goes there latches nothing. */
const FOLLOWS = {
	RAISE: { actions: 'raise' },
	CLEAR: { actions: 'clear' },
} as const

/**
 * One alarm after ISA-18.2: nine states. What a person may ask is what the present state has a move for; the rest is refused
 * by whoever holds the machine.
 */
export const alarmMachine = setup({
	types: { context: {} as AlarmContext, events: {} as AlarmEvent, input: {} as { readonly latching: boolean } },
	guards: {
		isActive: ({ context }) => context.active,
		isSuppressed: ({ context }) => context.suppressed,
		isLatching: ({ context }) => context.latching,
		isLatched: ({ context }) => context.latched,
	},
	actions: {
		raise: assign({ active: true }),
		clear: assign({ active: false }),
		latch: assign({ latched: ({ context }) => context.latching }),
		unlatch: assign({ latched: false }),
		suppress: assign({ suppressed: true }),
		unsuppress: assign({ suppressed: false }),
		putAside: assign(({ event }) =>
			event.type === 'SHELVE' || event.type === 'TAKE_OUT' ? { untilMs: event.untilMs, reason: event.reason, by: event.by } : {},
		),
		free: assign({ untilMs: null, reason: '', by: '' }),
	},
}).createMachine({
	id: 'alarm',
	context: ({ input }) => ({
		latching: input.latching,
		active: false,
		suppressed: false,
		latched: false,
		untilMs: null,
		reason: '',
		by: '',
	}),
	initial: 'normal',
	states: {
		normal: { on: { ...SPEAKS, RAISE: { target: 'unacknowledged', actions: ['raise', 'latch'] } } },
		unacknowledged: {
			on: {
				...SPEAKS,
				ACKNOWLEDGE: 'acknowledged',
				CLEAR: [
					{ guard: 'isLatching', target: 'latched-unacknowledged', actions: 'clear' },
					{ target: 'returned-unacknowledged', actions: 'clear' },
				],
			},
		},
		acknowledged: {
			on: {
				...SPEAKS,
				CLEAR: [
					{ guard: 'isLatching', target: 'latched-acknowledged', actions: 'clear' },
					{ target: 'normal', actions: 'clear' },
				],
			},
		},
		'returned-unacknowledged': {
			on: { ...SPEAKS, ACKNOWLEDGE: 'normal', RAISE: { target: 'unacknowledged', actions: ['raise', 'latch'] } },
		},
		'latched-unacknowledged': {
			on: { ...SPEAKS, ACKNOWLEDGE: 'latched-acknowledged', RAISE: { target: 'unacknowledged', actions: 'raise' } },
		},
		'latched-acknowledged': {
			on: {
				...SPEAKS,
				RESET: { target: 'normal', actions: 'unlatch' },
				RAISE: { target: 'unacknowledged', actions: 'raise' },
			},
		},
		shelved: {
			on: {
				...FOLLOWS,
				UNSHELVE: BACK,
				SUPPRESS: { actions: 'suppress' },
				UNSUPPRESS: { actions: 'unsuppress' },
				TAKE_OUT: SPEAKS.TAKE_OUT,
			},
		},
		'suppressed-by-design': {
			on: {
				...FOLLOWS,
				UNSUPPRESS: [
					{ guard: 'isActive', target: 'unacknowledged', actions: ['unsuppress', 'latch'] },
					{ guard: 'isLatched', target: 'latched-unacknowledged', actions: 'unsuppress' },
					{ target: 'normal', actions: 'unsuppress' },
				],
				SHELVE: SPEAKS.SHELVE,
				TAKE_OUT: SPEAKS.TAKE_OUT,
			},
		},
		'out-of-service': {
			on: {
				...FOLLOWS,
				RETURN: BACK,
				SUPPRESS: { actions: 'suppress' },
				UNSUPPRESS: { actions: 'unsuppress' },
			},
		},
	},
})

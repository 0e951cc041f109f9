import type { CommandAct, CommandEffect, CommandOutcome } from '@emberline/hmi/contract'
import { assign, setup } from 'xstate'

export type CommandEvent =
	| { readonly type: 'BEGIN' }
	| { readonly type: 'SELECT'; readonly act: CommandAct; readonly reason: string }
	| { readonly type: 'ANSWER'; readonly outcome: CommandOutcome; readonly effect: CommandEffect | null }
	| { readonly type: 'OPERATE' }
	| { readonly type: 'RESULT'; readonly outcome: CommandOutcome }
	/** The way to the server was lost. */
	| { readonly type: 'LOST' }
	| { readonly type: 'CANCEL' }
	/** Somebody has seen the result. */
	| { readonly type: 'SEEN' }

export interface CommandContext {
	readonly act: CommandAct | null
	readonly reason: string
	readonly effect: CommandEffect | null
	readonly token: string
	/** What became of it; stays until seen. */
	readonly outcome: CommandOutcome | null
	/** The way was lost before anything was sent. */
	readonly lost: boolean
}

const EMPTY: CommandContext = { act: null, reason: '', effect: null, token: '', outcome: null, lost: false }
const UNKNOWN: CommandOutcome = { kind: 'unknown', message: 'the server did not answer, or the connection to it was lost' }

/**
 * One command from a person's hand to the line's answer: editing, then selected and under review, then on its way. Nothing waits: what
 * was not operated when the way was lost has to be selected anew, and what was is unknown.
 */
export const commandMachine = setup({
	types: { context: {} as CommandContext, events: {} as CommandEvent },
	guards: {
		isAccepted: ({ event }) => event.type === 'ANSWER' && event.outcome.kind === 'accepted',
	},
	actions: {
		begin: assign(() => EMPTY),
		keepAsked: assign(({ event, context }) =>
			event.type === 'SELECT' ? { ...context, act: event.act, reason: event.reason, lost: false, outcome: null } : context,
		),
		keepToken: assign(({ event, context }) =>
			event.type === 'ANSWER' && event.outcome.kind === 'accepted'
				? { ...context, token: event.outcome.token, effect: event.effect }
				: context,
		),
		keepOutcome: assign(({ event, context }) =>
			event.type === 'ANSWER' || event.type === 'RESULT' ? { ...context, outcome: event.outcome } : context,
		),
		drop: assign(({ context }) => ({ ...context, token: '', effect: null, lost: true })),
		noteUnknown: assign({ outcome: UNKNOWN }),
	},
}).createMachine({
	id: 'command',
	context: EMPTY,
	initial: 'idle',
	states: {
		idle: { on: { BEGIN: { target: 'editing', actions: 'begin' } } },
		editing: { on: { SELECT: { target: 'selecting', actions: 'keepAsked' }, CANCEL: 'idle' } },
		selecting: {
			on: {
				ANSWER: [
					{ guard: 'isAccepted', target: 'review', actions: 'keepToken' },
					{ target: 'result', actions: 'keepOutcome' },
				],
				LOST: { target: 'editing', actions: 'drop' },
				CANCEL: 'idle',
			},
		},
		review: { on: { OPERATE: 'pending', LOST: { target: 'editing', actions: 'drop' }, CANCEL: 'idle' } },
		pending: { on: { RESULT: { target: 'result', actions: 'keepOutcome' }, LOST: { target: 'result', actions: 'noteUnknown' } } },
		result: { on: { SEEN: 'idle' } },
	},
})

import { LATE_MS, LOST_MS } from '@emberline/hmi/contract'
import { assign, setup } from 'xstate'

/** A part of the way to the plant that says nothing, and since when by the server's clock (null: never heard). */
export interface MissingPart {
	readonly name: string
	readonly sinceMs: number | null
}

/** Times `steadyMs` come from the browser's steady clock; the machine itself has no clock. */
export type LinkEvent =
	| { readonly type: 'SNAPSHOT'; readonly steadyMs: number; readonly serverMs: number }
	| { readonly type: 'BEAT'; readonly steadyMs: number; readonly serverMs: number }
	| { readonly type: 'TICK'; readonly steadyMs: number }
	| { readonly type: 'PLANT'; readonly missing: readonly MissingPart[] }
	| { readonly type: 'OUTDATED' }

interface LinkContext {
	/** Steady time of the last sign of life, or of the start. */
	readonly aliveMs: number
	/** The server's clock then; null before the first. */
	readonly serverMs: number | null
	readonly missing: readonly MissingPart[]
}

/**
 * The way to the server and, behind it, to the plant. Only a snapshot makes a lost link live again: what was missed
 * meanwhile is in no later batch. An outdated page speaks an older protocol than its server and stays so until reloaded.
 */
export const linkMachine = setup({
	types: {
		context: {} as LinkContext,
		events: {} as LinkEvent,
		input: {} as { readonly startMs: number },
	},
	guards: {
		isLate: ({ context, event }) => event.type === 'TICK' && event.steadyMs - context.aliveMs >= LATE_MS,
		isLost: ({ context, event }) => event.type === 'TICK' && event.steadyMs - context.aliveMs >= LOST_MS,
		isPlantMissing: ({ event }) => event.type === 'PLANT' && event.missing.length > 0,
	},
	actions: {
		noteLife: assign(({ context, event }) =>
			event.type === 'SNAPSHOT' || event.type === 'BEAT'
				? { ...context, aliveMs: event.steadyMs, serverMs: event.serverMs }
				: context,
		),
		noteMissing: assign(({ context, event }) => (event.type === 'PLANT' ? { ...context, missing: event.missing } : context)),
	},
}).createMachine({
	id: 'link',
	type: 'parallel',
	context: ({ input }) => ({ aliveMs: input.startMs, serverMs: null, missing: [] }),
	states: {
		server: {
			initial: 'connecting',
			on: { OUTDATED: '.outdated' },
			states: {
				connecting: {
					on: { SNAPSHOT: { target: 'live', actions: 'noteLife' }, TICK: { guard: 'isLost', target: 'lost' } },
				},
				live: {
					on: {
						SNAPSHOT: { actions: 'noteLife' },
						BEAT: { actions: 'noteLife' },
						TICK: [
							{ guard: 'isLost', target: 'lost' },
							{ guard: 'isLate', target: 'late' },
						],
					},
				},
				late: {
					on: {
						SNAPSHOT: { target: 'live', actions: 'noteLife' },
						BEAT: { target: 'live', actions: 'noteLife' },
						TICK: { guard: 'isLost', target: 'lost' },
					},
				},
				lost: { on: { SNAPSHOT: { target: 'live', actions: 'noteLife' } } },
				outdated: {},
			},
		},
		plant: {
			initial: 'unknown',
			on: {
				PLANT: [
					{ guard: 'isPlantMissing', target: '.lost', actions: 'noteMissing' },
					{ target: '.good', actions: 'noteMissing' },
				],
			},
			states: { unknown: {}, good: {}, lost: {} },
		},
	},
})

export type ServerLink = 'connecting' | 'live' | 'late' | 'lost' | 'outdated'
export type PlantState = 'unknown' | 'good' | 'lost'

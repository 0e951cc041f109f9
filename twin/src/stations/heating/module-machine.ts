import type { HeatingConfig } from '@emberline/line-config'
import { assign, type SnapshotFrom, setup } from 'xstate'
import type { HeatingModuleState } from '../../port.ts'
import { INERT_SCOPE } from '../unit-machine.ts'

/**
 * Control of one heating module: an equipment module of the furnace, with states of its own under those of the unit. `ramp` is on the way
 * to the set-point, up or down. A module that climbs and is not there when it should be gives no heat: `failed`, until it is there or off.
 */

/** Of the emitter from its set-point: within `NEAR_K`, or beyond `FAR_K` below or above it. `between` these nothing changes. */
export type Deviation = 'near' | 'between' | 'below' | 'above'
/** [A]. */
const NEAR_K = 5
const FAR_K = 15

export function deviationOf(emitterK: number, setpointK: number): Deviation {
	const aboveK = emitterK - setpointK
	if (Math.abs(aboveK) <= FAR_K) return Math.abs(aboveK) <= NEAR_K ? 'near' : 'between'
	return aboveK > 0 ? 'above' : 'below'
}

/** What a module is told. */
export interface ModuleSense {
	/** Heat is asked for and nothing stands against it. */
	readonly enabled: boolean
	readonly setBack: boolean
	readonly deviation: Deviation
	readonly setpointK: number
}

export type ModuleEvent = { readonly tMs: number } & (({ readonly type: 'SENSE' } & ModuleSense) | { readonly type: 'TICK' })

/** Plain JSON. */
export interface ModuleContext {
	readonly sinceMs: number
	/** When a climb must have come to its end; null where nothing is waited for. */
	readonly dueMs: number | null
	readonly sense: ModuleSense
	/** From the set-point before to this one. */
	readonly wayK: number
}
export interface ModuleSnapshot {
	readonly state: HeatingModuleState
	readonly context: ModuleContext
}

type ModuleGuard = 'disabled' | 'setBack' | 'enabled' | 'near' | 'below' | 'setLower'
/** Leads on at once where its guard holds; `climb`: what is waited for from then on. */
export interface ModuleEdge {
	readonly guard: ModuleGuard
	readonly to: HeatingModuleState
	readonly climb?: 'heatUp' | 'regain'
}

/** How a module goes from state to state. A machine takes another table only to show that the tests would notice. */
export interface ModuleTable {
	/** A climb may take so much longer than along the limited ramp [A]: it is slower where the power is at its limit. */
	readonly climbFactor: number
	readonly climbMoreS: number
	/** The first edge that fits counts. */
	readonly edges: Readonly<Record<HeatingModuleState, readonly ModuleEdge[]>>
	/** Where a climb that is late leads. */
	readonly late: HeatingModuleState
}

const OFF: ModuleEdge = { guard: 'disabled', to: 'off' }
const SET_BACK: ModuleEdge = { guard: 'setBack', to: 'set-back' }
const RAMP: ModuleEdge = { guard: 'enabled', to: 'ramp', climb: 'heatUp' }
const CONTROL: ModuleEdge = { guard: 'near', to: 'control' }
export const MODULE_TABLE: ModuleTable = {
	climbFactor: 2,
	climbMoreS: 60,
	edges: {
		off: [SET_BACK, RAMP],
		ramp: [OFF, SET_BACK, CONTROL],
		control: [OFF, SET_BACK, { guard: 'below', to: 'ramp', climb: 'regain' }, { guard: 'setLower', to: 'ramp' }],
		'set-back': [OFF, RAMP],
		failed: [OFF, SET_BACK, CONTROL],
	},
	late: 'failed',
}

type ModuleMachine = ReturnType<typeof createModuleMachine>

/** The machine that every module of a furnace has. */
export function createModuleMachine(
	{ ambientK, heatUpRateKPerS }: Pick<HeatingConfig, 'ambientK' | 'heatUpRateKPerS'>,
	{ climbFactor, climbMoreS, edges, late }: ModuleTable = MODULE_TABLE,
) {
	const climbMs = (wayK: number) => Math.round((1000 * climbFactor * wayK) / heatUpRateKPerS)
	const dueMs = (tMs: number, wayK: number) => tMs + climbMs(wayK) + 1000 * climbMoreS
	const module = setup({
		types: { context: {} as ModuleContext, events: {} as ModuleEvent },
		guards: {
			disabled: ({ context }) => !context.sense.enabled,
			setBack: ({ context }) => context.sense.enabled && context.sense.setBack,
			enabled: ({ context }) => context.sense.enabled && !context.sense.setBack,
			near: ({ context }) => context.sense.deviation === 'near',
			below: ({ context }) => context.sense.deviation === 'below',
			setLower: ({ context }) => context.sense.deviation === 'above' && context.wayK < 0,
			late: ({ context, event }) => context.sense.deviation !== 'above' && context.dueMs !== null && event.tMs >= context.dueMs,
		},
		actions: {
			enter: assign(({ event }) => ({ sinceMs: event.tMs })),
			rest: assign(() => ({ dueMs: null })),
			/** One that comes from above has nothing to climb. */
			heatUp: assign(({ context, event }) => {
				const { deviation, setpointK } = context.sense
				return { dueMs: deviation === 'above' ? null : dueMs(event.tMs, Math.max(0, setpointK - ambientK)) }
			}),
			/** From a set-point that was held to a higher one, or to the same one where the heat is lost. */
			regain: assign(({ context, event }) => ({ dueMs: dueMs(event.tMs, Math.max(0, context.wayK)) })),
			sense: assign(({ context, event }) => {
				if (event.type !== 'SENSE') return {}
				const { enabled, setBack, deviation, setpointK } = event
				const wayK = setpointK - context.sense.setpointK
				// One that is above a set-point that was lowered climbs no more; one below it still has to get there.
				const climbs = context.dueMs !== null && (wayK >= 0 || deviation !== 'above')
				// Come down from above and gone on below: the heat is lost, and has to be there again in time.
				const falls =
					enabled && !setBack && deviation === 'below' && context.sense.deviation !== 'below' && context.dueMs === null
				const later = climbs ? (context.dueMs as number) + climbMs(Math.max(0, wayK)) : falls ? dueMs(event.tMs, 0) : null
				return { sense: { enabled, setBack, deviation, setpointK }, wayK, dueMs: later }
			}),
		},
	})
	/** Nothing is waited for. */
	const resting = ['enter', 'rest'] as const
	const onward = (state: HeatingModuleState) =>
		edges[state].map(({ guard, to, climb }) => ({ guard, target: to, ...(climb !== undefined && { actions: climb }) }))
	return module.createMachine({
		id: 'module',
		context: moduleOff(0).context,
		initial: 'off',
		on: { SENSE: { actions: 'sense' } },
		states: {
			off: { entry: [...resting], always: onward('off') },
			ramp: { entry: 'enter', always: onward('ramp'), on: { TICK: { guard: 'late', target: late } } },
			control: { entry: [...resting], always: onward('control') },
			'set-back': { entry: [...resting], always: onward('set-back') },
			failed: { entry: [...resting], always: onward('failed') },
		},
	})
}

/** A module without power of which nothing is told yet. */
export const moduleOff = (tMs: number): ModuleSnapshot => ({
	state: 'off',
	context: {
		sinceMs: tMs,
		dueMs: null,
		sense: { enabled: false, setBack: false, deviation: 'below', setpointK: 0 },
		wayK: 0,
	},
})

/** Where a module is after an event. Pure; the snapshot goes in and comes out as JSON. */
export function moduleAfter(machine: ModuleMachine, { state, context }: ModuleSnapshot, event: ModuleEvent): ModuleSnapshot {
	const before = machine.resolveState({ value: state, context }) as SnapshotFrom<ModuleMachine>
	const after = machine.transition(before, event, INERT_SCOPE as never)
	return { state: after.value as HeatingModuleState, context: after.context }
}

/** The same where what it senses is what it knows. */
export function moduleSensing(machine: ModuleMachine, at: ModuleSnapshot, sense: ModuleSense, tMs: number): ModuleSnapshot {
	const known = at.context.sense
	const same =
		known.enabled === sense.enabled &&
		known.setBack === sense.setBack &&
		known.deviation === sense.deviation &&
		known.setpointK === sense.setpointK
	return same ? at : moduleAfter(machine, at, { type: 'SENSE', tMs, ...sense })
}

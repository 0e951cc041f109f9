import { heardSignal } from '../src/line/interlock-board.ts'
import { asksForHeat } from '../src/line/interlocks.ts'
import type { LineMachineEvent, LineMachines, LineMachinesSnapshot } from '../src/line/line-machines.ts'
import type { PackMlCommand } from '../src/port.ts'
import { STATION_NAMES } from '../src/port.ts'
import type { Deviation } from '../src/stations/heating/module-machine.ts'
import { PACKML_COMMANDS } from '../src/stations/packml.ts'

/**
 * A walk over every state that the machines of a line can get into together: stations, coordinator and interlocks. States are told apart
 * without their clocks: by who waits for what, what is due next, and what was proved for long enough.
 */

/** What may happen next, by name. `TIME` goes to the next instant at which something happens by itself. */
export interface Step {
	readonly name: string
	readonly events: (at: LineMachinesSnapshot) => readonly LineMachineEvent[]
}

const command = (c: PackMlCommand): Step => ({ name: c, events: () => [{ kind: 'command', command: c, from: 'site' }] })
const station = (name: (typeof STATION_NAMES)[number], c: PackMlCommand): Step => ({
	name: `${name} ${c}`,
	events: () => [{ kind: 'station', station: name, command: c, reason: 299 }],
})
/** Turns a contact or condition over. */
const flip = (name: string): Step => ({
	name: `flip ${name}`,
	events: (at) => [{ kind: 'signal', name, value: at.board.signals[name]?.value === false, quality: 'good' }],
})
const flipCondition = (name: string): Step => ({
	name: `flip ${name}`,
	events: (at) => [{ kind: 'condition', name, holds: at.stations.Heating.context.conditions[name] !== true }],
})

export const TIME: Step = { name: 'TIME', events: () => [] }
export const COMMANDS: readonly Step[] = PACKML_COMMANDS.map(command)
export const WORLD: readonly Step[] = [
	flipCondition('purgeProved'),
	flipCondition('emittersWarm'),
	flip('Safety/EmergencyStopReleased'),
	{ name: 'web stands', events: () => [{ kind: 'speed', webSpeedMPerS: 0 }] },
]
export const TROUBLE: readonly Step[] = [station('Wash', 'HOLD'), station('Drying', 'SUSPEND'), station('Quench', 'ABORT')]
export const LOST_WATER: Step = {
	name: 'flip plate water',
	events: (at) => [
		{
			kind: 'signal',
			name: 'Quench/Coolant/Flow',
			value: at.board.signals['Quench/Coolant/Flow']?.value === 0 ? 8 : 0,
			quality: 'good',
		},
	],
}

export const LOST_JACKET: Step = {
	name: 'flip jacket water',
	events: (at) => [
		{
			kind: 'signal',
			name: 'Heating/Cooling/Flow',
			value: at.board.signals['Heating/Cooling/Flow']?.value === 0 ? 8 : 0,
			quality: 'good',
		},
	],
}
export const SILENT: Step = {
	name: 'flip Wash heard',
	events: (at) => [{ kind: 'heard', station: 'Wash', heard: at.board.signals[heardSignal('Wash')]?.value === false }],
}
const SETPOINT_K = 1300
const toldModule = (module: number, deviation: Deviation): LineMachineEvent => ({
	kind: 'module',
	module,
	setpointK: SETPOINT_K,
	deviation,
})
/** The modules of a furnace: all come to their set-points, or one of them is far below its own. */
export const modulesOf = (count: number): readonly Step[] => [
	{ name: 'modules near', events: () => Array.from({ length: count }, (_, n) => toldModule(n, 'near')) },
	{
		name: 'module 2 loses its heat',
		events: () => Array.from({ length: count }, (_, n) => toldModule(n, n === 1 ? 'below' : 'near')),
	},
]

export interface Walk {
	readonly states: number
	readonly edges: number
	/** Line states seen. */
	readonly lineStates: ReadonlySet<string>
	/** States with the heaters enabled: the proof must not be empty. */
	readonly heated: number
	readonly violations: readonly string[]
	/** One snapshot of each state. */
	readonly snapshots: readonly LineMachinesSnapshot[]
}

/** Commands seen since the line was last Aborted, in the order that leads back; 4: not aborted. */
type WayBack = 0 | 1 | 2 | 3 | 4

interface Node {
	readonly at: LineMachinesSnapshot
	readonly way: WayBack
}

export function walk(
	machines: LineMachines,
	from: readonly LineMachinesSnapshot[],
	steps: readonly Step[],
	statesMax = 1e6,
): Walk {
	const seen = new Set<string>()
	const open: Node[] = []
	const violations: string[] = []
	const lineStates = new Set<string>()
	const snapshots: LineMachinesSnapshot[] = []
	let edges = 0
	let heated = 0
	const visit = (node: Node, how: string) => {
		const key = `${keyOf(machines, node.at)}|${node.way}`
		if (seen.has(key)) return
		seen.add(key)
		open.push(node)
		snapshots.push(node.at)
		lineStates.add(node.at.line.state)
		if (machines.heatersEnabled(node.at)) heated++
		for (const wrong of wrongIn(machines, node.at)) violations.push(`${wrong} after ${how}`)
	}
	for (const at of from) visit({ at, way: 4 }, 'the start')
	// First in, first out: the shortest way to a mistake is found first.
	for (let i = 0; i < open.length && seen.size < statesMax; i++) {
		const { at, way } = open[i] as Node
		for (const step of steps) {
			const tMs = step === TIME ? machines.nextDueMs(at) : at.tMs
			if (tMs === null) continue
			const after = machines.step(at, step.events(at), tMs)
			edges++
			const next = wayAfter(way, step.name, at, after)
			if (next < 3 && after.line.state === 'Execute') violations.push(`Execute without CLEAR, RESET, START after ${step.name}`)
			visit({ at: after, way: next === 3 && after.line.state === 'Execute' ? 4 : next }, `${at.line.state} ${step.name}`)
		}
	}
	return { states: seen.size, edges, lineStates, heated, violations, snapshots }
}

function wayAfter(way: WayBack, step: string, before: LineMachinesSnapshot, after: LineMachinesSnapshot): WayBack {
	if (after.line.state === 'Aborted' || after.line.state === 'Aborting') return 0
	const taken = after.refused.every((r) => r.unit !== 'Line' || r.command !== step) && before.line.state !== after.line.state
	if (!taken) return way
	if (way === 0 && step === 'CLEAR') return 1
	if (way === 1 && step === 'RESET') return 2
	return way === 2 && step === 'START' ? 3 : way
}

/** What must never be, in words. */
export function wrongIn(machines: LineMachines, at: LineMachinesSnapshot): readonly string[] {
	const { parts } = machines
	const wrong: string[] = []
	const where = `${at.line.state}/${at.stations.Heating.state} ${at.stations.Heating.mode}`
	if (machines.heatersEnabled(at)) {
		if (at.webSpeedMPerS < 0.0049) wrong.push(`heaters enabled while the web is still, ${where}`)
		const sinceMs = at.board.healthyMs['purge-time']
		if (at.board.signals.purgeProved?.value !== true) wrong.push(`heaters enabled without a purge, ${where}`)
		else if (sinceMs === undefined || at.tMs - sinceMs < 60_000)
			wrong.push(`heaters enabled before the purge is proved, ${where}`)
		if (at.board.trips.length > 0) wrong.push(`heaters enabled while ${at.board.trips[0]?.id} stands, ${where}`)
		if (at.board.signals['Safety/EmergencyStopReleased']?.value === false)
			wrong.push(`heaters enabled in an emergency stop, ${where}`)
		if (['Aborted', 'Aborting', 'Stopped', 'Stopping', 'Idle'].includes(at.stations.Heating.state))
			wrong.push(`heaters enabled, ${where}`)
	}
	if (at.line.state === 'Aborted' && asksForHeat(at.stations.Heating)) wrong.push(`heat asked for in Aborted, ${where}`)
	if (at.board.signals['Safety/EmergencyStopReleased']?.value === false && !['Aborting', 'Aborted'].includes(at.line.state))
		wrong.push(`emergency stop leaves the line in ${at.line.state}`)
	if (at.webSpeedMPerS < parts.movingAboveMPerS && at.stations.Heating.mode === 'heating')
		wrong.push(`furnace heats still web, ${where}`)
	for (const [n, { state }] of (at.modules ?? []).entries()) {
		const heats = state === 'ramp' || state === 'control'
		if (heats && !machines.heatersEnabled(at)) wrong.push(`module ${n} in ${state} without its heaters enabled, ${where}`)
		if (state === 'failed' && at.line.state === 'Execute') wrong.push(`module ${n} has failed, and the line runs on`)
	}
	return wrong
}

/** What tells two states apart. Clocks only by their order: which unit is due first, and whether anything is due at all. */
function keyOf(machines: LineMachines, at: LineMachinesSnapshot): string {
	const units = [at.line, ...STATION_NAMES.map((name) => at.stations[name])]
	const due = units
		.map((u, i) => [u.context.dueMs > at.tMs ? u.context.dueMs : 0, i] as const)
		.filter(([ms]) => ms > 0)
		.sort(([a], [b]) => a - b)
		.map(([, i]) => i)
	const speed =
		at.webSpeedMPerS <= 1e-4
			? 0
			: at.webSpeedMPerS < machines.parts.movingAboveMPerS
				? 1
				: at.webSpeedMPerS < 0.0099
					? 2
					: at.webSpeedMPerS < 0.0101
						? 3
						: at.webSpeedMPerS < 0.0499
							? 4
							: 5
	const { conditions } = at.stations.Heating.context
	return [
		units.map((u) => `${u.state}.${u.mode ?? ''}`).join(' '),
		due.join(''),
		speed,
		at.shutterOpenFraction === 0 ? 0 : at.shutterOpenFraction === 1 ? 2 : 1,
		conditions.purgeProved === true,
		conditions.emittersWarm === true,
		Object.entries(at.board.signals)
			.filter(([name]) => /^(Safety|Link|Quench)\/|^Heating\/Cooling\//.test(name))
			.map(([name, s]) => `${name}=${s.value}`)
			.sort()
			.join(),
		at.board.trips.map((t) => t.id).join(),
		(at.modules ?? []).map((m) => `${m.state}${m.context.dueMs === null ? '' : '!'}${m.context.sense.deviation}`).join(),
		machines.parts.board
			.missing(at.board, at.tMs)
			.map((row) => row.id)
			.join(),
	].join('|')
}

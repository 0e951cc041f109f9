import type { LineConfig } from '@emberline/line-config'
import { interlockLimit } from '@emberline/line-config'
import { FOLLOWS, ORDERS } from '../src/line/coordinator.ts'
import type { LineMachines } from '../src/line/line-machines.ts'
import { STATION_NAMES } from '../src/port.ts'
import { createUnit, type Unit } from '../src/stations/unit-machine.ts'
import { statesOf, UNIT_MODE_NAMES } from '../src/stations/unit-modes.ts'

/** The text of docs/states.md, out of the machines and tables themselves. */
export function statesDoc(machines: LineMachines): string {
	const { line, units, config } = machines.parts
	return [
		'# States of the line',
		'Written by the test `twin/test/machines-docs.test.ts` from the machines themselves; `npx vitest run twin/test/machines-docs.test.ts -u` writes it anew.',
		'**Interlocks shown here are not the safety function.** Certified hardware is: emergency stop, temperature limiter, contactor. It acts whether this program runs or not, and no message of this program is part of it.',
		'## Every unit',
		'PackML (TR88.00.02-2022). `SC`: state complete. A command that no arrow shows is refused with its reason and changes nothing; in each state but Aborting and Aborted, ABORT leads to Aborting (left out of the picture).',
		mermaid(edgesOf(createUnit('unit', {}))),
		'## Unit modes',
		'A mode is changed in Stopped, Idle and Aborted.',
		table(
			['mode', 'does without'],
			UNIT_MODE_NAMES.map((mode) => [
				mode,
				statesOf('Production')
					.filter((s) => !statesOf(mode).includes(s))
					.join(', ') || 'nothing',
			]),
		),
		'## Modes inside the states',
		'What an arrow waits for: its time in seconds, then conditions that must hold. `end`: the state is complete.',
		...([['Line', line], ...STATION_NAMES.map((name) => [name, units[name]] as const)] as const).flatMap(([name, unit]) => [
			`### ${name}`,
			mermaid(modeEdges(unit)),
			...troubles(unit),
			...(name === 'Heating' ? ['Each heating module, for itself:', mermaid(moduleEdges(machines))] : []),
		]),
		'## Orders of the coordinator',
		'While the line is in the state on the left, a station in the state in the middle is sent the command on the right. The first row that fits counts.',
		table(
			['line', 'stations', 'orders'],
			ORDERS.map((o) => [
				o.line.join(', ') + (o.mode === undefined ? '' : ` (${o.mode})`),
				o.stations.length === STATION_NAMES.length ? 'all' : o.stations.join(', '),
				ordersInWords(o.send),
			]),
		),
		'What stations make the line do:',
		table(
			['a station in', 'line in', 'command to the line'],
			FOLLOWS.map((f) => [f.stations.join(', '), f.line.join(', '), f.command]),
		),
		'## Interlocks and permissives',
		`As on ${config.title}. A permissive is satisfied by good values only; bad and stale values trip like dangerous ones. Every row ends with the heaters off and the shutter closed within its budget.`,
		table(
			[
				'id',
				'kind',
				'cause',
				'healthy while',
				'proved for',
				'armed',
				'delay',
				'budget',
				'action',
				'stop reason',
				'latched',
				'bypass in Maintenance',
			],
			config.interlocks.map((row) => [
				row.id,
				row.kind,
				row.cause,
				needInWords(row.needs, config),
				row.kind === 'permissive' ? `${row.provedForS} s` : '',
				row.armed,
				`${row.delayS} s`,
				`${row.budgetS} s`,
				row.action,
				String(row.reason),
				row.latched,
				row.bypass === undefined ? 'nobody' : `${row.bypass.role}, at most ${row.bypass.atMostS / 60} min`,
			]),
		),
		'',
	].join('\n\n')
}

interface Edge {
	readonly from: string
	readonly to: string
	readonly by: string
}

const id = (name: string) => name.replaceAll('-', '_')
const mermaid = (edges: readonly Edge[]): string =>
	[
		'```mermaid',
		'stateDiagram-v2',
		...edges.map(({ from, to, by }) => `    ${from} --> ${to}${by === '' ? '' : `: ${by}`}`),
		'```',
	].join('\n')
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** PackML arrows as the XState machine has them. */
function edgesOf(unit: Unit): Edge[] {
	const edges: Edge[] = []
	for (const [from, node] of Object.entries(unit.machine.states)) {
		for (const [event, list] of node.transitions) {
			if (event === 'ABORT' || event === 'PLANT_STATE') continue
			for (const { target } of list)
				for (const to of target ?? []) edges.push({ from, to: to.key, by: event === 'STATE_COMPLETE' ? 'SC' : event })
		}
	}
	return edges
}

/** Arrows between a unit's own modes as the XState machine has them. */
function modeEdges(unit: Unit): Edge[] {
	const edges: Edge[] = []
	for (const [state, node] of Object.entries(unit.machine.states)) {
		const modes = Object.values(node.states)
		const name = (key: string) => `${state}_${id(key)}`
		if (modes[0] !== undefined) edges.push({ from: state, to: name(modes[0].key), by: '' })
		for (const mode of modes) {
			const [first] = mode.entry as unknown as readonly { params?: { lastsS?: number } }[]
			const lastsS = first?.params?.lastsS ?? 0
			for (const { target, guard } of mode.always ?? []) {
				const until = (guard as { params?: { until?: readonly string[] } } | undefined)?.params?.until ?? []
				const to = target?.[0]
				const by = [...(lastsS > 0 ? [`${Number(lastsS.toFixed(1))} s`] : []), ...until].join(', ')
				if (to !== undefined)
					edges.push({ from: name(mode.key), to: to.key in node.states ? name(to.key) : to.key, by: by || 'end' })
			}
			for (const [event, list] of mode.transitions)
				for (const { target } of list)
					for (const to of target ?? []) if (event !== '') edges.push({ from: name(mode.key), to: name(to.key), by: event })
		}
	}
	return edges
}

/** Arrows of one heating module; what is told of it leads on at once, and a climb ends in time or has failed. */
function moduleEdges({ parts }: LineMachines): Edge[] {
	return Object.entries(parts.module.states).flatMap(([from, node]) => {
		const [late] = node.transitions.get('TICK') ?? []
		return [...(node.always ?? []), ...(late === undefined ? [] : [late])].flatMap(({ target, guard }) =>
			(target ?? []).map((to) => ({ from: id(from), to: id(to.key), by: typeof guard === 'string' ? guard : '' })),
		)
	})
}

function troubles(unit: Unit): string[] {
	if (unit.troubles.length === 0) return []
	return [
		table(
			['while', 'the unit does', 'stop reason', 'in words'],
			unit.troubles.map((t) => [`\`${t.when}\``, t.command, String(t.reason), t.words]),
		),
	]
}

function ordersInWords(send: (typeof ORDERS)[number]['send']): string {
	const byCommand = new Map<string, string[]>()
	for (const [state, command] of Object.entries(send)) byCommand.set(command, [...(byCommand.get(command) ?? []), state])
	return [...byCommand].map(([command, states]) => `${states.join(', ')}: ${command}`).join('; ')
}

function needInWords({ signal, is, atLeast, atMost }: LineConfig['interlocks'][number]['needs'], config: LineConfig): string {
	if (is !== undefined) return `${signal} is ${is}`
	const wanted = atLeast ?? atMost
	const limit = typeof wanted === 'string' ? interlockLimit(config, wanted) : wanted
	return `${signal} ${atLeast === undefined ? 'at most' : 'at least'} ${limit === undefined ? 'no such limit here' : Number(limit.toPrecision(6))}`
}

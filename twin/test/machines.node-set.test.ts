import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { PackMlState } from '../src/port.ts'
import { COMMAND_RULES, PACKML_COMMANDS, PACKML_STATES, STATE_COMPLETE } from '../src/stations/packml.ts'

/**
 * A second source for the transitions: the PackML node set of OPC UA (OPC 30050, the model of 2015) as node-opcua-nodesets ships it. It is
 * read as data. Its machine is nested: Stopped > Running > Execute, so an edge of a superstate stands for one of each state inside.
 */
const FILE = fileURLToPath(new URL('../../node_modules/node-opcua-nodesets/nodesets/Opc.Ua.PackML.NodeSet2.xml', import.meta.url))

interface Edge {
	readonly from: string
	readonly to: string
	readonly cause: string | null
}

function transitions(): readonly Edge[] {
	const xml = readFileSync(FILE, 'utf8')
	const nodes = new Map<string, { name: string; refs: readonly (readonly [type: string, forward: boolean, to: string])[] }>()
	for (const [, attributes = '', body = ''] of xml.matchAll(
		/<UA(?:Object|Method|Variable|ObjectType) ([^>]*)>([\s\S]*?)<\/UA\w+>/g,
	)) {
		const of = (key: string) => new RegExp(`${key}="([^"]*)"`).exec(attributes)?.[1] ?? ''
		const refs = [...body.matchAll(/<Reference ([^>]*)>([^<]*)</g)].map(
			([, how = '', to = '']) =>
				[/ReferenceType="([^"]*)"/.exec(how)?.[1] ?? '', !how.includes('IsForward="false"'), to] as const,
		)
		nodes.set(of('NodeId'), { name: of('BrowseName').replace(/^\d+:/, ''), refs })
	}
	// i=2310 is TransitionType.
	const isTransition = (refs: readonly (readonly [string, boolean, string])[]) =>
		refs.some(([type, , to]) => type === 'HasTypeDefinition' && to === 'i=2310')
	return [...nodes.values()]
		.filter(({ refs }) => isTransition(refs))
		.map(({ refs }) => {
			const named = (type: string) => {
				const id = refs.find(([t, forward]) => t === type && forward)?.[2]
				return id === undefined ? null : (nodes.get(id)?.name ?? null)
			}
			return { from: named('FromState') ?? '', to: named('ToState') ?? '', cause: named('HasCause') }
		})
}

/** Superstates of the node set, and the states of the flat table inside them. */
const INSIDE_RUNNING: readonly PackMlState[] = PACKML_STATES.filter(
	(s) => !['Clearing', 'Stopped', 'Stopping', 'Aborting', 'Aborted'].includes(s),
)
const INSIDE: Readonly<Record<string, readonly PackMlState[]>> = {
	Running: INSIDE_RUNNING,
	Cleared: PACKML_STATES.filter((s) => s !== 'Aborting' && s !== 'Aborted'),
	Complete: ['Completed'],
}
/** Where an edge into a superstate comes in. */
const ENTERED: Readonly<Record<string, PackMlState>> = { Running: 'Resetting', Cleared: 'Clearing', Complete: 'Completed' }
const CAUSE: Readonly<Record<string, string>> = { ToComplete: 'COMPLETE' }

const flat = (edges: readonly Edge[]): ReadonlySet<string> =>
	new Set(
		edges.flatMap(({ from, to, cause }) =>
			(INSIDE[from] ?? [from]).map(
				(state) => `${state} > ${ENTERED[to] ?? to} by ${cause === null ? 'SC' : (CAUSE[cause] ?? cause.toUpperCase())}`,
			),
		),
	)

const ours: ReadonlySet<string> = new Set([
	...PACKML_COMMANDS.flatMap((command) =>
		COMMAND_RULES[command].from.map((from) => `${from} > ${COMMAND_RULES[command].to} by ${command}`),
	),
	...Object.entries(STATE_COMPLETE).map(([from, to]) => `${from} > ${to} by SC`),
])

/** Every difference, and why it is one. */
const ONLY_OURS: Readonly<Record<string, string>> = {
	'Held > Completing by COMPLETE': 'new in the edition of 2022: an order may be completed from Held',
	'Suspended > Completing by COMPLETE': 'new in the edition of 2022: an order may be completed from Suspended',
	'Execute > Completing by SC': 'the node set has one edge with the method ToComplete as its cause; the table has command and SC',
}
const WIDER =
	'the node set widens Hold as the standard allows; here a unit on its way ends its way first, and a trip cuts heat in any state'
const ONLY_THEIRS: Readonly<Record<string, string>> = {
	'Starting > Holding by HOLD': WIDER,
	'Unholding > Holding by HOLD': WIDER,
	'Suspending > Holding by HOLD': WIDER,
	'Unsuspending > Holding by HOLD': WIDER,
}

describe('the PackML node set of OPC UA', () => {
	it('is there, with 26 transitions', () => {
		expect(existsSync(FILE)).toBe(true)
		expect(transitions()).toHaveLength(26)
	})

	it('has 51 edges when its superstates are opened, and differs from the table in seven edges, each for a written reason', () => {
		const theirs = flat(transitions())
		const only = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].filter((edge) => !b.has(edge)).sort()
		expect(ours.size).toBe(50)
		expect(only(ours, theirs)).toEqual(Object.keys(ONLY_OURS).sort())
		expect(only(theirs, ours)).toEqual(Object.keys(ONLY_THEIRS).sort())
		expect(theirs.size).toBe(51)
		for (const why of [...Object.values(ONLY_OURS), ...Object.values(ONLY_THEIRS)]) expect(why.length).toBeGreaterThan(30)
	})
})

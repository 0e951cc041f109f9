import type { LineConfig } from '@emberline/line-config'
import { FOLLOWS, ORDERS } from '../src/line/coordinator.ts'
import type { MachineParts, MachineTables } from '../src/line/line-machines.ts'
import { type HeatingModuleState, type PackMlCommand, type PackMlState, STATION_NAMES } from '../src/port.ts'
import { MODULE_TABLE, type ModuleEdge, type ModuleTable } from '../src/stations/heating/module-machine.ts'
import { PACKML, PACKML_COMMANDS, PACKML_STATES, type PackMlTable } from '../src/stations/packml.ts'
import { createUnit, type Mode, type ModeTable, type Trouble, type Unit } from '../src/stations/unit-machine.ts'
import type { UnitName } from './machines-expected.ts'

/** One mistake in one table. */
export interface Mutant {
	readonly name: string
	readonly tables: MachineTables
	/** Interlocks of the mutant's line; undefined: as they are. */
	readonly interlocks?: LineConfig['interlocks']
}

const withCommand = (command: PackMlCommand, from: readonly PackMlState[], to: PackMlState): PackMlTable => ({
	...PACKML,
	commands: { ...PACKML.commands, [command]: { from, to } },
})

function transitionMutants(): Mutant[] {
	const commands = PACKML_COMMANDS.flatMap((command): Mutant[] => {
		const { from, to } = PACKML.commands[command]
		const lost = from.map((state) => ({
			name: `${command} not taken in ${state}`,
			tables: {
				packMl: withCommand(
					command,
					from.filter((s) => s !== state),
					to,
				),
			},
		}))
		const gained = PACKML_STATES.filter((s) => !from.includes(s)).map((state) => ({
			name: `${command} taken in ${state}`,
			tables: { packMl: withCommand(command, [...from, state], to) },
		}))
		const elsewhere = PACKML_STATES.filter((s) => s !== to).map((state) => ({
			name: `${command} leads to ${state}`,
			tables: { packMl: withCommand(command, from, state) },
		}))
		return [...lost, ...gained, ...elsewhere]
	})
	const complete = (Object.keys(PACKML.complete) as PackMlState[]).flatMap((state): Mutant[] => {
		const { [state]: to, ...others } = PACKML.complete
		const wrong = to === 'Stopped' ? 'Idle' : 'Stopped'
		return [
			{ name: `${state} never complete`, tables: { packMl: { ...PACKML, complete: others } } },
			{ name: `${state} completes to ${wrong}`, tables: { packMl: { ...PACKML, complete: { ...others, [state]: wrong } } } },
		]
	})
	return [...commands, ...complete]
}

const replaced = <T>(list: readonly T[], at: number, ...by: readonly T[]): readonly T[] => [
	...list.slice(0, at),
	...by,
	...list.slice(at + 1),
]

function orderMutants(): Mutant[] {
	const orders = ORDERS.flatMap((order, i): Mutant[] => {
		const where = `orders in ${order.line.join(', ')} ${order.mode ?? ''}`
		const without = order.stations.map((station) => ({
			name: `${where} forget ${station}`,
			tables: { orders: replaced(ORDERS, i, { ...order, stations: order.stations.filter((s) => s !== station) }) },
		}))
		const deaf = order.line.map((state) => ({
			name: `${where} not given in ${state}`,
			tables: { orders: replaced(ORDERS, i, { ...order, line: order.line.filter((s) => s !== state) }) },
		}))
		return [{ name: `${where} are gone`, tables: { orders: replaced(ORDERS, i) } }, ...without, ...deaf]
	})
	const follows = FOLLOWS.flatMap((follow, i): Mutant[] => {
		const where = `${follow.command} of the line`
		return [
			{ name: `no ${where}`, tables: { follows: replaced(FOLLOWS, i) } },
			{
				name: `${where} is a STOP`,
				tables: { follows: replaced(FOLLOWS, i, { ...follow, command: follow.command === 'STOP' ? 'HOLD' : 'STOP' }) },
			},
			...follow.stations.map((state) => ({
				name: `${where} not for a station in ${state}`,
				tables: { follows: replaced(FOLLOWS, i, { ...follow, stations: follow.stations.filter((s) => s !== state) }) },
			})),
		]
	})
	return [...orders, ...follows]
}

function interlockMutants(rows: LineConfig['interlocks']): Mutant[] {
	return rows.flatMap((row, i): Mutant[] => {
		const as = (name: string, change: Partial<typeof row>): Mutant => ({
			name: `${row.id} ${name}`,
			tables: {},
			interlocks: [...replaced(rows, i, { ...row, ...change })],
		})
		const { signal, atLeast, atMost, is } = row.needs
		const turned =
			is !== undefined ? { signal, is: !is } : atLeast !== undefined ? { signal, atMost: atLeast } : { signal, atLeast: atMost }
		const all = [
			{ name: `${row.id} is gone`, tables: {}, interlocks: [...replaced(rows, i)] },
			as('looks the wrong way', { needs: turned as typeof row.needs }),
			as('looks at another signal', { needs: { ...row.needs, signal: 'Heating/Chamber/Pressure' } }),
		]
		const wrong = [
			...all,
			as('promises more time', { budgetS: row.budgetS + 2 }),
			as('promises less time', { budgetS: row.budgetS - 2 }),
			as('gives another reason', { reason: 666 }),
		]
		if (row.kind === 'permissive')
			return [
				...wrong,
				as('needs more time', { provedForS: row.provedForS + 1 }),
				...(row.provedForS === 0 ? [] : [as('needs no time', { provedForS: 0 })]),
			]
		const latches = (['no', 'clear', 'clear-on-site'] as const).filter((latched) => latched !== row.latched)
		return [
			...wrong,
			...(row.delayS === 0 ? [] : [as('acts early', { delayS: row.delayS - 1 })]),
			as('acts late', { delayS: row.delayS + 1 }),
			as('is a permissive', { kind: 'permissive' }),
			as('only refuses', { action: 'refuse-enable' }),
			...latches.map((latched) => as(`is latched ${latched}`, { latched })),
			as('is armed otherwise', { armed: row.armed === 'always' ? 'heating' : 'always' }),
		]
	})
}

/** One mistake in the modes or troubles of one unit. */
function unitMutants(unitOf: (name: UnitName) => Unit): Mutant[] {
	return (['Line', ...STATION_NAMES] as const).flatMap((name): Mutant[] => {
		const { id, modes, troubles } = unitOf(name)
		const as = (what: string, own: ModeTable, of: readonly Trouble[] = troubles): Mutant => ({
			name: `${name} ${what}`,
			tables: { units: { [name]: createUnit(id, own, of) } },
		})
		const ofModes = (Object.keys(modes) as PackMlState[]).flatMap((state) =>
			(modes[state] ?? []).flatMap((mode, n, all) => {
				const change = (what: string, ...by: readonly Mode[]) =>
					as(`${state} ${mode.name} ${what}`, { ...modes, [state]: replaced(all, n, ...by) })
				const { on, lastsS = 0, until = [], stays } = mode
				const waits = stays !== true
				const isMeant = all.some((one) => one.leadsTo === mode.name || Object.values(one.on ?? {}).includes(mode.name))
				return [
					...(isMeant ? [] : [change('has another name', { ...mode, name: 'other' })]),
					...(waits
						? [change('lasts a second longer', { ...mode, lastsS: lastsS + 1 }), change('stays', { ...mode, stays: true })]
						: []),
					...(waits && lastsS > 0 ? [change('lasts a second less', { ...mode, lastsS: lastsS - 1 })] : []),
					...until.map((one) => change(`does not wait for ${one}`, { ...mode, until: until.filter((u) => u !== one) })),
					...Object.keys(on ?? {}).map((event) => {
						const { on: _, ...deaf } = mode
						return change(`is deaf to ${event}`, deaf)
					}),
				]
			}),
		)
		const ofTroubles = troubles.flatMap((trouble, n) => {
			const change = (what: string, ...by: readonly Trouble[]) =>
				as(`${trouble.when} ${what}`, modes, replaced(troubles, n, ...by))
			return [
				change('is no trouble'),
				change('asks otherwise', { ...trouble, command: trouble.command === 'HOLD' ? 'SUSPEND' : 'HOLD' }),
				change('gives another reason', { ...trouble, reason: 666 }),
			]
		})
		return [...ofModes, ...ofTroubles]
	})
}

const MODULE_STATES = Object.keys(MODULE_TABLE.edges) as HeatingModuleState[]

/** One mistake in how a heating module goes on. */
function moduleMutants(): Mutant[] {
	const as = (name: string, change: Partial<ModuleTable>): Mutant => ({
		name: `module ${name}`,
		tables: { module: { ...MODULE_TABLE, ...change } },
	})
	const edges = MODULE_STATES.flatMap((state) =>
		MODULE_TABLE.edges[state].flatMap((edge, n, all) => {
			const change = (what: string, ...by: readonly ModuleEdge[]) =>
				as(`${state} ${edge.guard} ${what}`, { edges: { ...MODULE_TABLE.edges, [state]: replaced(all, n, ...by) } })
			// From where the same guard leads on to where it should, nobody sees a difference.
			const goesOn = (to: HeatingModuleState) =>
				MODULE_TABLE.edges[to].some(({ guard, to: then }) => guard === edge.guard && then === edge.to)
			const others = MODULE_STATES.filter((to) => to !== edge.to && to !== state && !goesOn(to))
			const { climb, ...resting } = edge
			return [
				change('leads nowhere'),
				...others.map((to) => change(`leads to ${to}`, { ...edge, to })),
				...(climb === undefined
					? []
					: [
							change('waits for nothing', resting),
							change('waits otherwise', { ...edge, climb: climb === 'heatUp' ? 'regain' : 'heatUp' }),
						]),
			]
		}),
	)
	return [
		...edges,
		as('has the time of the ramp alone', { climbFactor: 1 }),
		as('has three times that of the ramp', { climbFactor: 3 }),
		as('has a second more', { climbMoreS: MODULE_TABLE.climbMoreS + 1 }),
		as('has a second less', { climbMoreS: MODULE_TABLE.climbMoreS - 1 }),
		as('is off when it is late', { late: 'off' }),
		as('controls when it is late', { late: 'control' }),
	]
}

export type MutantKind = 'transitions' | 'orders' | 'interlocks' | 'units' | 'modules'

/** Every mutant, those of each table together. */
export const mutantsOf = ({ config, unitOf }: MachineParts): Readonly<Record<MutantKind, readonly Mutant[]>> => ({
	transitions: transitionMutants(),
	orders: orderMutants(),
	interlocks: interlockMutants(config.interlocks),
	units: unitMutants(unitOf),
	modules: moduleMutants(),
})

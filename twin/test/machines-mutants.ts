import type { LineConfig } from '@emberline/line-config'
import { FOLLOWS, ORDERS } from '../src/line/coordinator.ts'
import type { MachineTables } from '../src/line/line-machines.ts'
import type { PackMlCommand, PackMlState } from '../src/port.ts'
import { PACKML, PACKML_COMMANDS, PACKML_STATES, type PackMlTable } from '../src/stations/packml.ts'

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
		if (row.kind === 'permissive') return row.provedForS === 0 ? all : [...all, as('needs no time', { provedForS: 0 })]
		return [
			...all,
			as('acts late', { delayS: row.delayS + 1 }),
			as('is a permissive', { kind: 'permissive' }),
			as('only refuses', { action: 'refuse-enable' }),
			as('is latched otherwise', { latched: row.latched === 'clear' ? 'no' : 'clear' }),
			as('gives another reason', { reason: 666 }),
			as('is armed otherwise', { armed: row.armed === 'always' ? 'heating' : 'always' }),
		]
	})
}

/** Every mutant, those of each table together. */
export const mutantsOf = (config: LineConfig): Readonly<Record<'transitions' | 'orders' | 'interlocks', readonly Mutant[]>> => ({
	transitions: transitionMutants(),
	orders: orderMutants(),
	interlocks: interlockMutants(config.interlocks),
})

/** So many of a list, drawn without putting back by a seed (xorshift, 32 bits). */
export function drawn<T>(list: readonly T[], count: number, seed: number): readonly T[] {
	const pool = [...list]
	let x = seed | 0 || 1
	return Array.from({ length: Math.min(count, list.length) }, () => {
		x ^= x << 13
		x ^= x >>> 17
		x ^= x << 5
		return pool.splice((x >>> 0) % pool.length, 1)[0] as T
	})
}

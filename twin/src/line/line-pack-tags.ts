import type { LineConfig } from '@emberline/line-config'
import {
	type CommandTags,
	NO_TAGS,
	noTimes,
	type PackTimes,
	type TagValue,
	tagsIn,
	tagsOut,
	timesAfter,
} from '../stations/pack-tags.ts'
import { equipmentInterlock } from './coordinator.ts'
import type { LineMachineEvent, LineMachinesSnapshot } from './line-machines.ts'
import {
	alarmsOf,
	alarmTags,
	countTags,
	historyAfter,
	NO_SUMS,
	PACK_UNITS,
	type PackAlarm,
	type PackSums,
	type PackTold,
	type PackUnit,
	parameterTags,
	recipeTags,
	stopReasonTags,
	sumsAfter,
} from './pack-arrays.ts'

/** PackTags of the line and its stations, out of their machines and into them. */

/** What is kept of one unit from frame to frame. */
interface UnitBook {
	readonly times: PackTimes
	readonly sums: PackSums
	/** The sums when the line was last reset. */
	readonly reset: PackSums
	readonly alarms: readonly PackAlarm[]
	readonly history: readonly PackAlarm[]
}

/**
 * Status and Admin tags of all units by their full name (`Heating/Status/StateCurrent`), with the time that each unit has spent in its modes
 * and states and what it has counted since this began. Its time is that of the machines. What the machines do not know (counts, parameters,
 * alarms, recipe) is told where it is given with them.
 */
export class LinePackTags {
	readonly #config: LineConfig
	readonly #books = new Map<PackUnit, UnitBook>()
	#at: LineMachinesSnapshot | null = null
	#told: PackTold | null = null

	constructor(config: LineConfig) {
		this.#config = config
	}

	/** The machines have come to here; whatever they did since the last call counts for the states that they were in then. */
	take(at: LineMachinesSnapshot, told: PackTold | null = null): void {
		const resets = at.line.state === 'Resetting' && this.#at?.line.state !== 'Resetting'
		for (const unit of PACK_UNITS) this.#books.set(unit, this.#bookAfter(unit, at, told, resets))
		this.#at = at
		this.#told = told
	}

	#bookAfter(unit: PackUnit, at: LineMachinesSnapshot, told: PackTold | null, resets: boolean): UnitBook {
		const before = this.#books.get(unit) ?? { times: noTimes(at.tMs), sums: NO_SUMS, reset: NO_SUMS, alarms: [], history: [] }
		const [was, frame] = [this.#at, this.#told?.frame]
		const times = was === null ? before.times : timesAfter(before.times, unitOf(was, unit), at.tMs)
		if (told === null) return { ...before, times }
		const sums = was === null || frame === undefined ? before.sums : sumsAfter(before.sums, unit, was, frame, told.frame)
		const alarms = alarmsOf(unit, told.frame, this.#config)
		return {
			times,
			sums,
			reset: resets ? sums : before.reset,
			alarms,
			history: historyAfter(before.history, before.alarms, alarms),
		}
	}

	/** As of the last `take`; empty before the first. */
	tags(): ReadonlyMap<string, TagValue> {
		const at = this.#at
		if (at === null) return new Map()
		return new Map(
			PACK_UNITS.flatMap((unit) => {
				const book = this.#books.get(unit)
				const tags = {
					...tagsOut(unitOf(at, unit), {
						tMs: at.tMs,
						times: book?.times ?? noTimes(at.tMs),
						...(this.#told !== null && { requested: this.#told.requested }),
						machSpeedMPerS: at.runSpeedMPerS,
						curMachSpeedMPerS: at.webSpeedMPerS,
						machDesignSpeedMPerS: this.#config.web.speedMaxMPerS,
						equipment: unit === 'Line' ? lineEnds(at) : equipmentInterlock(unit, at.stations),
					}),
					...(this.#told !== null && book !== undefined ? this.#arrays(unit, at, book, this.#told) : {}),
				}
				return Object.entries(tags).map(([name, value]) => [`${unit}/${name}`, value] as const)
			}),
		)
	}

	#arrays(unit: PackUnit, at: LineMachinesSnapshot, book: UnitBook, told: PackTold): Readonly<Record<string, TagValue>> {
		const { stopReason, sinceMs } = unitOf(at, unit).context
		return {
			...countTags(unit, book.sums, book.reset),
			...parameterTags(unit, this.#config, told.controls),
			...alarmTags(book.alarms, book.history),
			...stopReasonTags(stopReason, sinceMs),
			...recipeTags(told.frame, at),
		}
	}
}

const unitOf = (at: LineMachinesSnapshot, unit: PackUnit) => (unit === 'Line' ? at.line : at.stations[unit])

/** The line itself is starved where no web comes in, and blocked where no product goes out. */
const lineEnds = ({ stations }: LineMachinesSnapshot) => ({
	starved: stations.Feed.context.conditions.starved === true,
	blocked: stations.Wash.context.conditions.blocked === true,
})

const COMMAND = 'Line/Command/'

/** Whether a W tag is one of PackML's own, which acts on an edge. */
export const isCommandTag = (tag: string): boolean => tag.startsWith(COMMAND)

/**
 * What one write of a command tag makes of the machines, given all that has been written before it (numbers; bits as 0 and 1). A request acts
 * on its rising edge, with the command and the mode that stand then; a mode is asked for where another than that in force is written.
 */
export function commandTagEvents(
	written: Readonly<Record<string, number>>,
	tag: string,
	value: number,
	unitMode: number,
): { readonly events: readonly LineMachineEvent[]; readonly mistake: string | null } {
	const before = commandTags(written, unitMode)
	const after = commandTags({ ...written, [tag]: value }, unitMode)
	const orders = tagsIn(before, after)
	const unknown = orders.find((order) => order.kind === 'unknown-command')
	const events = orders.flatMap((order): LineMachineEvent[] => {
		switch (order.kind) {
			case 'command':
				return [{ kind: 'command', command: order.command, from: 'remote' }]
			case 'mode':
				return [{ kind: 'mode', unit: 'Line', number: order.number }]
			case 'speed':
				return [{ kind: 'run-speed', webSpeedMPerS: order.webSpeedMPerS }]
			default:
				return []
		}
	})
	return {
		events,
		mistake: unknown === undefined ? null : `${COMMAND}CntrlCmd: found ${unknown.number}, expected a PackML command 1 to 10`,
	}
}

/** One request bit serves command and mode on this line. */
function commandTags(written: Readonly<Record<string, number>>, unitMode: number): CommandTags {
	const of = (name: string) => written[`${COMMAND}${name}`] ?? 0
	const request = of('CmdChangeRequest') !== 0
	return {
		...NO_TAGS,
		UnitMode: of('UnitMode'),
		UnitModeChangeRequest: request && of('UnitMode') !== 0 && of('UnitMode') !== unitMode,
		MachSpeed: of('MachSpeed'),
		CntrlCmd: of('CntrlCmd'),
		CmdChangeRequest: request && of('CntrlCmd') !== 0,
	}
}

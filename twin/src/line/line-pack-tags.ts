import type { LineConfig } from '@emberline/line-config'
import type { StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
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

/** PackTags of the line and its stations, out of their machines and into them. */

type UnitName = StationName | 'Line'
const UNITS: readonly UnitName[] = ['Line', ...STATION_NAMES]

/**
 * Status and Admin tags of all units by their full name (`Heating/Status/StateCurrent`), with the time that each unit has spent in its modes
 * and states since this began. Its time is that of the machines.
 */
export class LinePackTags {
	readonly #config: LineConfig
	readonly #times = new Map<UnitName, PackTimes>()
	#at: LineMachinesSnapshot | null = null

	constructor(config: LineConfig) {
		this.#config = config
	}

	/** The machines have come to here; whatever they did since the last call counts for the states that they were in then. */
	take(at: LineMachinesSnapshot): void {
		for (const unit of UNITS) {
			const times = this.#times.get(unit) ?? noTimes(at.tMs)
			this.#times.set(unit, this.#at === null ? times : timesAfter(times, unitOf(this.#at, unit), at.tMs))
		}
		this.#at = at
	}

	/** As of the last `take`; empty before the first. */
	tags(): ReadonlyMap<string, TagValue> {
		const at = this.#at
		if (at === null) return new Map()
		return new Map(
			UNITS.flatMap((unit) => {
				const tags = tagsOut(unitOf(at, unit), {
					tMs: at.tMs,
					times: this.#times.get(unit) ?? noTimes(at.tMs),
					machSpeedMPerS: at.runSpeedMPerS,
					curMachSpeedMPerS: at.webSpeedMPerS,
					machDesignSpeedMPerS: this.#config.web.speedMaxMPerS,
					equipment: unit === 'Line' ? lineEnds(at) : equipmentInterlock(unit, at.stations),
				})
				return Object.entries(tags).map(([name, value]) => [`${unit}/${name}`, value] as const)
			}),
		)
	}
}

const unitOf = (at: LineMachinesSnapshot, unit: UnitName) => (unit === 'Line' ? at.line : at.stations[unit])

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

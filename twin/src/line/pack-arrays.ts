import { type LineConfig, stopReasonWords, tagsOfLine } from '@emberline/line-config'
import type { ActiveAlarm, LineFrame, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import type { TagValue } from '../stations/pack-tags.ts'
import type { LineMachinesSnapshot } from './line-machines.ts'
import type { LineControls } from './model-port.ts'

/**
 * The arrays of PackTags (TR88.00.02-2022): counts, parameters, alarms. On the wire each member of an array's structure is an array of its own, entry
 * by entry: `Admin/Alarm/ID`, `Admin/Alarm/Message` and so on.
 */

export type PackUnit = StationName | 'Line'

/** What the machines do not know: the twin's frame, what it is set to, and what was asked of it. */
export interface PackTold {
	readonly frame: LineFrame
	readonly controls: LineControls
	/** As they stand in the command tags; 0: nothing. */
	readonly requested: { readonly unitMode: number; readonly command: number }
}

type CountName = 'ProdConsumedCount' | 'ProdProcessedCount' | 'ProdDefectiveCount'
interface Counted {
	readonly tag: CountName
	readonly name: string
	readonly unit: string
	/** Whole of it so far. */
	readonly of: (sums: PackSums) => number
}

/** Web that ran while each unit was in Execute, web lost and powder at the scale, since the start. */
export interface PackSums {
	readonly ranM: number
	readonly processedM: number
	readonly defectiveM: number
	readonly productG: number
}
export const NO_SUMS: PackSums = { ranM: 0, processedM: 0, defectiveM: 0, productG: 0 }

const WEB = { name: 'web', unit: 'm' } as const
const COUNTS: Readonly<Record<PackUnit, readonly Counted[]>> = {
	Line: [
		{ tag: 'ProdConsumedCount', ...WEB, of: (s) => s.ranM },
		{ tag: 'ProdProcessedCount', ...WEB, of: (s) => s.processedM },
		{ tag: 'ProdDefectiveCount', ...WEB, of: (s) => s.defectiveM },
	],
	Feed: [
		{ tag: 'ProdConsumedCount', ...WEB, of: (s) => s.ranM },
		{ tag: 'ProdProcessedCount', ...WEB, of: (s) => s.processedM },
	],
	Drying: [{ tag: 'ProdProcessedCount', ...WEB, of: (s) => s.processedM }],
	Heating: [
		{ tag: 'ProdProcessedCount', ...WEB, of: (s) => s.processedM },
		{ tag: 'ProdDefectiveCount', ...WEB, of: (s) => s.defectiveM },
	],
	Quench: [{ tag: 'ProdProcessedCount', ...WEB, of: (s) => s.processedM }],
	Wash: [
		{ tag: 'ProdConsumedCount', ...WEB, of: (s) => s.processedM },
		{ tag: 'ProdProcessedCount', name: 'powder', unit: 'g', of: (s) => s.productG },
	],
}

/** How far the web must leap for it to be another roll or another reading of the encoder, m. */
const LEAP_M = 10

/** The sums after a frame. `before`: the frame that the twin had then. */
export function sumsAfter(
	sums: PackSums,
	unit: PackUnit,
	machines: LineMachinesSnapshot,
	before: LineFrame,
	now: LineFrame,
): PackSums {
	const ran = now.webPositionM - before.webPositionM
	const m = ran > 0 && ran < LEAP_M ? ran : 0
	const { state } = unit === 'Line' ? machines.line : machines.stations[unit]
	return {
		ranM: sums.ranM + m,
		processedM: sums.processedM + (state === 'Execute' ? m : 0),
		defectiveM: sums.defectiveM + Math.max(0, now.scrapM - before.scrapM),
		productG: sums.productG + Math.max(0, now.productG - before.productG),
	}
}

/** Counts of a unit; `reset`: its sums when the line was last reset. */
export function countTags(unit: PackUnit, sums: PackSums, reset: PackSums): Readonly<Record<string, TagValue>> {
	const tags: Record<string, TagValue> = {}
	for (const tag of ['ProdConsumedCount', 'ProdProcessedCount', 'ProdDefectiveCount'] as const) {
		const of = COUNTS[unit].filter((counted) => counted.tag === tag)
		tags[`Admin/${tag}/ID`] = of.map((_, n) => n + 1)
		tags[`Admin/${tag}/Name`] = of.map(({ name }) => name)
		tags[`Admin/${tag}/Unit`] = of.map(({ unit: its }) => its)
		tags[`Admin/${tag}/Count`] = of.map((counted) => rounded(counted.of(sums) - counted.of(reset)))
		tags[`Admin/${tag}/AccCount`] = of.map((counted) => rounded(counted.of(sums)))
	}
	return tags
}

const rounded = (value: number) => Math.round(value * 1000) / 1000

/** What a unit is set to, by the plant's own tags, in their units. */
export function parameterTags(unit: PackUnit, config: LineConfig, controls: LineControls): Readonly<Record<string, TagValue>> {
	const known = parametersOf(unit, controls)
	const units = new Map(tagsOfLine(config).map((tag) => [tag.name, tag.unit]))
	return {
		'Status/Parameter/ID': known.map((_, n) => n + 1),
		'Status/Parameter/Name': known.map(([name]) => name),
		'Status/Parameter/Unit': known.map(([name]) => units.get(name) ?? '-'),
		'Status/Parameter/Value': known.map(([, value]) => rounded(value)),
	}
}

function parametersOf(unit: PackUnit, controls: LineControls): readonly (readonly [tag: string, value: number])[] {
	const each = (values: readonly number[], tag: (n: number) => string) => values.map((value, n) => [tag(n + 1), value] as const)
	switch (unit) {
		case 'Line':
			return [['Line/Command/MachSpeed', controls.webSpeedMPerS * 1000]]
		case 'Feed':
			return [['Feed/Screw/SpeedSetpoint', controls.screwRevPerS * 60]]
		case 'Drying':
			return each(controls.dryerAirK, (n) => `Drying/Zone${n}/AirTemperatureSetpoint`)
		case 'Heating':
			return each(controls.emitterSetpointK, (n) => `Heating/Zone${n}/EmitterSetpoint`)
		case 'Quench':
			return [['Quench/Gas/FlowSetpoint', controls.quenchGasM3PerS * 60_000]]
		case 'Wash':
			return [['Wash/FreshWater/FlowSetpoint', controls.freshWaterM3PerS * 60_000]]
	}
}

/** One entry of Alarm, Warning or AlarmHistory. Acknowledgement is the screen's, so there is no AckDateTime. */
export interface PackAlarm {
	readonly key: string
	/** Stop reason of a trip; of others a number of their name that stays the same. */
	readonly id: number
	readonly value: number
	readonly message: string
	/** Priority: 1 to 3. */
	readonly category: number
	/** When it began, plant time. */
	readonly tMs: number
}

/** Entries at most in each array. */
const MOST = 16

/** What stands against a unit now: trips of the interlock table, limits and diagnoses. */
export function alarmsOf(unit: PackUnit, { alarms, interlocks }: LineFrame, config: LineConfig): readonly PackAlarm[] {
	const trips = (interlocks?.trips ?? []).flatMap(({ id, cause, causeMs }): PackAlarm[] => {
		const row = config.interlocks.find((one) => one.id === id)
		if (row?.station !== unit) return []
		const category = row.action === 'hold-station' ? 2 : 1
		return [{ key: `trip/${id}`, id: row.reason, value: 0, message: cause, category, tMs: causeMs }]
	})
	const others = alarms.filter(({ station }) => station === unit).map(alarmEntry)
	return [...trips, ...others].sort((a, b) => a.category - b.category || a.tMs - b.tMs)
}

const alarmEntry = ({ id, value, words, priority, sinceMs }: ActiveAlarm): PackAlarm => ({
	key: id,
	id: numberOf(id),
	value: value ?? 0,
	message: words,
	category: priority,
	tMs: sinceMs,
})

/** FNV-1a, 31 bits, beyond all stop reasons. */
function numberOf(name: string): number {
	let hash = 0x811c9dc5
	for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
	return 1000 + ((hash >>> 1) % 2_000_000_000)
}

/** `Alarm` has what asks for somebody (priority 1 and 2), `Warning` what does not. */
export function alarmTags(now: readonly PackAlarm[], history: readonly PackAlarm[]): Readonly<Record<string, TagValue>> {
	const array = (name: string, all: readonly PackAlarm[], trigger: boolean): Record<string, TagValue> => {
		const entries = all.slice(0, MOST)
		return {
			[`Admin/${name}/Trigger`]: entries.map(() => trigger),
			[`Admin/${name}/ID`]: entries.map(({ id }) => id),
			[`Admin/${name}/Value`]: entries.map(({ value }) => value),
			[`Admin/${name}/Message`]: entries.map(({ message }) => message),
			[`Admin/${name}/Category`]: entries.map(({ category }) => category),
			[`Admin/${name}/DateTime`]: entries.map(({ tMs }) => tMs),
		}
	}
	return {
		...array(
			'Alarm',
			now.filter(({ category }) => category < 3),
			true,
		),
		...array(
			'Warning',
			now.filter(({ category }) => category >= 3),
			true,
		),
		...array('AlarmHistory', history, false),
	}
}

/** The newest first; what has gone from one frame to the next. */
export const historyAfter = (
	history: readonly PackAlarm[],
	before: readonly PackAlarm[],
	now: readonly PackAlarm[],
): readonly PackAlarm[] => {
	const gone = before.filter(({ key }) => !now.some((one) => one.key === key))
	return gone.length === 0 ? history : [...gone, ...history].slice(0, MOST)
}

/** The stop reason beside its number: what it says, since when, and of which hundred it is. */
export function stopReasonTags(code: number, sinceMs: number): Readonly<Record<string, TagValue>> {
	return {
		'Admin/StopReason/Message': stopReasonWords(code),
		'Admin/StopReason/Category': Math.floor(code / 100),
		'Admin/StopReason/DateTime': sinceMs,
	}
}

/** The recipe in force and whether it is being changed. */
export function recipeTags(frame: LineFrame, { change, line }: LineMachinesSnapshot): Readonly<Record<string, TagValue>> {
	const planned = frame.plan?.item?.recipe ?? frame.recipe
	const changes = change?.what === 'recipe' || (line.state !== 'Execute' && line.context.stopReason === 102)
	return {
		'Status/RecipeCurrent': frame.recipe,
		'Status/RecipeRequested': planned,
		'Status/RecipeChangeInProcess': changes,
	}
}

export const PACK_UNITS: readonly PackUnit[] = ['Line', ...STATION_NAMES]

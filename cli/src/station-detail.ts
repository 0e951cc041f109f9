import type { DetailGroup, DetailValue, DisplayModel, Indicator, StationDetail, TrendPen } from '@emberline/hmi'
import {
	alarmGuideOf,
	interlockLimit,
	type LineConfig,
	PACKML_STATE_NUMBER,
	type TagDefinition,
	tagsOfLine,
	UNIT_MODE_NUMBER,
} from '@emberline/line-config'
import { COMMAND_RULES, SOFT_ESTIMATES, type StationName } from '@emberline/twin'

/** What a station's own display shows, made from the tags of the line: zones, plates and stages beside each other. */
export function stationDetail(line: LineConfig, station: StationName, indicators: readonly Indicator[]): StationDetail {
	const tags = tagsOfLine(line).filter(({ device, name }) => device === station && !isMachine(name))
	return {
		groups: groupsOf(line, station, tags),
		interlocks: interlocksOf(line, station),
		trends: indicators.flatMap((one) => penOf(one) ?? []).slice(0, MOST_TRENDS),
		hasModules: station === 'Heating',
	}
}

/** Every number of the plant and of the twin that has a course over time; ranges and limits where an indicator has them. */
export function trendPens(line: LineConfig, indicators: readonly Indicator[]): readonly TrendPen[] {
	const known = new Map(indicators.flatMap((one) => penOf(one) ?? []).map((pen) => [pen.series, pen]))
	const ofTags = tagsOfLine(line)
		.filter(({ type, unit }) => type === 'Double' && unit !== 'enum' && unit !== 'code')
		.map(({ name, unit, decimals }) => ({ series: name, unit, decimals }))
	const ofTwin = SOFT_ESTIMATES.map((name) => ({ series: `soft/${name}`, ...SOFT_UNITS[name] }))
	return [...ofTags, ...ofTwin].map((pen): TrendPen => ({ ...known.get(pen.series), ...pen, label: pen.series }))
}

/** PackML commands by the states that take them. */
export function commandsInStates(): NonNullable<DisplayModel['commandsIn']> {
	const commands = Object.keys(COMMAND_RULES) as (keyof typeof COMMAND_RULES)[]
	const states = Object.keys(PACKML_STATE_NUMBER) as (keyof typeof PACKML_STATE_NUMBER)[]
	return Object.fromEntries(
		states.map((state) => [state, commands.filter((command) => COMMAND_RULES[command].from.includes(state))]),
	)
}

export const unitMode: NonNullable<DisplayModel['unitMode']> = {
	tag: 'Line/Status/UnitModeCurrent',
	names: Object.fromEntries(Object.entries(UNIT_MODE_NUMBER).map(([name, number]) => [number, name])),
}

const SOFT_UNITS: Readonly<Record<(typeof SOFT_ESTIMATES)[number], { readonly unit: string; readonly decimals: number }>> = {
	peakK: { unit: 'K', decimals: 0 },
	heatRateKPerS: { unit: 'K/s', decimals: 0 },
	quenchRateKPerS: { unit: 'K/s', decimals: 0 },
	tAboveS: { unit: 's', decimals: 1 },
	doseEqS: { unit: 's', decimals: 2 },
	sizeNm: { unit: 'nm', decimals: 1 },
	residualNaClWtpct: { unit: '%', decimals: 2 },
	moisturePct: { unit: '%', decimals: 1 },
	netGPerH: { unit: 'g/h', decimals: 0 },
	furnaceGPerH: { unit: 'g/h', decimals: 0 },
	kWhPerKg: { unit: 'kWh/kg', decimals: 1 },
}

const MOST_TRENDS = 4

/** States and commands have places of their own. */
const isMachine = (name: string): boolean => /^[^/]+\/(Status|Admin|Command)\//.test(name)

/** A set-point tag stands beside what it is for: `Flow` and `FlowSetpoint`, `EmitterTemperature` and `EmitterSetpoint`. */
const measuredOf = (setpoint: string): readonly string[] => {
	const stem = setpoint.slice(0, -'Setpoint'.length)
	return [stem, `${stem}Temperature`]
}

interface Placed {
	readonly tag: TagDefinition
	/** `Zone` and `1` of `Heating/Zone1/Power`; no member where there is only one. */
	readonly group: string
	readonly member: string
	readonly quantity: string
}

function placed(tag: TagDefinition): Placed {
	const [, where = '', quantity = where] = tag.name.split('/')
	const [, group = where, member = ''] = /^(.*?)(\d*)$/.exec(where) ?? []
	return { tag, group, member, quantity }
}

function groupsOf(line: LineConfig, station: StationName, tags: readonly TagDefinition[]): readonly DetailGroup[] {
	const names = new Set(tags.map(({ name }) => name))
	const setpointOf = new Map<string, TagDefinition>()
	for (const tag of tags) {
		if (!tag.name.endsWith('Setpoint')) continue
		const own = measuredOf(tag.name).find((name) => names.has(name))
		if (own !== undefined) setpointOf.set(own, tag)
	}
	const setpoints = new Set([...setpointOf.values()].map(({ name }) => name))
	const all = tags.filter(({ name }) => !setpoints.has(name)).map(placed)
	const single: Placed[] = []
	const groups: DetailGroup[] = []
	for (const title of new Set(all.map(({ group }) => group))) {
		const every = all.filter(({ group }) => group === title)
		const numbered = every.filter(({ member }) => member !== '')
		const own = numbered.length > 0 ? numbered : every
		if (numbered.length > 0) single.push(...every.filter(({ member }) => member === ''))
		if (own.length === 1) single.push(...own)
		else groups.push(groupOf(line, spaced(title), own, setpointOf))
	}
	if (single.length === 0) return groups
	const rest = single.map((one) => ({ ...one, quantity: one.group + one.quantity, member: '' }))
	return [...groups, groupOf(line, station, rest, setpointOf)]
}

function groupOf(
	line: LineConfig,
	title: string,
	own: readonly Placed[],
	setpointOf: ReadonlyMap<string, TagDefinition>,
): DetailGroup {
	const members = [...new Set(own.map(({ member }) => member))]
	const quantities = [...new Set(own.map(({ quantity }) => quantity))]
	return {
		title,
		members: members.filter((member) => member !== ''),
		rows: quantities.map((quantity) => ({
			label: spaced(quantity),
			cells: members.map((member) => {
				const found = own.find((one) => one.member === member && one.quantity === quantity)
				return found === undefined ? null : detailOf(line, found.tag, setpointOf.get(found.tag.name))
			}),
		})),
	}
}

function detailOf(line: LineConfig, tag: TagDefinition, setpoint: TagDefinition | undefined): DetailValue {
	const accepted = setpoint?.acceptedRange ?? tag.acceptedRange
	return {
		tag: tag.name,
		...(setpoint !== undefined && { setpointTag: setpoint.name }),
		...(accepted !== undefined && { accepted }),
		...limitsOf(line, tag.name),
	}
}

/** Where interlocks act on a tag, in its unit; the first row of the table that has one counts. */
function limitsOf(line: LineConfig, tag: string): Pick<DetailValue, 'low' | 'high' | 'limitFrom'> {
	for (const { id, needs } of line.interlocks) {
		if (!new RegExp(`^${needs.signal.replaceAll('*', '\\d+')}$`).test(tag)) continue
		const number = (limit: typeof needs.atLeast) => short(typeof limit === 'string' ? interlockLimit(line, limit) : limit)
		const low = number(needs.atLeast)
		const high = number(needs.atMost)
		if (low === undefined && high === undefined) continue
		return { ...(low !== undefined && { low }), ...(high !== undefined && { high }), limitFrom: id }
	}
	return {}
}

/** Nine digits: 20 L/min came here by way of m3/s. */
const short = (x: number | undefined) => (x === undefined ? undefined : Number(x.toPrecision(9)))

function interlocksOf(line: LineConfig, station: StationName): StationDetail['interlocks'] {
	const { rows } = alarmGuideOf(line)
	const wordsOf = (id: string, kind: string, cause: string) => {
		const like =
			kind === 'trip' ? rows.find((row) => new RegExp(`^${row.for.replaceAll('*', '.*')}$`).test(`trip/${id}`)) : undefined
		return like?.words ?? { en: cause, de: cause, ja: cause }
	}
	return line.interlocks
		.filter((row) => row.station === station || row.station === 'Line')
		.map(({ id, kind, cause }) => ({ id, kind, words: wordsOf(id, kind, cause) }))
}

function penOf({ label, source, unit, decimals, normal, low, high }: Indicator): TrendPen | undefined {
	if ('deviations' in source) {
		// A difference has no history of its own: the first of its tags has.
		const [first] = source.deviations
		return first === undefined ? undefined : { series: first[0], label: first[0], unit, decimals }
	}
	const series = 'tag' in source ? source.tag : 'soft' in source ? `soft/${source.soft}` : undefined
	if (series === undefined) return undefined
	return {
		series,
		label,
		unit,
		decimals,
		...(normal && { normal }),
		...(low !== undefined && { low }),
		...(high !== undefined && { high }),
	}
}

/** `AirTemperature` to `Air temperature`. */
function spaced(name: string): string {
	const words = name
		.replace(/([a-z])([A-Z0-9])/g, '$1 $2')
		.replace(/ ([A-Z])(?=[a-z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`)
	return words.charAt(0).toUpperCase() + words.slice(1)
}

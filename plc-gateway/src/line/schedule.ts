import { createHash } from 'node:crypto'
import type { LineCommand, ScheduleItem } from '@emberline/twin'

export type ScheduleCommand = Extract<LineCommand, { kind: 'schedule' }>

const MAX_BYTES = 262_144
const MAX_ITEMS = 5_000
const KINDS: readonly ScheduleItem['kind'][] = ['run', 'rollChange', 'recipeChange', 'stop']

/** Every mistake of form of a plan, each with its place. */
export class ScheduleError extends Error {
	override readonly name = 'ScheduleError'
	readonly code = 'BAD_SCHEDULE'
	readonly mistakes: readonly string[]

	constructor(mistakes: readonly string[], options?: ErrorOptions) {
		super(mistakes.join('; '), options)
		this.mistakes = mistakes
	}
}

/**
 * The plan from its retained message: a JSON list of items in order. An empty message takes the plan away.
 * Throws `ScheduleError`, which names every mistake of form with its item, and nothing else.
 */
export function parseSchedule(payload: Uint8Array, tMs: number): ScheduleCommand {
	if (payload.length > MAX_BYTES) throw new ScheduleError([`${payload.length} bytes, at most ${MAX_BYTES} are read`])
	const scheduleId = createHash('sha256').update(payload).digest('hex').slice(0, 12)
	if (payload.length === 0) return { kind: 'schedule', tMs, scheduleId, items: [] }
	let json: unknown
	try {
		json = JSON.parse(Buffer.from(payload).toString('utf8'))
	} catch (cause) {
		throw new ScheduleError(['no JSON'], { cause })
	}
	if (!Array.isArray(json)) throw new ScheduleError([`found ${nameOf(json)}, expected a list of items`])
	if (json.length > MAX_ITEMS) throw new ScheduleError([`${json.length} items, at most ${MAX_ITEMS} are read`])
	const mistakes: string[] = []
	const read = json.map((raw: unknown, index) => parseItem(raw, (mistake) => mistakes.push(`item ${index}: ${mistake}`)))
	const places = new Map<string, number>()
	read.forEach(({ id }, index) => {
		const taken = id === undefined ? undefined : places.get(id)
		if (taken !== undefined) mistakes.push(`item ${index}: the id "${id}" is taken by item ${taken}`)
		else if (id !== undefined) places.set(id, index)
	})
	read.forEach(({ after }, index) => {
		// An item that is done may be gone from the plan, so a name that nothing bears is no mistake.
		if (after !== undefined && (places.get(after) ?? -1) >= index)
			mistakes.push(`item ${index}: "after" names "${after}", which is not before it`)
	})
	if (mistakes.length > 0) throw new ScheduleError(mistakes)
	return { kind: 'schedule', tMs, scheduleId, items: read.filter(isWhole) }
}

/** What could be read of an item; every field of it that could not is told. */
function parseItem(raw: unknown, tell: (mistake: string) => void): Partial<ScheduleItem> {
	if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
		tell(`found ${nameOf(raw)}, expected an object`)
		return {}
	}
	const fields = new Map<string, unknown>(Object.entries(raw))
	const wrong = (name: string, expected: string): undefined => {
		tell(`"${name}" is ${short(fields.get(name))}, expected ${expected}`)
	}
	const text = (name: string, needed = false): string | undefined => {
		const value = fields.get(name)
		if (value === undefined || value === null) return needed ? wrong(name, 'a text') : undefined
		return typeof value === 'string' && value.length > 0 && value.length <= 200
			? value
			: wrong(name, 'a text of 1 to 200 characters')
	}
	const amount = (name: string): number | undefined => {
		const value = fields.get(name)
		if (value === undefined || value === null) return undefined
		return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : wrong(name, 'a number from 0')
	}
	const id = text('id', true)
	const kind = KINDS.find((known) => known === fields.get('kind')) ?? wrong('kind', `one of ${KINDS.join(', ')}`)
	const start_ms = amount('start_ms')
	const after = text('after')
	const length_m = amount('length_m')
	const recipe = text('recipe')
	const expected_s = amount('expected_s')
	return {
		...(id !== undefined && { id }),
		...(kind !== undefined && { kind }),
		...(start_ms !== undefined && { start_ms }),
		...(after !== undefined && { after }),
		...(length_m !== undefined && { length_m }),
		...(recipe !== undefined && { recipe }),
		...(expected_s !== undefined && { expected_s }),
	}
}

const isWhole = (item: Partial<ScheduleItem>): item is ScheduleItem => item.id !== undefined && item.kind !== undefined

function nameOf(value: unknown): string {
	if (value === null) return 'null'
	return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function short(value: unknown): string {
	const text = value === undefined ? 'missing' : JSON.stringify(value)
	return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

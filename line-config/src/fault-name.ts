import { FAULT_CAUSE_NAMES, type FaultCauseName, faultCause } from './fault-causes.ts'
import type { LineConfig } from './line.ts'
import { tagsOfLine } from './line-tags.ts'
import { nearestName } from './nearest.ts'

/** One fault by cause and place, as `window_fouling/zone3` or `sensor_nan/Heating/Zone1/Power`. */
export interface FaultName {
	readonly text: string
	readonly cause: FaultCauseName
	/** From 0, of a module or a stage; 0 where the cause has no number. */
	readonly index: number
	/** Empty where the cause is not of a tag. */
	readonly tag: string
}

/** A fault that this line cannot have: what was found and what was expected. */
export class FaultNameError extends Error {
	readonly code = 'INPUT'

	constructor(message: string) {
		super(message)
		this.name = 'FaultNameError'
	}
}

/** The fault that a text names on this line. Throws a FaultNameError that says what there is. */
export function faultNamed(text: string, line: LineConfig): FaultName {
	const slash = text.indexOf('/')
	const named = slash < 0 ? text : text.slice(0, slash)
	const cause = FAULT_CAUSE_NAMES.find((name) => name === named)
	if (cause === undefined) throw new FaultNameError(`fault: found "${named}", ${expected(named, FAULT_CAUSE_NAMES)}`)
	const places = faultPlaces(cause, line)
	if (places.length === 0) {
		if (slash >= 0) throw new FaultNameError(`fault: found "${text}", expected ${cause} alone: it befalls the whole line`)
		return { text, cause, index: 0, tag: '' }
	}
	const place = slash < 0 ? '' : text.slice(slash + 1)
	const index = places.indexOf(place)
	const { of } = faultCause(cause)
	if (index >= 0) return { text, cause, index: of === 'tag' ? 0 : index, tag: of === 'tag' ? place : '' }
	if (of === 'tag') {
		const near = nearestName(place, places)
		const hint = near === undefined ? '' : `; did you mean "${near}"?`
		throw new FaultNameError(`fault: found "${text}", expected ${cause}/TAG with a measured tag of ${line.name}${hint}`)
	}
	throw new FaultNameError(`fault: found "${text}", expected ${places.map((name) => `${cause}/${name}`).join(', ')}`)
}

/** Where a cause may strike on this line: `zone1`, ... or tags; empty where it befalls the whole line. */
export function faultPlaces(cause: FaultCauseName, line: LineConfig): readonly string[] {
	const { heating, wash } = line.stations
	switch (faultCause(cause).of) {
		case 'line':
			return []
		case 'zone':
			return heating.modules.map((_, n) => `zone${n + 1}`)
		case 'stage':
			return Array.from({ length: wash.stages }, (_, n) => `stage${n + 1}`)
		case 'tag':
			return measuredTags(line)
	}
}

/** Tags with an instrument behind them: numbers that come at a rate and that nobody writes. */
function measuredTags(line: LineConfig): readonly string[] {
	return tagsOfLine(line)
		.filter(({ type, writable, rateHz, device }) => type === 'Double' && !writable && rateHz !== 'event' && device !== 'Lab')
		.map(({ name }) => name)
}

function expected(found: string, names: readonly string[]): string {
	const near = nearestName(found, names)
	return `expected one of ${names.join(', ')}${near === undefined ? '' : `; did you mean "${near}"?`}`
}

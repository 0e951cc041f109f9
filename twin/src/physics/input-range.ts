/** An input that nothing can be reckoned from: which, what was found and what was expected. Its message says all three. */
export class InputRangeError extends RangeError {
	readonly code = 'INPUT_RANGE'
	/** Path of the input from what was handed over: `controls.emitterSetpointK.2`, `inputs.zones.0.Te`. */
	readonly field: string
	readonly found: unknown
	/** In words, with the unit: `from 200 to 2500 K`. */
	readonly expected: string

	constructor(
		field: string,
		found: unknown,
		expected: string,
		message = `${field}: found ${wordsFor(found)}, expected ${expected}`,
	) {
		super(message)
		this.name = 'InputRangeError'
		this.field = field
		this.found = found
		this.expected = expected
	}
}

/** Least and greatest, both allowed unless `open` keeps the least out. */
export interface InputRange {
	readonly least: number
	readonly greatest: number
	readonly open?: boolean
	/** Empty for a ratio. */
	readonly unit: string
}

/** All temperatures that the material data are asked at, K. */
export const TEMPERATURE_RANGE: InputRange = { least: 200, greatest: 2500, unit: 'K' }

/** From one number to another, in a unit. */
export const rangeFrom = (least: number, greatest: number, unit = ''): InputRange => ({ least, greatest, unit })
/** Above one number and at most another, in a unit. */
export const rangeAbove = (least: number, greatest: number, unit = ''): InputRange => ({ least, greatest, unit, open: true })

/** `from 200 to 2500 K`, `above 0 and at most 100 m/s`. */
export function rangeWords({ least, greatest, open, unit }: InputRange): string {
	return `${open ? 'above' : 'from'} ${least} ${open ? 'and at most' : 'to'} ${greatest}${unit === '' ? '' : ` ${unit}`}`
}

/** The number itself if it is one and lies in the range; else an InputRangeError that names the field. */
export function withinRange(field: string, found: unknown, range: InputRange): number {
	if (typeof found !== 'number' || !Number.isFinite(found)) {
		throw new InputRangeError(field, found, `a number ${rangeWords(range)}`)
	}
	if (found < range.least || found > range.greatest || (range.open === true && found === range.least)) {
		const expected = rangeWords(range)
		throw new InputRangeError(field, found, expected, `${field}: ${found} is not ${expected}`)
	}
	return found
}

/** What was found, short enough for a message. */
function wordsFor(found: unknown): string {
	if (found === undefined) return 'nothing'
	if (typeof found !== 'object' || found === null) return typeof found === 'string' ? JSON.stringify(short(found)) : String(found)
	if (!Array.isArray(found)) return 'a group'
	return found.length > 8 ? `a list of ${found.length}` : `[${found.map(wordsFor).join(', ')}]`
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { AnalysisConfig } from '@emberline/line-config'
import { InputError } from '../errors.ts'

export interface Table {
	readonly rows: number
	/** By the columns that the config names; NaN where there is a gap. */
	readonly columns: Readonly<Record<string, Float64Array>>
	/** Of each row, ms. */
	readonly timeMs: Float64Array
	/** Cells that were none, by column. */
	readonly gaps: Readonly<Record<string, number>>
}

/**
 * Columns of a CSV with a header: separated by comma, semicolon or tab, quoted where need be, numbers with a point or (quoted, or between semicolons) a
 * comma. Text, empty cells and what the config calls invalid are gaps. Throws an InputError that names the file, the line and what was expected.
 */
export function readTable(file: string, config: AnalysisConfig): Table {
	let text: string
	try {
		const bytes = readFileSync(file)
		text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '')
	} catch (cause) {
		throw new InputError(`${file}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
	const headEnd = text.indexOf('\n')
	const headText = headEnd < 0 ? text : text.slice(0, headEnd)
	const separator = ([';', '\t', ','] as const).find((one) => headText.includes(one)) ?? ','
	const records = recordsOf(text, separator)
	const first = records.next()
	const head = first.done ? [] : first.value.cells.map((cell) => cell.trim())
	const thermal = config.thermal === undefined ? [] : Object.values(config.thermal)
	const names = [...new Set([...config.outputs, ...config.inputs, ...thermal])]
	for (const name of [config.time.column, ...names])
		if (!head.includes(name)) throw new InputError(`${file}:1: found no column "${name}", expected one of ${head.join(', ')}`)
	const at = names.map((name) => head.indexOf(name))
	const timeAt = head.indexOf(config.time.column)
	const invalid = new Set(config.invalid.map(String))
	const invalidNumbers = new Set(config.invalid.map(Number).filter(Number.isFinite))
	const values: number[][] = names.map(() => [])
	const times: number[] = []
	const gaps = Object.fromEntries(names.map((name) => [name, 0]))
	for (const { cells, line } of records) {
		if (cells.length === 1 && cells[0]?.trim() === '') continue
		if (cells.length !== head.length)
			throw new InputError(`${file}:${line}: found ${cells.length} cells, expected ${head.length} as in the header`)
		const time = timeOf(cells[timeAt] ?? '', config.time.unit)
		if (!Number.isFinite(time))
			throw new InputError(
				`${file}:${line}: ${config.time.column}: found "${cells[timeAt]}", expected ${config.time.unit === 'iso' ? 'an ISO 8601 time' : `a number of ${config.time.unit}`}`,
			)
		times.push(time)
		for (const [n, column] of at.entries()) {
			const cell = (cells[column] ?? '').trim()
			const value = cell === '' || invalid.has(cell) ? Number.NaN : numberOf(cell)
			const known = Number.isFinite(value) && !invalidNumbers.has(value)
			if (!known) gaps[names[n] as string] = (gaps[names[n] as string] ?? 0) + 1
			values[n]?.push(known ? value : Number.NaN)
		}
	}
	if (config.train_until >= times.length)
		throw new InputError(`${file}: found ${times.length} rows, expected more than train_until ${config.train_until}`)
	return {
		rows: times.length,
		columns: Object.fromEntries(names.map((name, n) => [name, Float64Array.from(values[n] ?? [])])),
		timeMs: Float64Array.from(times),
		gaps,
	}
}

/** Number with a point, or with a comma where that is no separator of cells. */
const numberOf = (cell: string): number => Number(/^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(cell) ? cell.replace(',', '.') : cell)

function timeOf(cell: string, unit: 's' | 'ms' | 'iso'): number {
	const text = cell.trim()
	if (unit !== 'iso') return text === '' ? Number.NaN : Math.round(numberOf(text) * (unit === 's' ? 1000 : 1))
	// A time without a zone is taken for UTC, so that it is the same wherever it is read.
	const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}`
	return Date.parse(zoned.replace(' ', 'T'))
}

/** Records of a CSV (RFC 4180) with the line that each begins at. */
function* recordsOf(text: string, separator: string): Generator<{ readonly cells: string[]; readonly line: number }, void> {
	let [at, line] = [0, 1]
	while (at < text.length) {
		const end = text.indexOf('\n', at)
		const whole = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '')
		if (!whole.includes('"')) {
			yield { cells: whole.split(separator), line }
			at = end < 0 ? text.length : end + 1
			line++
			continue
		}
		const begun = line
		const cells: string[] = []
		let [cell, quoted] = ['', false]
		for (; at < text.length; at++) {
			const one = text[at] as string
			if (one === '\n') line++
			if (quoted) {
				if (one !== '"') cell += one
				else if (text[at + 1] === '"') cell += text[++at]
				else quoted = false
			} else if (one === '"') quoted = true
			else if (one === separator) {
				cells.push(cell)
				cell = ''
			} else if (one === '\n') {
				at++
				break
			} else if (one !== '\r') cell += one
		}
		yield { cells: [...cells, cell], line: begun }
	}
}

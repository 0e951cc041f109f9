import { readFileSync } from 'node:fs'
import { InputError } from '../errors.ts'

/** A line of a truth file: what was really so at an instant, amounts since the start. One line each 10 s, JSON. */
export interface TruthLine {
	readonly t: number
	/** PackML state of the line. */
	readonly state: string
	readonly recipe: string
	readonly web_speed_m_s: number
	readonly web: { readonly s_m: readonly number[]; readonly T_K: readonly number[] }
	/** The powder that came off the web last; null before the first. */
	readonly left: { readonly peak_K: number; readonly size_nm: number; readonly nip_m: number } | null
	readonly totals: {
		readonly grams: number
		readonly good_grams: number
		readonly metres: number
		readonly scrap_m: number
		readonly kWh: number
		readonly zone_kWh: readonly number[]
		readonly water_L?: number
	}
	/** By the names of params.jsonl. */
	readonly params: Readonly<Record<string, number>>
	/** That stand now. */
	readonly faults: readonly { readonly id: string; readonly cause: string; readonly severity: number; readonly t_onset: number }[]
}

const KEYS = ['t', 'state', 'web_speed_m_s', 'web', 'totals', 'params', 'faults'] as const

/** Reads a truth file. Throws an InputError that names the line and what it lacks. */
export function readTruth(file: string): readonly TruthLine[] {
	const lines = readLines(file).map(({ value, number }) => {
		for (const key of KEYS)
			if (!(key in value)) throw new InputError(`${file}:${number}: ${key}: found nothing, expected it in every line`)
		return value as unknown as TruthLine
	})
	if (lines.length === 0) throw new InputError(`${file}: found no line, expected one each 10 s of plant time`)
	return lines
}

/** The objects of a JSONL file with their line numbers. Throws an InputError for what is not one. */
export function readLines(file: string): { readonly value: Record<string, unknown>; readonly number: number }[] {
	let text: string
	try {
		text = readFileSync(file, 'utf8')
	} catch (cause) {
		throw new InputError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
	return text.split('\n').flatMap((line, n) => {
		if (line.trim() === '') return []
		try {
			return [{ value: JSON.parse(line) as Record<string, unknown>, number: n + 1 }]
		} catch {
			throw new InputError(`${file}:${n + 1}: found no JSON, expected an object`)
		}
	})
}

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import {
	checkText,
	issueText,
	PARAMETER_SET_FILE,
	type ParameterSet,
	type ParameterSetVersion,
	versionOf,
} from '@emberline/line-config'
import { InputError } from '../errors.ts'

/** The set in a file; null where there is none yet. Throws an InputError for a file that is no set. */
export function readParameterFile(file: string): ParameterSet | null {
	if (!existsSync(file)) return null
	const checked = checkText(readFileSync(file, 'utf8'), file, PARAMETER_SET_FILE)
	if (!checked.ok) throw new InputError(checked.issues.map(issueText).join('\n'))
	return checked.value
}

/** Adds a version, which counts from now on; gives its number. */
export function addVersion(file: string, line: string, made: Omit<ParameterSetVersion, 'version'>): number {
	const before = readParameterFile(file)
	if (before !== null && before.line !== line)
		throw new InputError(`${file}: found a set of the line ${before.line}, expected one of ${line}`)
	const version = 1 + Math.max(0, ...(before?.versions ?? []).map((one) => one.version))
	write(file, { kind: 'parameters', line, current: version, versions: [...(before?.versions ?? []), { version, ...made }] })
	return version
}

/** An older version counts again: the one asked for, or the one before; gives its number. Nothing is thrown away. */
export function rollBack(file: string, asked: number | undefined): { readonly from: number; readonly to: number } {
	const set = readParameterFile(file)
	if (set === null) throw new InputError(`${file}: found nothing, expected a parameter set that calibrate wrote`)
	const numbers = set.versions.map(({ version }) => version).sort((a, b) => a - b)
	const to = asked ?? numbers.filter((number) => number < set.current).at(-1)
	if (to === undefined || versionOf(set, to) === undefined)
		throw new InputError(`${file}: found ${asked ?? `no version before ${set.current}`}, expected one of ${numbers.join(', ')}`)
	write(file, { ...set, current: to })
	return { from: set.current, to }
}

/** All at once, so that whoever reads it never finds half of it. */
function write(file: string, set: ParameterSet): void {
	const beside = `${file}.new`
	writeFileSync(beside, `${JSON.stringify(set, null, '\t')}\n`)
	renameSync(beside, file)
}

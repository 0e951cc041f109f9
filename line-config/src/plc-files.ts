import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { ConfigError } from './errors.ts'
import { loadLine } from './files.ts'
import type { LineConfig } from './line.ts'
import { type FileKind, type Problem, parseText } from './load.ts'
import {
	type CommandList,
	commandListProblems,
	commandListSchema,
	type PlainPlc,
	plainPlcProblems,
	plainPlcSchema,
} from './plc/index.ts'

/** Files that stand beside a line file and speak of its tags: what may be written. */

export const COMMANDS_DIR: string = fileURLToPath(new URL('../commands', import.meta.url))

interface OfLine {
	readonly line: string
}

/** A kind of file that names its line: judged beside `line`, or beside the line that it names itself. */
function kindOfLine<T extends OfLine>(
	kind: string,
	schema: z.ZodType<T>,
	problemsOf: (value: T, line: LineConfig) => readonly Problem[],
	line?: LineConfig,
): FileKind<T> {
	return {
		kind,
		schema,
		problems: (value, file) => {
			if (line !== undefined) {
				const isIt = value.line === line.name || !/^[a-z][a-z0-9-]*$/.test(value.line)
				if (!isIt) return [{ path: ['line'], message: `found "${value.line}", expected ${line.name}, the line that is run` }]
				return problemsOf(value, line)
			}
			try {
				return problemsOf(value, loadLine(pathOfLine(value.line, file)))
			} catch (error) {
				if (!(error instanceof ConfigError)) throw error
				return [{ path: ['line'], message: `found "${value.line}", expected a line without mistakes: ${error.message}` }]
			}
		},
	}
}

const pathOfLine = (name: string, file: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : join(dirname(file), name))

export const COMMANDS_FILE: FileKind<CommandList> = kindOfLine('commands', commandListSchema, commandListProblems)

export const PLAIN_PLC_FILE: FileKind<PlainPlc> = kindOfLine('plain-plc', plainPlcSchema, plainPlcProblems)

/** Kinds of file that this module knows, for `checkFile`. */
export const PLC_KINDS: readonly FileKind[] = [COMMANDS_FILE, PLAIN_PLC_FILE]

/**
 * What may be written to the PLC of a line: from a file, or the list shipped with the line. Null when there is none, and then
 * nothing may be written. Throws a ConfigError with every mistake.
 */
export function loadCommandList(line: LineConfig, file?: string): CommandList | null {
	const path = file ?? join(COMMANDS_DIR, `${line.name}.yaml`)
	if (file === undefined && !existsSync(path)) return null
	return parseText(textOf(path), path, kindOfLine('commands', commandListSchema, commandListProblems, line))
}

/** The mapping of a plain PLC of this line. Throws a ConfigError with every mistake. */
export function loadPlainPlc(line: LineConfig, file: string): PlainPlc {
	return parseText(textOf(file), file, kindOfLine('plain-plc', plainPlcSchema, plainPlcProblems, line))
}

function textOf(path: string): string {
	try {
		return readFileSync(path, 'utf8')
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause)
		throw new ConfigError([{ file: path, line: 1, column: 1, path: '', message: `cannot be read: ${reason}` }], { cause })
	}
}

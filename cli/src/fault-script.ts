import { readFileSync } from 'node:fs'
import { ConfigError, FAULT_FILE, parseText, scriptedFaults } from '@emberline/line-config'
import type { FaultRequest } from '@emberline/plc-gateway/simulated-plc'

/** The faults in a file. Throws a ConfigError with every mistake in it, or that it cannot be read. */
export function readFaults(file: string): readonly FaultRequest[] {
	let text: string
	try {
		text = readFileSync(file, 'utf8')
	} catch (cause) {
		const message = `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
		throw new ConfigError([{ file, line: 1, column: 1, path: '', message }], { cause })
	}
	return scriptedFaults(parseText(text, file, FAULT_FILE))
}

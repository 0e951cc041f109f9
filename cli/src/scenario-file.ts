import { readFileSync } from 'node:fs'
import { ConfigError, parseText } from '@emberline/line-config'
import { SCENARIO_FILE, type Scenario } from '@emberline/simulations'

/** The scenario in a file. Throws a ConfigError with every mistake in it, or that it cannot be read. */
export function readScenario(file: string): Scenario {
	let text: string
	try {
		text = readFileSync(file, 'utf8')
	} catch (cause) {
		const message = `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
		throw new ConfigError([{ file, line: 1, column: 1, path: '', message }], { cause })
	}
	return parseText(text, file, SCENARIO_FILE)
}

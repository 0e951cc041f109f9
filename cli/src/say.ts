/** One line for a person, on standard output. */
export function say(line: string): void {
	process.stdout.write(`${line}\n`)
}

/** The summary of a command as one JSON object, alone on standard output. */
export function printJson(value: unknown): void {
	process.stdout.write(`${JSON.stringify(value)}\n`)
}

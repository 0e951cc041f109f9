/** What the user asked for cannot be: what was found and what was expected. Exit status 2. */
export class InputError extends Error {
	readonly code = 'INPUT'

	constructor(message: string, options?: ErrorOptions) {
		super(message, options)
		this.name = 'InputError'
	}
}

/** The command has said all there is to say and ends with this status. */
export class CommandEnded extends Error {
	readonly status: number

	constructor(status: number) {
		super(`ended with status ${status}`)
		this.name = 'CommandEnded'
		this.status = status
	}
}

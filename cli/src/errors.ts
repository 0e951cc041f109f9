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

/** Another run is at the same broker, and this one gives way. Exit status 1. */
export class DoubledRunError extends Error {
	readonly code = 'DOUBLED'

	constructor(broker: string) {
		super(
			`ended: another run of Emberline is at ${broker} as the host EMBERLINE, and this one came later. Found two, expected one at each broker: end the other first, or take another broker.`,
		)
		this.name = 'DoubledRunError'
	}
}

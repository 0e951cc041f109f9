/** What the user asked for cannot be: what was found and what was expected. Exit status 2. */
export class InputError extends Error {
	readonly code = 'INPUT'

	constructor(message: string, options?: ErrorOptions) {
		super(message, options)
		this.name = 'InputError'
	}
}

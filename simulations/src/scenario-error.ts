/** A scenario that is well formed but cannot be run to a result. */
export class ScenarioError extends Error {
	readonly code = 'SCENARIO'

	constructor(message: string) {
		super(message)
		this.name = 'ScenarioError'
	}
}

export type HmiErrorCode = 'PORT_TAKEN' | 'PORT_REFUSED' | 'SCREEN_NOT_BUILT'

/** The screen's server could not start: what was found, and what to do. */
export class HmiError extends Error {
	readonly code: HmiErrorCode

	constructor(code: HmiErrorCode, message: string, options?: ErrorOptions) {
		super(message, options)
		this.name = 'HmiError'
		this.code = code
	}
}

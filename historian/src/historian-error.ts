export type HistorianErrorCode =
	| 'BAD_URL'
	| 'BAD_QUERY'
	| 'FOLDER_IN_USE'
	| 'FOLDER_REFUSED'
	| 'STORE_AWAY'
	| 'ROWS_DROPPED'
	| 'ROWS_REJECTED'
	| 'AUDIT_BROKEN'
	| 'CLOSED'

/** The historian could not do what was asked: what was found, what was expected, what to do. Never holds a password. */
export class HistorianError extends Error {
	readonly code: HistorianErrorCode

	constructor(code: HistorianErrorCode, message: string, options?: ErrorOptions) {
		super(message, options)
		this.name = 'HistorianError'
		this.code = code
	}
}

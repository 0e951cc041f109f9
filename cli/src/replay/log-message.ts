import { LogLineError, type LogMessage, parseLogLine } from '@emberline/plc-gateway'

/** The message of a line of a log, or why it is none. */
export function messageOf(text: string): LogMessage | string {
	try {
		return parseLogLine(text)
	} catch (error) {
		if (!(error instanceof LogLineError)) throw error
		return error.message
	}
}

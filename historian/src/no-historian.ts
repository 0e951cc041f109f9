import { of } from 'rxjs'
import type { Historian, HistorianStatus } from './port.ts'

/** Keeps nothing, says so, and is otherwise a historian like the others. */
export function noHistorian(): Historian {
	const status: HistorianStatus = { state: 'ready', reason: '', buffered: 0, stored: 0, dropped: 0, rejected: 0, lost: [] }
	return {
		writeReadings: () => {},
		writeFrame: () => {},
		writeForecast: () => {},
		writeFaults: () => {},
		writeCommands: () => {},
		writeEvents: () => {},
		writeParcels: () => {},
		flush: () => Promise.resolve(),
		query: () => Promise.resolve([]),
		samples: () => Promise.resolve([]),
		latest: () => Promise.resolve(null),
		count: () => Promise.resolve(0),
		forecasts: () => Promise.resolve([]),
		events: () => Promise.resolve([]),
		parcels: () => Promise.resolve([]),
		status: () => status,
		status$: of(status),
		close: () => Promise.resolve(),
	}
}

export { type AuditEntry, type AuditLine, type AuditLog, type AuditVerdict, openAuditLog, verifyAudit } from './audit/index.ts'
export { type ExportQuery, exportHistory } from './export-history.ts'
export { HistorianError, type HistorianErrorCode } from './historian-error.ts'
export { lotRecords, traceContainer, traceWeb } from './lot-records.ts'
export { openHistorian } from './open-historian.ts'
export type {
	CountQuery,
	EventKind,
	EventQuery,
	Historian,
	HistorianOptions,
	HistorianStatus,
	HistoryEvent,
	LostRange,
	ParcelQuery,
	Retention,
	SampleQuery,
	StoredSample,
	TimeRange,
	TrendPoint,
	TrendQuery,
} from './port.ts'
export {
	type MadeOf,
	queryByWeb,
	queryWhile,
	timesWhile,
	type WebTrendPoint,
	type WebTrendQuery,
} from './trend-by.ts'

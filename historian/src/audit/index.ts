export { type AuditLog, type AuditVerdict, openAuditLog, verifyAudit } from './audit-log.ts'
export type { AuditEntry, AuditLine } from './chain.ts'

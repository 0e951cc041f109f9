export type { AuditStep, CommandOptions, CommandOrigin, CommandRefusal, CommandResult, PlcWrite } from './types.ts'

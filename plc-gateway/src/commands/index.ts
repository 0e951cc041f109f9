export type { CommandGate } from './command-gate.ts'
export { createCommandGate } from './command-gate.ts'
export { startHeartbeat } from './heartbeat.ts'
export type { PlcDoor, SendRefusal } from './plc-door.ts'
export type {
	AuditSink,
	AuditStep,
	CommandAct,
	CommandOrigin,
	CommandPort,
	CommandRefusal,
	CommandRequest,
	CommandResult,
	OfferedCommand,
} from './types.ts'

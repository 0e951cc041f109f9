export * from './heard-messages.ts'
export * from './log-line.ts'
export * from './record-plc.ts'
export * from './recorded-plc.ts'

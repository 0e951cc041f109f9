export * from './log-line.ts'
export * from './recorded-plc.ts'

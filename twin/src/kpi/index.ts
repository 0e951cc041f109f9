export * from './kpi-account.ts'
export * from './time-classes.ts'

export * from './scenario.ts'
export { linePartsOf } from './scenario-problems.ts'

export { connectPlainPlc, type PlainPlcOptions, type PlainPlcSession } from './plain-plc.ts'

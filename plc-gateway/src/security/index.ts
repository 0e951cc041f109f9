export type { TlsFiles } from '../mqtt/link.ts'
export { type AccessOptions, brokerUsers } from './access.ts'
export { type GeneratedFile, type MosquittoOptions, mosquittoFiles } from './mosquitto-config.ts'

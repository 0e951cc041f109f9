export type { BrokerErrorCode, EmbeddedBroker, EmbeddedBrokerOptions } from './embedded-broker.ts'
export { BrokerError, startEmbeddedBroker } from './embedded-broker.ts'

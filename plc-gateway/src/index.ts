export * from './broker/index.ts'
export { fileBdSeqStore, memoryBdSeqStore } from './edge/bd-seq-store.ts'
export { createEdgeSession } from './edge/edge-session.ts'
export { metricProperties, SparkplugQuality } from './edge/metric-properties.ts'
export type {
	BdSeqStore,
	EdgeCommand,
	EdgeCounters,
	EdgeMetric,
	EdgeSession,
	EdgeSessionOptions,
	EdgeState,
	EdgeStatus,
} from './edge/types.ts'
export * from './host/index.ts'
export * from './line/index.ts'
export * from './sparkplug/index.ts'

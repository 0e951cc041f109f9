export { fileBdSeqStore, memoryBdSeqStore } from './bd-seq-store.ts'
export { createEdgeSession } from './edge-session.ts'
export { metricProperties, SparkplugQuality } from './metric-properties.ts'
export type {
	BdSeqStore,
	EdgeCommand,
	EdgeCounters,
	EdgeMetric,
	EdgeSession,
	EdgeSessionOptions,
	EdgeState,
	EdgeStatus,
} from './types.ts'

export { createReadingSpool, type ReadingSpool, type ReadingSpoolOptions } from './reading-spool.ts'
export { type LogRecord, SegmentLog, type SegmentLogCounters, type SegmentLogOptions } from './segment-log.ts'
export { STORE_ACKNOWLEDGED, STORE_FIRST, STORE_NUMBER } from './store-metrics.ts'
export { createStoringEdge, type StoringEdge, type StoringEdgeCounters, type StoringEdgeOptions } from './storing-edge.ts'

/**
 * How an edge node that keeps what it says tells the host where it is. Ordinary Sparkplug metrics, so that any host can read
 * them and any node can do the same.
 */

/** Metrics that are no tag of any line begin with it. */
export const STORE_PREFIX = 'Store/'
/** Of each device, Int64: the number of this message in the node's log; null in births. */
export const STORE_NUMBER = 'Store/Number'
/** Of the node, Int64: number of the oldest message that it keeps, told at each birth. */
export const STORE_FIRST = 'Store/First'
/** Of the node, Int64, written by the host: everything up to this number is in its history. */
export const STORE_ACKNOWLEDGED = 'Store/Acknowledged'

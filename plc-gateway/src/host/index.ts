export { isHostAtBroker } from './host-at-broker.ts'
export { createHostSession } from './host-session.ts'
export type {
	BrokerState,
	BrokerStatus,
	DeviceState,
	DeviceStatus,
	HostCounters,
	HostFault,
	HostSession,
	HostSessionOptions,
	HostStatus,
	HostValue,
	NodeState,
	NodeStatus,
	PlainMessage,
	WatchedNode,
	WriteRefusal,
} from './types.ts'

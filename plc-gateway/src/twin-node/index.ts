export type { TwinNode, TwinNodeOptions } from './twin-node.ts'
export { createTwinNode } from './twin-node.ts'

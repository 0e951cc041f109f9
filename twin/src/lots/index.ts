export * from './containers.ts'
export * from './parcel-file.ts'
export * from './parcel-row.ts'
export * from './trace.ts'

export * from './packml.ts'
export * from './tags.ts'

export type { Amount } from './amount.ts'
export {
	COMMAND_ROLES,
	type CommandCondition,
	type CommandList,
	type CommandRole,
	commandListProblems,
	commandListSchema,
	isSetPoint,
	type ModeRule,
	type PackMlRule,
	type SetRule,
	tagsLike,
} from './command-list.ts'
export { type PlainPlc, type PlainTag, plainPlcProblems, plainPlcSchema } from './plain-plc.ts'

import { z } from 'zod'
import type { LineConfig } from '../line.ts'
import { tagsOfLine } from '../line-tags.ts'
import type { Problem } from '../load.ts'
import { PACKML_COMMAND_NUMBER, PACKML_STATE_NUMBER, type PackMlCommandName, type PackMlStateName } from '../packml.ts'
import { group, quantity } from '../quantity.ts'
import type { TagDefinition } from '../tags.ts'
import { type Amount, amount, amountProblem } from './amount.ts'

/**
 * What may be written to the PLC of a line, by whom and when. What does not stand in the list is refused. A file of its own
 * beside the line file: it changes for other reasons, and other people answer for it.
 */

export const COMMAND_ROLES = ['operator', 'engineer', 'service'] as const
export type CommandRole = (typeof COMMAND_ROLES)[number]

const STATES = Object.keys(PACKML_STATE_NUMBER) as [PackMlStateName, ...PackMlStateName[]]
const COMMANDS = Object.keys(PACKML_COMMAND_NUMBER) as [PackMlCommandName, ...PackMlCommandName[]]
/** Manual is the mode in which the line is led on site: nothing is written from afar then unless a rule says so. */
const MODES = ['Production', 'Maintenance', 'Manual'] as const
const REMOTE_MODES: (typeof MODES)[number][] = ['Production', 'Maintenance']
const UNABORTED = STATES.filter((state) => state !== 'Aborting' && state !== 'Aborted')

/** One value of the plant that has to be so, and of good quality, before anything is written. */
const condition = z
	.strictObject({
		tag: z.string().min(1),
		min: amount.optional(),
		max: amount.optional(),
		equals: z.union([z.boolean(), z.string(), z.number()]).optional(),
	})
	.refine((c) => c.min !== undefined || c.max !== undefined || c.equals !== undefined, {
		message: 'expected min, max or equals',
	})

/** `same person`: who operates is who selected. `second person`: it must be somebody else. */
const twoSteps = z.enum(['same person', 'second person']).optional()
const roles = z.array(z.enum(COMMAND_ROLES)).min(1).default(['operator', 'engineer'])
const requires = z.array(condition).default([])

const setRule = group({
	/** A tag, or several with `*` for a number: `Heating/Zone*\/EmitterSetpoint`. */
	tags: z.string().min(1),
	roles,
	/** Largest change in one write, in the tag's unit. */
	step: amount,
	/** Shortest time between two writes of one tag. */
	interval: quantity('time', { min: 0, max: 86_400 }),
	twoSteps,
	/** States of the line in which it may be written. */
	states: z.array(z.enum(STATES)).min(1).default(UNABORTED),
	modes: z.array(z.enum(MODES)).min(1).default(REMOTE_MODES),
	requires,
})

const packmlRule = group({
	/** Commands of the line's PackML machine; the machine itself says in which states it takes them. */
	commands: z.array(z.enum(COMMANDS)).min(1),
	roles,
	twoSteps,
	modes: z.array(z.enum(MODES)).min(1).default(REMOTE_MODES),
	requires,
})

const modeRule = group({
	/** Modes that may be asked for; the PLC changes its mode in Stopped, Idle and Aborted only. */
	to: z.array(z.enum(MODES)).min(1),
	roles,
	twoSteps,
	requires,
})

export const commandListSchema = group({
	kind: z.literal('commands'),
	/** Name of a shipped line, or a line file beside this one. */
	line: z.string().min(1),
	/** A command older than this is not sent. */
	lifetime: quantity('time', { min: 0.1, max: 60 }),
	/** The value has to come back within this. */
	confirmWithin: quantity('time', { min: 0.1, max: 300 }),
	/** How long a selected command waits for its second step. */
	selectedFor: quantity('time', { min: 1, max: 600 }),
	/** Counter that the gateway writes while commands are on, so that the PLC can refuse when it stops. A metric of the node itself. */
	heartbeat: group({ metric: z.string().min(1), every: quantity('time', { min: 0.1, max: 60 }) }).optional(),
	set: z.array(setRule).default([]),
	packml: z.array(packmlRule).default([]),
	mode: modeRule.optional(),
})

export type CommandList = z.output<typeof commandListSchema>
export type SetRule = CommandList['set'][number]
export type PackMlRule = CommandList['packml'][number]
export type ModeRule = NonNullable<CommandList['mode']>
export type CommandCondition = SetRule['requires'][number]

/** A number that may be written by itself. A PackML command or mode takes two writes and rules of its own. */
export const isSetPoint = (tag: TagDefinition): boolean =>
	tag.writable && tag.acceptedRange !== undefined && tag.unit !== 'enum' && tag.type !== 'Boolean'

/** The tags of a line that a pattern means; `*` stands for a number. */
export function tagsLike(pattern: string, tags: readonly TagDefinition[]): readonly TagDefinition[] {
	const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '\\d+')
	const like = new RegExp(`^${escaped}$`)
	return tags.filter((tag) => like.test(tag.name))
}

/** Mistakes that show only beside the line: unknown tags, tags that nobody writes, units that are not the tag's, two rules for one tag. */
export function commandListProblems(list: CommandList, line: LineConfig): readonly Problem[] {
	const tags = tagsOfLine(line)
	const problems: Problem[] = []
	const ruled = new Map<string, string>()
	for (const [i, rule] of list.set.entries()) {
		const path = ['set', i]
		const named = tagsLike(rule.tags, tags)
		if (named.length === 0)
			problems.push({ path: [...path, 'tags'], message: `found "${rule.tags}", expected a tag of ${line.name}` })
		for (const tag of named) {
			if (!isSetPoint(tag)) {
				const why = tag.writable ? 'which is written as a PackML command or mode' : 'which is read only'
				problems.push({ path: [...path, 'tags'], message: `found ${tag.name}, ${why}, expected a set-point` })
			}
			const before = ruled.get(tag.name)
			if (before !== undefined)
				problems.push({ path: [...path, 'tags'], message: `found ${tag.name} in "${before}" before, expected each tag once` })
			ruled.set(tag.name, rule.tags)
		}
		const problem = named[0] === undefined || !isSetPoint(named[0]) ? null : amountProblem(rule.step, named[0])
		if (problem !== null) problems.push({ path: [...path, 'step'], message: problem })
		problems.push(...conditionProblems(rule.requires, path, tags, line.name))
	}
	for (const [i, rule] of list.packml.entries())
		problems.push(...conditionProblems(rule.requires, ['packml', i], tags, line.name))
	if (list.mode !== undefined) problems.push(...conditionProblems(list.mode.requires, ['mode'], tags, line.name))
	return problems
}

function conditionProblems(
	conditions: readonly CommandCondition[],
	path: readonly PropertyKey[],
	tags: readonly TagDefinition[],
	line: string,
): Problem[] {
	return conditions.flatMap((condition, i): Problem[] => {
		const at = [...path, 'requires', i]
		const tag = tags.find(({ name }) => name === condition.tag)
		if (tag === undefined) return [{ path: [...at, 'tag'], message: `found "${condition.tag}", expected a tag of ${line}` }]
		return (['min', 'max'] as const).flatMap((key): Problem[] => {
			const limit: Amount | undefined = condition[key]
			const problem = limit === undefined ? null : amountProblem(limit, tag)
			return problem === null ? [] : [{ path: [...at, key], message: problem }]
		})
	})
}

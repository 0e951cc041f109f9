import { PACKML_STATE_NUMBER, type PackMlCommandName, type TagDefinition, UNIT_MODE_NUMBER } from '@emberline/line-config'
import { type CommandCondition, type CommandList, type CommandRole, tagsLike } from '@emberline/line-config/plc'
import { COMMAND_RULES } from '@emberline/twin'
import type { CommandAct, OfferedCommand } from './types.ts'

export const CNTRL_CMD = 'Line/Command/CntrlCmd'
export const UNIT_MODE = 'Line/Command/UnitMode'
export const CHANGE_REQUEST = 'Line/Command/CmdChangeRequest'

/** What the list says of one act, whatever kind it is. */
export interface Rule {
	readonly roles: readonly CommandRole[]
	readonly twoSteps: 'same person' | 'second person' | null
	/** PackML states of the line by name. */
	readonly states: readonly string[]
	readonly modes: readonly string[]
	readonly requires: readonly CommandCondition[]
	/** Of a set-point: the tag, the largest change in its unit and the shortest time between two writes. */
	readonly set: { readonly tag: TagDefinition; readonly step: number; readonly intervalMs: number } | null
}

/** Commands that take energy and motion out of the line: no doubt about a value may stand in their way. */
const TOWARDS_REST: readonly PackMlCommandName[] = ['STOP', 'ABORT', 'HOLD', 'SUSPEND']
const ALL_STATES = Object.keys(PACKML_STATE_NUMBER)
const ALL_MODES = Object.keys(UNIT_MODE_NUMBER)

export const isTowardsRest = (act: CommandAct): boolean => act.kind === 'packml' && TOWARDS_REST.includes(act.command)

/** The list of what may be written, looked up by act. What is not found is not allowed. */
export class AllowList {
	readonly #rules = new Map<string, Rule>()
	readonly offered: readonly OfferedCommand[]

	constructor(list: CommandList | null, tags: readonly TagDefinition[]) {
		const offered: OfferedCommand[] = []
		for (const { tags: pattern, step, intervalS, twoSteps, ...rest } of list?.set ?? []) {
			for (const tag of tagsLike(pattern, tags)) {
				const set = { tag, step: step.value, intervalMs: intervalS * 1000 }
				const rule: Rule = { ...rest, twoSteps: twoSteps ?? null, set }
				this.#rules.set(`set ${tag.name}`, rule)
				const { roles } = rest
				offered.push({
					act: { kind: 'set', tag: tag.name },
					roles,
					twoSteps: rule.twoSteps,
					range: tag.acceptedRange,
					step: step.value,
				})
			}
		}
		for (const { commands, roles, twoSteps, modes, requires } of list?.packml ?? []) {
			for (const command of commands) {
				const rule = { roles, modes, requires, twoSteps: twoSteps ?? null, set: null }
				this.#rules.set(`packml ${command}`, { ...rule, states: COMMAND_RULES[command].from })
				offered.push({ act: { kind: 'packml', command }, roles, twoSteps: rule.twoSteps })
			}
		}
		for (const mode of list?.mode?.to ?? []) {
			const { roles = [], twoSteps, requires = [] } = list?.mode ?? {}
			const states = ['Stopped', 'Idle', 'Aborted']
			this.#rules.set(`mode ${mode}`, { roles, requires, states, modes: ALL_MODES, twoSteps: twoSteps ?? null, set: null })
			offered.push({ act: { kind: 'mode', mode }, roles, twoSteps: twoSteps ?? null })
		}
		this.offered = offered
	}

	find(act: CommandAct): Rule | undefined {
		const rule = this.#rules.get(keyOf(act))
		return rule !== undefined && isTowardsRest(act) ? { ...rule, requires: [] } : rule
	}
}

export function keyOf(act: CommandAct): string {
	if (act.kind === 'set') return `set ${act.tag}`
	return act.kind === 'packml' ? `packml ${act.command}` : `mode ${act.mode}`
}

/** As a person reads it: `Heating/Zone1/EmitterSetpoint = 950`, `PackML START`. */
export function actWords(act: CommandAct): string {
	if (act.kind === 'set') return `${act.tag} = ${act.value}`
	return act.kind === 'packml' ? `PackML ${act.command}` : `mode ${act.mode}`
}

export { ALL_MODES, ALL_STATES }

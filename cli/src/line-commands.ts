import { join } from 'node:path'
import type { Historian } from '@emberline/historian'
import type { LineConfig } from '@emberline/line-config'
import { loadCommandList } from '@emberline/line-config/plc-files'
import type { AuditStep, LineCommandOptions } from '@emberline/plc-gateway'
import { InputError } from './errors.ts'
import type { LineAudit } from './line-audit.ts'

export interface CommandsGiven {
	readonly commands: 'on' | 'off'
	/** Default: the list shipped with the line. */
	readonly commandList?: string | undefined
	/** Default: audit.jsonl beside the embedded history, else in ./data. */
	readonly audit?: string | undefined
	readonly historian: string
}

/**
 * What the gateway needs to write to the PLC: the list, and one audit log that is on disk before anything leaves. Each step is
 * an event of the history as well. Undefined while commands are off.
 */
export async function lineCommands(
	given: CommandsGiven,
	line: LineConfig,
	historian: Historian,
	audit: LineAudit | null,
): Promise<LineCommandOptions | undefined> {
	if (given.commands === 'off' || audit === null) return undefined
	const list = loadCommandList(line, given.commandList)
	if (list === null)
		throw new InputError(
			`--commands on: found no list of what may be written to ${line.name}, expected one with --command-list FILE`,
		)
	return {
		list,
		audit: async (step) => {
			const { n, hash } = await audit.write({ ...step })
			historian.writeEvents([
				{
					tMs: step.tMs,
					kind: 'command',
					source: step.user,
					code: step.step,
					message: words(step),
					detail: { ...step, n, hash },
				},
			])
		},
	}
}

export const auditFile = (historian: string): string =>
	join(historian.startsWith('embedded:') ? historian.slice('embedded:'.length) : 'data', 'audit.jsonl')

const words = ({ target, wantedValue, message }: AuditStep): string =>
	`${target} = ${String(wantedValue)}${message === '' ? '' : ` (${message})`}`

import { PACKML_COMMAND_NUMBER } from '@emberline/line-config'
import type { LineCommand } from '@emberline/twin'
import type { CommandGate } from './command-gate.ts'
import type { CommandOrigin, CommandResult } from './types.ts'

const CNTRL_CMD = 'Line/Command/CntrlCmd'
const CHANGE_REQUEST = 'Line/Command/CmdChangeRequest'

/**
 * Carries out what the operator asks of the line, as writes to its W tags. A PackML command is its number and then the
 * request, whose rising edge the PLC acts on; it takes the request back itself.
 */
export async function sendLineCommand(
	gate: CommandGate,
	command: LineCommand,
	p: { readonly id: string; readonly origin: CommandOrigin; readonly reason?: string | undefined },
): Promise<CommandResult> {
	const { origin, reason } = p
	if (command.kind === 'set') return gate.write({ id: p.id, origin, reason, tag: command.tag, value: command.value })
	if (command.kind === 'packml') {
		const number = PACKML_COMMAND_NUMBER[command.command]
		const named = await gate.write({ id: `${p.id}/1`, origin, reason, tag: CNTRL_CMD, value: number })
		if (named.kind !== 'confirmed') return named
		return gate.write({ id: `${p.id}/2`, origin, reason, tag: CHANGE_REQUEST, value: true, mustChange: true })
	}
	const message = `a ${command.kind} is not written to the PLC`
	return { kind: 'refused', code: 'not-supported', message }
}

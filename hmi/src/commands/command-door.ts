import type { PackMlCommandName, UnitModeName } from '@emberline/line-config'
import type { CommandRole } from '@emberline/line-config/plc'

/** What is asked for. Values are in the unit of the tag dictionary. */
export type CommandAct =
	| { readonly kind: 'set'; readonly tag: string; readonly value: number }
	| { readonly kind: 'packml'; readonly command: PackMlCommandName }
	| { readonly kind: 'mode'; readonly mode: UnitModeName }

/** What became of a request, exactly one of six. Neither of the last two counts as done. */
export type CommandOutcome =
	| { readonly kind: 'accepted'; readonly token: string; readonly expiresMs: number }
	| { readonly kind: 'refused'; readonly code: string; readonly message: string }
	| { readonly kind: 'sent' }
	| { readonly kind: 'confirmed' }
	| { readonly kind: 'timed-out'; readonly message: string }
	| { readonly kind: 'unknown'; readonly message: string }

export interface OfferedCommand {
	readonly act: { readonly kind: 'set'; readonly tag: string } | Exclude<CommandAct, { readonly kind: 'set' }>
	readonly roles: readonly CommandRole[]
	/** Null: the plant asks for one step; the screen takes two all the same. */
	readonly twoSteps: 'same person' | 'second person' | null
	readonly range?: readonly [low: number, high: number] | undefined
	readonly step?: number | undefined
}

/** What a command would do, as the server sees it at the first step. */
export interface CommandEffect {
	readonly target: string
	readonly station: string
	readonly present: number | string | boolean | null
	readonly wanted: number | string
	/** Of numbers. */
	readonly difference: number | null
	readonly unit: string
	readonly range: readonly [low: number, high: number] | null
	readonly step: number | null
	/** Whether it has to be signed, and by whom. */
	readonly sign: 'no' | 'same person' | 'second person'
}

export interface CommandRequest {
	readonly id: string
	readonly step: 'select' | 'operate'
	readonly token?: string | undefined
	readonly act: CommandAct
	readonly by: { readonly user: string; readonly role: CommandRole; readonly from: string }
	readonly issuedMs: number
	readonly reason?: string | undefined
}

/** The way to the plant, which repeats every check and writes the audit before anything leaves. */
export interface CommandDoor {
	readonly enabled: boolean
	readonly offered: readonly OfferedCommand[]
	request(request: CommandRequest): Promise<CommandOutcome>
}

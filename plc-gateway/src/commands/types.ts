import type { PackMlCommandName, UnitModeName } from '@emberline/line-config'
import type { CommandRole } from '@emberline/line-config/plc'

/** Who asks, as the door where they came in has made sure of, and as the audit names them. */
export interface CommandOrigin {
	readonly user: string
	readonly role: CommandRole
	/** Where it came from: `screen`, `console`, an address. */
	readonly from: string
}

/** What is asked for. Values are in the unit of the tag dictionary. */
export type CommandAct =
	| { readonly kind: 'set'; readonly tag: string; readonly value: number }
	| { readonly kind: 'packml'; readonly command: PackMlCommandName }
	| { readonly kind: 'mode'; readonly mode: UnitModeName }

export interface CommandRequest {
	/** Used once: a second request with the same id is refused. */
	readonly id: string
	/** `select` checks and gives a token; `operate` does it. Commands that are not marked for two steps need only the second. */
	readonly step: 'select' | 'operate'
	/** What `select` gave. */
	readonly token?: string | undefined
	readonly act: CommandAct
	readonly by: CommandOrigin
	/** When it was asked for, by the gateway's clock, ms since 1970. */
	readonly issuedMs: number
	/** Why, in the words of who asks. */
	readonly reason?: string | undefined
}

export type CommandRefusal =
	| 'writes-off'
	| 'nobody'
	| 'wrong-role'
	| 'not-allowed'
	| 'wrong-type'
	| 'out-of-range'
	| 'step-too-large'
	| 'too-soon'
	| 'busy'
	| 'wrong-state'
	| 'wrong-mode'
	| 'interlock'
	| 'already-so'
	| 'not-fresh'
	| 'expired'
	| 'repeated'
	| 'select-first'
	| 'wrong-token'
	| 'no-audit'
	| 'broker-lost'
	| 'node-not-online'
	| 'device-not-online'
	| 'not-born'

export interface Refusal {
	readonly code: CommandRefusal
	readonly message: string
}

/**
 * What became of a request, exactly one of six. `accepted`: selected, nothing is sent; `sent`: it left, and nothing that comes
 * back could tell more; `confirmed`: the value came back; `timed-out`: it did not, and the PLC may or may not have taken it;
 * `unknown`: the way to the PLC was lost in between. None of the last two is ever repeated by itself, or counts as done.
 */
export type CommandResult =
	| { readonly kind: 'accepted'; readonly token: string; readonly expiresMs: number }
	| ({ readonly kind: 'refused' } & Refusal)
	| { readonly kind: 'sent' }
	| { readonly kind: 'confirmed' }
	| { readonly kind: 'timed-out'; readonly message: string }
	| { readonly kind: 'unknown'; readonly message: string }

/** One step of a command: for the audit log. */
export interface AuditStep {
	readonly tMs: number
	readonly id: string
	readonly step: 'selected' | 'accepted' | 'refused' | 'sent' | 'confirmed' | 'timed-out' | 'unknown'
	readonly user: string
	readonly role: string
	readonly from: string
	/** A tag, `PackML` or `Mode`. */
	readonly target: string
	/** The value before, as the gateway last heard it; null when it never did. */
	readonly oldValue: number | string | boolean | null
	readonly wantedValue: number | string | boolean
	/** Why, in the words of who asked. */
	readonly reason: string
	/** Refusal code and what was wrong; empty where all is well. */
	readonly message: string
	/** Since it was asked for, ms. */
	readonly tookMs: number
}

/** Resolves when the step is on disk; only then is anything sent. */
export type AuditSink = (step: AuditStep) => Promise<void>

/** What a screen has to know to offer a command. */
export interface OfferedCommand {
	readonly act: { readonly kind: 'set'; readonly tag: string } | Exclude<CommandAct, { readonly kind: 'set' }>
	readonly roles: readonly CommandRole[]
	/** Null: one step. */
	readonly twoSteps: 'same person' | 'second person' | null
	/** Of a set-point, in its unit: what may be asked for, and the largest change in one write. */
	readonly range?: readonly [low: number, high: number] | undefined
	readonly step?: number | undefined
}

/** The only door through which anything is written to the PLC. */
export interface CommandPort {
	readonly enabled: boolean
	/** What may be asked for at all. Whether it may be now, the result says. */
	readonly offered: readonly OfferedCommand[]
	/** Checks, sends and waits for the value to come back. Never rejects. */
	request(request: CommandRequest): Promise<CommandResult>
	/** Commands by what became of them, under their Prometheus names. */
	metrics(): Readonly<Record<string, number>>
}

/** Who asks for a write, as the audit names it. */
export interface CommandOrigin {
	readonly user: string
	/** Where it came from: `screen`, `console`, an address. */
	readonly from: string
}

/** One value to be written to the PLC. */
export interface PlcWrite {
	/** Used once: a second write with the same id is refused. */
	readonly id: string
	readonly origin: CommandOrigin
	/** A W tag of the dictionary. */
	readonly tag: string
	/** In the unit of the dictionary. */
	readonly value: number | boolean
	/** When it was asked for, by the gateway's clock, ms since 1970; default now. */
	readonly issuedMs?: number | undefined
	/** Why, in the words of who asks. */
	readonly reason?: string | undefined
	/** Only the change counts (a request bit): refused while the tag holds the value already. */
	readonly mustChange?: boolean | undefined
}

export type CommandRefusal =
	| 'writes-off'
	| 'nobody'
	| 'not-writable'
	| 'wrong-type'
	| 'out-of-range'
	| 'expired'
	| 'repeated'
	| 'already-so'
	| 'broker-lost'
	| 'node-not-online'
	| 'device-not-online'
	| 'not-born'
	| 'not-supported'

/**
 * What became of a write. `confirmed`: the value came back; `timed-out`: it did not, and the PLC may or may not have taken
 * it; `unknown`: the way to the PLC was lost in between. Neither of the last two is ever repeated by itself.
 */
export type CommandResult =
	| { readonly kind: 'confirmed' }
	| { readonly kind: 'refused'; readonly code: CommandRefusal; readonly message: string }
	| { readonly kind: 'timed-out'; readonly message: string }
	| { readonly kind: 'unknown'; readonly message: string }

/** One step of a write: for the audit log. */
export interface AuditStep {
	readonly tMs: number
	readonly id: string
	readonly origin: CommandOrigin
	readonly tag: string
	/** The value before, as the gateway last heard it; null when it never did. */
	readonly oldValue: number | string | boolean | null
	readonly wantedValue: number | boolean
	readonly reason: string
	readonly step: 'accepted' | 'refused' | 'sent' | 'confirmed' | 'timed-out' | 'unknown'
	/** Why, where it did not end well. */
	readonly message: string
}

export interface CommandOptions {
	/** Writes are off until this is true. */
	readonly enabled: boolean
	/** Called for each step, at once. */
	readonly audit: (step: AuditStep) => void
	/** A write older than this is refused, ms; default 2000. */
	readonly lifeMs?: number | undefined
	/** How long the value may take to come back, ms; default 3000. */
	readonly confirmMs?: number | undefined
}

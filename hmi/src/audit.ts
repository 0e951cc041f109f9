/** One line of the audit log: what its parts mean is the writer's, the columns are the same for all. */
export interface AuditEntry {
	readonly tMs: number
	/** Of the command or session. */
	readonly id: string
	readonly step: string
	readonly user: string
	readonly role: string
	readonly from: string
	readonly target: string
	readonly oldValue: number | string | boolean | null
	readonly wantedValue: number | string | boolean | null
	readonly reason: string
	readonly message: string
	readonly tookMs: number
}

export interface AuditRow extends AuditEntry {
	readonly n: number
	readonly hash: string
}

export interface AuditVerdict {
	readonly ok: boolean
	/** Lines that are right, from the first on, and the hash of the last of them. */
	readonly lines: number
	readonly head: string
	/** What is wrong, with the number of the line; empty when all is well. */
	readonly problem: string
}

/** The one audit log of the line. */
export interface AuditPort {
	/** Resolves when the line is on disk; rejects when it could not be written, and then nothing may be done that stands on it. */
	append(entry: AuditEntry): Promise<void>
	/** The newest lines before number `beforeN`, newest first. */
	read(limit: number, beforeN: number | null): Promise<readonly AuditRow[]>
	verify(): Promise<AuditVerdict>
}

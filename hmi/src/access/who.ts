import type { Role } from './roles.ts'

/** Who asks, as the session says it; a viewer has no name. */
export interface Who {
	readonly user: string
	readonly role: Role
	readonly address: string
	/** Id of the session, shortened: enough to tell two apart in the audit, of no use to anybody else. */
	readonly session: string
}

/** One mistake in a file: where it stands, what was found and what was expected. Lines and columns count from 1. */
export interface ConfigIssue {
	readonly file: string
	readonly line: number
	readonly column: number
	/** Keys and list places (from 0) joined by dots; empty for the file as a whole. */
	readonly path: string
	readonly message: string
}

/** `lines/pilot.yaml:14:5 stations.heating.slotHeight: found …, expected …` */
export function issueText(issue: ConfigIssue): string {
	const where = `${issue.file}:${issue.line}:${issue.column}`
	return issue.path === '' ? `${where} ${issue.message}` : `${where} ${issue.path}: ${issue.message}`
}

/** The user's files are wrong. Its message holds every mistake, one on each line. */
export class ConfigError extends Error {
	readonly code = 'CONFIG'
	readonly issues: readonly ConfigIssue[]

	constructor(issues: readonly ConfigIssue[], options?: ErrorOptions) {
		super(issues.map(issueText).join('\n'), options)
		this.name = 'ConfigError'
		this.issues = issues
	}
}

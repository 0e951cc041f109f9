/** Whether the service can be used, and why not, part by part: the body of /readyz. */
export interface Readiness {
	readonly ready: boolean
	readonly parts: Readonly<Record<string, { readonly ready: boolean; readonly reason: string }>>
}

import type { MissingPart } from '../link/link-machine.ts'
import { useLinkPart, usePlantState, useServerLink } from '../screen.ts'
import { clock } from '../words/figures.ts'

/** A bar across the screen when the server, or the plant behind it, cannot be heard. Nothing while all is well. */
export function LinkBar() {
	const server = useServerLink()
	const plant = usePlantState()
	const lastMs = useLinkPart((link) => link.getSnapshot().context.serverMs)
	const missing = useLinkPart((link) => link.getSnapshot().context.missing)
	if (server === 'outdated')
		return (
			<div className="link-bar" role="alert">
				This page is older than its server.
				<button type="button" className="plain-button" onClick={() => location.reload()}>
					Load the new page
				</button>
			</div>
		)
	if (server === 'lost')
		return (
			<div className="link-bar" role="alert">
				{lastMs === null ? 'No connection to the server' : `No connection since ${clock(lastMs)}`}
				<span className="link-bar-more">Values are old. Trying again.</span>
			</div>
		)
	if (plant === 'lost')
		return (
			<div className="link-bar is-plant" role="alert">
				{missing.map(partWords).join('; ')}
			</div>
		)
	return null
}

function partWords({ name, sinceMs }: MissingPart): string {
	return sinceMs === null ? `No data from ${name} yet` : `No data from ${name} since ${clock(sinceMs)}`
}

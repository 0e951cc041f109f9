import { useTexts } from '../alarms/language.ts'
import type { MissingPart } from '../link/link-machine.ts'
import { useLinkPart, usePlantState, useServerLink } from '../screen.ts'
import { clock } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { FRAME_TEXTS, type FrameKey } from './texts.ts'

/** A bar across the screen when the server, or the plant behind it, cannot be heard. Nothing while all is well. */
export function LinkBar() {
	const text = useTexts(FRAME_TEXTS)
	const name = usePlantNames()
	const server = useServerLink()
	const plant = usePlantState()
	const lastMs = useLinkPart((link) => link.getSnapshot().context.serverMs)
	const missing = useLinkPart((link) => link.getSnapshot().context.missing)
	if (server === 'outdated')
		return (
			<div className="link-bar" role="alert">
				{text('page-outdated')}
				<button type="button" className="plain-button" onClick={() => location.reload()}>
					{text('load-page')}
				</button>
			</div>
		)
	if (server === 'lost')
		return (
			<div className="link-bar" role="alert">
				{lastMs === null ? text('no-connection') : `${text('no-connection-since')} ${clock(lastMs)}`}
				<span className="link-bar-more">{text('values-old')}</span>
			</div>
		)
	if (plant === 'lost')
		return (
			<div className="link-bar is-plant" role="alert">
				{missing.map((part) => partWords(part, text, name)).join('; ')}
			</div>
		)
	return null
}

function partWords({ name, sinceMs }: MissingPart, text: (key: FrameKey) => string, plantName: (name: string) => string): string {
	const when = sinceMs === null ? text('yet') : `${text('since')} ${clock(sinceMs)}`
	return `${text('no-data-from')} ${plantName(name)} ${when}`
}

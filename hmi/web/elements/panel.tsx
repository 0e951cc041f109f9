import { type ReactNode, useId, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { TEXTS } from '../words/texts.ts'

/** A titled group. Where it draws a plot, a button shows the same as a table. */
export function Panel(p: {
	readonly title: string
	readonly area: string
	readonly note?: ReactNode
	readonly table?: () => ReactNode
	readonly children: ReactNode
}) {
	const text = useTexts(TEXTS)
	const id = useId()
	const [asTable, setAsTable] = useState(false)
	return (
		<section className={`panel area-${p.area}`} aria-labelledby={id}>
			<header className="panel-head">
				<h2 id={id}>{p.title}</h2>
				<div className="panel-note">{p.note}</div>
				{p.table && (
					<button type="button" className="plain-button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
						{text(asTable ? 'plot' : 'table')}
					</button>
				)}
			</header>
			{asTable && p.table ? (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
				<section className="scroll" tabIndex={0} aria-label={`${p.title}, ${text('table')}`}>
					{p.table()}
				</section>
			) : (
				p.children
			)}
		</section>
	)
}

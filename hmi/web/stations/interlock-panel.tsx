import type { DisplayStation } from '@emberline/hmi/contract'
import { useLanguage, useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { stateStanding } from '../line/value-state.ts'
import { useLine } from '../screen.ts'
import { clock } from '../words/figures.ts'
import { plantName } from '../words/plant-names.ts'
import { TEXTS } from '../words/texts.ts'

type Interlocks = NonNullable<DisplayStation['detail']>['interlocks']

/** What has to hold before the station may heat or run, and what stops it; which came first, and when. */
export function InterlockPanel({ station, interlocks }: { readonly station: string; readonly interlocks: Interlocks }) {
	const text = useTexts(TEXTS)
	const trips = useLine((line) => line.interlocks?.trips)
	const missing = useLine((line) => line.interlocks?.missing)
	const permissives = interlocks.filter(({ kind }) => kind === 'permissive')
	const open = permissives.filter(({ id }) => missing?.includes(id)).length
	const note =
		permissives.length > 0 && missing !== undefined
			? `${text('permissives')} ${permissives.length - open}/${permissives.length}`
			: ''
	return (
		<Panel area="interlocks" title={text('interlocks')} note={<span className={open > 0 ? 'strong' : ''}>{note}</span>}>
			{interlocks.length === 0 && <p className="empty">{text('no-interlocks')}</p>}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
			<section className="scroll interlock-lists" tabIndex={0} aria-label={text('interlocks')}>
				<List kind="permissive" station={station} interlocks={interlocks} isBroken={(id) => missing?.includes(id) ?? false} />
				<List
					kind="trip"
					station={station}
					interlocks={interlocks}
					isBroken={(id) => trips?.some((trip) => trip.id === id) ?? false}
				/>
			</section>
		</Panel>
	)
}

function List(p: {
	readonly kind: Interlocks[number]['kind']
	readonly station: string
	readonly interlocks: Interlocks
	readonly isBroken: (id: string) => boolean
}) {
	const text = useTexts(TEXTS)
	const language = useLanguage()
	const isKnown = useLine((line) => line.interlocks !== null && stateStanding(line, p.station, line.paintedMs).state === 'good')
	const trips = useLine((line) => line.interlocks?.trips)
	const firstOut = useLine((line) => line.interlocks?.firstOut)
	const rows = p.interlocks.filter(({ kind }) => kind === p.kind)
	if (rows.length === 0) return null
	const [fine, broken] = p.kind === 'trip' ? (['clear', 'tripped'] as const) : (['clear', 'not-proved'] as const)
	return (
		<div>
			<h3>{text(p.kind === 'trip' ? 'trips' : 'permissives')}</h3>
			<ul className="interlocks">
				{rows.map(({ id, words }) => {
					const isBroken = isKnown && p.isBroken(id)
					const cause = trips?.find((trip) => trip.id === id)
					const isFirst = firstOut?.id === id && p.kind === 'trip'
					return (
						<li key={id} className={isBroken ? 'is-broken' : ''}>
							<Tick kind={!isKnown ? 'unknown' : isBroken ? 'broken' : 'fine'} />
							<span className="interlock-words">
								{words[language] === words.en ? plantName(words.en, language) : words[language]}
							</span>
							{isFirst && isKnown && <span className="first-out">{text('first-out')}</span>}
							{(isBroken || isFirst) && isKnown && <span>{clockOf(cause?.causeMs ?? firstOut?.causeMs)}</span>}
							<span className="quiet">{isKnown ? text(isBroken ? broken : fine) : text('not-known')}</span>
						</li>
					)
				})}
			</ul>
		</div>
	)
}

const clockOf = (ms: number | undefined): string => (ms === undefined ? '' : clock(ms))

function Tick({ kind }: { readonly kind: 'fine' | 'broken' | 'unknown' }) {
	return (
		<svg className={`tick is-${kind}`} viewBox="0 0 18 18" aria-hidden="true">
			{kind === 'fine' && <path d="m3 9.5 4 4 8-9" />}
			{kind === 'broken' && <path d="M3 3l12 12M15 3 3 15" />}
			{kind === 'unknown' && <path d="M4 9h10" />}
		</svg>
	)
}

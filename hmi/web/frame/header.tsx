import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { StateChip } from '../elements/state-chip.tsx'
import type { LineStore } from '../line/line-store.ts'
import { tagStanding, twinStanding } from '../line/value-state.ts'
import { useLine, useServerLink } from '../screen.ts'
import { age, clock, duration, MISSING } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useReasons } from '../words/reasons.ts'
import { SettingsControl } from '../words/settings-control.tsx'
import { SignInControl } from './sign-in.tsx'
import { FRAME_TEXTS } from './texts.ts'

type Texts = (key: keyof typeof FRAME_TEXTS) => string

/** What and how the line is, whom to believe, how old it all is. */
export function Header() {
	const text = useTexts(FRAME_TEXTS)
	const name = usePlantNames()
	const reasons = useReasons()
	const title = useLine((line) => line.display?.lineTitle ?? 'Emberline')
	const simulated = useLine((line) => line.simulated)
	const idents = useLine((line) => line.display?.idents) ?? []
	const link = useServerLink()
	return (
		<header className="header">
			<h1>{title}</h1>
			{simulated && <span className="sim">{text('sim')}</span>}
			<LineState />
			<Figure className="ident recipe" read={(store, nowMs) => recipeText(store, nowMs, text)} />
			{idents.map(({ label, tag }) => (
				<span key={tag} className="ident">
					<span className="label">{name(label)}</span> <Figure read={(store, nowMs) => identText(store, tag, nowMs)} />
				</span>
			))}
			<span className="gap" />
			<Figure className="twin-health" read={(store, nowMs) => twinText(store, nowMs, text, reasons)} />
			<span className="age">
				<span className="label">{text('data')}</span> <Figure read={dataAge} />
			</span>
			<span className={`age ${link === 'live' ? '' : 'is-late'}`}>
				<span className="label">{text('link')}</span> <Figure read={linkAge} />
			</span>
			<SignInControl />
			<SettingsControl />
			<Figure className="clock" read={clockText} />
		</header>
	)
}

function LineState() {
	const state = useLine((line) => line.states?.line.state)
	const stop = useLine((line) => line.states?.line.stopReason ?? 0)
	return (
		<StateChip device="Line" state={state} stopReason={stop}>
			<Figure read={timeInState} />
		</StateChip>
	)
}

function timeInState(store: LineStore): FigureText {
	if (store.states === null) return { text: MISSING }
	return { text: duration(store.states.tMs - store.states.line.sinceMs) }
}

function recipeText(store: LineStore, nowMs: number, text: Texts): FigureText {
	const { state, reason } = twinStanding(store, nowMs)
	const recipe = store.states?.recipe ?? ''
	if (recipe === '') return { text: text('no-recipe') }
	return { text: store.display?.recipes[recipe]?.title ?? recipe, state: state === 'stale' ? 'stale' : 'good', reason }
}

function identText(store: LineStore, tag: string, nowMs: number): FigureText {
	const index = store.indexOf(tag)
	const { state, reason } = tagStanding(store, index, nowMs)
	const text = store.texts[index] ?? null
	return text === null || text === '' || state === 'bad' ? { text: MISSING, reason } : { text, state, reason }
}

function twinText(store: LineStore, nowMs: number, text: Texts, reasons: (reason: string) => string): FigureText {
	const { state, reason } = twinStanding(store, nowMs)
	if (state === 'good') return { text: text('twin-tracking') }
	if (state === 'stale') return { text: text('twin-unknown'), state, reason }
	const words = reasons(reason)
	return { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}`, state, reason }
}

function dataAge(store: LineStore, nowMs: number): FigureText {
	const ms = store.beat?.dataAgeMs ?? null
	return ms === null ? { text: MISSING } : { text: age(ms + nowMs - store.beatAtMs) }
}

function linkAge(store: LineStore, nowMs: number): FigureText {
	return store.beat === null ? { text: MISSING } : { text: age(nowMs - store.beatAtMs) }
}

/** The server's clock at its last beat: a page that is frozen shows a clock that stands. */
function clockText(store: LineStore): FigureText {
	return { text: store.beat === null ? '--:--:--' : clock(store.beat.serverMs) }
}

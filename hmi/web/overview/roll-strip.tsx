import { useRef } from 'react'
import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { PlanWords } from '../frame/plan-words.tsx'
import type { LineStore } from '../line/line-store.ts'
import { twinStanding } from '../line/value-state.ts'
import { usePainter, useScreen } from '../screen.ts'
import { clock, figure, MISSING } from '../words/figures.ts'
import { TEXTS, type TextKey } from '../words/texts.ts'

/** How far the roll has run, what is left of it and when it ends. */
export function RollStrip() {
	const { store } = useScreen()
	const text = useTexts(TEXTS)
	const done = useRef<SVGRectElement>(null)
	const head = useRef<SVGLineElement>(null)
	usePainter({
		marks(nowMs) {
			const share = `${(100 * shareDone(store, nowMs)).toFixed(2)}%`
			if (done.current?.getAttribute('width') === share) return
			done.current?.setAttribute('width', share)
			head.current?.setAttribute('x1', share)
			head.current?.setAttribute('x2', share)
		},
	})
	return (
		<section className="panel area-roll roll-strip" aria-label={text('roll')}>
			<p>
				<strong>{text('roll')}</strong>
				<Figure read={doneText(text)} />
				<Figure read={leftText(text)} />
				<Figure read={scrapText(text)} />
				<Figure read={endText(text)} />
				<PlanWords />
			</p>
			<svg className="roll-bar" aria-hidden="true">
				<rect className="track-scale" x="0" y="3" width="100%" height="14" />
				<rect ref={done} className="roll-done" x="0" y="3" height="14" />
				<line ref={head} className="roll-head" y1="0" y2="20" />
			</svg>
		</section>
	)
}

function shareDone(store: LineStore, nowMs: number): number {
	const { states } = store
	if (states === null || states.rollRemainingM === null || twinStanding(store, nowMs).state === 'bad') return 0
	const whole = states.webPositionM + states.rollRemainingM
	return whole > 0 ? Math.min(1, Math.max(0, states.webPositionM / whole)) : 0
}

type Texts = (key: TextKey) => string

function twinText(store: LineStore, nowMs: number, text: (states: NonNullable<LineStore['states']>) => string): FigureText {
	const { state, reason } = twinStanding(store, nowMs)
	if (store.states === null || state === 'bad') return { text: MISSING, state: 'bad', reason }
	return { text: text(store.states), state, reason }
}

const doneText = (text: Texts) => (store: LineStore, nowMs: number) =>
	twinText(store, nowMs, (s) => `${figure(s.webPositionM, 0)} m ${text('run')}`)

const leftText = (text: Texts) => (store: LineStore, nowMs: number) =>
	twinText(store, nowMs, (s) =>
		s.rollRemainingM === null ? text('rest-unknown') : `${figure(s.rollRemainingM, 0)} m ${text('left')}`,
	)

const scrapText = (text: Texts) => (store: LineStore, nowMs: number) =>
	twinText(store, nowMs, (s) => `${figure(s.scrapM, 1)} m ${text('scrap-m')}`)

/** At the present speed; none while the web stands. */
const endText = (text: Texts) => (store: LineStore, nowMs: number) =>
	twinText(store, nowMs, (s) => {
		if (s.rollRemainingM === null || s.line.state !== 'Execute' || s.webSpeedMPerS < 1e-4) return text('end-unknown')
		return `${text('end-of-roll')} ${clock(s.tMs + (1000 * s.rollRemainingM) / s.webSpeedMPerS).slice(0, 5)}`
	})

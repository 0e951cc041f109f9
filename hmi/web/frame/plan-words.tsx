import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import type { LineStore } from '../line/line-store.ts'
import { frameStanding } from '../line/value-state.ts'
import { clock, duration, figure, MISSING } from '../words/figures.ts'
import { TEXTS, type TextKey } from '../words/texts.ts'

/** Where the line is in its plan, and in which shift until when. */
export function PlanWords() {
	const text = useTexts(TEXTS)
	return (
		<>
			<span className="plan-words">
				<span className="quiet">{text('plan')}</span> <Figure read={(store, nowMs) => planText(store, nowMs, text)} />
			</span>
			<span className="plan-words">
				<span className="quiet">{text('shift')}</span> <Figure read={shiftText} />
			</span>
			<span className="plan-words">
				<span className="quiet">{text('plc-clock')}</span> <Figure read={(store) => clockText(store)} />
			</span>
		</>
	)
}

/** How far the plant's clock is off the gateway's. */
function clockText({ link }: LineStore): FigureText {
	const ms = link?.clockOffsetMs ?? null
	if (ms === null) return { text: MISSING }
	const size = Math.abs(ms) < 60_000 ? `${figure(Math.abs(ms) / 1000, 1)} s` : duration(Math.abs(ms))
	return { text: `${ms < 0 ? '\u2212' : '+'}${size}` }
}

function planText(store: LineStore, nowMs: number, text: (key: TextKey) => string): FigureText {
	const { state, reason } = frameStanding(store, nowMs)
	const plan = store.states?.plan
	if (state === 'bad' || plan === undefined) return { text: MISSING, reason }
	const { item } = plan
	if (item === null) return { text: text('no-plan') }
	const kind = text(`plan-${item.kind}`)
	const metres = item.lengthM === null ? '' : `, ${figure(item.doneM, 0)} / ${figure(item.lengthM, 0)} m`
	return { text: `${item.id}, ${kind}${metres}`, state, reason }
}

function shiftText(store: LineStore, nowMs: number): FigureText {
	const { state, reason } = frameStanding(store, nowMs)
	const shift = store.states?.plan?.shift
	if (state === 'bad' || shift === undefined) return { text: MISSING, reason }
	return { text: `${shift.number}, ${clock(shift.startMs).slice(0, 5)}–${clock(shift.endMs).slice(0, 5)}`, state, reason }
}

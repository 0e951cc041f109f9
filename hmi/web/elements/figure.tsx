import { useRef, useState } from 'react'
import type { LineStore } from '../line/line-store.ts'
import type { ValueState } from '../line/value-state.ts'
import { usePainter, useScreen } from '../screen.ts'
import { useReasons } from '../words/reasons.ts'
import { QualityMark } from './quality-mark.tsx'

export interface FigureText {
	readonly text: string
	readonly state?: ValueState
	/** Old, where the mark that says so stands once for a whole table. */
	readonly italic?: boolean
	/** Why it is not good; a text that is this reason is said in the screen's language, as the reason is. */
	readonly reason?: string
}

/** Writes an element's text only when it is another. */
export function write(element: Element | null, text: string): void {
	if (element !== null && element.textContent !== text) element.textContent = text
}

/** A figure that writes itself, at most twice a second. Only a change of its state draws the component again. */
export function Figure({
	read,
	className = '',
}: {
	readonly read: (store: LineStore, nowMs: number) => FigureText
	readonly className?: string
}) {
	const { store } = useScreen()
	const reasons = useReasons()
	const text = useRef<HTMLSpanElement>(null)
	const whole = useRef<HTMLSpanElement>(null)
	const [state, setState] = useState<ValueState>('good')
	usePainter({
		figures(nowMs) {
			const now = read(store, nowMs)
			const title = reasons(now.reason ?? '')
			write(text.current, now.text === now.reason ? title : now.text)
			if (whole.current !== null && whole.current.title !== title) whole.current.title = title
			setState(now.state ?? 'good')
			text.current?.classList.toggle('is-old', now.italic ?? false)
		},
	})
	return (
		<span ref={whole} className={`figure is-${state} ${className}`}>
			<QualityMark state={state} />
			<span ref={text} />
		</span>
	)
}

import type { ReactNode } from 'react'
import type { ValueState } from '../line/value-state.ts'

const SHAPES: Readonly<Record<Exclude<ValueState, 'good'>, ReactNode>> = {
	stale: (
		<>
			<circle cx="9" cy="9" r="7" />
			<path d="M9 4.8V9l3 2" />
		</>
	),
	bad: (
		<>
			<circle cx="9" cy="9" r="7" />
			<path d="m4 4 10 10M14 4 4 14" />
		</>
	),
	uncertain: (
		<>
			<path d="M5.6 6.4a3.4 3.4 0 1 1 5 3c-1.2.7-1.6 1.2-1.6 2.4" />
			<circle className="dot" cx="9" cy="14.8" r="1.3" />
		</>
	),
}

/** Clock, crossed circle or question mark; nothing where the value is good. Drawn, so that no font changes it. */
export function QualityMark({ state }: { readonly state: ValueState }) {
	if (state === 'good') return null
	return (
		<svg className="quality-mark" viewBox="0 0 18 18" aria-hidden="true">
			{SHAPES[state]}
		</svg>
	)
}

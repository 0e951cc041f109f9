import type { ReactNode } from 'react'

export type AlarmPriority = 1 | 2 | 3

const SHAPES: Readonly<Record<AlarmPriority, ReactNode>> = {
	1: <rect x="3" y="3" width="22" height="22" />,
	2: <path d="M14 2.5 26 25H2Z" />,
	3: <path d="M14 25.5 2 3h24Z" />,
}
const FIGURE_Y: Readonly<Record<AlarmPriority, number>> = { 1: 19.5, 2: 22, 3: 16.5 }

/** Square, triangle up or triangle down with its figure; a dark outline always. `quiet` draws the outline of an empty count. */
export function AlarmMark({ priority, quiet = false }: { readonly priority: AlarmPriority; readonly quiet?: boolean }) {
	return (
		<svg className={`alarm-mark p${priority}${quiet ? ' quiet' : ''}`} viewBox="0 0 28 28" aria-hidden="true">
			{SHAPES[priority]}
			{!quiet && (
				<text x="14" y={FIGURE_Y[priority]} textAnchor="middle">
					{priority}
				</text>
			)}
		</svg>
	)
}

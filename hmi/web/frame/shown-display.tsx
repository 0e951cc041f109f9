import { lazy, Suspense, useEffect, useRef } from 'react'
import { AlarmsDisplay } from '../alarms/alarms-display.tsx'
import { useTexts } from '../alarms/language.ts'
import { Overview } from '../overview/overview.tsx'
import { StationsDisplay } from '../stations/stations-display.tsx'
import { TEXTS } from '../words/texts.ts'
import { usePlace } from './display.ts'
import { DISPLAY_TITLES, FRAME_TEXTS } from './texts.ts'

/** What an operator needs at once is in the first bundle; the rest comes when it is opened. */
const AuditDisplay = lazy(() => import('../commands/audit-display.tsx').then(({ AuditDisplay: it }) => ({ default: it })))

const LotsDisplay = lazy(() => import('../lots/lots-display.tsx').then(({ LotsDisplay: it }) => ({ default: it })))

const WhatIfDisplay = lazy(() => import('../what-if/what-if-display.tsx').then(({ WhatIfDisplay: it }) => ({ default: it })))

const RecipeDisplay = lazy(() => import('../recipes/recipe-display.tsx').then(({ RecipeDisplay: it }) => ({ default: it })))

const RollDisplay = lazy(() => import('../rolls/roll-display.tsx').then(({ RollDisplay: it }) => ({ default: it })))

const TrendsDisplay = lazy(() => import('../trends/trends-display.tsx').then(({ TrendsDisplay: it }) => ({ default: it })))

/** The one display that is open, as the address says. */
export function ShownDisplay() {
	const text = useTexts(TEXTS)
	const { display } = usePlace()
	const main = useRef<HTMLElement>(null)
	const opened = useRef(display)
	useEffect(() => {
		if (opened.current === display) return
		opened.current = display
		main.current?.focus()
	}, [display])
	const title = useTexts(DISPLAY_TITLES)
	const frame = useTexts(FRAME_TEXTS)
	return (
		<main
			ref={main}
			tabIndex={-1}
			className={display === 'overview' ? 'overview' : 'display'}
			aria-label={display === 'overview' ? frame('line-overview') : title(display)}
		>
			<Suspense fallback={<p className="empty">{text('opening')}</p>}>
				{display === 'alarms' ? (
					<AlarmsDisplay />
				) : display === 'audit' ? (
					<AuditDisplay />
				) : display === 'trends' ? (
					<TrendsDisplay />
				) : display === 'lots' ? (
					<LotsDisplay />
				) : display === 'what-if' ? (
					<WhatIfDisplay />
				) : display === 'recipe' ? (
					<RecipeDisplay />
				) : display === 'roll-map' ? (
					<RollDisplay />
				) : display === 'stations' ? (
					<StationsDisplay />
				) : (
					<Overview />
				)}
			</Suspense>
		</main>
	)
}

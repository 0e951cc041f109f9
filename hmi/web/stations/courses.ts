import type { TrendCourse } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import { useScreen } from '../screen.ts'

export interface Courses {
	readonly courses: readonly TrendCourse[]
	/** Plant time that was asked for. */
	readonly fromMs: number
	readonly toMs: number
	/** Empty while all is well. */
	readonly refusal: string
}

export interface CoursesAsk {
	readonly series: readonly string[]
	readonly points: number
	readonly everyMs: number
	/** Span up to the newest frame, or between two instants of plant time. */
	readonly span: { readonly lastMs: number } | { readonly fromMs: number; readonly toMs: number }
}

const NOTHING: Courses = { courses: [], fromMs: 0, toMs: 0, refusal: '' }

/** Asks the historian for the course of some series, again and again while the component is there. `key` tells one question from another. */
export function useCourses(ask: CoursesAsk): Courses {
	const { connection, store } = useScreen()
	const [found, setFound] = useState<Courses>(NOTHING)
	const key = JSON.stringify(ask)
	useEffect(() => {
		const { series, points, everyMs, span } = JSON.parse(key) as CoursesAsk
		let isHere = true
		let timer: ReturnType<typeof setTimeout> | undefined
		const look = async (): Promise<void> => {
			const newestMs = store.states?.tMs
			if (series.length > 0 && newestMs !== undefined && !document.hidden) {
				const [fromMs, toMs] = 'lastMs' in span ? [newestMs - span.lastMs, newestMs] : [span.fromMs, span.toMs]
				const answer = await connection.ask('trend', { series, fromMs, toMs, points })
				if (!isHere) return
				if (answer.ok) setFound({ courses: answer.courses, fromMs, toMs, refusal: '' })
				else setFound((old) => ({ ...old, refusal: answer.code }))
				timer = setTimeout(() => void look(), answer.ok ? everyMs : ASK_AGAIN_MS)
			} else timer = setTimeout(() => void look(), RETRY_MS)
		}
		void look()
		return () => {
			isHere = false
			clearTimeout(timer)
		}
	}, [key, connection, store])
	return found
}

/** Until there is a frame or the page is seen; and after an answer that did not come. */
const RETRY_MS = 500
const ASK_AGAIN_MS = 2000

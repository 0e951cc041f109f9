import type { Courses } from '../stations/courses.ts'

/** The encoder: metres of web that ran. */
export const WEB_POSITION = 'Line/Web/Position'

export interface OverWeb {
	/** The columns at the steps in which the web went on. */
	readonly columns: (number | null)[][]
	/** Where the web was then, rising. */
	readonly metres: readonly number[]
}

/** Columns over time, as `columnsOf` gives them, over metres of web: steps in which the web stood or is not known are left out. */
export function overWeb(columns: readonly (readonly (number | null)[])[], found: Courses): OverWeb {
	const course = found.courses.find(({ series }) => series === WEB_POSITION)
	const positions = new Map(course?.tMs.map((tMs, k) => [tMs, course.mean[k] ?? null]))
	const metres: number[] = []
	const steps: number[] = []
	columns[0]?.forEach((s, k) => {
		const metre = positions.get(Math.round(1000 * (s ?? Number.NaN))) ?? null
		// A new roll begins at nought: from there on it is another web.
		if (metre === null || metre <= (metres.at(-1) ?? Number.NEGATIVE_INFINITY)) return
		metres.push(metre)
		steps.push(k)
	})
	return { columns: columns.map((column) => steps.map((k) => column[k] ?? null)), metres }
}

/** What is out, from when on, and when it was over. Rows count from 0. */
export interface SurpriseAlarm {
	readonly id: string
	readonly column: string
	readonly raisedRow: number
	readonly onsetRow: number
	readonly sensorOrProcess: 'sensor' | 'process'
	readonly clearedRow: number | null
}

/** Surprise over the scatter of learnt rows at least, and over the largest of them, for an alarm. */
const ALARM_SD = 6
const ALARM_OVER_LARGEST = 1.3
/** Over again once all are within this share of it, for so many times the longest window; what stays out for longer is the new usual. */
const CLEAR_SHARE = 0.5
/** It began when its window was last within this share of its bound. */
const CALM_SHARE = 0.4
const CLEAR_WINDOWS = 1.5
const STAYS_WINDOWS = 15
/** What is usual is followed so slowly, in longest windows. */
const USUAL_WINDOWS = 20

/**
 * Watches by how much a signal differs from what was told of it one row and more rows before: a sudden fault shows in the short windows at once, a slow one in
 * the long ones. Bounds are those of rows that are taken for good.
 */
export class SurpriseWatch {
	readonly #column: string
	readonly #windows: readonly number[]
	readonly #bound: readonly number[]
	readonly #usual: number[]
	/** Last row at which each window was calm. */
	readonly #calm: number[]
	#alarm: SurpriseAlarm | null = null
	#quiet = 0
	#count = 0

	/** `learnt`: surprises of good rows, by window in each. Without any of a window that window is not watched. */
	constructor(column: string, windows: readonly number[], learnt: readonly (readonly number[])[]) {
		this.#column = column
		this.#windows = windows
		this.#calm = windows.map(() => 0)
		const of = (n: number) => learnt.map((row) => row[n] as number).filter(Number.isFinite)
		this.#usual = windows.map((_, n) => quantile(of(n), 0.5))
		this.#bound = windows.map((_, n) => {
			const off = of(n).map((x) => Math.abs(x - (this.#usual[n] as number)))
			if (off.length < 10 * (windows[n] as number)) return Number.POSITIVE_INFINITY
			// 1.4826 medians of the absolute deviation are one sd of a normal one.
			return Math.max(ALARM_SD * 1.4826 * quantile(off, 0.5), ALARM_OVER_LARGEST * quantile(off, 0.9995), 1e-9)
		})
	}

	/** One row more: an alarm that is raised or cleared by it, else null. */
	row(row: number, surprises: readonly number[]): SurpriseAlarm | null {
		const over = surprises.map((x, n) => {
			const share = Math.abs(x - (this.#usual[n] as number)) / (this.#bound[n] as number)
			return Number.isFinite(share) ? share : 0
		})
		for (const [n, share] of over.entries()) if (share < CALM_SHARE) this.#calm[n] = row
		const longest = this.#windows.at(-1) as number
		const first = over.findIndex((share) => share > 1)
		if (this.#alarm === null) {
			if (first >= 0) {
				const isJump = (over[0] as number) > 1 && first === 0
				this.#quiet = 0
				this.#alarm = {
					id: `${this.#column}-${++this.#count}`,
					column: this.#column,
					raisedRow: row,
					onsetRow: Math.max(0, row - (this.#windows[first] as number) + 1, Math.min(row, (this.#calm[first] as number) + 1)),
					sensorOrProcess: isJump ? 'sensor' : 'process',
					clearedRow: null,
				}
				return this.#alarm
			}
			for (const [n, x] of surprises.entries())
				if (Number.isFinite(x))
					this.#usual[n] = (this.#usual[n] as number) + (x - (this.#usual[n] as number)) / (USUAL_WINDOWS * longest)
			return null
		}
		this.#quiet = over.every((share) => share < CLEAR_SHARE) ? this.#quiet + 1 : 0
		const stays = row - this.#alarm.raisedRow > STAYS_WINDOWS * longest
		if (this.#quiet < CLEAR_WINDOWS * longest && !stays) return null
		if (stays) for (const [n, x] of surprises.entries()) if (Number.isFinite(x)) this.#usual[n] = x
		const cleared = { ...this.#alarm, clearedRow: row }
		this.#alarm = null
		return cleared
	}
}

function quantile(values: readonly number[], p: number): number {
	if (values.length === 0) return 0
	const sorted = [...values].sort((a, b) => a - b)
	return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] as number
}

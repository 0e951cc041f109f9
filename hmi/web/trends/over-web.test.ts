import { describe, expect, it } from 'vitest'
import { overWeb, WEB_POSITION } from './over-web.ts'

const tMs = [0, 1000, 2000, 3000, 4000]
const courses = (mean: readonly (number | null)[]) => ({
	courses: [{ series: WEB_POSITION, tMs, mean, min: mean, max: mean, q: tMs.map(() => 0) }],
	fromMs: 0,
	toMs: 4000,
	refusal: '',
})

describe('a trend over metres of web', () => {
	it('leaves out steps in which the web stood or is not known, and keeps gaps of the pens', () => {
		const columns = [tMs.map((ms) => ms / 1000), [5, 6, null, 8, 9]]
		expect(overWeb(columns, courses([10, 11, 12, 12, null]))).toEqual({
			metres: [10, 11, 12],
			columns: [
				[0, 1, 2],
				[5, 6, null],
			],
		})
	})

	it('is empty without a position', () => {
		expect(overWeb([[0], [5]], { courses: [], fromMs: 0, toMs: 0, refusal: '' })).toEqual({ metres: [], columns: [[], []] })
	})
})

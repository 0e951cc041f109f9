import { describe, expect, it } from 'vitest'
import { draftProblem, judgeProblem, type RecipeEntry, type RecipeRevision, revisionsFrom } from './recipe-record.ts'

const file: RecipeRevision = {
	recipe: 'HTR',
	title: 'BiSb',
	revision: 1,
	status: 'file',
	setpoints: [{ tag: 'Line/Command/MachSpeed', actualTag: 'Line/Status/MachSpeed', unit: 'mm/s', value: 50, range: [10, 90] }],
	limits: [{ name: 'peak_K', unit: 'K', low: 1320, high: 1360 }],
	made: null,
	judgements: [],
}
const draft = (from: number, speed: number): RecipeEntry => ({
	kind: 'draft',
	recipe: 'HTR',
	from,
	setpoints: { 'Line/Command/MachSpeed': speed },
	reason: 'more grams',
	by: 'eva',
	atMs: 1,
})
const judged = (revision: number, verdict: 'approved' | 'rejected'): RecipeEntry => ({
	kind: 'judgement',
	recipe: 'HTR',
	revision,
	verdict,
	reason: 'tried on the twin',
	by: 'fay',
	atMs: 2,
})
const told = (entries: readonly RecipeEntry[]) =>
	revisionsFrom([file], entries).map(({ revision, status, setpoints }) => `${revision} ${status} ${setpoints[0]?.value}`)

describe('revisions of a recipe', () => {
	it('grow by drafts, and one that is approved retires the approved one before it', () => {
		const entries = [judged(1, 'approved'), draft(1, 55), draft(2, 60), judged(3, 'rejected'), judged(2, 'approved')]
		expect(told(entries)).toEqual(['1 retired 50', '2 approved 55', '3 rejected 60'])
		expect(revisionsFrom([file], entries)[1]).toMatchObject({
			made: { by: 'eva', from: 1 },
			judgements: [{ by: 'fay', verdict: 'approved' }],
		})
	})

	it('pass over what is on record of a revision that is not there', () => {
		expect(told([draft(7, 55), judged(9, 'approved')])).toEqual(['1 file 50'])
	})

	it('are drafted only within what the plant takes, and with a change', () => {
		const ask = (setpoints: Record<string, number>) => draftProblem([file], { recipe: 'HTR', from: 1, setpoints, reason: 'x' })
		expect(ask({ 'Line/Command/MachSpeed': 55 })).toBeNull()
		expect(ask({ 'Line/Command/MachSpeed': 50 })).toBe('nothing is changed')
		expect(ask({ 'Line/Command/MachSpeed': 95 })).toMatch(/takes 10 to 90 mm\/s/)
		expect(ask({ 'Line/Web/Tension': 30 })).toMatch(/no set-point/)
	})

	it('are judged once, and not by who wrote them', () => {
		const all = revisionsFrom([file], [draft(1, 55), judged(1, 'approved')])
		const ask = (revision: number) => ({ recipe: 'HTR', revision, verdict: 'approved', reason: 'x' }) as const
		expect(judgeProblem(all, ask(2), 'eva')).toMatch(/eva wrote it/)
		expect(judgeProblem(all, ask(2), 'fay')).toBeNull()
		expect(judgeProblem(all, ask(1), 'fay')).toMatch(/approved already/)
		expect(judgeProblem(all, ask(4), 'fay')).toMatch(/no revision 4/)
	})
})

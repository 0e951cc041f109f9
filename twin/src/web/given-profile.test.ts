import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalParameters } from '../line/parameters.ts'
import { followProfile } from './given-profile.ts'
import { powderOf } from './powder.ts'

const parameters = nominalParameters(loadLine('pilot'))
const room = 298.15

/** Straight pieces: [duration s, temperature at its end]. */
const pieces = (...steps: readonly (readonly [number, number])[]) => {
	const points = [{ timeS: 0, temperatureK: room }]
	for (const [lasts, temperatureK] of steps) points.push({ timeS: (points[points.length - 1]?.timeS ?? 0) + lasts, temperatureK })
	return points
}
const powder = (id: string) => powderOf(loadRecipe(id), parameters)

describe('sizes on ideal profiles (F10)', () => {
	it('BiSb at 1340 K for 7 s is 14.9 nm', () => {
		const made = followProfile(powder('htr-bisb'), pieces([3, 1340], [7, 1340], [5, room]))
		expect(made.thetaNmN / 2762.865).toBeCloseTo(1, 3)
		expect(made.sizeNm).toBeCloseTo(14.9, 2)
		expect(made.doseS).toBeCloseTo(8.593857, 3)
	})

	it('BiSnSb to 770 K and back is 11.4 nm', () => {
		const made = followProfile(powder('nts-bisnsb'), pieces([10, 770], [8, room]))
		expect(made.xm).toBeCloseTo(0.999563, 5)
		expect(made.thetaNmN / 3.49145).toBeCloseTo(1, 3)
		expect(made.sizeNm).toBeCloseTo(11.4, 3)
		expect(Math.abs(made.x2 - 0.588)).toBeLessThan(1e-3)
	})

	it.each([
		['htr-snsb', 23.9],
		['htr-cosb', 19.5],
		['htr-nisb', 15.9],
		['htr-fesb', 20.8],
		['htr-snbi', 20.6],
		['htr-cu2sb', 19.0],
	])('%s comes out at its one measured size, %s nm', (id, sizeNm) => {
		const made = followProfile(powder(id), pieces([3, 1340], [7, 1340], [5, room]))
		expect(made.sizeNm / sizeNm).toBeCloseTo(1, 3)
	})

	it.each([
		['nts-bisbpb', 19.7],
		['nts-bisnsbzn', 15.4],
		['nts-bisnsbpb', 14.5],
		['nts-bisnsbpbzn', 21.5],
	])('%s comes out at its one measured size, %s nm', (id, sizeNm) => {
		expect(followProfile(powder(id), pieces([10, 770], [8, room])).sizeNm / sizeNm).toBeCloseTo(1, 3)
	})

	it('BiSb in the tube furnace is 79.35 nm at 3 K/s and 83.79 nm at 3 K/min', () => {
		const recipe = loadRecipe('tfa-bisb')
		const sizes = recipe.furnace?.variants.map((variant) => {
			const profile = variant.profile.map((point) => ({ timeS: point.time, temperatureK: point.temperature }))
			return followProfile(powderOf(recipe, parameters), profile)
		})
		expect(sizes?.[0]?.thetaNmN).toBeCloseTo(493_844.5, -2)
		expect(sizes?.[0]?.sizeNm).toBeCloseTo(79.35, 1)
		expect(sizes?.[1]?.sizeNm).toBeCloseTo(83.79, 1)
		expect(sizes?.[0]?.doseS).toBeCloseTo(18_998.7, 0)
	})

	it('metastable BiSnSb annealed at 773 K for 5 h grows from 11.4 to 32.8 nm', () => {
		const recipe = loadRecipe('tfa-bisnsb')
		const variant = recipe.furnace?.variants[0]
		const profile = (variant?.profile ?? []).map((point) => ({ timeS: point.time, temperatureK: point.temperature }))
		const made = followProfile(powderOf(recipe, parameters), profile, recipe.furnace?.startSizeNm)
		expect(made.thetaNmN / 33_806.07).toBeCloseTo(1, 3)
		expect(made.sizeNm).toBeCloseTo(32.8, 1)
	})

	it('a profile that never forms particles says so', () => {
		expect(() => followProfile(powder('nts-bisnsb'), pieces([10, 500], [8, room]))).toThrow('never reaches 700 K')
	})
})

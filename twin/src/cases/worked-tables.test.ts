import { METALS, type MetalSymbol } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalParameters } from '../line/parameters.ts'
import { metalVapourPa } from '../physics/index.ts'
import { followProfile, type ProfilePoint } from '../web/given-profile.ts'
import { powderOf, rateLaw } from '../web/powder.ts'

const parameters = nominalParameters(loadLine('pilot'))
const powder = (id: string) => powderOf(loadRecipe(id), parameters)
/** Straight pieces from room temperature: [duration s, temperature at its end]. */
const pieces = (...steps: readonly (readonly [number, number])[]): ProfilePoint[] => {
	const points: ProfilePoint[] = [{ timeS: 0, temperatureK: 298.15 }]
	let timeS = 0
	for (const [lasts, temperatureK] of steps) {
		timeS += lasts
		points.push({ timeS, temperatureK })
	}
	return points
}
const HTR = pieces([3, 1340], [7, 1340], [5, 298.15])
const NTS = pieces([10, 770], [8, 298.15])
/** 5 h at a temperature, up and down at 5 K/min. */
const annealAt = (annealK: number): ProfilePoint[] => {
	const rampS = (annealK - 298.15) * 12
	return pieces([rampS, annealK], [18_000, annealK], [rampS, 298.15])
}
const within = (found: number, value: number, unit: number) =>
	expect(Math.abs(found - value), `${found} beside ${value}`).toBeLessThanOrEqual(unit)

describe('vapour pressure of the metals at 770, 873 and 1340 K', () => {
	it.each<readonly [MetalSymbol, readonly (readonly [temperatureK: number, pascals: number, unit: number])[]]>([
		[
			'Bi',
			[
				[770, 7.5e-3, 1e-4],
				[873, 0.19, 0.01],
				[1340, 849, 1],
			],
		],
		[
			'Sb',
			[
				[770, 2.65, 0.01],
				[873, 19.3, 0.1],
				[1340, 3382, 1],
			],
		],
		[
			'Sn',
			[
				[770, 2e-10, 1e-10],
				[873, 5e-8, 1e-8],
				[1340, 0.067, 0.001],
			],
		],
		[
			'Pb',
			[
				[770, 2.1e-3, 1e-4],
				[873, 0.064, 0.001],
				[1340, 476, 1],
			],
		],
		[
			'Zn',
			[
				[770, 166, 1],
				[873, 1526, 1],
				[1340, 4.9e5, 0.1e5],
			],
		],
		['Co', [[1340, 1.4e-4, 0.1e-4]]],
		['Ni', [[1340, 1.5e-4, 0.1e-4]]],
		['Fe', [[1340, 5.6e-4, 0.1e-4]]],
		[
			'Cu',
			[
				[873, 1e-8, 1e-8],
				[1340, 0.04, 0.001],
			],
		],
	])('%s', (symbol, rows) => {
		const { vapourA: a, vapourB: b } = METALS[symbol]
		for (const [temperatureK, pascals, unit] of rows) within(metalVapourPa({ a, b, temperatureK }), pascals, unit)
	})
})

describe('product of each recipe, fully reduced and nothing lost', () => {
	it.each([
		['htr-bisb', 0.08299, 73.7],
		['htr-sb', 0.06795, 67.35],
		['htr-snsb', 0.06787, 67.08],
		['htr-cosb', 0.0572, 60.49],
		['htr-nisb', 0.05716, 60.46],
		['htr-fesb', 0.05626, 60.08],
		['htr-snbi', 0.08301, 73.52],
		['htr-cu2sb', 0.05465, 58.43],
		['nts-bisnsb', 0.08392, 66.7],
		['nts-bisbpb', 0.09391, 70.57],
		['nts-bisnsbzn', 0.07681, 63.25],
		['nts-bisnsbpb', 0.089, 68.7],
		['nts-bisnsbpbzn', 0.08236, 65.88],
	])('%s makes %s g per g dry with %s wt%% of alloy', (id, gramsPerGram, alloyWtpct) => {
		const { metal, citrate, yield2 } = powder(id)
		const char = citrate * (id.startsWith('htr') ? yield2 : 0.15377)
		within(metal + char, gramsPerGram, 1e-5)
		within((100 * metal) / (metal + char), alloyWtpct, 0.01)
	})
})

describe('calibration on the ideal profiles', () => {
	it.each([
		['htr-bisb', HTR, 8.1686, 14.9],
		['htr-sb', HTR, 8.1686, 14.9],
		['htr-snsb', HTR, 8.1686, 23.9],
		['htr-cosb', HTR, 8.1686, 19.5],
		['htr-nisb', HTR, 8.1686, 15.9],
		['htr-fesb', HTR, 8.1686, 20.8],
		['htr-snbi', HTR, 8.1686, 20.6],
		['htr-cu2sb', HTR, 8.1686, 19],
		['nts-bisnsb', NTS, 11.3927, 11.4],
		['nts-bisbpb', NTS, 19.7, 19.7],
		['nts-bisnsbzn', NTS, 15.397, 15.4],
		['nts-bisnsbpb', NTS, 14.497, 14.5],
		['nts-bisnsbpbzn', NTS, 21.501, 21.5],
	])('%s forms and ends at its sizes', (id, profile, formationNm, sizeNm) => {
		const made = followProfile(powder(id), profile)
		within(made.formationNm, formationNm, 0.001)
		within(made.sizeNm, sizeNm, 0.006)
	})

	it.each([
		['3 K/s', 191.62, 18.03, 79.35],
		['3 K/min', 11_497, 35.68, 83.79],
	])('BiSb in the tube furnace at %s forms and ends at its sizes', (_, rampS, formationNm, sizeNm) => {
		const made = followProfile(powder('tfa-bisb'), pieces([rampS, 873], [18_000, 873], [5748.5, 298.15]))
		within(made.formationNm, formationNm, 0.01)
		within(made.sizeNm, sizeNm, 0.02)
	})

	it.each([
		['nts-bisbpb', 1.045e7, 19.7, 391],
		['nts-bisnsbzn', 3.684e6, 15.4, 276],
		['nts-bisnsbpb', 2.661e6, 14.5, 248],
		['nts-bisnsbpbzn', 1.434e7, 21.5, 434],
	])('variant B of %s: fitted growth gives its size, and an implausible one after 5 h at 773 K', (id, k0, sizeNm, annealedNm) => {
		const variant = { ...powder(id), formationNm: 11.3927, coarsening: rateLaw(k0, 52_400) }
		const made = followProfile(variant, NTS)
		within(made.sizeNm, sizeNm, 0.01)
		within(followProfile(variant, annealAt(773), made.sizeNm).sizeNm, annealedNm, 1)
	})

	it.each([
		[673, 20_234],
		[723, 10_453],
		[773, 5913.6],
		[873, 2258],
	])('an anneal of BiSnSb at %s K asks for k0 = %s nm3/s', (annealK, k0) => {
		const made = followProfile({ ...powder('nts-bisnsb'), coarsening: rateLaw(k0, 52_400) }, annealAt(annealK), 11.4)
		// k0 is met exactly at 773 K; elsewhere the printed ones are up to 0.6 per cent of growth short.
		within(made.sizeNm, 32.8, annealK === 773 ? 0.002 : 0.07)
	})
})

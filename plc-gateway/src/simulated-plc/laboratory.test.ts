import { describe, expect, it } from 'vitest'
import { Laboratory, type LabResult, type Sampled } from './laboratory.ts'
import { plantOfLine1 } from './plant-for-tests.ts'

const product = {
	alloyWtpct: 73.4,
	residualNaClWtpct: 0.17,
	sizeNm: 14.8,
	sizeSdNm: 3.2,
	peakK: 1340,
	goodShare: 1,
}

/** A scale with steady product, made from web that passed the nip 1200 s before. */
function scaleAt(nowS: number, productKgPerS = 1.1e-4): Sampled {
	return {
		nowS,
		nowMs: nowS * 1000,
		webSpeedMPerS: 0.05,
		wash: { productKgPerS, arriving: () => ({ ...product, nipM: 0.05 * (nowS - 1200) }) },
		encoderM: (paidOutM) => paidOutM * 1.001,
	}
}

describe('the laboratory', () => {
	it('takes a sample every 20 to 40 min and reports it 20 to 60 min later, with the web that it was made from', () => {
		const laboratory = new Laboratory(3)
		const results: { readonly atS: number; readonly result: LabResult }[] = []
		for (let s = 0; s < 20 * 3600; s++) {
			laboratory.step(scaleAt(s))
			const { result } = laboratory
			if (result !== null && result !== results.at(-1)?.result) results.push({ atS: s, result })
		}
		expect(results.length).toBeGreaterThan(25)
		for (const { atS, result } of results) {
			const takenS = result.takenMs / 1000
			expect(atS - takenS).toBeGreaterThanOrEqual(1200)
			expect(atS - takenS).toBeLessThanOrEqual(3601)
			expect(result.webPositionM).toBeCloseTo(0.05 * (takenS - 1200) * 1.001, 6)
		}
		const taken = results.map(({ result }) => result.takenMs / 1000).sort((a, b) => a - b)
		for (const [n, s] of taken.slice(1).entries()) {
			expect(s - (taken[n] ?? 0)).toBeGreaterThanOrEqual(1200)
			expect(s - (taken[n] ?? 0)).toBeLessThanOrEqual(2401)
		}
		const meanNm = results.reduce((sum, { result }) => sum + result.sizeNm, 0) / results.length
		expect(meanNm).toBeCloseTo(14.8, 0)
		expect(new Set(results.map(({ result }) => result.id)).size).toBe(results.length)
	})

	it('takes nothing where no product comes', () => {
		const laboratory = new Laboratory(3)
		for (let s = 0; s < 4 * 3600; s++) laboratory.step(scaleAt(s, 0))
		expect(laboratory.result).toBeNull()
	})

	it('has reported a sample of half an hour ago when a running plant starts', () => {
		const plant = plantOfLine1()
		const tags = plant.tags()
		expect(tags.get('Lab/Sample/ID')?.value).toBe('S0001')
		expect(tags.get('Lab/Sample/Time')?.value).toBe(plant.startMs - 1_800_000)
		expect(tags.get('Lab/Sample/WebPosition')?.value as number).toBeLessThan(plant.encoderM(0) - 80)
		expect(tags.get('Lab/Result/ParticleSizeMean')?.value as number).toBeGreaterThan(13.5)
		expect(tags.get('Lab/Result/ParticleSizeMean')?.value as number).toBeLessThan(16.5)
		expect(tags.get('Lab/Result/AlloyContent')?.value as number).toBeGreaterThan(71)
	})
})

import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

it('reads 20,000 spoilt messages without a crash, none of them slowly', () => {
	const report = fuzz(20_000, 1)
	expect(report.slowAgain).toEqual([])
	expect(report.undecodable).toBeGreaterThan(2_000)
	expect(report.undecodable).toBeLessThan(18_000)
})

import { describe, expect, it } from 'vitest'
import { makeLedger, passLedger } from './heat-ledger.ts'

const pending = (ledger: ReturnType<typeof makeLedger>) => ledger.pending.reduce((sum, each) => sum + each, 0)

describe('heat ledger', () => {
	it('loses nothing: drawn and still to come are what was taken', () => {
		const ledger = makeLedger(1)
		let taken = 0
		let drawn = 0
		for (const [amount, travelM] of [
			[5, 0.004],
			[0, 0.02],
			[7, 0.0131],
			[2, 0],
			[1, 0.0005],
			[9, 0.019],
		] as const) {
			const amounts = new Float64Array([amount])
			passLedger(ledger, amounts, travelM, 0.02)
			taken += amount
			drawn += amounts[0] ?? 0
			expect(drawn + pending(ledger)).toBeCloseTo(taken, 12)
		}
		passLedger(ledger, new Float64Array([0]), 0.02, 0.02)
		passLedger(ledger, new Float64Array([0]), 0.02, 0.02)
		expect(pending(ledger)).toBeCloseTo(0, 12)
	})

	it('a standing web draws what it takes at once', () => {
		const amounts = new Float64Array([3])
		const ledger = makeLedger(1)
		passLedger(ledger, amounts, 0, 0.02)
		expect(amounts[0]).toBe(3)
		expect(pending(ledger)).toBe(0)
	})

	it('makes even what comes once a parcel', () => {
		const ledger = makeLedger(1)
		const drawn: number[] = []
		for (let n = 0; n < 40; n++) {
			const amounts = new Float64Array([n % 4 === 0 ? 8 : 0])
			passLedger(ledger, amounts, 0.005, 0.02)
			drawn.push(amounts[0] ?? 0)
		}
		for (const each of drawn.slice(8)) expect(each).toBeCloseTo(2, 10)
	})
})

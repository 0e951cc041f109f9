import { expect, it } from 'vitest'
import { LaidPowder } from './laid-powder.ts'

it('sees a change of loading at the gauge when the web has come there', () => {
	const laid = new LaidPowder(0.5)
	for (let m = 0; m <= 1; m += 0.02) laid.lay(m, 0.13)
	for (let m = 1.02; m <= 1.4; m += 0.02) laid.lay(m, 0.15)
	expect(laid.atGauge(1.4)).toBe(0.13)
	for (let m = 1.42; m <= 1.6; m += 0.02) laid.lay(m, 0.15)
	expect(laid.atGauge(1.6)).toBe(0.15)
	expect(new LaidPowder(0.5, laid.snapshot()).atGauge(1.6)).toBe(0.15)
	expect(new LaidPowder(0.5).atGauge(3)).toBe(0)
})

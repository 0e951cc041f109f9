import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { emptyWash, stageConductivityMSPerCm, stageSalt, steadyWash, stepWash, type WashLeaving } from './process.ts'

const config = loadLine('pilot').stations.wash
const feedPerS = { productKgPerS: 413.7 / 3.6e6, saltKgPerS: 3.6268 / 3600, freshWaterM3PerS: 20.685 / 3.6e6, retention: 1 }
const leaving: WashLeaving = { productKg: 0, productSaltKg: 0, brineSaltKg: 0, brineWaterKg: 0 }
const feedOf = (dtS: number, feed = feedPerS) => ({
	productKg: feed.productKgPerS * dtS,
	saltKg: feed.saltKgPerS * dtS,
	freshWaterM3PerS: feed.freshWaterM3PerS,
	retention: feed.retention,
})

describe('wash', () => {
	it('at rest leaves 88 + 88 ppm in the product and a brine of 16.2 wt%', () => {
		const { residualNaClWtpct, brineWtpct } = steadyWash(config, feedPerS)
		expect(residualNaClWtpct * 1e4).toBeCloseTo(175.3, 0)
		expect(brineWtpct).toBeCloseTo(16.2, 0)
	})

	it('once settled stays so, in short steps and in long ones', () => {
		for (const dtS of [0.1, 10]) {
			const { state, stageSalt: salt } = steadyWash(config, feedPerS)
			for (let n = 0; n < 50; n++) stepWash(config, state, feedOf(dtS), dtS, leaving)
			stageSalt(config, state).forEach((x, n) => {
				expect(x / (salt[n] ?? 1)).toBeCloseTo(1, 9)
			})
			expect(leaving.productKg / dtS / feedPerS.productKgPerS).toBeCloseTo(1, 9)
		}
	})

	it('started clean comes to rest at the counter-current profile', () => {
		const state = emptyWash(config)
		for (let n = 0; n < 40_000; n++) stepWash(config, state, feedOf(10), 10, leaving)
		const { residualNaClWtpct } = steadyWash(config, feedPerS)
		expect((100 * leaving.productSaltKg) / leaving.productKg / residualNaClWtpct).toBeCloseTo(1, 6)
	})

	it('keeps account of every gram of salt and product, with the feed on and off', () => {
		const state = emptyWash(config)
		let salt = 0
		let product = 0
		for (let n = 0; n < 3000; n++) {
			const feed = n % 700 < 400 ? feedOf(2) : { ...feedOf(2), productKg: 0, saltKg: 0 }
			salt += feed.saltKg
			product += feed.productKg
			stepWash(config, state, feed, 2, leaving)
			salt -= leaving.brineSaltKg + leaving.productSaltKg
			product -= leaving.productKg
		}
		const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
		expect(sum(state.saltKg) + sum(state.occludedKg) + state.driedSaltKg).toBeCloseTo(salt, 10)
		expect(sum(state.productKg)).toBeCloseTo(product, 10)
	})

	it('stands what nobody would do: no water, no product, a flood', () => {
		for (const freshWaterM3PerS of [0, 1]) {
			const state = emptyWash(config)
			for (let n = 0; n < 500; n++) stepWash(config, state, { ...feedOf(1), freshWaterM3PerS }, 1, leaving)
			for (const x of stageSalt(config, state)) expect(x).toBeGreaterThanOrEqual(0)
			const kappa = stageConductivityMSPerCm(config, state, new Float64Array(config.stages))
			expect(kappa.every(Number.isFinite)).toBe(true)
		}
		expect(steadyWash(config, { ...feedPerS, productKgPerS: 0 }).residualNaClWtpct).toBe(0)
	})
})

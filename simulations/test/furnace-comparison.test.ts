import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { linePartsOf, parseScenario, runScenario, summaryRows } from '../src/index.ts'

const summaryOf = (name: string) => {
	const file = fileURLToPath(new URL(`../scenarios/${name}.yaml`, import.meta.url))
	const scenario = parseScenario(readFileSync(file, 'utf8'), file)
	return runScenario(scenario, linePartsOf(scenario, file)).summary
}

describe('the line beside a tube furnace', () => {
	it('makes BiSb of 15 nm in 15 s where the furnace makes 79 nm in a working day', () => {
		const summary = summaryOf('htr-bisb')
		const [line, printed, perMinute] = summary.furnace_comparison
		expect(line?.time_s).toBeCloseTo(15, 1)
		expect(line?.size_nm).toBeCloseTo(14.8, 1)
		expect(printed?.size_nm).toBeCloseTo(79.35, 1)
		expect((printed?.time_s ?? 0) / 3600).toBeCloseTo(6.65, 2)
		expect(perMinute?.size_nm).toBeCloseTo(83.79, 1)
		expect((perMinute?.time_s ?? 0) / 3600).toBeCloseTo(9.79, 2)
		// The model knows no loss in the furnace: what was measured stands beside it.
		expect(printed?.alloy_wtpct).toBeCloseTo(73.7, 1)
		expect(printed?.measured_alloy_wtpct).toBe(65.6)
		expect(line?.measured_size_nm).toBe(14.9)
		// 77 g of precursor give the batch of the paper, 6.4 g, in 6.65 h and half an hour of turnaround.
		expect((printed?.product_gph ?? 0) * (6.65 + 0.5)).toBeCloseTo(6.4, 1)
		expect(line?.product_gph_per_m2).toBeGreaterThan(20 * (printed?.product_gph_per_m2 ?? Number.NaN))
		expect(line?.kWh_per_kg).toBeLessThan((printed?.kWh_per_kg ?? 0) / 5)
	})

	it('keeps BiSnSb at 11 nm where annealing makes 33 nm', () => {
		const summary = summaryOf('nts-bisnsb')
		const [line, annealed] = summary.furnace_comparison
		expect(line?.time_s).toBeCloseTo(18, 1)
		expect(line?.size_nm).toBeCloseTo(11.3, 1)
		expect(annealed?.size_nm).toBeCloseTo(32.8, 1)
		expect(annealed?.measured_size_nm).toBe(32.8)
		const heads = summaryRows(summary).map(({ head }) => head[0])
		expect(heads).toEqual(['quantity', 'zone', 'heat treatment', 'mind'])
	})

	it('says what the product is worth where it was measured', () => {
		const value = summaryOf('htr-bisb').product_value
		// 401.3 g/h at 490.9 mAh/g.
		expect(value?.net_Ah_per_h).toBeCloseTo(197, 0)
		expect(value?.good_Ah_per_h).toBeCloseTo(value?.net_Ah_per_h ?? 0, 6)
	})
})

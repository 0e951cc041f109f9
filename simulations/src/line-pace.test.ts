import { createLineMachines, type LineMachinesSnapshot } from '@emberline/twin'
import { expect, it } from 'vitest'
import { linePartsOf, parseScenario, runScenario } from './index.ts'
import { machinesRest } from './line-pace.ts'

const text = `kind: scenario
name: stop
title: A run with a stop
line: pilot
recipe: htr-bisb
start: warm
duration: 15 min
timeline: [{ at: 5 min, order: hold }, { at: 7 min, order: start }]
`
const scenario = parseScenario(text, 'a.yaml')
const parts = linePartsOf(scenario, 'a.yaml')

it('parcels of 200 mm give the zones within 0.5 K and grams and energy within 1e-3 of those of 20 mm, the size around a stop within 2e-3', () => {
	const fine = runScenario({ ...scenario, resolutionM: 0.02 }, parts).summary
	const coarse = runScenario({ ...scenario, resolutionM: 0.2 }, parts).summary
	// Bare web between two stretches of powder leaves a zone some 50 K hotter, and its ends are known to a parcel.
	for (const [n, zone] of coarse.zones.entries()) expect(Math.abs(zone.t_out_K - (fine.zones[n]?.t_out_K ?? 0))).toBeLessThan(0.5)
	for (const zone of coarse.zones) expect(Math.abs(zone.closure)).toBeLessThan(1e-6)
	const near = (a: number | null, b: number | null, within = 1e-3) =>
		expect(Math.abs((a ?? 0) / (b ?? 1) - 1)).toBeLessThan(within)
	near(coarse.throughput.net_gph, fine.throughput.net_gph)
	near(coarse.energy_kWh_per_kg, fine.energy_kWh_per_kg)
	near(coarse.product.size_nm, fine.product.size_nm, 2e-3)
	expect(Math.abs(coarse.mass_closure)).toBeLessThan(1e-9)
})

it('machines at rest are the same after a stretch as after its seconds', () => {
	const machines = createLineMachines(parts.line)
	const bySeconds = (at: LineMachinesSnapshot, from: number, to: number) => {
		let now = at
		for (let t = from + 1; t <= to; t++) now = machines.step(now, [], t * 1000)
		return now
	}
	const before = bySeconds(machines.initial('warm', 0), 0, 3)
	const at = machines.step(before, [], 4000)
	expect(machinesRest(before, at)).toBe(true)
	expect({ ...at, tMs: 13_000 }).toEqual(bySeconds(at, 4, 13))
	const held = machines.step(at, [{ kind: 'command', command: 'HOLD' }], 5000)
	expect(machinesRest(at, held)).toBe(false)
})

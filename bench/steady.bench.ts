import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { coldLine, nominalControls, steadyLine } from '@emberline/twin'
import { bench, describe, expect } from 'vitest'

/** The line at rest by fixed point over one parcel, against the same model marched from cold until its furnace stands still. */
const pilot = loadLine('pilot')
/** Insulation settles with about an hour and a half: after four hours it moves by under 0.02 K. */
const MARCH_S = 4 * 3600

describe.each(['htr-bisb', 'nts-bisnsb'])('%s at rest', (id) => {
	const recipe = loadRecipe(id)
	const controls = nominalControls(pilot, recipe)
	bench(
		'fixed point against marching',
		() => {
			const cold = coldLine(pilot, recipe)
			const begin = performance.now()
			for (let t = 0; t < MARCH_S; t++) cold.step(controls, 1)
			const marchedMs = performance.now() - begin
			const rounds = Array.from({ length: 21 }, () => {
				const from = performance.now()
				const steady = steadyLine(pilot, recipe, controls)
				return { steady, ms: performance.now() - from }
			}).sort((a, b) => a.ms - b.ms)
			const middle = rounds[10]
			const apart = (middle?.steady.emitterK ?? []).map((k, z) => Math.abs(k - (cold.emitterK[z] ?? Number.NaN)))
			expect(Math.max(...apart)).toBeLessThan(0.02)
			const row = { recipe: id, 'marched ms': Math.round(marchedMs), 'fixed point ms': middle?.ms.toFixed(2) }
			console.table([
				{ ...row, times: Math.round(marchedMs / (middle?.ms ?? 1)), 'emitters apart K': Math.max(...apart).toFixed(4) },
			])
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)
})

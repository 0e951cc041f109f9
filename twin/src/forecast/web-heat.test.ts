import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalControls } from '../line/nominal-controls.ts'
import { steadyLine } from '../line/steady-line.ts'
import { lineLayout } from './line-layout.ts'
import { runningPoint } from './running-points.ts'
import { webHeatW } from './web-heat.ts'

const LINE = loadLine('pilot')
const LAYOUT = lineLayout(LINE)

/** Heat into the web of each module, by the short model and by the line at rest, at a share of the emitters' rise and a speed. */
function both(recipeId: string, share: number, webSpeedMPerS: number): { short: number[]; steady: number[] } {
	const recipe = loadRecipe(recipeId, LINE)
	const run = nominalControls(LINE, recipe)
	const { webHeat } = runningPoint(LINE, LAYOUT, recipe, steadyLine(LINE, recipe, run))
	const emitterSetpointK = run.emitterSetpointK.map((k) => 298.15 + share * (k - 298.15))
	const screwRevPerS = (run.screwRevPerS * webSpeedMPerS) / run.webSpeedMPerS
	const steady = steadyLine(LINE, recipe, { ...run, webSpeedMPerS, emitterSetpointK, screwRevPerS })
	const webW = new Float64Array(4)
	const modules = emitterSetpointK.map((emitterK, n) => ({ emitterK, lengthM: LAYOUT.moduleLengthM[n]! }))
	webHeatW(webHeat, modules, webSpeedMPerS, false, webW)
	const zones = steady.zones.filter((zone) => zone.station === 'Heating')
	return { short: Array.from(webW), steady: zones.map((zone) => zone.toWebKW * 1000) }
}
const sum = (watts: readonly number[]) => watts.reduce((a, b) => a + b, 0)

describe('heat into web that is not steady', () => {
	it.each(['htr-bisb', 'nts-bisnsb'])('is that of the line at rest where it is (%s)', (id) => {
		const { short, steady } = both(id, 1, 0.05)
		for (const [n, watts] of steady.entries()) expect(short[n]).toBeCloseTo(watts, 6)
	})

	it.each([
		['htr-bisb', 1, 0.01],
		['htr-bisb', 0.8, 0.05],
		['htr-bisb', 0.6, 0.05],
		['nts-bisnsb', 1, 0.03],
	])('is near the line at rest elsewhere (%s, emitters %f, %f m/s)', (id, share, speed) => {
		const { short, steady } = both(id, share, speed)
		expect(Math.abs(sum(short) / sum(steady) - 1)).toBeLessThan(0.2)
	})

	it('is nothing while the web stands', () => {
		const recipe = loadRecipe('htr-bisb', LINE)
		const { webHeat } = runningPoint(LINE, LAYOUT, recipe, steadyLine(LINE, recipe, nominalControls(LINE, recipe)))
		const webW = new Float64Array(4).fill(1)
		webHeatW(
			webHeat,
			LAYOUT.moduleLengthM.map((lengthM) => ({ emitterK: 1340, lengthM })),
			0,
			false,
			webW,
		)
		expect(Array.from(webW)).toEqual([0, 0, 0, 0])
	})
})

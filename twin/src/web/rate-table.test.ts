import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalParameters } from '../line/parameters.ts'
import { powderOf } from './powder.ts'
import { decay, rateTable } from './rate-table.ts'
import { growAndEvaporate, reactAndHeat } from './table-point.ts'
import { chemistry, type Layer, Point, type Surroundings, slowRates, thermal } from './web-point.ts'

const parameters = nominalParameters(loadLine('pilot'))
const powders = ['htr-bisb', 'nts-bisnsb', 'nts-bisnsbpbzn'].map((id) => powderOf(loadRecipe(id), parameters))
const place: Surroundings = { surfaceK: 1347.7, surfaceEmissivity: 0.85, view: 1, filmWPerM2K: 10, gasK: 1122 }
const layer: Layer = { cloth: 0.12, nacl: 0.06, citrate: 0.025, salt: 0.015, metal: 0.008 }

describe('rates read from the table', () => {
	it('are those of the scalar equations, to 1e-4 from 500 K on, and to 5e-4 below', () => {
		for (const powder of powders) {
			const table = rateTable(powder)
			for (let t = 251.1; t < 1900; t += 0.77) {
				for (const extent of [0.3, 1]) {
					const exact = Object.assign(new Point(), { t, x1: extent, x2: extent * 0.9, xm: extent })
					const read = Object.assign(new Point(), { t, x1: extent, x2: extent * 0.9, xm: extent })
					for (const molten of [false, true]) {
						chemistry(exact, powder, layer)
						thermal(exact, powder, layer, place, molten)
						slowRates(exact, powder, layer)
						reactAndHeat(read, powder, layer, place, molten, table)
						growAndEvaporate(read, powder, layer, table)
						const within = t < 500 ? 5e-4 : 1e-4
						for (const name of ['k1', 'k2', 'km', 'theta', 'dose', 'evaporatedNaCl', 'heat', 'radiation', 'convection'] as const)
							expect(Math.abs(read[name] - exact[name]), `${name} at ${t} K`).toBeLessThanOrEqual(within * Math.abs(exact[name]))
						for (let k = 0; k < powder.metals.length; k++)
							expect(Math.abs(read.evaporated[k]! - exact.evaporated[k]!)).toBeLessThanOrEqual(within * exact.evaporated[k]!)
					}
				}
			}
		}
	})

	it('share a table where only prefactors differ', () => {
		const [powder] = powders
		if (!powder) throw new Error('no powder')
		expect(rateTable({ ...powder, char1: { ...powder.char1, a: 7 } })).toBe(rateTable(powder))
		expect(rateTable({ ...powder, char1: { ...powder.char1, er: 9000 } })).not.toBe(rateTable(powder))
	})

	it('decay like exp(-x), to 1e-14, and are spent at 40', () => {
		for (let x = 0; x < 40; x += 0.00371) expect(Math.abs(decay(x) / Math.exp(-x) - 1)).toBeLessThan(1e-14)
		expect(decay(40)).toBe(0)
		expect(decay(Number.POSITIVE_INFINITY)).toBe(0)
		expect(decay(0)).toBe(1)
	})
})

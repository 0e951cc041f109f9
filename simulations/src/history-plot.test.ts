import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { nominalControls, steadyLine } from '@emberline/twin'
import { describe, expect, it } from 'vitest'
import { historyPlot } from './history-plot.ts'

const pilot = loadLine('pilot')
const plotOf = (id: string) => {
	const recipe = loadRecipe(id)
	return historyPlot(steadyLine(pilot, recipe, nominalControls(pilot, recipe)).samples, recipe, recipe.title)
}

describe('the plot of a history', () => {
	it('shows web, emitter and size in every zone, with what the paper states', () => {
		const svg = plotOf('htr-bisb')
		for (const words of [
			'BiSb by high-temperature radiation',
			'H1',
			'H4',
			'quench',
			'stated in the paper',
			'temperature, K',
			'size, nm',
		])
			expect(svg).toContain(words)
	})

	it('is the same text each time', () => {
		expect(plotOf('nts-bisnsb')).toBe(plotOf('nts-bisnsb'))
	})

	it('has no stated points where no paper states any', () => {
		expect(plotOf('htr-snsb')).not.toContain('stated in the paper')
	})

	it('refuses a path without a furnace', () => {
		expect(() => historyPlot([], loadRecipe('htr-bisb'), 'none')).toThrow(/path through the furnace/)
	})
})

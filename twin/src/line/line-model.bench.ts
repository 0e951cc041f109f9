import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { bench, describe } from 'vitest'
import { warmLine } from './line-model.ts'
import { nominalControls } from './nominal-controls.ts'
import { steadyLine } from './steady-line.ts'

const pilot = loadLine('pilot')
const recipe = loadRecipe('htr-bisb')
const controls = nominalControls(pilot, recipe)

describe('the pilot', () => {
	const live = warmLine(pilot, recipe, controls)
	bench('one tick of 0.1 s, as the live twin takes ten a second', () => live.step(controls, 0.1))
	const fast = warmLine(pilot, recipe, controls)
	bench('one step of 0.5 s, as a what-if takes them', () => fast.step(controls, 0.5))
	bench('the line at rest', () => {
		steadyLine(pilot, recipe, controls)
	})
})

import { bench, describe } from 'vitest'
import { LINE, RECIPES, runningPosterior } from '../../test/running-posterior.ts'
import { forecast } from './forecast.ts'

describe('forecast', () => {
	const from = runningPosterior()
	bench('100 members, 8 h, two recipes', () => void forecast(from, { line: LINE, recipes: RECIPES, seed: 1 }), {
		iterations: 5,
		time: 0,
	})
})

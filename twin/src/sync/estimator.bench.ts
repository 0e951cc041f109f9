import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { bench, describe } from 'vitest'
import { warmLine } from '../line/line-model.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { steadyLine } from '../line/steady-line.ts'
import { Estimator } from './estimator.ts'
import type { Sample } from './intake.ts'

const line = loadLine()
const recipe = [...loadRecipesOfLine(line).values()][0]!
const controls = nominalControls(line, recipe)
const RATE_HZ = 5

/** A second of plant time at the line's tag rates: 1 ms here is a tenth of a per cent of a core. */
describe('estimator of line1, a second of plant time', () => {
	const model = warmLine(line, recipe, controls)
	const estimator = new Estimator(line, model)
	let tMs = 1_790_000_000_000
	const second = (compares: boolean, learns: boolean) => {
		tMs += 1000
		estimator.advance(tMs, controls, 1, recipe)
		if (compares)
			for (const { tag, x } of estimator.behindTags()) {
				for (let n = 0; n < RATE_HZ; n++) {
					const sample: Sample = {
						tMs: tMs - 1000 + (1000 / RATE_HZ) * (n + 1),
						tag,
						value: x * (1 + 1e-3 * Math.sin(tMs + n)),
						certain: true,
					}
					estimator.compare(sample, undefined)
				}
			}
		estimator.turn(tMs, recipe, controls, (...at) => steadyLine(line, recipe, ...at), learns)
	}
	for (let n = 0; n < 40; n++) second(true, true)
	bench('model, five readings of every instrument, and the slow work', () => second(true, true))
	bench('the model alone', () => model.step(controls, 1))
})

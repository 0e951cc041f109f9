import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { warmLine } from '../line/line-model.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { WebTracking } from './web-tracking.ts'

const line = loadLine()
const recipe = [...loadRecipesOfLine(line).values()][0]!
const placesM = [2.55, 2.65, 2.75, 2.9]
const known = { stands: true, shut: true, sinceS: 1, noise: placesM.map(() => 1), biasSd: placesM.map(() => 2) }
/** In the middle of what each pyrometer sees, so that no parcel beside the furnace counts. */
const atM = [2.54, 2.64, 2.74, 2.88]

/** Web that stands behind the shutter for half a minute, and pyrometers that see it `offK` warmer than this model has it then. */
function stood(offK: number) {
	const controls = {
		...nominalControls(line, recipe),
		webSpeedMPerS: 0,
		screwRevPerS: 0,
		heatersOn: false,
		shutterOpenFraction: 0,
	}
	const [model, other] = [1, 2].map(() => warmLine(line, recipe, nominalControls(line, recipe)))
	const tracking = new WebTracking({ placesM, fromM: 2.4 })
	for (let n = 0; n < 30; n++) {
		model!.step(controls, 1)
		other!.step(controls, 1)
		tracking.age(model!, 1, 'shut')
		const [is, was] = [model!.profile(atM).temperatureK, other!.profile(atM).temperatureK]
		for (let reading = 0; reading < 5; reading++) for (const z of placesM.keys()) tracking.residual(z, was[z]! + offK - is[z]!)
		tracking.correct(model!, known)
	}
	const [is, was] = [model!.profile([2.6]).temperatureK, other!.profile([2.6]).temperatureK]
	return is[0]! - was[0]!
}

describe('the web in the furnace', () => {
	it.each([-60, 0, 60])('is taken to what the pyrometers see while it stands, %f K from where the model had it', (offK) => {
		expect(Math.abs(stood(offK) - offK)).toBeLessThan(6)
	})

	it('is left alone in steady running, whatever a pyrometer says', () => {
		const model = warmLine(line, recipe, nominalControls(line, recipe))
		const before = model.profile([2.6]).temperatureK[0]
		const tracking = new WebTracking({ placesM, fromM: 2.4 })
		for (let n = 0; n < 30; n++) {
			tracking.age(model, 1, 'steady')
			for (const z of placesM.keys()) tracking.residual(z, 40)
			tracking.correct(model, { ...known, stands: false, shut: false })
		}
		expect(model.profile([2.6]).temperatureK[0]).toBeCloseTo(before!, 6)
	})
})

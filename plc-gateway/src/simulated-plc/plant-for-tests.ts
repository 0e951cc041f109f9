import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { Plant, type PlantOptions } from './plant.ts'
import { nominalParameters } from './true-parameters.ts'

export const LINE1 = loadLine()
const RECIPES = loadRecipesOfLine(LINE1)

/** Line 1 as drawn, with no plan of its own, unless told otherwise. */
export function plantOfLine1(options: Partial<PlantOptions> = {}): Plant {
	return new Plant({
		line: LINE1,
		recipes: RECIPES,
		seed: 1,
		startMs: 1_790_000_000_000,
		start: 'running',
		plan: [],
		parameters: nominalParameters(LINE1.stations.heating.modules.length),
		...options,
	})
}

/** Another line of the package, as drawn, running its first recipe. */
export function plantOf(lineName: string): Plant {
	const line = loadLine(lineName)
	return plantOfLine1({ line, recipes: loadRecipesOfLine(line) })
}

/** Lets time go by until something is so, looking after every PLC cycle; says after how many seconds, or throws. */
export function runUntil(plant: Plant, isSo: () => boolean, withinS: number, each: () => void = () => {}): number {
	const fromS = plant.nowS
	while (plant.nowS - fromS < withinS) {
		plant.step(0.1)
		each()
		if (isSo()) return plant.nowS - fromS
	}
	throw new Error(`not within ${withinS} s of plant time; line ${plant.program.line.state}, reason ${plant.program.reason}`)
}

import { writeFileSync } from 'node:fs'
import { barsSvg } from '../cli/src/bars-svg.ts'
import { plantOfLine1, runUntil } from '../plc-gateway/src/simulated-plc/plant-for-tests.ts'

/** Powder over-dosed by a stop at temperature and the restart, with the shutter and without: `npx tsx bench/over-dosed.ts`. */
interface Stopped {
	readonly overDosedM: number
	readonly scrapM: number
	readonly restartS: number
}

function stopFor(standsS: number, recipe: string, shutterJams: boolean): Stopped {
	const plant = plantOfLine1({ recipe })
	plant.shutterJammed = shutterJams
	plant.driveFailed = true
	runUntil(plant, () => plant.webSpeedMPerS === 0, 30)
	plant.step(standsS)
	plant.driveFailed = false
	plant.shutterJammed = false
	for (const command of ['CLEAR', 'RESET', 'START'] as const) {
		plant.program.command(command, 0, plant.nowS)
		plant.step(5)
	}
	const restartS = runUntil(plant, () => plant.program.line.state === 'Execute', 400)
	plant.step(120)
	return { overDosedM: plant.truth.overDosedM, scrapM: plant.truth.scrapM, restartS }
}

const groups: { name: string; values: number[] }[] = []
for (const recipe of ['HTR', 'NTS'])
	for (const standsS of [20, 60, 180]) {
		const open = stopFor(standsS, recipe, true)
		const closed = stopFor(standsS, recipe, false)
		groups.push({ name: `${recipe}, ${standsS} s`, values: [open.overDosedM, closed.overDosedM] })
		process.stdout.write(
			`${recipe} ${standsS} s: over-dosed ${open.overDosedM.toFixed(2)} m with the shutter open, ${closed.overDosedM.toFixed(2)} m with it closed; ` +
				`all scrap ${open.scrapM.toFixed(2)} and ${closed.scrapM.toFixed(2)} m; start to Execute ${open.restartS.toFixed(0)} and ${closed.restartS.toFixed(0)} s\n`,
		)
	}
writeFileSync(
	new URL('../docs/img/over-dosed.svg', import.meta.url),
	barsSvg({
		title: 'Over-dosed web after a stop at temperature and restart',
		unit: 'm',
		series: [
			{ name: 'shutter jams open', colour: '#cc6a5f' },
			{ name: 'shutter closes', colour: '#24527a' },
		],
		groups,
	}),
)

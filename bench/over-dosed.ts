import { writeFileSync } from 'node:fs'
import { barsSvg } from '../cli/src/bars-svg.ts'
import type { Plant } from '../plc-gateway/src/simulated-plc/plant.ts'
import { LINE1, plantOfLine1, runUntil } from '../plc-gateway/src/simulated-plc/plant-for-tests.ts'
import {
	type LineControls,
	nominalControls,
	nominalParameters,
	type ParcelRecord,
	steadyLine,
	warmLine,
} from '../twin/src/index.ts'

/**
 * Powder over-dosed by a stop at temperature and the restart, with the shutter and without, in the simulated plant and in the twin:
 * `npx tsx bench/over-dosed.ts`. Both go through the very same stop: what the plant's drive, shutter, contactor, screw and valves did, cycle
 * by cycle, acts on the twin's model. Both are judged alike: over-dosed is powder hotter or coarser than the recipe's limits for good powder.
 */
const CYCLE_S = 0.1
/** A dose this much over that of a pass is an extra dose. */
const EXTRA_DOSE = 1.2

interface Metres {
	readonly overDosedM: number
	readonly scrapM: number
}
interface Stop {
	readonly plant: Metres
	readonly twin: Metres & { readonly extraDoseM: number }
	readonly restartS: number
}

const controlsOf = (plant: Plant, usual: LineControls): LineControls => ({
	...usual,
	webSpeedMPerS: plant.webSpeedMPerS,
	screwRevPerS: plant.feeder.screwRevPerS,
	dryerAirK: plant.dryers.map(({ airK }, n) => airK ?? usual.dryerAirK[n] ?? Number.NaN),
	heatersOn: plant.program.orders.heatersOn,
	shutterOpenFraction: plant.shutterOpenShare,
	quenchGasM3PerS: plant.quenchGasM3PerS,
	freshWaterM3PerS: plant.freshWaterM3PerS,
})

function stopFor(standsS: number, recipeName: string, shutterJams: boolean): Stop {
	const plant = plantOfLine1({ recipe: recipeName })
	const recipe = plant.recipeInForce
	const usual = nominalControls(LINE1, recipe)
	const did: LineControls[] = []
	const go = (isSo: () => boolean, withinS: number) => runUntil(plant, isSo, withinS, () => did.push(controlsOf(plant, usual)))
	const wait = (seconds: number) => {
		const fromS = plant.nowS
		go(() => plant.nowS - fromS >= seconds - 1e-6, seconds + 1)
	}
	plant.shutterJammed = shutterJams
	plant.driveFailed = true
	go(() => plant.webSpeedMPerS === 0, 30)
	wait(standsS)
	plant.driveFailed = false
	plant.shutterJammed = false
	for (const command of ['CLEAR', 'RESET', 'START'] as const) {
		plant.program.command(command, 0, plant.nowS)
		wait(5)
	}
	const restartS = go(() => plant.program.line.state === 'Execute', 400)
	wait(120)

	const parcels: ParcelRecord[] = []
	const model = warmLine(LINE1, recipe, usual, nominalParameters(LINE1))
	const usualDoseS = steadyLine(LINE1, recipe, usual, nominalParameters(LINE1)).parcel.doseEqS
	for (const controls of did) {
		model.step(controls, CYCLE_S)
		// Bare web is nobody's powder.
		parcels.push(...model.takeLeft().filter(({ dryLoadingKgPerM2 }) => dryLoadingKgPerM2 > 0))
	}
	const { good } = recipe
	const metres = (isSo: (parcel: ParcelRecord) => boolean) => parcels.filter(isSo).length * LINE1.web.parcelLengthM
	const over = ({ peakK, sizeNm }: ParcelRecord) => peakK > good.peakK[1] || sizeNm > good.sizeMaxNm
	return {
		plant: { overDosedM: plant.truth.overDosedM, scrapM: plant.truth.scrapM },
		twin: {
			overDosedM: metres(over),
			scrapM: metres((parcel) => over(parcel) || parcel.peakK < good.peakK[0] || parcel.reduction < good.reductionMin),
			extraDoseM: metres(({ doseEqS }) => doseEqS > EXTRA_DOSE * usualDoseS),
		},
		restartS,
	}
}

const groups: { name: string; values: number[] }[] = []
const rows: string[][] = []
for (const recipe of ['HTR', 'NTS'])
	for (const standsS of [20, 60, 180]) {
		const [open, closed] = [stopFor(standsS, recipe, true), stopFor(standsS, recipe, false)]
		groups.push({
			name: `${recipe}, ${standsS} s`,
			values: [open.plant.overDosedM, open.twin.overDosedM, closed.plant.overDosedM, closed.twin.overDosedM],
		})
		for (const [shutter, stop] of [['jams open', open] as const, ['closes', closed] as const])
			rows.push([
				recipe,
				`${standsS} s`,
				shutter,
				...[stop.plant.overDosedM, stop.twin.overDosedM, stop.twin.extraDoseM, stop.plant.scrapM, stop.twin.scrapM].map((m) =>
					m.toFixed(2),
				),
				stop.restartS.toFixed(0),
			])
	}
const head = [
	'recipe',
	'stands',
	'shutter',
	'over-dosed: plant m',
	'twin m',
	'twin, extra dose m',
	'not good: plant m',
	'twin m',
	'START to Execute s',
]
process.stdout.write([head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join(''))
writeFileSync(
	new URL('../docs/img/over-dosed.svg', import.meta.url),
	barsSvg({
		title: 'Over-dosed web after a stop at temperature and restart',
		unit: 'm',
		series: [
			{ name: 'jams open, plant', colour: '#cc6a5f' },
			{ name: 'jams open, twin', colour: '#e5a79f' },
			{ name: 'closes, plant', colour: '#24527a' },
			{ name: 'closes, twin', colour: '#8fb0cc' },
		],
		groups,
	}),
)

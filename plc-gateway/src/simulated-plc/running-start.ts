import { CYCLE_S, type Plant } from './plant.ts'
import { mixed, type Powder } from './powder.ts'
import { senseOf } from './senses.ts'

/** Powder of the last half minute stands for what the wash has been fed. */
const KEPT_S = 30
const WASH_STEP_S = 5

/** Brings a plant to where hours of running bring it, then starts counting. `cycle` runs one PLC cycle. */
export function warmUp(plant: Plant, cycle: () => void): void {
	const { setPoints, line } = plant
	for (const [n, module] of plant.modules.entries()) module.soak(setPoints.emitterK[n] ?? line.stations.heating.ambientK)
	for (const [n, zone] of plant.dryers.entries()) zone.soak(setPoints.airK[n] ?? line.stations.heating.ambientK)
	plant.air.soak()
	plant.webSpeedMPerS = setPoints.machSpeedMPerS
	plant.shutterOpenShare = 1
	plant.quenchGasM3PerS = setPoints.quenchGasM3PerS
	plant.freshWaterM3PerS = setPoints.freshWaterM3PerS
	plant.productDryerK = line.stations.wash.productDryerTemperatureK
	plant.feeder.screwRevPerS = setPoints.screwRevPerS
	plant.program.beginRunning(senseOf(plant))

	const { unwindM, rewindM } = plant.treatment.web.layout
	const cycles = Math.ceil(((rewindM - unwindM) / setPoints.machSpeedMPerS + 60) / CYCLE_S)
	const kept: Powder[] = []
	plant.program.interlocks.armed = false
	for (let n = 0; n < cycles; n++) {
		cycle()
		for (const [m, zone] of plant.dryers.entries()) zone.settle(CYCLE_S, setPoints.airK[m] ?? line.stations.heating.ambientK)
		if ((cycles - n) * CYCLE_S <= KEPT_S) kept.push(...plant.scraped)
	}
	plant.program.interlocks.armed = true
	fillWash(plant, kept)
	startCounting(plant)
}

/** The wash turns over slowly; it is fed the same powder in large steps until it has settled. */
function fillWash(plant: Plant, powders: readonly Powder[]): void {
	const { stageVolumeM3, stages, residenceTimeS } = plant.line.stations.wash
	const portion = mixed(powders, WASH_STEP_S / KEPT_S)
	if (portion === null) return
	const settledS = 6 * (residenceTimeS + (stages * stageVolumeM3) / Math.max(1e-9, plant.freshWaterM3PerS))
	for (let s = 0; s < settledS; s += WASH_STEP_S) {
		const nipM = portion.nipM - plant.webSpeedMPerS * (settledS - s)
		plant.wash.step(WASH_STEP_S, [{ ...portion, nipM }], plant.freshWaterM3PerS)
	}
}

function startCounting(plant: Plant): void {
	const { treatment, wash, meters, feeder } = plant
	wash.shiftWeb(-treatment.web.paidOutM)
	treatment.web.startCounting()
	treatment.scrapedKg = 0
	treatment.defectiveM = 0
	wash.startCounting()
	meters.startCounting()
	// The roll on the unwind was spliced on when the web that is now before the start began.
	meters.spliceM = -plant.beforeM
	feeder.dosedDryKg = 0
	plant.cycles = 0
	plant.laboratory.beginRunning(plant)
}

import type { Plant } from './plant.ts'

const SHUTTER_S = 1.5
const VALVE_S = 2
/** Torn web falls slack: nothing pulls it on. */
const SLACK_S = 0.3
const CREEP_MPERS = 1e-4

/** Drives, shutter, valves and screw follow the program's orders, each at its own pace. */
export function moveActuators(plant: Plant, dtS: number): void {
	const { setPoints } = plant
	const { orders } = plant.program
	const d = plant.faults.disturbances
	plant.webSpeedMPerS = webSpeed(plant, dtS)
	if (!plant.shutterJammed) {
		const shutter = (orders.shutterOpen ? setPoints.shutterShare : 0) - plant.shutterOpenShare
		plant.shutterOpenShare += Math.max(-dtS / SHUTTER_S, Math.min(dtS / SHUTTER_S, shutter))
	}
	const valve = dtS / VALVE_S
	const gasM3PerS = orders.quenchOn && !plant.quenchGasShut ? setPoints.quenchGasM3PerS : 0
	plant.quenchGasM3PerS += valve * (gasM3PerS - plant.quenchGasM3PerS)
	plant.freshWaterM3PerS += valve * ((orders.washOn ? d.freshWater * setPoints.freshWaterM3PerS : 0) - plant.freshWaterM3PerS)
	// The screw follows the web, so that the layer is right at thread speed too.
	const ratio = Math.min(1.2, plant.webSpeedMPerS / setPoints.machSpeedMPerS)
	plant.feeder.step(dtS, orders.feedOn ? setPoints.screwRevPerS * ratio : 0, d)
	plant.rollUsedM += plant.webSpeedMPerS * dtS
	plant.encoder.slips(d.encoderSlip, plant.treatment.web.paidOutM)
	plant.webTensionN = d.webBroken ? 0 : plant.hall.tensionN * d.tension
}

function webSpeed(plant: Plant, dtS: number): number {
	const { webSpeedMPerS, program, faults } = plant
	if (faults.disturbances.webBroken) {
		const slackMPerS = webSpeedMPerS * Math.exp(-dtS / SLACK_S)
		return slackMPerS > CREEP_MPERS ? slackMPerS : 0
	}
	const ramp = plant.line.web.rampPerSecondMPerS * dtS
	// Stopping is faster than starting.
	const targetMPerS = plant.driveFailed ? 0 : program.orders.webSpeedMPerS
	return webSpeedMPerS + Math.max(-3 * ramp, Math.min(ramp, targetMPerS - webSpeedMPerS))
}

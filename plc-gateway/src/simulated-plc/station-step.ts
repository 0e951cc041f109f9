import type { Plant } from './plant.ts'

const PRODUCT_DRYER_S = 120
/** More brine in the cake for each kelvin of colder, stiffer water. */
const DRAG_PER_K = 0.01

/** The bodies of the stations after the web has had its part of the cycle: emitters, dryers, plates, water, wash. */
export function stepStations(plant: Plant, dtS: number): void {
	heat(plant, dtS)
	const { orders } = plant.program
	const { setPoints, line } = plant
	const { heating, wash } = line.stations
	const d = plant.faults.disturbances
	for (const [n, zone] of plant.dryers.entries()) zone.step(dtS, orders.dryerOn, setPoints.airK[n] ?? heating.ambientK)
	quench(plant, dtS)
	plant.air.step(dtS, orders.purgeOn, d.oxygenPpm)
	const wallW = plant.modules.reduce((sum, module) => sum + module.flows.outerW, 0)
	plant.jacket.step(dtS, wallW, d.coolantWarmK, plant.jacketShut ? 0 : d.jacketCoolant)
	plant.wash.step(dtS, plant.scraped, plant.freshWaterM3PerS, {
		waterK: wash.temperatureK - d.freshWaterColdK,
		drag: 1 + DRAG_PER_K * d.freshWaterColdK,
	})
	const dryerK = orders.washOn ? wash.productDryerTemperatureK : heating.ambientK
	plant.productDryerK += (dtS / PRODUCT_DRYER_S) * (dryerK - plant.productDryerK)
	plant.hall.step(dtS, plant.webSpeedMPerS > 0)
	plant.hall.humidity += d.hallHumidity
}

function heat(plant: Plant, dtS: number): void {
	const { treatment, setPoints, line } = plant
	const { orders } = plant.program
	const { heating } = line.stations
	const d = plant.faults.disturbances
	for (const [n, module] of plant.modules.entries()) {
		const around = treatment.path.modules[n]
		if (around === undefined) continue
		const given = treatment.taken(around, dtS)
		const setPointK = setPoints.emitterK[n] ?? heating.ambientK
		module.step({
			dtS,
			enabled: orders.heatersOn,
			targetK: orders.setBack ? Math.min(setPointK, heating.setBackTemperatureK) : setPointK,
			// Behind a closed shutter the emitters see its inner side; what the web then loses does not come from them.
			toWebW: plant.shutterOpenShare > 0.05 ? given.radiationW : around.openShare * module.facingW(around.shutterK),
			gasToWebW: given.gasW,
			wear: { gain: d.emitterGain[n] ?? 1, powerMax: d.powerMax[n] ?? 1, loss: d.zoneLoss[n] ?? 1 },
		})
	}
}

function quench(plant: Plant, dtS: number): void {
	const { treatment } = plant
	const { path } = treatment
	const { coolantFlowM3PerS, coolantInletK } = plant.line.stations.quench
	const d = plant.faults.disturbances
	const toPlatesW = plant.plates.platesK.map((_, n) => {
		let heatW = 0
		for (const around of [path.jets[n], path.stillGas[n]]) {
			if (around === undefined) continue
			const given = treatment.taken(around, dtS)
			heatW -= given.radiationW + given.gasW
		}
		return heatW
	})
	treatment.taken(path.hall, dtS)
	plant.toQuenchW = toPlatesW.reduce((sum, heatW) => sum + heatW, 0)
	const flowM3PerS = plant.program.orders.quenchOn ? d.plateCoolant * coolantFlowM3PerS : 0
	plant.plates.step(dtS, toPlatesW, flowM3PerS, coolantInletK + d.coolantWarmK)
}

import { CARBON } from '@emberline/line-config'
import type { FaultRecord } from './faults/fault-record.ts'
import { carbonHeat, matterOf, saltSolidHeat } from './matter.ts'
import type { Plant } from './plant.ts'
import type { TrueParameters } from './true-parameters.ts'

/** What is really so on the plant and no tag tells: for tests and scores of whoever estimates it. */
export interface Truth {
	readonly parameters: TrueParameters
	/** All that leaves each heating module but not with the web, now, kW. */
	readonly zoneLossKW: readonly number[]
	/** Of jets on both sides together, now, W/m2K. */
	readonly quenchCoefficientWPerM2K: number
	/** Cloth and 100 g/m2 of dry powder at 1000 K, reacted, J/m2K. */
	readonly arealHeatCapacityJPerM2K: number
	/** Mean of both sides, charred. */
	readonly effectiveEmissivity: number
	/** Of the powder that came off the web last; null before the first. */
	readonly peakK: number | null
	readonly sizeNm: number | null
	/** On the scale since the start, and the part of it that is good, g. */
	readonly productG: number
	readonly goodG: number
	readonly scrapM: number
	/** The part of it that was too hot or too long in the heat. */
	readonly overDosedM: number
	/** Every fault so far and to come, each with when it stands and how bad it is; `toS` passes, or not. */
	readonly faults: readonly FaultRecord[]
	/** Web at a place, m from the coating nip. */
	webTemperatureK(placeM: number): number
	/** kg water per kg dry powder. */
	webMoisture(placeM: number): number
}

const AT_K = 1000
const DRY_KG_PER_M2 = 0.1

export function truthOf(plant: Plant): Truth {
	const { line, parameters, treatment, modules, wash } = plant
	const { quench } = line.stations
	const blown = (plant.quenchGasM3PerS / quench.jetGasFlowM3PerS) ** (2 / 3)
	const recipe = plant.recipeInForce
	const { share, alloyHeatJPerKgK, yieldChar2 } = matterOf(recipe)
	const powderHeat =
		share.nacl * saltSolidHeat.at(AT_K) +
		share.metal * alloyHeatJPerKgK +
		share.citrate * yieldChar2 * parameters.char * carbonHeat.at(AT_K)
	const last = plant.lastPowder
	return {
		parameters,
		zoneLossKW: modules.map(({ flows }) => (flows.gasW + flows.wallW + flows.slotW) / 1000),
		quenchCoefficientWPerM2K: 2 * parameters.quench * quench.jetFilmCoefficientWPerM2K * blown,
		arealHeatCapacityJPerM2K:
			line.web.clothArealMassKgPerM2 * parameters.arealHeat * carbonHeat.at(AT_K) + DRY_KG_PER_M2 * powderHeat,
		effectiveEmissivity: CARBON.clothEmissivity * parameters.emissivity,
		peakK: last?.peakK ?? null,
		sizeNm: last?.sizeNm ?? null,
		productG: 1000 * wash.productKg,
		goodG: 1000 * wash.goodKg,
		scrapM: treatment.defectiveM,
		overDosedM: treatment.overDosedM,
		faults: plant.faults.record,
		webTemperatureK: (placeM) => treatment.web.at('temperatureK', placeM),
		webMoisture: (placeM) => treatment.web.at('moisture', placeM),
	}
}

import type { LineConfig } from '@emberline/line-config'
import type { Plant } from './plant.ts'

/** Filter: pressure drop when clean and when it is flushed back, kPa, and what a kilogram of product adds. */
const FILTER = { cleanKPa: 7, flushKPa: 24, perKg: 9 } as const
/** A line that stands keeps its controls and fans on. */
const STANDING_SHARE = 0.15

/** Counters and totals of the line: metres, energy, container, filter. */
export class Meters {
	/** Web run in Execute, and in all, m. */
	executedM = 0
	processedM = 0
	/** m paid out as the last splice passed its detector; null before the first. */
	spliceM: number | null = null
	spliceSeenS = -1
	readonly energyJ = { line: 0, drying: 0, heating: 0, wash: 0 }
	lineW = 0
	ultrasonicW = 0
	container = 1
	#containerFromKg = 0
	#filterFromKg = 0
	readonly #line: LineConfig

	constructor(line: LineConfig) {
		this.#line = line
	}

	cycle(dtS: number, plant: Plant): void {
		const movedM = plant.webSpeedMPerS * dtS
		this.processedM += movedM
		if (plant.program.line.state === 'Execute') this.executedM += movedM
		this.#splice(plant, movedM)
		this.#energy(dtS, plant)
		const { containerCapacityKg } = this.#line.stations.wash
		if (plant.wash.productKg - this.#containerFromKg >= containerCapacityKg) {
			this.container++
			this.#containerFromKg = plant.wash.productKg
		}
		// What clogs the filter does not go with a flush.
		if (this.filterKPa(plant) - plant.faults.disturbances.filterKPa > FILTER.flushKPa) this.#filterFromKg = plant.wash.productKg
	}

	filterKPa(plant: Plant): number {
		const flowing = plant.program.orders.washOn ? 1 : 0
		return (
			flowing *
			(FILTER.cleanKPa + plant.faults.disturbances.filterKPa + FILTER.perKg * (plant.wash.productKg - this.#filterFromKg))
		)
	}

	startCounting(): void {
		this.executedM = 0
		this.processedM = 0
		Object.assign(this.energyJ, { line: 0, drying: 0, heating: 0, wash: 0 })
		this.#containerFromKg = 0
		this.#filterFromKg = 0
	}

	#splice(plant: Plant, movedM: number): void {
		const { web } = plant.treatment
		const mark = web.fields.splice[web.slot(0)] as number
		if (mark === 0 || movedM === 0 || this.spliceM === mark - 1) return
		this.spliceM = mark - 1
		this.spliceSeenS = plant.nowS
	}

	#energy(dtS: number, plant: Plant): void {
		const { auxiliaries, stations } = this.#line
		const { orders } = plant.program
		const heatingW = plant.modules.reduce((sum, module) => sum + module.powerW, 0) / stations.heating.gridEfficiency
		const dryingW = plant.dryers.reduce((sum, zone) => sum + zone.heaterW, 0)
		const cakeW =
			(plant.wash.productKgPerS * auxiliaries.cakeWaterKgPerKg * auxiliaries.cakeWaterHeatJPerKg) /
			auxiliaries.productDryerEfficiency
		this.ultrasonicW = orders.washOn ? stations.wash.ultrasonicPowerW : 0
		const washW = this.ultrasonicW + cakeW
		const drivesW = auxiliaries.drivesPowerW * (plant.webSpeedMPerS > 0 ? 1 : STANDING_SHARE)
		this.lineW = heatingW + dryingW + washW + drivesW + Math.max(0, plant.toQuenchW) / auxiliaries.chillerCop
		this.energyJ.heating += heatingW * dtS
		this.energyJ.drying += dryingW * dtS
		this.energyJ.wash += washW * dtS
		this.energyJ.line += this.lineW * dtS
	}
}

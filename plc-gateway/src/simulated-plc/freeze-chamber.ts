import { type FreezeDrying, WATER } from '@emberline/line-config'
import type { Dryer, DryingStep } from './dryer.ts'

const AIR_PA = 101_325
/** Time constants of pumping down, which takes some ten of it, and of venting [A]. */
const PUMP_S = 8
const VENT_S = 20
/** The chamber dries once its pressure is within so much of what it is held at. */
const NEAR = 1.2

/** Vapour pressure of ice [Pa]. */
const icePressurePa = (temperatureK: number): number => 10 ** (WATER.iceA - WATER.iceB / temperatureK)

/** What water of the hall gives off until it is ice at the front [J/kg]. */
const freezingJPerKg = (roomK: number, frontK: number): number =>
	WATER.liquidHeatJPerKgK * (roomK - 273.15) + WATER.iceFusionJPerKg + WATER.iceHeatJPerKgK * (273.15 - frontK)

/** Vacuum chamber in which web hangs in loops: ice sublimes through the cake that has dried above it. Its powder comes in frozen [A]. */
export class FreezeChamber implements Dryer {
	readonly airK = null
	heaterW = 0
	vapourKgPerS = 0
	pressurePa = AIR_PA
	readonly #config: FreezeDrying
	readonly #freezingJPerKg: number
	#vapourKg = 0

	constructor(config: FreezeDrying, roomK: number) {
		this.#config = config
		this.#freezingJPerKg = freezingJPerKg(roomK, config.frontTemperatureK)
	}

	/** Sublimes off one segment what the pressure drives through its cake. Without a vacuum nothing does. */
	dry({ web, slot: i, areaM2, rateFactor, dtS }: DryingStep): void {
		const { frontTemperatureK, baseResistancePaSM2PerKg: base, cakeResistancePaSM4PerKg2: cake } = this.#config
		const f = web.fields
		const drivingPa = icePressurePa(frontTemperatureK) - this.pressurePa
		if (drivingPa <= 0) return
		f.temperatureK[i] = frontTemperatureK
		const dry = f.dryKgPerM2[i] as number
		const iceKgPerM2 = dry * (f.moisture[i] as number)
		if (iceKgPerM2 <= 0) return
		const gone = f.sublimedKgPerM2[i] as number
		const takenKgPerM2 = Math.min(iceKgPerM2, (rateFactor * dtS * drivingPa) / (base + cake * gone))
		f.sublimedKgPerM2[i] = gone + takenKgPerM2
		f.moisture[i] = (iceKgPerM2 - takenKgPerM2) / dry
		this.#vapourKg += areaM2 * takenKgPerM2
	}

	step(dtS: number, on: boolean): void {
		this.vapourKgPerS = this.#vapourKg / dtS
		this.#vapourKg = 0
		const { chamberPressurePa, efficiency, refrigerationCop } = this.#config
		const [towardsPa, lagS] = on ? [chamberPressurePa, PUMP_S] : [AIR_PA, VENT_S]
		this.pressurePa += (dtS / (dtS + lagS)) * (towardsPa - this.pressurePa)
		const heatW = this.vapourKgPerS * WATER.sublimationJPerKg
		// The condenser takes up what sublimes, the freezer what freezes.
		const liftedW = heatW + this.vapourKgPerS * this.#freezingJPerKg
		this.heaterW = heatW / efficiency + liftedW / refrigerationCop
	}

	isReady(): boolean {
		return this.pressurePa <= NEAR * this.#config.chamberPressurePa
	}

	soak(): void {
		this.pressurePa = this.#config.chamberPressurePa
	}

	settle(): void {
		this.soak()
	}
}

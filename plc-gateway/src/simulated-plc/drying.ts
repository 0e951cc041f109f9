import { type ConvectiveDrying, type LineConfig, WATER } from '@emberline/line-config'
import type { Dryer, DryingStep } from './dryer.ts'
import { carbonHeat } from './matter.ts'

const PRESSURE_PA = 101_325
const AIR_HEAT_J_PER_KG_K = 1005
const AIR_KG_PER_M3 = 1.18

/** Saturation pressure of water [Pa]; Buck. */
export function saturationPa(temperatureK: number): number {
	const t = temperatureK - 273.15
	return WATER.saturationA * Math.exp(((WATER.saturationB - t / WATER.saturationC) * t) / (WATER.saturationD + t))
}

/** Latent heat of water [J/kg]. */
export function latentJPerKg(temperatureK: number): number {
	return WATER.latentHeatA - WATER.latentHeatB * (temperatureK - 273.15)
}

/** Temperature [K] that wet brine takes in air: heat in by the film = heat out by the vapour, found by halving. */
export function wetBulbK(p: { readonly airK: number; readonly humidity: number; readonly waterActivity: number }): number {
	const humidHeat = AIR_HEAT_J_PER_KG_K + 1884 * p.humidity
	let low = 250
	let high = p.airK
	for (let n = 0; n < 40; n++) {
		const middle = 0.5 * (low + high)
		const vapour = p.waterActivity * saturationPa(middle)
		const surface = (0.622 * vapour) / Math.max(1, PRESSURE_PA - vapour)
		if (humidHeat * (p.airK - middle) > latentJPerKg(middle) * (surface - p.humidity)) low = middle
		else high = middle
	}
	return 0.5 * (low + high)
}

/** Air within this of its set-point dries. */
const READY_K = 10

/** One zone of the hot-air dryer: its air, its heater and what the powder gives off. */
export class DryingZone implements Dryer {
	airK: number
	heaterW = 0
	/** Water that the web gave off over the last step, kg/s. */
	vapourKgPerS = 0
	readonly #config: ConvectiveDrying
	readonly #ambientK: number
	readonly #lossWPerK: number
	readonly #airHeatJPerK: number
	readonly #heaterMaxW: number
	#wetK: number
	#wetFor = 0
	#integralW = 0
	#toWebJ = 0
	#vapourKg = 0

	/** `airK`: what heater and losses are sized for, with the line's default speed and load. */
	constructor(line: LineConfig, config: ConvectiveDrying, airK: number) {
		const { heating, feed } = line.stations
		const { ambientK } = heating
		const waterKgPerS = line.web.speedMPerS * line.web.coatedWidthM * line.web.dryLoadingKgPerM2 * feed.moistureKgPerKg
		const dutyW = (waterKgPerS * latentJPerKg(ambientK)) / config.airTemperatureK.length
		this.#config = config
		this.#ambientK = ambientK
		this.#lossWPerK = (dutyW * (1 / config.efficiency - 1)) / (airK - ambientK)
		this.#airHeatJPerK = Math.max(1500, 2 * dutyW)
		this.#heaterMaxW = (4 * dutyW) / config.efficiency
		this.airK = ambientK
		this.#wetK = ambientK
	}

	/** Dries and warms one segment: constant rate above the critical moisture, falling rate below. */
	dry(p: DryingStep): void {
		const { sides, filmCoefficientWPerM2K, criticalMoistureKgPerKg: critical, equilibriumMoistureKgPerKg: least } = this.#config
		const f = p.web.fields
		const i = p.slot
		const temperatureK = f.temperatureK[i] as number
		const dry = f.dryKgPerM2[i] as number
		const moisture = f.moisture[i] as number
		const film = sides * filmCoefficientWPerM2K
		const wetK = this.#wetBulb(p.humidity)
		let evaporated = 0
		if (dry > 0 && moisture > least && this.airK > wetK) {
			const fluxKgPerM2S = (p.rateFactor * film * (this.airK - wetK)) / latentJPerKg(wetK)
			const share = moisture > critical ? 1 : (moisture - least) / (critical - least)
			// Powder that is still cold warms up first: it gives off little until it is near the wet bulb.
			const warm = Math.max(0, Math.min(1, (temperatureK - this.#ambientK + 8) / Math.max(4, wetK - this.#ambientK + 8)))
			evaporated = Math.min(dry * (moisture - least), fluxKgPerM2S * share * Math.min(1, warm * warm) * p.dtS)
			f.moisture[i] = moisture - evaporated / dry
		}
		const heat = p.clothKgPerM2 * carbonHeat.at(temperatureK) + dry * (0.9e3 + moisture * WATER.liquidHeatJPerKgK)
		const latent = evaporated * latentJPerKg(temperatureK)
		const change = (film * (this.airK - temperatureK) * p.dtS - latent) / (heat + 0.5 * film * p.dtS)
		f.temperatureK[i] = temperatureK + change
		this.#toWebJ += p.areaM2 * film * (this.airK - temperatureK - 0.5 * change) * p.dtS
		this.#vapourKg += p.areaM2 * evaporated
	}

	/** Air and heater after all segments of a step. */
	step(dtS: number, on: boolean, targetK: number): void {
		const toWebW = this.#toWebJ / dtS
		this.vapourKgPerS = this.#vapourKg / dtS
		this.#toWebJ = 0
		this.#vapourKg = 0
		const error = targetK - this.airK
		const lossW = this.#lossWPerK * (this.airK - this.#ambientK)
		if (on) {
			const wanted = lossW + 60 * error + this.#integralW
			this.heaterW = Math.max(0, Math.min(this.#heaterMaxW, wanted))
			if (wanted === this.heaterW) this.#integralW += (60 / 30) * error * dtS
		} else {
			this.heaterW = 0
			this.#integralW = 0
		}
		this.airK += (dtS * (this.heaterW - lossW - toWebW)) / this.#airHeatJPerK
	}

	isReady(targetK: number): boolean {
		return this.airK > targetK - READY_K
	}

	soak(targetK: number): void {
		this.airK = targetK
	}

	/** Holds the air at a temperature and lets the controller learn, cycle by cycle, the power that this takes: for a plant that has run for hours. */
	settle(dtS: number, targetK: number): void {
		this.#integralW += 0.02 * (targetK - this.airK) * (this.#airHeatJPerK / dtS)
		this.airK = targetK
	}

	#wetBulb(humidity: number): number {
		const key = this.airK + humidity * 1000
		if (Math.abs(key - this.#wetFor) > 0.02) {
			this.#wetFor = key
			this.#wetK = wetBulbK({ airK: this.airK, humidity, waterActivity: this.#config.waterActivity })
		}
		return this.#wetK
	}
}

/** Water in the exhaust [kg per kg dry air] of zones that each take `airFlowM3PerS` from the hall. */
export function exhaustHumidity(zones: readonly Dryer[], hallHumidity: number, airFlowM3PerS: number): number {
	if (airFlowM3PerS === 0) return hallHumidity
	const vapourKgPerS = zones.reduce((sum, zone) => sum + zone.vapourKgPerS, 0)
	return hallHumidity + vapourKgPerS / (AIR_KG_PER_M3 * airFlowM3PerS * zones.length)
}

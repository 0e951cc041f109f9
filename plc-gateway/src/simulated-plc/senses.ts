import type { Plant } from './plant.ts'
import type { Station } from './station-lead.ts'

/** What the PLC program sees of the line. */
export interface Senses {
	readonly webSpeedMPerS: number
	/** Web paid out since the start. */
	readonly paidOutM: number
	readonly tensionN: number
	readonly emittersK: readonly number[]
	readonly emitterTargetsK: readonly number[]
	/** Modules that take all the power they can. */
	readonly atFullPower: readonly boolean[]
	/** A thermocouple of a wall gives no value. */
	readonly thermocoupleOpen: boolean
	readonly dryersReady: boolean
	readonly oxygenPpm: number
	readonly shutterOpenShare: number
	readonly machSpeedMPerS: number
	/** Flows over what they should be: powder from the screw, water of the jacket and of the plates, gas of the quench. */
	readonly feedShare: number
	readonly jacketShare: number
	readonly plateCoolantShare: number
	readonly quenchGasShare: number
	/** Web before the furnace, kg water per kg dry powder, and behind the quench. */
	readonly moistureKgPerKg: number
	readonly quenchExitK: number
	readonly filterKPa: number
	/** Somebody has pressed the button on the machine. */
	readonly emergencyStop: boolean
	/** Stations whose inputs and outputs do not answer. */
	readonly silentStations: ReadonlySet<Station>
	/** A gateway that beat has fallen silent. */
	readonly gatewayLost: boolean
}

export function senseOf(plant: Plant): Senses {
	const { setPoints, line, treatment, feeder, faults } = plant
	const { heating, quench, feed } = line.stations
	const { web } = treatment
	const wantedKgPerS = feeder.screwRevPerS * feed.moistMassPerTurnKg
	return {
		webSpeedMPerS: plant.webSpeedMPerS,
		paidOutM: web.paidOutM,
		tensionN: plant.webTensionN,
		emittersK: plant.modules.map((module) => module.emitterK),
		emitterTargetsK: setPoints.emitterK,
		atFullPower: plant.modules.map((module) => module.atFullPower),
		thermocoupleOpen: [...faults.disturbances.sensors].some(
			([tag, fault]) => fault === 'open' && tag.endsWith('WallTemperature'),
		),
		dryersReady: plant.dryers.every((dryer, n) => dryer.isReady(setPoints.airK[n] ?? 0)),
		oxygenPpm: plant.air.oxygenPpm,
		shutterOpenShare: plant.shutterOpenShare,
		machSpeedMPerS: setPoints.machSpeedMPerS,
		feedShare: wantedKgPerS > 0 ? feeder.moistKgPerS / wantedKgPerS : 1,
		jacketShare: heating.coolant === undefined ? 1 : plant.jacket.flowM3PerS / heating.coolant.flowM3PerS,
		plateCoolantShare: plant.plates.coolantFlowM3PerS / quench.coolantFlowM3PerS,
		quenchGasShare: plant.quenchGasM3PerS / setPoints.quenchGasM3PerS,
		moistureKgPerKg: web.at('moisture', line.stations.drying.moistureGaugeAtM),
		quenchExitK: web.at('temperatureK', quench.fromM + quench.lengthM),
		filterKPa: plant.meters.filterKPa(plant),
		emergencyStop: plant.emergencyStop,
		silentStations: plant.silentStations,
		gatewayLost: plant.gatewayLost,
	}
}

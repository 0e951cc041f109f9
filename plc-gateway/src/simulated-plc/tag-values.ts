import { PACKML_STATE_NUMBER, plantFromCode, type TagDefinition } from '@emberline/line-config'
import { exhaustHumidity, saturationPa } from './drying.ts'
import type { TagValue } from './instrument.ts'
import type { Plant } from './plant.ts'
import { CARBON_GLOW_K, pyrometerK } from './pyrometer.ts'
import { reasonOf, STATIONS, type Station } from './station-lead.ts'
import { brineConductivityMSPerCm } from './wash-train.ts'

/** What is really there behind each tag, in the unit of the tag; instruments come after. Throws for a tag that this plant has not got. */
export function tagValue(plant: Plant, tag: TagDefinition): () => TagValue {
	const [device, ...rest] = tag.name.split('/')
	const name = rest.join('/')
	if (device !== undefined && (STATIONS as readonly string[]).includes(device)) {
		const station = device as Station
		if (name === 'Status/StateCurrent') return () => PACKML_STATE_NUMBER[plant.program.stations[station].state]
		if (name === 'Admin/StopReason/ID') return () => reasonOf(plant.program, station)
	}
	// From SI to the tag's unit; text and flags pass as they are.
	const si = (read: () => number) => () => plantFromCode(read(), tag.unit)
	const n = Number(/(\d+)/.exec(name)?.[1] ?? 0) - 1
	const plain = name.replace(/\d+/, 'N')
	const source = { Line: ofLine, Feed: ofFeed, Drying: ofDrying, Heating: ofHeating, Quench: ofQuench, Wash: ofWash, Lab: ofLab }[
		device as 'Line'
	]?.(plant, n, si)[plain]
	if (source === undefined) throw new RangeError(`tag ${tag.name}: the simulated plant has nothing behind it`)
	return source
}

type Source = Readonly<Record<string, () => TagValue>>
type Si = (read: () => number) => () => number

const ofLine = (plant: Plant, _n: number, si: Si): Source => ({
	'Status/StateCurrent': () => PACKML_STATE_NUMBER[plant.program.line.state],
	'Status/UnitModeCurrent': () => plant.panel.unitMode,
	'Status/MachSpeed': si(() => plant.setPoints.machSpeedMPerS),
	'Status/CurMachSpeed': si(() => plant.webSpeedMPerS),
	'Command/CntrlCmd': () => plant.panel.cntrlCmd,
	'Command/UnitMode': () => plant.panel.unitModeAsked,
	'Command/CmdChangeRequest': () => plant.panel.request,
	'Command/MachSpeed': si(() => plant.setPoints.machSpeedMPerS),
	'Admin/StopReason/ID': () => plant.program.reason,
	'Admin/ProdProcessedCount': () => Math.floor(plant.meters.processedM),
	'Admin/ProdDefectiveCount': () => Math.floor(plant.treatment.defectiveM),
	'Web/Position': () => plant.encoderM(plant.treatment.web.paidOutM),
	'Web/Tension': () => plant.webTensionN,
	'Recipe/ID': () => plant.recipe,
	'Lot/ID': () => `L${String(plant.productLot).padStart(4, '0')}`,
	'Energy/Total': si(() => plant.meters.energyJ.line),
})

const ofFeed = (plant: Plant, _n: number, si: Si): Source => ({
	'Unwind/RollID': () => `R${String(plant.roll).padStart(4, '0')}`,
	'Hopper/LotID': () => `P${String(plant.feeder.lot).padStart(4, '0')}`,
	'Unwind/Diameter': si(() => plant.rollDiameterM),
	'Unwind/Tension': () => 0.9 * plant.webTensionN,
	// A splice stays in view of its detector for a second.
	'Splice/Detected': () => plant.meters.spliceSeenS >= 0 && plant.nowS - plant.meters.spliceSeenS < 1,
	'Splice/Position': () => (plant.meters.spliceM === null ? null : plant.encoderM(plant.meters.spliceM)),
	'Hopper/Mass': () => plant.feeder.hopperKg,
	'Screw/Speed': si(() => plant.feeder.screwRevPerS),
	'Screw/SpeedSetpoint': si(() => plant.setPoints.screwRevPerS),
	'Screw/Torque': () => (plant.feeder.screwRevPerS > 0.01 ? 22 + 30 * plant.feeder.screwRevPerS : 0),
	'Precursor/MassFlow': si(() => plant.feeder.moistKgPerS),
	'Coat/ArealMass': si(() => {
		const placeM = plant.line.stations.feed.arealGaugeAtM
		const moistKgPerM2 = plant.treatment.web.at('dryKgPerM2', placeM) * (1 + plant.treatment.web.at('moisture', placeM))
		return plant.faults.disturbances.arealGauge * moistKgPerM2
	}),
	'Web/EdgePosition': si(() => plant.hall.edgeM),
	'Ambient/Humidity': si(() => {
		const { ambientK } = plant.line.stations.heating
		return (plant.hall.humidity / (0.622 + plant.hall.humidity)) * (101_325 / saturationPa(ambientK))
	}),
})

/** Of each zone of the dryer; none in a vacuum chamber. */
const airFlowM3PerS = ({ line }: Plant): number =>
	line.stations.drying.method === 'convective' ? line.stations.drying.airFlowM3PerS : 0

const ofDrying = (plant: Plant, n: number, si: Si): Source => ({
	'ZoneN/AirTemperature': () => plant.dryers[n]?.airK ?? null,
	'ZoneN/AirTemperatureSetpoint': () => plant.setPoints.airK[n] ?? null,
	'ZoneN/AirFlow': si(() => (plant.program.orders.dryerOn ? airFlowM3PerS(plant) : 0)),
	'ZoneN/HeaterPower': si(() => plant.dryers[n]?.heaterW ?? 0),
	'Exhaust/Humidity': si(() => exhaustHumidity(plant.dryers, plant.hall.humidity, airFlowM3PerS(plant))),
	'Web/ExitTemperature': () => plant.treatment.web.at('temperatureK', plant.line.stations.drying.toM),
	'Web/ExitMoisture': si(() => plant.treatment.web.at('moisture', plant.line.stations.drying.moistureGaugeAtM)),
	'Energy/Total': si(() => plant.meters.energyJ.drying),
})

const ofHeating = (plant: Plant, n: number, si: Si): Source => ({
	'ZoneN/EmitterTemperature': () => plant.modules[n]?.emitterK ?? null,
	'ZoneN/EmitterSetpoint': () => plant.setPoints.emitterK[n] ?? null,
	'ZoneN/Power': si(() => plant.modules[n]?.powerW ?? 0),
	'ZoneN/WallTemperature': () => plant.modules[n]?.wallK ?? null,
	'PyrometerN/WebTemperature': () =>
		pyrometerK({
			webK: plant.treatment.moduleEndK(n),
			setting: plant.setPoints.pyrometerEmissivity,
			calibrated:
				plant.line.stations.heating.pyrometerEmissivity *
				plant.faults.disturbances.webEmissivity *
				(plant.faults.disturbances.window[n] ?? 1),
			floorK: CARBON_GLOW_K,
		}),
	'Pyrometer/EmissivitySetting': () => plant.setPoints.pyrometerEmissivity,
	'Purge/Flow': si(() => plant.air.flowM3PerS),
	'Purge/Oxygen': si(() => plant.air.oxygenPpm * 1e-6),
	'Chamber/Pressure': () => plant.air.pressurePa,
	'Cooling/Flow': si(() => plant.jacket.flowM3PerS),
	'Cooling/InletTemperature': () => plant.jacket.inletK,
	'Cooling/OutletTemperature': () => plant.jacket.outletK,
	'Shutter/Position': si(() => plant.shutterOpenShare),
	'Energy/Total': si(() => plant.meters.energyJ.heating),
})

const ofQuench = (plant: Plant, n: number, si: Si): Source => ({
	'PlateN/Temperature': () => plant.plates.platesK[n] ?? null,
	'Gas/Flow': si(() => plant.quenchGasM3PerS),
	'Gas/FlowSetpoint': si(() => plant.setPoints.quenchGasM3PerS),
	'Gas/Temperature': () => plant.line.stations.quench.gasTemperatureK,
	'Coolant/Flow': si(() => plant.plates.coolantFlowM3PerS),
	'Coolant/InletTemperature': () => plant.plates.coolantInK,
	'Coolant/OutletTemperature': () => plant.plates.coolantOutK,
	'Web/EntryTemperature': () => plant.treatment.web.at('temperatureK', plant.line.stations.quench.fromM),
	'Web/ExitTemperature': () =>
		plant.treatment.web.at('temperatureK', plant.line.stations.quench.fromM + plant.line.stations.quench.lengthM),
})

const ofWash = (plant: Plant, n: number, si: Si): Source => ({
	'StageN/Conductivity': () =>
		(plant.faults.disturbances.conductivity[n] ?? 1) *
		brineConductivityMSPerCm(plant.wash.saltKgPerKg[n] ?? 0, plant.wash.stageK[n] ?? 298.15),
	'StageN/Temperature': () => plant.wash.stageK[n] ?? null,
	// A quarter of a metre of water at rest; the overflow stands a little over its weir.
	'StageN/Level': () => 250 + 1.5e5 * plant.freshWaterM3PerS,
	'FreshWater/Flow': si(() => plant.freshWaterM3PerS),
	'FreshWater/FlowSetpoint': si(() => plant.setPoints.freshWaterM3PerS),
	'FreshWater/Total': () => plant.wash.freshWaterL,
	'Drain/Conductivity': () => brineConductivityMSPerCm(plant.wash.saltKgPerKg[0] ?? 0, plant.wash.stageK[0] ?? 298.15),
	'Ultrasonic/Power': si(() => plant.meters.ultrasonicW),
	'Filter/PressureDrop': () => plant.meters.filterKPa(plant),
	'Dryer/Temperature': () => plant.productDryerK,
	'Product/MassTotal': () => 1000 * plant.wash.productKg * plant.parameters.scale * plant.faults.disturbances.scale,
	'Product/MassFlow': si(() => plant.wash.productKgPerS * plant.parameters.scale * plant.faults.disturbances.scale),
	'Product/Moisture': () => 0.6 + 1.5 * Math.max(0, (353.15 - plant.productDryerK) / 55),
	'Product/ContainerID': () => `C${String(plant.meters.container).padStart(4, '0')}`,
	'Energy/Total': si(() => plant.meters.energyJ.wash),
})

const ofLab = (plant: Plant): Source => ({
	'Sample/ID': () => plant.laboratory.result?.id ?? null,
	'Sample/WebPosition': () => plant.laboratory.result?.webPositionM ?? null,
	'Sample/Time': () => plant.laboratory.result?.takenMs ?? null,
	'Result/ResidualNaCl': () => plant.laboratory.result?.residualNaClWtpct ?? null,
	'Result/AlloyContent': () => plant.laboratory.result?.alloyWtpct ?? null,
	'Result/ParticleSizeMean': () => plant.laboratory.result?.sizeNm ?? null,
	'Result/ParticleSizeSd': () => plant.laboratory.result?.sizeSdNm ?? null,
})

import { PERFECT, type Sensor } from './instrument.ts'
import type { TrueParameters } from './true-parameters.ts'

const sensor = (lagS: number, noise: number): Sensor => ({ lagS, noise, gain: 1, bias: 0 })

/** Lag [s] and noise of each kind of instrument, in the unit of its tag; the first pattern that fits counts. */
const KINDS: readonly (readonly [RegExp, Sensor])[] = [
	[/Setpoint$|^Line\/Command|EmissivitySetting|Status\/MachSpeed|MassTotal|Energy|FreshWater\/Total/, PERFECT],
	[/CurMachSpeed$/, sensor(0.1, 0.02)],
	[/Web\/Position$/, sensor(0, 0.0003)],
	[/Tension$/, sensor(0.2, 0.25)],
	[/Unwind\/Diameter$/, sensor(0.5, 0.15)],
	[/Hopper\/Mass$/, sensor(1, 0.004)],
	[/Screw\/Speed$/, sensor(0.2, 0.03)],
	[/Screw\/Torque$/, sensor(0.5, 0.6)],
	[/Precursor\/MassFlow$/, sensor(10, 0.3)],
	[/Coat\/ArealMass$/, sensor(0.3, 0.8)],
	[/Web\/EdgePosition$/, sensor(0.2, 0.04)],
	[/Ambient\/Humidity$/, sensor(20, 0.2)],
	[/AirTemperature$/, sensor(4, 0.15)],
	[/AirFlow$/, sensor(1, 0.3)],
	[/HeaterPower$|Ultrasonic\/Power$/, sensor(0.3, 0.004)],
	[/Exhaust\/Humidity$/, sensor(8, 0.06)],
	[/Drying\/Web\/ExitTemperature$/, sensor(0.3, 0.25)],
	[/ExitMoisture$/, sensor(1, 0.02)],
	[/EmitterTemperature$/, sensor(0.6, 0.4)],
	[/Heating\/Zone\d+\/Power$/, sensor(0.1, 0.006)],
	[/WallTemperature$/, sensor(8, 0.15)],
	[/Pyrometer\d+\/WebTemperature$/, sensor(0.05, 1)],
	[/Purge\/Flow$/, sensor(0.5, 0.15)],
	[/Purge\/Oxygen$/, sensor(3, 0.4)],
	[/Chamber\/Pressure$/, sensor(0.3, 0.5)],
	[/(Cooling|Coolant)\/Flow$/, sensor(0.5, 0.02)],
	[/(Cooling|Coolant)\/(Inlet|Outlet)Temperature$/, sensor(5, 0.04)],
	[/Shutter\/Position$/, sensor(0, 0)],
	[/Plate\d+\/Temperature$/, sensor(3, 0.1)],
	[/Gas\/Flow$/, sensor(0.5, 0.3)],
	[/Gas\/Temperature$/, sensor(3, 0.1)],
	[/Quench\/Web\/EntryTemperature$/, sensor(0.05, 1)],
	[/Quench\/Web\/ExitTemperature$/, sensor(0.2, 0.4)],
	[/Stage\d+\/Conductivity$/, sensor(4, 0.004)],
	[/Drain\/Conductivity$/, sensor(4, 0.05)],
	[/Stage\d+\/Temperature$|Dryer\/Temperature$/, sensor(6, 0.08)],
	[/Level$/, sensor(1, 0.4)],
	[/FreshWater\/Flow$/, sensor(0.5, 0.003)],
	[/Filter\/PressureDrop$/, sensor(1, 0.05)],
	[/Product\/MassFlow$/, sensor(20, 1.5)],
	[/Product\/Moisture$/, sensor(30, 0.02)],
]

/** The instrument behind a tag, with this plant's own gains and biases. */
export function sensorOf(tag: string, own: TrueParameters): Sensor {
	const kind = KINDS.find(([pattern]) => pattern.test(tag))?.[1] ?? PERFECT
	const zone = Number(/(?:Pyrometer|Zone)(\d+)\//.exec(tag)?.[1] ?? 0) - 1
	if (/^Heating\/Pyrometer\d+/.test(tag)) return { ...kind, bias: own.pyrometerBiasK[zone] ?? 0 }
	if (/EmitterTemperature$/.test(tag)) return { ...kind, bias: own.emitterBiasK[zone] ?? 0 }
	if (/ArealMass$/.test(tag)) return { ...kind, gain: own.arealGauge }
	if (/ExitMoisture$/.test(tag)) return { ...kind, bias: 100 * own.moistureGaugeBiasKgPerKg }
	return kind
}

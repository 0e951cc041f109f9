import type { LineConfig } from '@emberline/line-config'
import {
	type InputRange,
	InputRangeError,
	rangeAbove,
	rangeFrom,
	TEMPERATURE_RANGE,
	withinRange,
} from '../physics/input-range.ts'
import type { LineControls, ModelParameters } from './model-port.ts'

const MOVING: InputRange = rangeAbove(0, 100, 'm/s')
const SHUTTER: InputRange = rangeFrom(0, 1)
/** Far beyond any machine: what is out of these is not a setting but a mistake of a unit. */
const SCREW: InputRange = rangeFrom(0, 1e4, 'turns/s')
const MOISTURE: InputRange = rangeFrom(0, 5, 'kg/kg')
const QUENCH_GAS: InputRange = rangeFrom(0, 100, 'm3/s')
const FRESH_WATER: InputRange = rangeFrom(0, 10, 'm3/s')

/** Factors on the nominal value. None lets a mass, a conductance or a heat capacity vanish that something is divided by. */
export const FACTOR_RANGE: Readonly<Record<keyof ModelParameters, InputRange>> = {
	emissivity: rangeFrom(0, 5),
	zoneLoss: rangeFrom(0.01, 100),
	feeder: rangeFrom(0, 100),
	arealHeat: rangeFrom(0.01, 100),
	quench: rangeFrom(0, 100),
	drying: rangeFrom(0, 100),
	wash: rangeFrom(0.01, 100),
	charYield: rangeFrom(0, 5),
	coarsening: rangeFrom(0, 1e6),
	evaporation: rangeFrom(0, 1e3),
	yield: rangeFrom(0, 5),
}

/**
 * Throws an InputRangeError if a line at rest cannot run at these controls: speed above 0 (a standing web under hot emitters never comes
 * to rest), temperatures 200 to 2500 K, one set-point for each module and dryer, no negative flow.
 */
export function checkControls(config: LineConfig, controls: LineControls): void {
	const { drying, heating, quench } = config.stations
	const speed = controls.webSpeedMPerS
	if (typeof speed === 'number' && speed <= 0) {
		const words = `controls.webSpeedMPerS: a line at rest needs a moving web, found a web speed of ${speed} m/s, expected above 0`
		throw new InputRangeError('controls.webSpeedMPerS', speed, 'above 0 and at most 100 m/s', words)
	}
	withinRange('controls.webSpeedMPerS', speed, MOVING)
	withinRange('controls.screwRevPerS', controls.screwRevPerS, SCREW)
	withinRange('controls.feedMoistureKgPerKg', controls.feedMoistureKgPerKg, MOISTURE)
	eachOf('controls.dryerAirK', controls.dryerAirK, drying.airTemperatureK.length, TEMPERATURE_RANGE)
	eachOf('controls.emitterSetpointK', controls.emitterSetpointK, heating.modules.length, TEMPERATURE_RANGE)
	withinRange('controls.shutterOpenFraction', controls.shutterOpenFraction, SHUTTER)
	withinRange('controls.quenchGasM3PerS', controls.quenchGasM3PerS, QUENCH_GAS)
	withinRange('controls.quenchLengthM', controls.quenchLengthM, rangeFrom(0, quench.lengthM, 'm'))
	withinRange('controls.freshWaterM3PerS', controls.freshWaterM3PerS, FRESH_WATER)
	if (controls.dryerExitK !== undefined) withinRange('controls.dryerExitK', controls.dryerExitK, TEMPERATURE_RANGE)
	if (controls.furnaceInletK !== undefined) withinRange('controls.furnaceInletK', controls.furnaceInletK, TEMPERATURE_RANGE)
}

/** Throws an InputRangeError if a factor of the model is missing or out of its range. */
export function checkParameters(config: LineConfig, parameters: ModelParameters): void {
	const { zoneLoss, ...factors } = FACTOR_RANGE
	eachOf('parameters.zoneLoss', parameters.zoneLoss, config.stations.heating.modules.length, zoneLoss)
	for (const [name, range] of Object.entries(factors)) {
		withinRange(`parameters.${name}`, parameters[name as keyof typeof factors], range)
	}
}

function eachOf(field: string, found: unknown, count: number, range: InputRange): void {
	if (!Array.isArray(found) || found.length !== count) throw new InputRangeError(field, found, `a list of ${count}`)
	found.forEach((value, k) => {
		withinRange(`${field}.${k}`, value, range)
	})
}

import type { LineConfig } from '@emberline/line-config'
import type { LineControls } from '../line/model-port.ts'
import { numberedTags } from './numbered-tags.ts'

/** Newest usable number of a tag. */
export interface TagNumbers {
	number(tag: string): number | undefined
}

/** What acts on the line now, out of the plant's readings; what no reading tells comes from `otherwise`. */
export function controlsFromReadings(tags: TagNumbers, config: LineConfig, otherwise: LineControls): LineControls {
	const { drying, heating } = config.stations
	const scaled = (tag: string, factor: number, fallback: number) => {
		const value = tags.number(tag)
		return value === undefined ? fallback : Math.max(0, value * factor)
	}
	const each = (count: number, pattern: string, fallback: readonly number[]) =>
		numberedTags(pattern, count).map((tag, i) => tags.number(tag) ?? (fallback[i] as number))
	return {
		webSpeedMPerS: scaled('Line/Status/CurMachSpeed', 1e-3, otherwise.webSpeedMPerS),
		screwRevPerS: scaled('Feed/Screw/Speed', 1 / 60, otherwise.screwRevPerS),
		feedMoistureKgPerKg: otherwise.feedMoistureKgPerKg,
		dryerAirK: each(drying.airTemperatureK.length, 'Drying/Zone*/AirTemperature', otherwise.dryerAirK),
		heatersOn: heatersOn(tags, heating.modules.length) ?? otherwise.heatersOn,
		emitterSetpointK: each(heating.modules.length, 'Heating/Zone*/EmitterSetpoint', otherwise.emitterSetpointK),
		shutterOpenFraction: Math.min(1, scaled('Heating/Shutter/Position', 0.01, otherwise.shutterOpenFraction)),
		quenchGasM3PerS: scaled('Quench/Gas/Flow', 1e-3 / 60, otherwise.quenchGasM3PerS),
		quenchLengthM: otherwise.quenchLengthM,
		freshWaterM3PerS: scaled('Wash/FreshWater/Flow', 1e-3 / 60, otherwise.freshWaterM3PerS),
		...warmFromDryer(tags, otherwise),
	}
}

/** How warm the web leaves the dryer, where that is measured: it carries that heat into the furnace, some 20 K of web at the first pyrometer. */
function warmFromDryer(tags: TagNumbers, otherwise: LineControls): Pick<LineControls, 'dryerExitK'> {
	const dryerExitK = tags.number('Drying/Web/ExitTemperature') ?? otherwise.dryerExitK
	return dryerExitK === undefined ? {} : { dryerExitK }
}

/** Less power than this in a module is what its meter shows with the heater off [A]. */
const HEATER_OFF_KW = 0.02

function heatersOn(tags: TagNumbers, modules: number): boolean | undefined {
	let isOn: boolean | undefined
	for (const tag of numberedTags('Heating/Zone*/Power', modules)) {
		const powerKW = tags.number(tag)
		if (powerKW !== undefined) isOn = isOn === true || powerKW > HEATER_OFF_KW
	}
	return isOn
}

/**
 * What acts on the line when it runs: the recipe's set-points, replaced by those in force while the plant runs. To be asked only in
 * Execute; at rest the plant's set-points are those of standing.
 */
export function runControlsFrom(tags: TagNumbers, config: LineConfig, recipe: LineControls): LineControls {
	const { drying, heating } = config.stations
	const positive = (tag: string, factor: number) => {
		const value = tags.number(tag)
		return value !== undefined && value > 0 ? value * factor : undefined
	}
	const each = (count: number, pattern: string, fallback: readonly number[]) =>
		numberedTags(pattern, count).map((tag, i) => positive(tag, 1) ?? (fallback[i] as number))
	return {
		...recipe,
		webSpeedMPerS:
			positive('Line/Status/MachSpeed', 1e-3) ??
			positive('Line/Command/MachSpeed', 1e-3) ??
			positive('Line/Status/CurMachSpeed', 1e-3) ??
			recipe.webSpeedMPerS,
		screwRevPerS: positive('Feed/Screw/SpeedSetpoint', 1 / 60) ?? positive('Feed/Screw/Speed', 1 / 60) ?? recipe.screwRevPerS,
		dryerAirK: each(drying.airTemperatureK.length, 'Drying/Zone*/AirTemperatureSetpoint', recipe.dryerAirK),
		emitterSetpointK: each(heating.modules.length, 'Heating/Zone*/EmitterSetpoint', recipe.emitterSetpointK),
		shutterOpenFraction: 1,
		quenchGasM3PerS:
			positive('Quench/Gas/FlowSetpoint', 1e-3 / 60) ?? positive('Quench/Gas/Flow', 1e-3 / 60) ?? recipe.quenchGasM3PerS,
		freshWaterM3PerS:
			positive('Wash/FreshWater/FlowSetpoint', 1e-3 / 60) ??
			positive('Wash/FreshWater/Flow', 1e-3 / 60) ??
			recipe.freshWaterM3PerS,
		...warmFromDryer(tags, recipe),
	}
}

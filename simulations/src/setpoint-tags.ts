import { codeFromPlant, type LineConfig, plantFromCode, tagsOfLine } from '@emberline/line-config'
import type { LineControls } from '@emberline/twin'

/** A set-point of the plant and what of the model's controls it is, in the unit of its tag. */
export interface SetpointTag {
	readonly tag: string
	readonly unit: string
	/** What the PLC takes, both ends included. */
	readonly range: readonly [number, number]
	of(controls: LineControls): number
	with(controls: LineControls, value: number): LineControls
}

type Scalar = 'webSpeedMPerS' | 'screwRevPerS' | 'quenchGasM3PerS' | 'freshWaterM3PerS'
type List = 'dryerAirK' | 'emitterSetpointK'

/** The set-points that a model can be run at, in the order of the web. */
export function setpointTags(line: LineConfig): readonly SetpointTag[] {
	const known = new Map(tagsOfLine(line).map((tag) => [tag.name, tag]))
	const one = (tag: string, of: (controls: LineControls) => number, set: SetpointTag['with']): SetpointTag => {
		const found = known.get(tag)
		if (found?.acceptedRange === undefined) throw new RangeError(`${tag}: found no range that the PLC of ${line.name} takes`)
		const { unit, acceptedRange: range } = found
		return {
			tag,
			unit,
			range,
			of: (controls) => plantFromCode(of(controls), unit),
			with: (controls, value) => set(controls, codeFromPlant(value, unit)),
		}
	}
	const scalar = (tag: string, key: Scalar) =>
		one(
			tag,
			(controls) => controls[key],
			(controls, value) => ({ ...controls, [key]: value }),
		)
	const zones = (count: number, tag: (zone: number) => string, key: List) =>
		Array.from({ length: count }, (_, n) =>
			one(
				tag(n + 1),
				(controls) => controls[key][n]!,
				(controls, value) => ({ ...controls, [key]: controls[key].map((k, i) => (i === n ? value : k)) }),
			),
		)
	const { drying, heating } = line.stations
	return [
		scalar('Line/Command/MachSpeed', 'webSpeedMPerS'),
		scalar('Feed/Screw/SpeedSetpoint', 'screwRevPerS'),
		...zones(drying.airTemperatureK.length, (n) => `Drying/Zone${n}/AirTemperatureSetpoint`, 'dryerAirK'),
		...zones(heating.modules.length, (n) => `Heating/Zone${n}/EmitterSetpoint`, 'emitterSetpointK'),
		scalar('Quench/Gas/FlowSetpoint', 'quenchGasM3PerS'),
		scalar('Wash/FreshWater/FlowSetpoint', 'freshWaterM3PerS'),
	]
}

import type { LineConfig } from './line.ts'
import { plantFromCode } from './plant-units.ts'
import { type TagCounts, type TagDefinition, tagDictionary } from './tags.ts'

/** How many zones, plates and stages a line has, as its tag dictionary needs to know. */
export const tagCountsOf = (line: LineConfig): TagCounts => ({
	dryingZones: line.stations.drying.airTemperatureK.length,
	heatingZones: line.stations.heating.modules.length,
	quenchPlates: line.stations.quench.plates,
	washStages: line.stations.wash.stages,
})

/** The tag dictionary of a line, each set-point with the range that its PLC takes (`writeRanges` of the line file), in the tag's unit. */
export function tagsOfLine(line: LineConfig): readonly TagDefinition[] {
	return tagDictionary(tagCountsOf(line)).map((tag): TagDefinition => {
		const range = writeRangeOf(line, tag.name)
		if (range === undefined) return tag
		return { ...tag, acceptedRange: [fromCode(range[0], tag.unit), fromCode(range[1], tag.unit)] }
	})
}

/** In the code's unit; undefined for what is not a set-point. */
function writeRangeOf(line: LineConfig, name: string): readonly [number, number] | undefined {
	const ranges = line.writeRanges
	if (name === 'Line/Command/MachSpeed') return ranges.webSpeedMPerS
	if (name === 'Feed/Screw/SpeedSetpoint') return ranges.screwRevPerS
	if (name === 'Heating/Pyrometer/EmissivitySetting') return ranges.pyrometerEmissivity
	if (name === 'Heating/Shutter/Position') return [0, 1]
	if (name === 'Quench/Gas/FlowSetpoint') return ranges.quenchGasM3PerS
	if (name === 'Wash/FreshWater/FlowSetpoint') return ranges.freshWaterM3PerS
	if (/^Drying\/Zone\d+\/AirTemperatureSetpoint$/.test(name)) return ranges.dryerAirK
	if (/^Heating\/Zone\d+\/EmitterSetpoint$/.test(name)) return ranges.emitterK
	return undefined
}

/** Nine digits: 300 rpm came here by way of 5 per second and shall be 300 rpm again. */
const fromCode = (value: number, unit: string): number => Number(plantFromCode(value, unit).toPrecision(9))

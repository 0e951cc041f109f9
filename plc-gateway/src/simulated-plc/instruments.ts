import { tagsOfLine } from '@emberline/line-config'
import { Instrument } from './instrument.ts'
import { CYCLE_S, type Plant } from './plant.ts'
import { Chance } from './random.ts'
import { sensorOf } from './sensors.ts'
import { tagValue } from './tag-values.ts'

/** One instrument for each tag of the line's dictionary, each with noise of its own, sampled once. */
export function makeInstruments(plant: Plant, seed: number): readonly Instrument[] {
	return tagsOfLine(plant.line).map((tag, number) => {
		const instrument = new Instrument({
			tag,
			read: tagValue(plant, tag),
			faultNow: () => plant.faults.disturbances.sensors.get(tag.name),
			sensor: sensorOf(tag.name, plant.parameters),
			chance: new Chance(seed, tag.name),
			cycleS: CYCLE_S,
			number,
		})
		instrument.take(plant.nowMs)
		return instrument
	})
}

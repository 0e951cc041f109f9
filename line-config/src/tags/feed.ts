import type { TagDefinition } from '../tags.ts'
import { tagsOf } from './define.ts'

const { measured, reported, setPoint, number, text, flag } = tagsOf('Feed')

/** Tags of the unwind and the powder feeder. */
export function feedTags(): readonly TagDefinition[] {
	return [
		number('Status/StateCurrent', 'enum', 'PackML state of the feed'),
		number('Admin/StopReason/ID', 'code', 'why the feed is not running'),
		text('Unwind/RollID', 'roll of cloth on the unwind'),
		text('Hopper/LotID', 'precursor lot in the hopper'),
		measured('Unwind/Diameter', 'mm', 1, 0.1, 0, 'outer diameter of the roll'),
		measured('Unwind/Tension', 'N', 2, 0.1, 0, 'web tension at the unwind'),
		flag('Splice/Detected', 'a splice is passing its detector'),
		reported('Splice/Position', 'm', 2, 'encoder as the splice passed its detector'),
		measured('Hopper/Mass', 'kg', 1, 0.001, 2, 'moist powder in the hopper'),
		measured('Screw/Speed', 'rpm', 1, 0.05, 1, 'feed screw speed'),
		setPoint('Screw/SpeedSetpoint', 'rpm', 1, 1, 'feed screw speed asked for'),
		measured('Screw/Torque', '%', 1, 0.1, 0, 'feed screw torque'),
		measured('Precursor/MassFlow', 'g/min', 1, 0.05, 1, 'moist powder fed, loss in weight, about 10 s late'),
		measured('Coat/ArealMass', 'g/m2', 2, 0.05, 2, 'moist powder on the web after levelling, without cloth'),
		measured('Web/EdgePosition', 'mm', 2, 0.02, 1, 'web edge from its middle place'),
		measured('Ambient/Humidity', '%RH', 0.1, 0.1, 0, 'relative humidity of the hall'),
	]
}

import type { TagDefinition } from '../tags.ts'
import { forEach, tagsOf } from './define.ts'

const { measured, setPoint, number } = tagsOf('Quench')

/** Tags of the gas quench between cooled plates. */
export function quenchTags(plates: number): readonly TagDefinition[] {
	return [
		number('Status/StateCurrent', 'enum', 'PackML state of the quench'),
		number('Admin/StopReason/ID', 'code', 'why the quench is not running'),
		...forEach(plates, (n) => [measured(`Plate${n}/Temperature`, 'K', 2, 0.05, 0, `cooled plate ${n}`)]),
		measured('Gas/Flow', 'L/min', 1, 0.1, 0, 'quench gas'),
		setPoint('Gas/FlowSetpoint', 'L/min', 1, 0, 'quench gas asked for'),
		measured('Gas/Temperature', 'K', 1, 0.05, 0, 'quench gas in'),
		measured('Coolant/Flow', 'L/min', 1, 0.01, 1, 'water through the plates'),
		measured('Coolant/InletTemperature', 'K', 1, 0.02, 1, 'plate water in'),
		measured('Coolant/OutletTemperature', 'K', 1, 0.02, 1, 'plate water out'),
		measured('Web/EntryTemperature', 'K', 5, 0.1, 0, 'web entering the quench'),
		measured('Web/ExitTemperature', 'K', 5, 0.05, 0, 'web leaving the quench'),
	]
}

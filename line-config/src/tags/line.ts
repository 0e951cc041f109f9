import type { TagDefinition } from '../tags.ts'
import { tagsOf } from './define.ts'

const { measured, setPoint, number, count, text, flag } = tagsOf('Line')

/** Tags of the line as a whole: its PackML machine, the web, recipe, lot and energy. */
export function lineTags(): readonly TagDefinition[] {
	return [
		number('Status/StateCurrent', 'enum', 'PackML state of the line'),
		number('Status/UnitModeCurrent', 'enum', 'mode: 1 production, 2 maintenance, 3 manual'),
		measured('Status/MachSpeed', 'mm/s', 5, 0.01, 1, 'web speed set-point in force'),
		measured('Status/CurMachSpeed', 'mm/s', 5, 0.02, 1, 'web speed'),
		number('Command/CntrlCmd', 'enum', 'PackML command', [1, 10]),
		number('Command/UnitMode', 'enum', 'mode asked for', [1, 3]),
		flag('Command/CmdChangeRequest', 'carry out the command or mode that was written', true),
		setPoint('Command/MachSpeed', 'mm/s', 'event', 1, 'web speed asked for'),
		number('Admin/StopReason/ID', 'code', 'why the line is not running, 0 while it is'),
		count('Admin/ProdProcessedCount', 'm', 'web run'),
		count('Admin/ProdDefectiveCount', 'm', 'web rejected'),
		measured('Web/Position', 'm', 5, 0.001, 2, 'encoder at the rewind, never reset inside a roll'),
		measured('Web/Tension', 'N', 2, 0.1, 0, 'web tension at the rewind'),
		text('Recipe/ID', 'recipe in force'),
		text('Lot/ID', 'product lot'),
		measured('Energy/Total', 'kWh', 1, 0.001, 2, 'electricity of the whole line, drives included'),
	]
}

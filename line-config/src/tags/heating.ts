import type { TagDefinition } from '../tags.ts'
import { forEach, tagsOf } from './define.ts'

const { measured, setPoint, number } = tagsOf('Heating')

/** Tags of the radiation furnace. */
export function heatingTags(zones: number): readonly TagDefinition[] {
	return [
		number('Status/StateCurrent', 'enum', 'PackML state of the furnace'),
		number('Admin/StopReason/ID', 'code', 'why the furnace is not running'),
		...forEach(zones, (n) => [
			measured(`Zone${n}/EmitterTemperature`, 'K', 5, 0.05, 0, `emitter, zone ${n}`),
			setPoint(`Zone${n}/EmitterSetpoint`, 'K', 5, 0, `emitter temperature asked for, zone ${n}`),
			measured(`Zone${n}/Power`, 'kW', 5, 0.002, 1, `electricity into the heaters, zone ${n}`),
			measured(`Zone${n}/WallTemperature`, 'K', 1, 0.05, 0, `thermocouple in the wall, seconds late, zone ${n}`),
		]),
		...forEach(zones, (n) => [measured(`Pyrometer${n}/WebTemperature`, 'K', 5, 0.1, 0, `web at the end of zone ${n}`)]),
		setPoint('Pyrometer/EmissivitySetting', '-', 'event', 2, 'emissivity that all pyrometers reckon with'),
		measured('Purge/Flow', 'L/min', 1, 0.05, 0, 'sheath gas of all modules'),
		measured('Purge/Oxygen', 'ppm', 1, 0.1, 0, 'oxygen in the furnace'),
		measured('Chamber/Pressure', 'Pa', 1, 0.1, 0, 'furnace over the hall'),
		measured('Cooling/Flow', 'L/min', 1, 0.01, 1, 'water through the jacket, all modules'),
		measured('Cooling/InletTemperature', 'K', 1, 0.02, 1, 'jacket water in'),
		measured('Cooling/OutletTemperature', 'K', 1, 0.02, 1, 'jacket water out'),
		setPoint('Shutter/Position', '%', 1, 0, 'furnace shutter, 100 is open'),
		measured('Energy/Total', 'kWh', 1, 0.001, 2, 'electricity of the furnace'),
	]
}

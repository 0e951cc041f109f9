import type { TagDefinition } from '../tags.ts'
import { forEach, tagsOf } from './define.ts'

const { measured, setPoint, number } = tagsOf('Drying')

/** Tags of the dryer before the furnace. */
export function dryingTags(zones: number): readonly TagDefinition[] {
	return [
		number('Status/StateCurrent', 'enum', 'PackML state of the dryer'),
		number('Admin/StopReason/ID', 'code', 'why the dryer is not running'),
		...forEach(zones, (n) => [
			measured(`Zone${n}/AirTemperature`, 'K', 1, 0.05, 0, `air onto the web, zone ${n}`),
			setPoint(`Zone${n}/AirTemperatureSetpoint`, 'K', 1, 0, `air temperature asked for, zone ${n}`),
			measured(`Zone${n}/AirFlow`, 'm3/h', 1, 0.1, 0, `air flow, zone ${n}`),
			measured(`Zone${n}/HeaterPower`, 'kW', 1, 0.002, 2, `electricity into the air heater, zone ${n}`),
		]),
		measured('Exhaust/Humidity', 'g/kg', 1, 0.02, 1, 'water in the exhaust, of dry air'),
		measured('Web/ExitTemperature', 'K', 2, 0.05, 0, 'web leaving the dryer'),
		measured('Web/ExitMoisture', '%', 1, 0.005, 2, 'moisture leaving the dryer, of dry powder'),
		measured('Energy/Total', 'kWh', 1, 0.001, 2, 'electricity of the dryer'),
	]
}

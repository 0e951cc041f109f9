import type { TagDefinition } from '../tags.ts'
import { forEach, tagsOf } from './define.ts'

const { measured, setPoint, number, text } = tagsOf('Wash')

/** Tags of the counter-current wash (fresh water enters the last stage), the product dryer and the scale. */
export function washTags(stages: number): readonly TagDefinition[] {
	return [
		number('Status/StateCurrent', 'enum', 'PackML state of the wash'),
		number('Admin/StopReason/ID', 'code', 'why the wash is not running'),
		...forEach(stages, (n) => [
			measured(`Stage${n}/Conductivity`, 'mS/cm', 1, 0.002, 2, `conductivity, stage ${n}`),
			measured(`Stage${n}/Temperature`, 'K', 1, 0.05, 0, `water, stage ${n}`),
			measured(`Stage${n}/Level`, 'mm', 1, 0.2, 0, `level, stage ${n}`),
		]),
		measured('FreshWater/Flow', 'L/min', 1, 0.002, 2, 'fresh water into the last stage'),
		setPoint('FreshWater/FlowSetpoint', 'L/min', 1, 2, 'fresh water asked for'),
		measured('FreshWater/Total', 'L', 1, 0.01, 1, 'fresh water used'),
		measured('Drain/Conductivity', 'mS/cm', 1, 0.02, 2, 'conductivity of the brine that leaves'),
		measured('Ultrasonic/Power', 'kW', 1, 0.002, 2, 'electricity into the ultrasonics'),
		measured('Filter/PressureDrop', 'kPa', 1, 0.02, 1, 'pressure drop over the filter'),
		measured('Dryer/Temperature', 'K', 1, 0.05, 0, 'product dryer'),
		measured('Product/MassTotal', 'g', 1, 0.1, 1, 'scale: grams of product so far'),
		measured('Product/MassFlow', 'g/h', 1, 0.5, 0, 'product arriving at the scale'),
		measured('Product/Moisture', '%', 0.1, 0.01, 1, 'moisture of the product'),
		text('Product/ContainerID', 'container under the dryer'),
		measured('Energy/Total', 'kWh', 1, 0.001, 2, 'electricity of wash and product dryer'),
	]
}

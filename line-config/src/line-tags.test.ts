import { expect, it } from 'vitest'
import { loadLine } from './files.ts'
import { tagsOfLine } from './line-tags.ts'
import { tagsByName } from './tags.ts'

it('gives line1 its 119 tags, and the designed pilot six more for two more wash stages', () => {
	expect(tagsOfLine(loadLine())).toHaveLength(119)
	expect(tagsOfLine(loadLine('pilot'))).toHaveLength(125)
})

it.each([
	['Line/Command/MachSpeed', [10, 90]],
	['Feed/Screw/SpeedSetpoint', [0, 300]],
	['Drying/Zone2/AirTemperatureSetpoint', [290, 460]],
	['Heating/Zone4/EmitterSetpoint', [300, 1500]],
	['Heating/Pyrometer/EmissivitySetting', [0.2, 1]],
	['Heating/Shutter/Position', [0, 100]],
	['Quench/Gas/FlowSetpoint', [0.1, 400]],
	['Wash/FreshWater/FlowSetpoint', [0.1, 6]],
	['Line/Command/CntrlCmd', [1, 10]],
])('says that the PLC of line1 takes %s within %j', (name, range) => {
	expect(tagsByName(tagsOfLine(loadLine())).get(name)?.acceptedRange).toEqual(range)
})

it('has a range for every number that may be written, and for nothing else', () => {
	for (const line of ['line1', 'pilot', 'production']) {
		for (const tag of tagsOfLine(loadLine(line))) {
			expect([tag.name, tag.acceptedRange !== undefined]).toEqual([tag.name, tag.writable && tag.type !== 'Boolean'])
		}
	}
})

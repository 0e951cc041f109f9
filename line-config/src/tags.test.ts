import { describe, expect, it } from 'vitest'
import { TAG_DEVICES, tagDictionary, tagsByName } from './tags.ts'

const LINE1 = { dryingZones: 2, heatingZones: 4, quenchPlates: 2, washStages: 3 }
const tags = tagDictionary(LINE1)
const byName = tagsByName(tags)

describe('tag dictionary', () => {
	it('has the 119 tags of line1, each once', () => {
		expect(tags).toHaveLength(119)
		expect(byName.size).toBe(119)
	})

	it('starts each name with its device', () => {
		for (const tag of tags) expect(tag.name.split('/')[0]).toBe(tag.device)
		expect(new Set(tags.map((tag) => tag.device))).toEqual(new Set(TAG_DEVICES))
	})

	it('counts per device', () => {
		const counts = Object.fromEntries(TAG_DEVICES.map((device) => [device, tags.filter((t) => t.device === device).length]))
		expect(counts).toEqual({ Line: 16, Feed: 16, Drying: 14, Heating: 31, Quench: 12, Wash: 23, Lab: 7 })
	})

	it.each([
		['Line/Status/CurMachSpeed', 'mm/s', 'Double', 5, false],
		['Line/Command/CmdChangeRequest', '-', 'Boolean', 'event', true],
		['Line/Admin/ProdDefectiveCount', 'm', 'Int64', 1, false],
		['Feed/Coat/ArealMass', 'g/m2', 'Double', 2, false],
		['Feed/Ambient/Humidity', '%RH', 'Double', 0.1, false],
		['Drying/Zone2/AirTemperatureSetpoint', 'K', 'Double', 1, true],
		['Heating/Zone4/EmitterSetpoint', 'K', 'Double', 5, true],
		['Heating/Pyrometer3/WebTemperature', 'K', 'Double', 5, false],
		['Heating/Pyrometer/EmissivitySetting', '-', 'Double', 'event', true],
		['Heating/Shutter/Position', '%', 'Double', 1, true],
		['Quench/Admin/StopReason/ID', 'code', 'Int32', 'event', false],
		['Wash/Stage3/Conductivity', 'mS/cm', 'Double', 1, false],
		['Wash/Product/MassTotal', 'g', 'Double', 1, false],
		['Lab/Sample/Time', 'ms', 'DateTime', 'event', false],
		['Lab/Result/ParticleSizeSd', 'nm', 'Double', 'event', false],
	])('spells %s with its unit, type, rate and direction', (name, unit, type, rateHz, writable) => {
		expect(byName.get(name)).toMatchObject({ unit, type, rateHz, writable })
	})

	it('lets exactly the commands and set-points be written', () => {
		const written = tags.filter((tag) => tag.writable)
		expect(written.map((tag) => tag.name)).toEqual([
			'Line/Command/CntrlCmd',
			'Line/Command/UnitMode',
			'Line/Command/CmdChangeRequest',
			'Line/Command/MachSpeed',
			'Feed/Screw/SpeedSetpoint',
			'Drying/Zone1/AirTemperatureSetpoint',
			'Drying/Zone2/AirTemperatureSetpoint',
			'Heating/Zone1/EmitterSetpoint',
			'Heating/Zone2/EmitterSetpoint',
			'Heating/Zone3/EmitterSetpoint',
			'Heating/Zone4/EmitterSetpoint',
			'Heating/Pyrometer/EmissivitySetting',
			'Heating/Shutter/Position',
			'Quench/Gas/FlowSetpoint',
			'Wash/FreshWater/FlowSetpoint',
		])
	})

	it('grows by one set with each wash stage', () => {
		const five = tagDictionary({ ...LINE1, washStages: 5 })
		expect(five).toHaveLength(125)
		expect(tagsByName(five).has('Wash/Stage5/Level')).toBe(true)
	})

	it('refuses a count that is no count', () => {
		expect(() => tagDictionary({ ...LINE1, heatingZones: 0 })).toThrow('heatingZones: found 0, expected a whole number from 1')
	})
})

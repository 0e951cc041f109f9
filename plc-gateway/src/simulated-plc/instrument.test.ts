import { tagsOfLine } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { LINE1, plantOfLine1 } from './plant-for-tests.ts'
import { pyrometerK } from './pyrometer.ts'

describe('the instruments of the plant', () => {
	it('are one for each of the 119 tags, each with a value of its type but for what has not happened yet', () => {
		const plant = plantOfLine1({ start: 'cold' })
		const tags = tagsOfLine(LINE1)
		expect(plant.instruments.map(({ tag }) => tag.name)).toEqual(tags.map((tag) => tag.name))
		expect(plant.instruments).toHaveLength(119)
		const jsType = {
			Double: 'number',
			Int32: 'number',
			Int64: 'number',
			DateTime: 'number',
			Boolean: 'boolean',
			String: 'string',
		}
		for (const { tag, sample } of plant.instruments) {
			if (tag.device === 'Lab' || tag.name === 'Feed/Splice/Position') expect(sample).toMatchObject({ value: null, quality: 500 })
			else {
				expect(typeof sample.value, tag.name).toBe(jsType[tag.type])
				expect(sample.quality).toBe(192)
			}
		}
	})

	it('sample no faster than the dictionary says', () => {
		const plant = plantOfLine1({ start: 'cold' })
		const times = new Map(plant.instruments.map(({ tag }) => [tag.name, new Set<number>()]))
		for (let n = 0; n < 100; n++) {
			plant.step(0.1)
			for (const { tag, sample } of plant.instruments) times.get(tag.name)?.add(sample.tMs)
		}
		for (const { tag } of plant.instruments)
			if (tag.rateHz !== 'event') expect(times.get(tag.name)?.size, tag.name).toBeLessThanOrEqual(10 * tag.rateHz + 1)
	})

	it('are late by their lag: a wall thermocouple misses most of a quick change that an emitter sensor shows', () => {
		const plant = plantOfLine1()
		const read = (tag: string) => plant.tags().get(tag)?.value as number
		const module = plant.modules[1]
		if (module === undefined) throw new Error('no module 2')
		const before = { wall: read('Heating/Zone2/WallTemperature'), emitter: read('Heating/Zone2/EmitterTemperature') }
		module.wallK += 100
		module.emitterK -= 100
		plant.step(1)
		expect(read('Heating/Zone2/WallTemperature') - before.wall).toBeLessThan(25)
		expect(before.emitter - read('Heating/Zone2/EmitterTemperature')).toBeGreaterThan(60)
	})

	it('show an open circuit as bad without a value and a frozen one as stale with the last value', () => {
		const plant = plantOfLine1({ start: 'cold' })
		const of = (name: string) => plant.instruments.find(({ tag }) => tag.name === name)
		const wall = of('Heating/Zone1/WallTemperature')
		const tension = of('Line/Web/Tension')
		if (wall === undefined || tension === undefined) throw new Error('no such tags')
		wall.fault = 'open'
		tension.fault = 'frozen'
		const last = tension.sample.value
		plant.step(2)
		expect(wall.sample).toMatchObject({ value: null, quality: 0 })
		expect(tension.sample).toMatchObject({ value: last, quality: 500 })
		wall.fault = null
		plant.step(1)
		expect(wall.sample.quality).toBe(192)
	})
})

describe('a pyrometer', () => {
	it('shows the web itself at the emissivity it was calibrated on, and more than that when set lower', () => {
		const show = (setting: number) => pyrometerK({ webK: 1340, setting, calibrated: 0.9, floorK: 290 })
		expect(show(0.9)).toBeCloseTo(1340, 9)
		// Wien at 3.9 um: dT = T^2 / 3689 K * ln(0.9 / 0.85).
		expect(show(0.85) - 1340).toBeCloseTo(28.4, 0)
	})
})

import { FAULT_CAUSE_NAMES, FaultNameError, faultCause, faultPlaces } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { LINE1, plantOfLine1 } from '../plant-for-tests.ts'
import { restore, undisturbed } from './disturbances.ts'
import { act } from './effects.ts'
import { FaultEngine } from './fault-engine.ts'
import { levelOf, phaseOf } from './fault-record.ts'

const engine = (options: Partial<ConstructorParameters<typeof FaultEngine>[1]> = {}) =>
	new FaultEngine(LINE1, { seed: 1, startMs: 1_790_000_000_000, ...options })

describe('faults', () => {
	it('each change the plant, and leave nothing behind when they are put right', () => {
		for (const cause of FAULT_CAUSE_NAMES) {
			const place = faultPlaces(cause, LINE1)[0]
			const fault = place === undefined ? cause : `${cause}/${place}`
			const faults = engine({ scripted: [{ fault, at: 10, lastsS: 50, onsetS: 0 }] })
			const sound = JSON.stringify([faults.disturbances, ...faults.disturbances.sensors])
			faults.step(9)
			expect(JSON.stringify([faults.disturbances, ...faults.disturbances.sensors]), fault).toBe(sound)
			faults.step(11)
			expect(JSON.stringify([faults.disturbances, ...faults.disturbances.sensors]), fault).not.toBe(sound)
			expect(faults.step(61).map(({ name }) => name.text)).toEqual([fault])
			expect(JSON.stringify([faults.disturbances, ...faults.disturbances.sensors]), fault).toBe(sound)
		}
	})

	it('come on over their onset and stay until their end, to be read in the record', () => {
		const faults = engine({ scripted: [{ fault: 'coolant_warm', at: 100, severity: 2, onsetS: 100, lastsS: 300 }] })
		faults.step(150)
		expect(faults.disturbances.coolantWarmK).toBeCloseTo(10, 9)
		faults.step(250)
		expect(faults.disturbances.coolantWarmK).toBeCloseTo(20, 9)
		const [record] = faults.record
		if (record === undefined) throw new Error('no record')
		expect([50, 150, 500].map((s) => phaseOf(record, s))).toEqual(['coming', 'standing', 'over'])
		expect(levelOf(record, 150)).toBeCloseTo(1, 9)
		expect(faults.repair('coolant_warm', 260)).toBe(1)
		faults.step(260)
		expect(faults.disturbances.coolantWarmK).toBe(0)
		expect(record.toS).toBe(260)
	})

	it('add up where two act on the same thing', () => {
		const faults = engine({
			scripted: [
				{ fault: 'wet_precursor', onsetS: 0 },
				{ fault: 'lot_change', onsetS: 0 },
			],
		})
		faults.step(1)
		expect(faults.disturbances.precursorMoisture).toBeCloseTo(0.08, 9)
	})

	it('take a time of the clock as well as seconds', () => {
		const faults = engine({ scripted: [{ fault: 'web_break', at: new Date(1_790_000_060_000).toISOString() }] })
		expect(faults.record[0]?.fromS).toBe(60)
	})

	it('are refused with the reason and change nothing', () => {
		const faults = engine()
		for (const request of [
			{ fault: 'gremlins' },
			{ fault: 'web_break', severity: 0 },
			{ fault: 'web_break', severity: Number.NaN },
			{ fault: 'web_break', at: 'tomorrow' },
			{ fault: 'web_break', lastsS: -1 },
		])
			expect(() => faults.add(request, 0, 'menu'), JSON.stringify(request)).toThrow(FaultNameError)
		expect(faults.record).toHaveLength(0)
	})
})

describe('faults by chance', () => {
	const days = (seed: number, rate: number) => {
		const faults = engine({ seed, randomRate: rate })
		for (let s = 0; s < 20 * 86_400; s += 60) faults.step(s)
		return faults.record.filter(({ fromS }) => fromS < 20 * 86_400)
	}

	it('are the same for the same seed and others for another', () => {
		const text = (seed: number) =>
			days(seed, 1)
				.map(({ name, fromS, severity }) => [name.text, fromS, severity])
				.join()
		expect(text(3)).toBe(text(3))
		expect(text(4)).not.toBe(text(3))
	})

	it('come as often as the table says', () => {
		const counts = [1, 2, 3].map((seed) => days(seed, 1).filter(({ name }) => name.cause === 'feeder_bridging').length)
		const expected = (20 * 24) / (10 + 0.1)
		// Three times twenty days of a cause with 10 h between: 143 expected, standard deviation 12.
		expect(Math.abs(counts.reduce((a, b) => a + b) - 3 * expected)).toBeLessThan(36)
		expect(faultCause('feeder_bridging').meanTimeBetweenS).toBe(36_000)
	})
})

describe('what a fault does to the plant', () => {
	/** The plant ten minutes after a fault, and one without it. */
	const sound = plantOfLine1()
	sound.step(300)
	const ill = (fault: string, severity = 1) => {
		const plant = plantOfLine1({ faults: { scripted: [{ fault, severity, at: 1, onsetS: 10, lastsS: 1e6 }] } })
		plant.step(300)
		return plant
	}
	const read = (plant: ReturnType<typeof ill>, tag: string) => plant.tags().get(tag)?.value as number

	it('lets fouled reflectors cost power in every module while the web stays as hot', () => {
		const plant = ill('reflector_fouling')
		for (const n of [0, 1, 2, 3]) expect(plant.modules[n]?.powerW ?? 0).toBeGreaterThan(1.01 * (sound.modules[n]?.powerW ?? 0))
		expect(Math.abs((plant.truth.peakK ?? 0) - (sound.truth.peakK ?? 0))).toBeLessThan(5)
	})

	it('lets a fouled window lower the reading of its pyrometer and nothing that is true', () => {
		const plant = ill('window_fouling/zone2')
		// Wien: 1340^2 / 3689 ln(1/0.95) = 25 K.
		expect(read(sound, 'Heating/Pyrometer2/WebTemperature') - read(plant, 'Heating/Pyrometer2/WebTemperature')).toBeCloseTo(
			25,
			-1,
		)
		expect(plant.treatment.moduleEndK(1)).toBe(sound.treatment.moduleEndK(1))
	})

	it('lets a worn scraper cost product, and keeps every gram of powder', () => {
		const plant = ill('scrap_slow', 2)
		const { dryKgPerM2 } = plant.treatment.web.fields
		const onWebKg = dryKgPerM2.reduce((sum, kgPerM2) => sum + kgPerM2, 0)
		expect(onWebKg).toBeCloseTo(
			sound.treatment.web.fields.dryKgPerM2.reduce((sum, kgPerM2) => sum + kgPerM2, 0),
			9,
		)
		expect(plant.treatment.scrapedKg + plant.treatment.lostKg).toBeCloseTo(sound.treatment.scrapedKg, 9)
		expect(plant.treatment.lostKg / sound.treatment.scrapedKg).toBeCloseTo(0.097, 2)
	})

	it('says NaN, 888.8 or the last value with good quality where the card notices nothing', () => {
		const samples = (['sensor_nan', 'sensor_sentinel', 'thermocouple_open'] as const).map((cause) =>
			ill(cause === 'thermocouple_open' ? `${cause}/zone1` : `${cause}/Heating/Zone1/WallTemperature`)
				.tags()
				.get('Heating/Zone1/WallTemperature'),
		)
		expect(samples.map((sample) => [sample?.value, sample?.quality])).toEqual([
			[Number.NaN, 192],
			[888.8, 192],
			[null, 0],
		])
	})

	it('tells the encoder of slip from then on, and never of metres before', () => {
		const plant = ill('encoder_slip', 3)
		const { paidOutM } = plant.treatment.web
		expect(plant.encoderM(0)).toBe(sound.encoderM(0))
		expect(sound.encoderM(paidOutM) - plant.encoderM(paidOutM)).toBeCloseTo(0.03 * (paidOutM - 0.05), 1)
	})
})

it('knows a plant in order again after any number of effects', () => {
	const d = undisturbed(4, 3)
	act(d, 3, { text: '', cause: 'emitter_break', index: 2, tag: '' })
	act(d, 1, { text: '', cause: 'sensor_nan', index: 0, tag: 'x' })
	restore(d)
	expect(d).toEqual(undisturbed(4, 3))
})

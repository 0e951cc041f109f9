import { tagDictionary, tagsByName } from '@emberline/line-config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fault, Reading } from '../port.ts'
import { Intake } from './intake.ts'

const dictionary = tagsByName(tagDictionary({ dryingZones: 2, heatingZones: 4, quenchPlates: 2, washStages: 3 }))
const PYRO = 'Heating/Pyrometer1/WebTemperature'
const reading = (tMs: number, value: Reading['value'], tag = PYRO): Reading => ({ tMs, tag, value, quality: 'good' })

describe('intake', () => {
	it.each([
		['a null', reading(1, null), 'no value'],
		['not a number', reading(1, Number.NaN), 'not a number'],
		['the sentinel 888.8', reading(1, 888.8), 'sentinel 888.8'],
		['the sentinel -999', reading(1, -999), 'sentinel -999'],
		['a temperature that no web has', reading(1, 2500), 'out of range: 2500 K, expected 200 to 2000'],
		['text for a number', reading(1, 'hot'), 'expected a number, found string'],
		['a number for text', reading(1, 5, 'Line/Recipe/ID'), 'expected text, found number'],
		['a number for a flag', reading(1, 1, 'Feed/Splice/Detected'), 'expected true or false, found number'],
		['a stale device', { ...reading(1, 1340), quality: 'stale', reason: 'Heating silent' } as Reading, 'stale: Heating silent'],
	])('refuses %s and says why', (_, bad, why) => {
		const faults: Fault[] = []
		const intake = new Intake(dictionary)
		expect(intake.take(bad, faults)).toBeNull()
		expect(intake.refusedTags()).toEqual([{ tag: bad.tag, reason: why, tMs: bad.tMs }])
		expect(faults).toMatchObject(
			why === 'no value' || bad.quality === 'stale' ? [] : [{ source: bad.tag, code: 'reading-refused' }],
		)
		expect(intake.number(bad.tag)).toBeUndefined()
	})

	it('calls it a fault when a tag that had a value has none any more', () => {
		const faults: Fault[] = []
		const intake = new Intake(dictionary)
		intake.take(reading(1, 1340), faults)
		intake.take(reading(2, null), faults)
		expect(faults.map((f) => f.message)).toEqual([`${PYRO}: no value`])
	})

	it('lets 888.8 pass where it can be a value', () => {
		expect(new Intake(dictionary).take(reading(1, 888.8, 'Wash/Product/MassTotal'), [])).not.toBeNull()
	})

	it('keeps the newest, counts late, double and unknown ones, and still hands a late one on', () => {
		const intake = new Intake(dictionary)
		intake.take(reading(1000, 1340), [])
		expect(intake.take(reading(500, 1330), [])).toMatchObject({ tMs: 500, value: 1330 })
		expect(intake.take(reading(1000, 1340), [])).toBeNull()
		expect(intake.take(reading(1000, 1, 'Oven/Door'), [])).toBeNull()
		expect(intake.number(PYRO)).toBe(1340)
		expect(intake.counts).toEqual({ used: 2, late: 1, duplicates: 1, refused: 0, unknownTags: 1 })
	})

	it('does not let one stamp far ahead stop a tag, hide that it is bad, or keep its device alive', () => {
		const DAY_MS = 86_400_000
		const intake = new Intake(dictionary)
		intake.take(reading(1000, 1340), [])
		intake.take(reading(DAY_MS, 1341), [])
		expect(intake.take(reading(1200, 1342), [])).not.toBeNull()
		expect(intake.number(PYRO)).toBe(1342)
		expect(intake.newestMs('Heating')).toBe(1200)
		intake.take(reading(DAY_MS, 1343), [])
		intake.take({ ...reading(1400, 1343), quality: 'bad' }, [])
		expect(intake.number(PYRO)).toBeUndefined()
	})

	it('says the same trouble of the same tag once a minute, not at every reading', () => {
		const faults: Fault[] = []
		const intake = new Intake(dictionary)
		for (let ms = 0; ms < 59_000; ms += 200) intake.take(reading(ms, Number.NaN), faults)
		expect(faults).toHaveLength(1)
	})

	it('takes any rubbish without throwing, and hands on only finite numbers', () => {
		const anything = fc.record({
			tMs: fc.oneof(fc.integer(), fc.double()),
			tag: fc.oneof(fc.string(), fc.constantFrom(...dictionary.keys())),
			value: fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null)),
			quality: fc.constantFrom('good' as const, 'uncertain' as const, 'bad' as const, 'stale' as const),
		})
		fc.assert(
			fc.property(fc.array(anything, { maxLength: 50 }), (readings) => {
				const intake = new Intake(dictionary)
				for (const r of readings) {
					const sample = intake.take(r, [])
					if (typeof sample?.value === 'number') expect(Number.isFinite(sample.value)).toBe(true)
				}
				expect(new Intake(dictionary, JSON.parse(JSON.stringify(intake.snapshot()))).snapshot()).toEqual(intake.snapshot())
			}),
		)
	})
})

import { describe, expect, it } from 'vitest'
import { FAULT_CAUSE_NAMES, faultCause } from './fault-causes.ts'
import { FaultNameError, faultNamed, faultPlaces } from './fault-name.ts'
import { loadLine } from './files.ts'
import { stopReasonWords } from './packml.ts'

const LINE = loadLine()

describe('the name of a fault', () => {
	it('says cause and place', () => {
		expect(faultNamed('window_fouling/zone3', LINE)).toMatchObject({ cause: 'window_fouling', index: 2, tag: '' })
		expect(faultNamed('conductivity_fouling/stage1', LINE)).toMatchObject({ index: 0 })
		expect(faultNamed('sensor_nan/Heating/Zone1/Power', LINE)).toMatchObject({ cause: 'sensor_nan', tag: 'Heating/Zone1/Power' })
		expect(faultNamed('web_break', LINE)).toMatchObject({ cause: 'web_break', index: 0, tag: '' })
	})

	it('is refused with what there is, when there is no such cause or place on the line', () => {
		const problem = (text: string) => {
			try {
				faultNamed(text, LINE)
			} catch (error) {
				if (error instanceof FaultNameError) return error.message
			}
			return 'taken'
		}
		expect(problem('web_brake')).toMatch(/found "web_brake".*web_break.*did you mean "web_break"/)
		expect(problem('window_fouling')).toMatch(/window_fouling\/zone1, .*zone4/)
		expect(problem('window_fouling/zone5')).toMatch(/zone5/)
		expect(problem('web_break/zone1')).toMatch(/alone/)
		expect(problem('sensor_nan/Heating/Zone1/Powr')).toMatch(/did you mean "Heating\/Zone1\/Power"/)
		expect(problem('sensor_stuck/Heating/Zone1/EmitterSetpoint')).toMatch(/measured tag/)
	})
})

describe('the causes', () => {
	it('each have a time between and a time to repair, the repair being the shorter', () => {
		expect(FAULT_CAUSE_NAMES).toHaveLength(31)
		for (const name of FAULT_CAUSE_NAMES) {
			const { meanTimeBetweenS, meanTimeToRepairS, onsetS } = faultCause(name)
			expect(meanTimeToRepairS, name).toBeGreaterThan(0)
			expect(meanTimeBetweenS, name).toBeGreaterThan(meanTimeToRepairS)
			expect(onsetS, name).toBeGreaterThanOrEqual(0)
		}
	})

	it('agree with the stops that the line file expects, where both speak of one', () => {
		for (const { code, meanTimeBetweenS, meanTimeToRepairS } of LINE.stops) {
			const name = FAULT_CAUSE_NAMES.find((cause) => faultCause(cause).stopCode === code)
			if (name === undefined) continue
			expect([name, faultCause(name).meanTimeBetweenS, faultCause(name).meanTimeToRepairS]).toEqual([
				name,
				meanTimeBetweenS,
				meanTimeToRepairS,
			])
		}
		expect(stopReasonWords(402)).toMatch(/heating/)
	})

	it('have their places on the line', () => {
		expect(faultPlaces('emitter_ageing', LINE)).toEqual(['zone1', 'zone2', 'zone3', 'zone4'])
		expect(faultPlaces('conductivity_fouling', LINE)).toHaveLength(3)
		expect(faultPlaces('sensor_nan', LINE)).toContain('Feed/Coat/ArealMass')
	})
})

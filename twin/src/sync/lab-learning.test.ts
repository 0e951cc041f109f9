import { describe, expect, it } from 'vitest'
import { SOFT_ESTIMATES } from '../port.ts'
import { LabLearning } from './lab-learning.ts'
import { ParameterFilter } from './parameter-filter.ts'
import type { Sensitivities } from './sensitivities.ts'

/** Two parameters: the first moves the size by 5 nm a unit, the second is the factor on char. */
const slopes = (sizeNm: number) => ({
	expected: [],
	profileK: [],
	soft: SOFT_ESTIMATES.map((name) => (name === 'sizeNm' ? sizeNm : 0)),
})
const sensitivities = { recipe: 'htr', columns: [slopes(5), slopes(0)] } as unknown as Sensitivities

function learnt(tell: (lab: LabLearning, say: (tag: string, value: number | string) => void) => void) {
	const filter = new ParameterFilter({
		prior: [1, 1],
		priorSd: [0.2, 0.1],
		range: [
			[0.2, 5],
			[0.2, 5],
		],
		relaxS: 86_400,
	})
	const lab = new LabLearning(1)
	for (let m = 100; m < 300; m += 1)
		lab.made({ positionM: m, tMs: 1000 * m, recipe: 'htr', sizeNm: m < 200 ? 15 : 19, alloyWtpct: 73 }, filter.mean)
	tell(lab, (tag, value) => lab.hear({ tMs: 9_000_000, tag, value, certain: true }))
	lab.learn(filter, sensitivities)
	lab.learn(filter, sensitivities)
	return { mean: filter.mean, taken: lab.taken }
}

describe('what the laboratory found', () => {
	it('is held against the web at the metre where the sample was taken, not against the web of now', () => {
		const found = (positionM: number) =>
			learnt((_, say) => {
				say('Lab/Sample/ID', 'S1')
				say('Lab/Sample/WebPosition', positionM)
				say('Lab/Result/ParticleSizeMean', 16)
			}).mean[0] as number
		expect(found(150)).toBeGreaterThan(1.05)
		expect(found(250)).toBeLessThan(0.95)
	})

	it('is taken once, whatever the order in which place and results come', () => {
		const { taken, mean } = learnt((_, say) => {
			say('Lab/Sample/ID', 'S1')
			say('Lab/Result/AlloyContent', 70)
			say('Lab/Sample/WebPosition', 150)
		})
		expect(taken).toBe(1)
		// Less alloy than thought: more char.
		expect(mean[1]).toBeGreaterThan(1.03)
		expect(mean[0]).toBe(1)
	})

	it('teaches nothing where it is of web that nobody saw, of no sample, or of another recipe', () => {
		const nothing = (positionM: number, id: string) =>
			learnt((lab, say) => {
				lab.made({ positionM: 400, tMs: 0, recipe: 'nts', sizeNm: 11, alloyWtpct: 66 }, [1, 1])
				say('Lab/Sample/ID', id)
				say('Lab/Sample/WebPosition', positionM)
				say('Lab/Result/ParticleSizeMean', 16)
			}).taken
		expect([nothing(900, 'S1'), nothing(150, ''), nothing(400, 'S1')]).toEqual([0, 0, 0])
	})

	it('goes on from its snapshot', () => {
		const lab = new LabLearning(1)
		lab.made({ positionM: 10, tMs: 0, recipe: 'htr', sizeNm: 15, alloyWtpct: 73 }, [1, 1])
		lab.hear({ tMs: 1, tag: 'Lab/Sample/ID', value: 'S2', certain: true })
		const text = JSON.stringify(lab.snapshot())
		expect(JSON.stringify(new LabLearning(1, JSON.parse(text)).snapshot())).toBe(text)
	})
})

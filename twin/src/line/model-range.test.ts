import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { LineControls } from './model-port.ts'
import { type RangeFlag, rangeFlags } from './model-range.ts'
import { nominalControls } from './nominal-controls.ts'
import { steadyLine } from './steady-line.ts'

const pilot = loadLine('pilot')

/** Flags of the pilot with one recipe, at its set-points or at others. */
function flagsOf(id: string, change: (nominal: LineControls) => Partial<LineControls> = () => ({})): readonly RangeFlag[] {
	const recipe = loadRecipe(id)
	const nominal = nominalControls(pilot, recipe)
	return rangeFlags(pilot, recipe, steadyLine(pilot, recipe, { ...nominal, ...change(nominal) }))
}
const codes = (flags: readonly RangeFlag[]) => flags.map((flag) => flag.code)
const heated = (emitterK: number) => (nominal: LineControls) => ({
	emitterSetpointK: nominal.emitterSetpointK.map(() => emitterK),
})

describe('what an engineer must mind', () => {
	it('is nothing with BiSb at its set-points', () => {
		expect(flagsOf('htr-bisb')).toEqual([])
	})

	it('is a layer over Biot 0.5 when twice the powder lies on the web', () => {
		const [flag] = flagsOf('htr-bisb', ({ screwRevPerS }) => ({ screwRevPerS: 2 * screwRevPerS }))
		expect(flag).toMatchObject({ code: 'layer-not-lumped', station: 'Heating', limit: 0.5 })
		// 0.32 at 100 g/m2 is 0.64 at twice that.
		expect(flag?.value).toBeCloseTo(0.64, 1)
	})

	it('is gas that lifts the powder when hotter emitters drive the gas out sooner', () => {
		const flags = flagsOf('htr-bisb', heated(1650))
		const flag = flags.find(({ code }) => code === 'powder-blow-off')
		expect(flag).toMatchObject({ station: 'Heating', zone: 1, limit: 0.36, unit: 'm/s' })
		expect(flag?.value).toBeGreaterThan(0.36)
	})

	it('is a peak about the melting point of the salt', () => {
		const flags = flagsOf('htr-bisb', heated(1076))
		expect(flags.find(({ code }) => code === 'melt-undefined')).toMatchObject({ station: 'Heating', unit: 'K' })
		expect(codes(flagsOf('htr-bisb', heated(1040)))).not.toContain('melt-undefined')
	})

	it('is zinc over its boiling point of 1169 K, and not in its own recipe', () => {
		const flag = flagsOf('nts-bisnsbzn', heated(1340)).find(({ code }) => code === 'metal-boils')
		expect(flag?.limit).toBeCloseTo(1168.8, 0)
		expect(flag?.words).toContain('Zn')
		expect(codes(flagsOf('nts-bisnsbzn'))).not.toContain('metal-boils')
	})

	it('is tin and zinc whose oxides carbon does not reduce at 770 K', () => {
		const flags = flagsOf('nts-bisnsbzn').filter(({ code }) => code === 'oxide-not-reducible')
		expect(flags.map(({ limit }) => limit).sort()).toEqual([1198, 923])
		expect(codes(flagsOf('nts-bisbpb'))).not.toContain('oxide-not-reducible')
	})

	it('is a first wash stage without enough water to dissolve the salt', () => {
		const flag = flagsOf('htr-bisb', ({ freshWaterM3PerS }) => ({ freshWaterM3PerS: freshWaterM3PerS / 3 })).find(
			({ code }) => code === 'brine-saturated',
		)
		expect(flag).toMatchObject({ station: 'Wash', zone: 1, unit: 'wt%' })
		// 3.63 kg of salt in 6.9 L less what the cake keeps.
		expect(flag?.value).toBeGreaterThan(flag?.limit ?? 0)
	})
})

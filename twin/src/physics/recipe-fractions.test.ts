import { METALS, type MetalSymbol } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { metalVapourPa, recipeFractions } from './index.ts'

/** Worked table: dHm kJ/kg, cpA J/kgK, metal, salt, citrate, NaCl, kg per kg dry. */
const TABLE: readonly [string, Partial<Record<MetalSymbol, number>>, readonly number[]][] = [
	['BiSb', { Bi: 1, Sb: 1 }, [935, 169.3, 0.06116, 0.1005, 0.1799, 0.7196]],
	['Sb', { Sb: 1 }, [1545, 230, 0.04577, 0.08575, 0.18285, 0.7314]],
	['SnSb', { Sn: 1, Sb: 1 }, [2265, 232.9, 0.04553, 0.07908, 0.18418, 0.73673]],
	['CoSb', { Co: 1, Sb: 1 }, [1747, 309.9, 0.0346, 0.06854, 0.18629, 0.74516]],
	['NiSb', { Ni: 1, Sb: 1 }, [1759, 310.3, 0.03456, 0.0685, 0.1863, 0.7452]],
	['FeSb', { Fe: 1, Sb: 1 }, [1969, 315.3, 0.0338, 0.07428, 0.18514, 0.74058]],
	['SnBi', { Sn: 1, Bi: 1 }, [1458, 170.9, 0.06103, 0.09404, 0.18119, 0.72476]],
	['Cu2Sb', { Cu: 2, Sb: 1 }, [1132, 337.6, 0.03193, 0.06377, 0.18725, 0.74898]],
	['BiSnSb', { Bi: 1, Sn: 1, Sb: 1 }, [1481, 186.9, 0.05597, 0.0913, 0.18174, 0.72696]],
	['BiSbPb', { Bi: 1, Sb: 1, Pb: 1 }, [777, 156.2, 0.06626, 0.1012, 0.17976, 0.71904]],
	['BiSnSbZn', { Bi: 1, Sn: 1, Sb: 1, Zn: 1 }, [1759, 217.5, 0.04858, 0.08203, 0.18359, 0.73438]],
	['BiSnSbPb', { Bi: 1, Sn: 1, Sb: 1, Pb: 1 }, [1179, 170.6, 0.06114, 0.09415, 0.18117, 0.72468]],
	['BiSnSbPbZn', { Bi: 1, Sn: 1, Sb: 1, Pb: 1, Zn: 1 }, [1404, 193.9, 0.05425, 0.08622, 0.18276, 0.73102]],
]

const fractionsOf = (metals: Partial<Record<MetalSymbol, number>>) =>
	recipeFractions({
		metals: (Object.entries(metals) as [MetalSymbol, number][]).map(([symbol, moles]) => ({
			moles,
			molarMassKgPerMol: METALS[symbol].molarMassKgPerMol,
			saltMolarMassKgPerMol: METALS[symbol].salt.molarMassKgPerMol,
			reductionJPerKg: METALS[symbol].reductionJPerKg,
		})),
		citrateMolPerMol: 2,
		citrateMolarMassKgPerMol: 0.243216,
		naclKgPerKgCitrate: 4,
		alloyHeatJPerMolK: 28,
	})

describe('recipe fractions', () => {
	it.each(TABLE)('of %s are those of the worked table', (_, metals, [heat, cp, metal, salt, citrate, nacl]) => {
		const made = fractionsOf(metals)
		expect(made.reductionJPerKg / 1000).toBeCloseTo(heat ?? 0, 0)
		expect(made.alloyHeatJPerKgK).toBeCloseTo(cp ?? 0, 1)
		expect(made.metal).toBeCloseTo(metal ?? 0, 5)
		expect(made.salt).toBeCloseTo(salt ?? 0, 5)
		expect(made.citrate).toBeCloseTo(citrate ?? 0, 5)
		expect(made.nacl).toBeCloseTo(nacl ?? 0, 5)
		expect(made.salt + made.citrate + made.nacl).toBeCloseTo(1, 14)
	})

	it('vapour pressures of the metals are those of the table at 873 and 1340 K', () => {
		const at = (symbol: MetalSymbol, temperatureK: number) =>
			metalVapourPa({ a: METALS[symbol].vapourA, b: METALS[symbol].vapourB, temperatureK })
		expect(at('Bi', 1340)).toBeCloseTo(849, 0)
		expect(at('Sb', 1340)).toBeCloseTo(3382, -1)
		expect(at('Sb', 873)).toBeCloseTo(19.3, 1)
		expect(at('Zn', 873)).toBeCloseTo(1526, -1)
		expect(at('Pb', 1340)).toBeCloseTo(476, 0)
	})
})

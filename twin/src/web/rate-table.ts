import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { naclLiquidHeatJPerKgK, naclSolidHeatJPerKgK } from '../physics/sodium-chloride.ts'
import type { Powder } from './powder.ts'
import { doseRate, growthShape, openMetalKgPerM2S, openSaltKgPerM2S, ratePerS } from './web-point.ts'

/** The table begins and ends here, K: specific heats and rates are held at its ends, so that absurd surroundings give no absurd numbers. */
const FROM_K = 200
const TO_K = 2500
const ROWS_PER_K = 2

/** The grid: a temperature is at (T - fromK) rowsPerK rows, held between 0 and `lastRow`. */
export const TABLE = { fromK: FROM_K, rowsPerK: ROWS_PER_K, lastRow: (TO_K - FROM_K) * ROWS_PER_K - 1e-6 } as const

/** Columns of a row of `hot`, each a value and its rise to the next row: specific heats J/kg K, rates 1/s. */
export const HOT = { carbon: 0, solid: 2, liquid: 4, rate1: 6, rate2: 8, rateM: 10, width: 12 } as const

/** Columns of a row of `slow`: dose s/s, growth over its constant, evaporation of open NaCl and of each open metal kg/m2 s. */
export const SLOW = { dose: 0, growth: 2, salt: 4, metals: 6 } as const

/** All that hangs on temperature alone, of one powder, on a grid of half a kelvin to be read between the rows in a straight line. */
export interface RateTable {
	readonly hot: Float64Array
	readonly slow: Float64Array
	readonly slowWidth: number
	/** The constants that it was made from: powders that share them share the table. */
	readonly of: readonly number[]
}

const made = new WeakMap<Powder, RateTable>()
/** Tables of late, the newest last: powders that differ in loadings, yields or multipliers alone want no table of their own. */
const recent: RateTable[] = []
const RECENT_MOST = 8

const constantsOf = (p: Powder): readonly number[] => [
	...[p.char1, p.char2, p.reduction].flatMap((law) => [law.a, law.er]),
	...[p.coarsening.er, p.doseEr, p.doseReferenceK],
	...[p.moleShare, p.vapourLnA, p.vapourLnB, p.vapourMolarMass].flatMap((of) => [...of]),
]

/** The table of a powder, built when it is first asked for. */
export function rateTableOf(powder: Powder): RateTable {
	const known = made.get(powder)
	if (known !== undefined) return known
	const of = constantsOf(powder)
	let table = recent.find((each) => each.of.length === of.length && each.of.every((value, k) => value === of[k]))
	if (table === undefined) {
		table = build(powder, of)
		if (recent.length === RECENT_MOST) recent.shift()
		recent.push(table)
	}
	made.set(powder, table)
	return table
}

function build(powder: Powder, of: readonly number[]): RateTable {
	const rows = (TO_K - FROM_K) * ROWS_PER_K + 1
	const slowWidth = SLOW.metals + 2 * powder.metals.length
	const hot = new Float64Array(rows * HOT.width)
	const slow = new Float64Array(rows * slowWidth)
	for (let row = 0; row < rows; row++) {
		const t = FROM_K + row / ROWS_PER_K
		const h = row * HOT.width
		hot[h + HOT.carbon] = carbonHeatJPerKgK(t)
		hot[h + HOT.solid] = naclSolidHeatJPerKgK(t)
		hot[h + HOT.liquid] = naclLiquidHeatJPerKgK(t)
		hot[h + HOT.rate1] = ratePerS(powder.char1, t)
		hot[h + HOT.rate2] = ratePerS(powder.char2, t)
		hot[h + HOT.rateM] = ratePerS(powder.reduction, t)
		const s = row * slowWidth
		slow[s + SLOW.dose] = doseRate(powder, t)
		slow[s + SLOW.growth] = growthShape(powder, t)
		slow[s + SLOW.salt] = openSaltKgPerM2S(t)
		for (let k = 0; k < powder.metals.length; k++) slow[s + SLOW.metals + 2 * k] = openMetalKgPerM2S(powder, k, t)
	}
	rises(hot, HOT.width)
	rises(slow, slowWidth)
	return { hot, slow, slowWidth, of }
}

/** Puts beside each value its rise to the next row. */
function rises(table: Float64Array, width: number): void {
	for (let at = 0; at + width < table.length; at += 2) table[at + 1] = table[at + width]! - table[at]!
}

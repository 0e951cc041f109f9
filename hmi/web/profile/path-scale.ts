import type { DisplayModel, DisplayRecipe } from '@emberline/hmi/contract'

/** A station's column of the plot: metres of the path, and where it stands as fractions of the width. */
export interface PathColumn {
	readonly name: string
	readonly title: string
	readonly number: number
	readonly fromM: number
	readonly toM: number
	readonly from: number
	readonly to: number
}

/** What a column gets beyond an equal share if all of the recipe's temperature change happens in it. */
const EXTRA = 4

/**
 * Columns for the stations along the path. A furnace of half a metre in a path of five would be a sliver, and it is what
 * people look at: a column's width is its station's share of the recipe's temperature change on top of an equal share.
 * Within a column the scale is even.
 */
export function pathColumns(display: DisplayModel, recipe: DisplayRecipe | undefined): readonly PathColumn[] {
	const { stations, path } = display
	if (stations.length === 0) return []
	const edges = [path.fromM, ...stations.slice(1).map((s) => s.fromM), path.toM]
	const change = stations.map((_, k) => bandChangeK(recipe, edges[k] ?? 0, edges[k + 1] ?? 0))
	const whole = change.reduce((a, b) => a + b, 0)
	const weights = change.map((c) => 1 + (whole > 0 ? (EXTRA * c) / whole : 0))
	const sum = weights.reduce((a, b) => a + b, 0)
	let at = 0
	return stations.map((station, k) => {
		const from = at
		at += (weights[k] ?? 0) / sum
		const { name, title, number } = station
		return { name, title, number, fromM: edges[k] ?? 0, toM: edges[k + 1] ?? 0, from, to: at }
	})
}

/** Place of a metre as a fraction of the width. */
export function fractionAt(columns: readonly PathColumn[], sM: number): number {
	const column = columns.find((c) => sM <= c.toM) ?? columns.at(-1)
	if (column === undefined || column.toM <= column.fromM) return 0
	return column.from + ((column.to - column.from) * (sM - column.fromM)) / (column.toM - column.fromM)
}

/** Middle of the recipe band at a metre, K; null outside it. */
export function bandAt(recipe: DisplayRecipe | undefined, sM: number): { readonly lowK: number; readonly highK: number } | null {
	const band = recipe?.band ?? []
	const k = band.findIndex((point) => point.sM >= sM)
	const b = band[k]
	if (b === undefined) return null
	const a = band[k - 1]
	if (a === undefined || b.sM === a.sM) return k === 0 && b.sM > sM ? null : b
	const share = (sM - a.sM) / (b.sM - a.sM)
	return { lowK: a.lowK + share * (b.lowK - a.lowK), highK: a.highK + share * (b.highK - a.highK) }
}

function bandChangeK(recipe: DisplayRecipe | undefined, fromM: number, toM: number): number {
	const inside = (recipe?.band ?? []).filter((p) => p.sM > fromM && p.sM < toM).map((p) => p.sM)
	let change = 0
	let last: number | null = null
	for (const sM of [fromM, ...inside, toM]) {
		const band = bandAt(recipe, sM)
		const middle = band === null ? null : (band.lowK + band.highK) / 2
		if (middle !== null && last !== null) change += Math.abs(middle - last)
		last = middle ?? last
	}
	return change
}

/** Temperatures for the axis: whole hundreds around what may be seen, and the lines to draw. */
export function temperatureAxis(
	lowK: number,
	highK: number,
	lines: number,
): { readonly lowK: number; readonly highK: number; readonly ticksK: readonly number[] } {
	const low = Math.floor(lowK / 50) * 50
	const high = Math.max(low + 100, Math.ceil(highK / 50) * 50)
	const steps = [50, 100, 200, 250, 500, 1000]
	const stepK = steps.find((s) => (high - low) / s <= lines) ?? 2000
	const ticksK: number[] = []
	for (let t = Math.ceil(low / stepK) * stepK; t <= high; t += stepK) ticksK.push(t)
	return { lowK: low, highK: high, ticksK }
}

/** What a study found, in forms that a report can draw, a table can hold and a program can read. Values are in the units that the titles name. */
export type Finding =
	| {
			readonly kind: 'table'
			readonly title: string
			readonly head: readonly string[]
			readonly rows: readonly (readonly string[])[]
			readonly note?: string
	  }
	/** Bars with intervals, up to two a name. */
	| {
			readonly kind: 'bars'
			readonly title: string
			readonly unit: string
			readonly series: readonly string[]
			readonly bars: readonly { readonly name: string; readonly values: readonly Estimate[] }[]
			readonly note?: string
	  }
	| {
			readonly kind: 'tornado'
			readonly title: string
			readonly unit: string
			readonly base: number
			/** The value at the low and at the high end, and what these ends are. */
			readonly bars: readonly {
				readonly name: string
				readonly ends: readonly [string, string]
				readonly values: readonly [number, number]
			}[]
	  }
	| {
			readonly kind: 'scatter'
			readonly title: string
			readonly x: string
			readonly y: string
			readonly points: readonly { readonly x: number; readonly y: number; readonly kept: boolean }[]
			readonly best?: { readonly x: number; readonly y: number }
	  }
	/** Over a grid: `values[row][column]` at `y[row]`, `x[column]`; limits are kept where `beyond` is not above 0. */
	| {
			readonly kind: 'contour'
			readonly title: string
			readonly x: Axis
			readonly y: Axis
			readonly values: readonly (readonly number[])[]
			readonly beyond: readonly (readonly number[])[]
			readonly best?: { readonly x: number; readonly y: number }
	  }
	| {
			readonly kind: 'front'
			readonly title: string
			readonly x: string
			readonly y: string
			readonly front: readonly (readonly [number, number])[]
			readonly others: readonly (readonly [number, number])[]
			readonly recipe: readonly [number, number]
	  }
	/** Lines with bands, one over another. */
	| {
			readonly kind: 'bands'
			readonly title: string
			readonly x: string
			readonly y: string
			readonly series: readonly {
				readonly name: string
				readonly x: readonly number[]
				readonly middle: readonly number[]
				readonly low: readonly number[]
				readonly high: readonly number[]
			}[]
	  }

/** With an interval where there is one. */
export interface Estimate {
	readonly value: number
	readonly interval?: readonly [number, number]
}

export interface Axis {
	readonly name: string
	readonly at: readonly number[]
}

/** A row a run. */
export interface ResultTable {
	readonly columns: readonly string[]
	readonly rows: readonly (readonly (number | string)[])[]
}

/** A set-point that keeps every limit, judged by draws that nothing was chosen by. */
export interface Best {
	readonly point: Readonly<Record<string, number>>
	readonly goodGph: number
	readonly goodGphDraws: readonly number[]
	/** The same draws at the recipe's set-points. */
	readonly recipeGoodGph: number
	readonly limits: readonly {
		readonly name: string
		readonly limit: number
		readonly pBroken: number
		readonly nearness: number
	}[]
}

export interface StudyFindings {
	/** In one sentence each, the answer first. */
	readonly says: readonly string[]
	readonly findings: readonly Finding[]
	readonly table: ResultTable
	/** Of `optimise`, where a point keeps every limit; null otherwise. */
	readonly best: Best | null
}

/** Four digits. */
export const short = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(4))) : 'none')
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

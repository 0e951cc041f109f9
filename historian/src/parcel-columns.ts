import { PARCEL_ESTIMATES, PARCEL_TIMES, type ParcelRow } from '@emberline/twin'

/** What both stores call the numbers of a piece of web: times, then each estimate with its standard deviation. */
export const PARCEL_TIME_COLUMNS: readonly string[] = PARCEL_TIMES
export const PARCEL_NUMBER_COLUMNS: readonly string[] = PARCEL_ESTIMATES.flatMap((name) => [name, `${name}_sd`])
export const PARCEL_TEXT_COLUMNS = ['roll', 'lot', 'recipe', 'flags'] as const

type Cell = number | string | boolean | null | undefined

/** A piece of web by the names of the columns. */
export function parcelCells(row: ParcelRow): Readonly<Record<string, number | string | null>> {
	const cells: Record<string, number | string | null> = {
		position_m: row.positionM,
		...row.times,
		roll: row.roll,
		lot: row.lot,
		recipe: row.recipe,
		flags: row.flags.join(';'),
	}
	for (const name of PARCEL_ESTIMATES) {
		cells[name] = row.estimates[name]?.x ?? null
		cells[`${name}_sd`] = row.estimates[name]?.sd ?? null
	}
	return cells
}

export function parcelOfCells(cells: Readonly<Record<string, Cell>>): ParcelRow {
	const number = (name: string) => (typeof cells[name] === 'number' ? cells[name] : null)
	const text = (name: string) => (typeof cells[name] === 'string' ? cells[name] : '')
	return {
		positionM: number('position_m') ?? 0,
		times: Object.fromEntries(PARCEL_TIMES.map((name) => [name, number(name)])) as ParcelRow['times'],
		estimates: Object.fromEntries(
			PARCEL_ESTIMATES.map((name) => {
				const x = number(name)
				return [name, x === null ? null : { x, sd: number(`${name}_sd`) }]
			}),
		) as ParcelRow['estimates'],
		roll: text('roll'),
		lot: text('lot'),
		recipe: text('recipe'),
		flags: text('flags') === '' ? [] : text('flags').split(';'),
	}
}

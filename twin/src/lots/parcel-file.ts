import { PARCEL_ESTIMATES, PARCEL_TIMES, type ParcelRow } from './parcel-row.ts'

/** A line of parcels.csv that is none: which, what was found and what was expected. */
export class ParcelFileError extends Error {
	readonly code = 'INPUT'
}

/** A reader of the lines of parcels.csv, whose first says which column is which; `name` is the file's, for its errors. */
export function parcelReader(name: string): (line: string) => ParcelRow | null {
	let columns: ReadonlyMap<string, number> | null = null
	let number = 0
	return (line) => {
		number++
		if (line.trim() === '') return null
		const cells = cellsOf(line)
		if (columns === null) {
			columns = new Map(cells.map((cell, i) => [cell, i]))
			for (const needed of ['position_m', ...PARCEL_TIMES, ...PARCEL_ESTIMATES, 'roll', 'lot', 'recipe', 'flags'])
				if (!columns.has(needed))
					throw new ParcelFileError(`${name}:${number}: found no column ${needed}, expected the head of parcels.csv`)
			return null
		}
		if (cells.length !== columns.size)
			throw new ParcelFileError(`${name}:${number}: found ${cells.length} cells, expected ${columns.size}`)
		const text = (column: string) => cells[columns?.get(column) ?? -1] ?? ''
		const value = (column: string): number | null => {
			const cell = text(column)
			if (cell === '') return null
			const found = Number(cell)
			if (!Number.isFinite(found)) throw new ParcelFileError(`${name}:${number}: ${column}: found "${cell}", expected a number`)
			return found
		}
		const positionM = value('position_m')
		if (positionM === null) throw new ParcelFileError(`${name}:${number}: position_m: found nothing, expected metres`)
		return {
			positionM,
			times: Object.fromEntries(PARCEL_TIMES.map((time) => [time, value(time)])) as ParcelRow['times'],
			estimates: Object.fromEntries(
				PARCEL_ESTIMATES.map((estimate) => {
					const x = value(estimate)
					return [estimate, x === null ? null : { x, sd: value(`${estimate}_sd`) }]
				}),
			) as ParcelRow['estimates'],
			roll: text('roll'),
			lot: text('lot'),
			recipe: text('recipe'),
			flags: text('flags') === '' ? [] : text('flags').split(';'),
		}
	}
}

/** Cells of a line of CSV, quotes taken off. */
function cellsOf(line: string): string[] {
	if (!line.includes('"')) return line.split(',')
	const cells: string[] = []
	for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
		cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
	return cells
}

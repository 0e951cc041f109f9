import {
	BIGINT,
	DOUBLE,
	type DuckDBConnection,
	DuckDBDataChunk,
	DuckDBInstance,
	type DuckDBType,
	type DuckDBValue,
	INTEGER,
	LIST,
	listValue,
	UTINYINT,
	VARCHAR,
} from '@duckdb/node-api'
import { fillPacked, isBlank, isFull, type PackedColumn, type SparseText } from './packed-column.ts'

/** The only file that knows the DuckDB client. */

export const COLUMN = { integer: INTEGER, bigint: BIGINT, tiny: UTINYINT, double: DOUBLE, text: VARCHAR } as const
export type ColumnKind = keyof typeof COLUMN

export interface PlainColumn {
	readonly kind: ColumnKind
	readonly values: readonly DuckDBValue[]
}
export type Column = PlainColumn | PackedColumn | SparseText

/** Most rows of a chunk of DuckDB. */
const CHUNK_ROWS = 2048

/** An engine with no file of its own: the day files are attached to it. One thread, no extension from the network. */
export class DuckDb {
	readonly #instance: DuckDBInstance
	readonly #connection: DuckDBConnection

	private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
		this.#instance = instance
		this.#connection = connection
	}

	static async open(): Promise<DuckDb> {
		const instance = await DuckDBInstance.create(':memory:', {
			threads: '1',
			memory_limit: '512MB',
			autoinstall_known_extensions: 'false',
			autoload_known_extensions: 'false',
		})
		return new DuckDb(instance, await instance.connect())
	}

	async run(sql: string, values?: DuckDBValue[]): Promise<void> {
		await this.#connection.run(sql, values)
	}

	/** Rows of the answer, one array each, of numbers, strings and nulls: 64-bit columns are cast to double in the SQL. */
	async rows<T extends readonly unknown[]>(sql: string, values?: DuckDBValue[]): Promise<T[]> {
		const result = await this.#connection.runAndReadAll(sql, values)
		return result.getRows() as unknown as T[]
	}

	/** Columns of equal length to the end of a table, inside the transaction that is open. */
	async append(catalog: string, table: string, columns: readonly Column[]): Promise<void> {
		const rows = columns[0] === undefined ? 0 : 'values' in columns[0] ? columns[0].values.length : columns[0].rows
		if (rows === 0) return
		const types: DuckDBType[] = columns.map((c) => COLUMN[c.kind])
		const appender = await this.#connection.createAppender(table, 'main', catalog)
		// A chunk that is filled again keeps which of its cells are empty: good enough where a column has none, or nothing else.
		const isReusable = columns.every((column) => !('values' in column) && (isFull(column) || isBlank(column)))
		let chunk: DuckDBDataChunk | null = null
		for (let from = 0; from < rows; from += CHUNK_ROWS) {
			const to = Math.min(rows, from + CHUNK_ROWS)
			const isNew: boolean = chunk === null || !isReusable || to - from < CHUNK_ROWS
			const filled: DuckDBDataChunk = isNew || chunk === null ? DuckDBDataChunk.create(types, to - from) : chunk
			columns.forEach((column, index) => {
				if ('values' in column)
					filled.setColumnValues(index, from === 0 && to === rows ? column.values : column.values.slice(from, to))
				else if (isNew || !isBlank(column)) fillPacked(filled.getColumnVector(index), column, from, to)
			})
			appender.appendDataChunk(filled)
			chunk = filled
		}
		appender.closeSync()
	}

	/** Rows given as columns that the table does not hold yet, each once, in the order given. */
	async insertNew(catalog: string, table: string, names: readonly string[], columns: readonly PlainColumn[]): Promise<void> {
		const same = names.map((name) => `there.${name} is not distinct from new.${name}`).join(' and ')
		await this.#connection.run(
			`insert into "${catalog}".${table}
			 select ${names.join(', ')} from (select ${names.map((name, i) => `unnest($${i + 1}) as ${name}`).join(', ')}, unnest($${names.length + 1}) as place) as new
			 where not exists (from "${catalog}".${table} as there where ${same})
			 group by ${names.join(', ')} order by min(place)`,
			[...columns.map((column) => listValue([...column.values])), listValue((columns[0]?.values ?? []).map((_, i) => i))],
			[...columns.map((column) => LIST(COLUMN[column.kind])), LIST(INTEGER)],
		)
	}

	/** Deletes the rows of `samples` with these keys, two lists of equal length. */
	async deleteKeys(catalog: string, seriesIds: readonly number[], timesMs: readonly bigint[]): Promise<void> {
		await this.#connection.run(
			`delete from "${catalog}".samples using (select unnest($1) as series_id, unnest($2) as t_ms) as key
			 where samples.series_id = key.series_id and samples.t_ms = key.t_ms and samples.t_ms between $3 and $4`,
			[listValue([...seriesIds]), listValue([...timesMs]), least(timesMs), greatest(timesMs)],
			[LIST(INTEGER), LIST(BIGINT), BIGINT, BIGINT],
		)
	}

	close(): void {
		this.#connection.closeSync()
		this.#instance.closeSync()
	}
}

function least(values: readonly bigint[]): bigint {
	return values.reduce((a, b) => (b < a ? b : a))
}

function greatest(values: readonly bigint[]): bigint {
	return values.reduce((a, b) => (b > a ? b : a))
}

import { InfluxDB, type IPoint, type ISchemaOptions } from 'influx'
import type { InfluxAddress } from '../open-historian.ts'

/** The only file that knows npm's influx. Its errors hold the request with user and password: they end here, as words. */

export type { IPoint as InfluxPoint, ISchemaOptions as InfluxSchema } from 'influx'
export { FieldType } from 'influx'

/** How a request fared. `missing`: no such database; `refused`: the server, `spoilt`: the client says that the points are wrong. */
export type InfluxAnswer<T> =
	| { readonly kind: 'done'; readonly value: T }
	| { readonly kind: 'away' | 'missing' | 'refused' | 'spoilt'; readonly reason: string }

/** One series of an answer: rows of values in the order of `columns`. */
export interface InfluxSeries {
	readonly name: string
	readonly columns: readonly string[]
	readonly values: readonly (readonly (number | string | boolean | null)[])[]
}

interface RawAnswer {
	readonly results?: readonly { readonly error?: string; readonly series?: readonly InfluxSeries[] }[]
}

const TIMEOUT_MS = 5000

/** Every failure is told at once: retrying and waiting are the buffer's. */
const noBackoff = { getDelay: () => 0, next: () => noBackoff, reset: () => noBackoff }

export class InfluxClient {
	readonly #influx: InfluxDB
	readonly #database: string

	constructor(address: InfluxAddress, schema: readonly ISchemaOptions[]) {
		this.#database = address.database
		this.#influx = new InfluxDB({
			...address,
			// Without a user npm's client would send root:root.
			username: address.username ?? '',
			password: address.password ?? '',
			schema: [...schema],
			pool: { maxRetries: 0, requestTimeout: TIMEOUT_MS, backoff: noBackoff },
		})
	}

	get database(): string {
		return this.#database
	}

	/** A statement that changes the database: by POST, as it asks for. */
	change(statement: string): Promise<InfluxAnswer<void>> {
		return answer(async () => {
			await this.#influx.query(statement)
		})
	}

	createDatabase(): Promise<InfluxAnswer<void>> {
		return answer(() => this.#influx.createDatabase(this.#database))
	}

	/** `policy`: a retention policy other than the database's own. */
	write(points: IPoint[], precision: 'ms' | 'n', policy?: string): Promise<InfluxAnswer<void>> {
		return answer(() => this.#influx.writePoints(points, { precision, ...(policy !== undefined && { retentionPolicy: policy }) }))
	}

	/** Series of each statement, times in ms. */
	query(
		statements: readonly string[],
		precision: 'ms' | 'n' = 'ms',
	): Promise<InfluxAnswer<readonly (readonly InfluxSeries[])[]>> {
		return answer(async () => {
			const raw: RawAnswer = await this.#influx.queryRaw([...statements], { precision })
			const results = raw.results ?? []
			const error = results.find((result) => result.error !== undefined)?.error
			if (error !== undefined) throw new Error(error)
			return results.map((result) => result.series ?? [])
		})
	}
}

async function answer<T>(ask: () => Promise<T>): Promise<InfluxAnswer<T>> {
	try {
		return { kind: 'done', value: await ask() }
	} catch (error) {
		const { code, message, res } = error as { code?: unknown; message?: string; res?: { statusCode?: number } }
		const reason = (typeof code === 'string' && code !== '' ? code : (message ?? 'unknown error')).slice(0, 300)
		if (/database not found/i.test(reason)) return { kind: 'missing', reason }
		if (/^(Expected .* value for|Extraneous|Unknown field type)/.test(reason)) return { kind: 'spoilt', reason }
		// 400 and 413 say that these very points are wrong; 401, 403 and what is not an answer may be different later.
		return { kind: res?.statusCode === 400 || res?.statusCode === 413 ? 'refused' : 'away', reason }
	}
}

/** A text as InfluxQL writes it. */
export function textLiteral(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

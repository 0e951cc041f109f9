import type { Answer } from '../contract.ts'
import { rollMap, rollPiece } from './roll-map.ts'
import type { RollMap, RollMapAsk, RollPiece, RollSpan } from './roll-record.ts'
import type { RollSource } from './roll-source.ts'

const NONE = { ok: false, code: 'no-history', message: 'no roll map is kept' } as const
const AWAY = { ok: false, code: 'no-history', message: 'the history does not answer' } as const

/** What pages ask of the web that ran. A history that is away is an answer. */
export class RollAnswers {
	readonly #source: RollSource | null

	constructor(source: RollSource | null) {
		this.#source = source
	}

	map(ask: RollMapAsk): Promise<Answer<{ readonly map: RollMap }>> {
		return this.#read(async (source) => {
			const [rows, stops, containers] = await Promise.all([source.rows(ask), source.stops(ask), source.containers()])
			return { map: rollMap(ask, rows, { stops, containers, marks: source.marks() }) }
		})
	}

	piece(span: RollSpan): Promise<Answer<{ readonly piece: RollPiece }>> {
		return this.#read(async (source) => {
			const [rows, containers] = await Promise.all([source.rows(wholeMetres(span)), source.containers()])
			const middleM = (span.fromM + span.toM) / 2
			const off = ({ positionM }: { readonly positionM: number }) => Math.abs(positionM - middleM)
			const middle = rows.reduce<(typeof rows)[number] | undefined>(
				(best, row) => (best === undefined || off(row) < off(best) ? row : best),
				undefined,
			)
			const [inMs, outMs] = [middle?.times.t_feed_ms ?? null, middle?.times.t_wash_ms ?? null]
			const zones = inMs === null || outMs === null ? [] : await source.passage(middleM, inMs, outMs)
			return { piece: rollPiece(span, rows, { zones, containers, marks: source.marks() }) }
		})
	}

	/** Writes on a piece of web; whoever calls has put it in the audit. */
	async mark(span: RollSpan, by: string, reason: string, atMs: number): Promise<Answer> {
		if (this.#source === null) return NONE
		await this.#source.mark({ ...span, by, reason, atMs })
		return { ok: true }
	}

	async #read<T extends object>(read: (source: RollSource) => Promise<T>): Promise<Answer<T>> {
		if (this.#source === null) return NONE
		try {
			return { ok: true, ...(await read(this.#source)) }
		} catch (error) {
			console.error('hmi: the roll map could not be read', error)
			return AWAY
		}
	}
}

/** Containers are kept by the metre: the metres at both ends are needed whole. */
const wholeMetres = ({ fromM, toM }: RollSpan): RollSpan => ({ fromM: Math.floor(fromM), toM: Math.ceil(toM) })

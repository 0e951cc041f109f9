import type { Answer } from '../contract.ts'
import {
	type KpiView,
	kpiView,
	type LotDetail,
	type LotRelease,
	type LotRow,
	type LotSource,
	lotRow,
	TRACE_PIECES,
	type Trace,
	type TraceAsk,
} from './lot-record.ts'

const NONE = { ok: false, code: 'no-history', message: 'no containers are kept' } as const
const AWAY = { ok: false, code: 'no-history', message: 'the history does not answer' } as const

/** What pages ask of washed powder. A history that is away is an answer. */
export class LotAnswers {
	readonly #source: LotSource | null

	constructor(source: LotSource | null) {
		this.#source = source
	}

	/** Newest first. */
	list(): Promise<Answer<{ readonly lots: readonly LotRow[] }>> {
		return this.#read(async (source) => {
			const releases = source.releases()
			const last = (name: string) => releases.findLast(({ container }) => container === name) ?? null
			return { lots: (await source.containers()).map((lot) => lotRow(lot, last(lot.container))).reverse() }
		})
	}

	async one(container: string): Promise<Answer<{ readonly detail: LotDetail }>> {
		const lot = await this.#find(container)
		if (lot === undefined) return { ok: false, code: 'unknown', message: `no container ${container}` }
		return this.#read(async (source) => ({
			detail: { lot, batch: await source.batch(lot), releases: source.releases().filter((one) => one.container === container) },
		}))
	}

	trace(ask: TraceAsk): Promise<Answer<{ readonly trace: Trace }>> {
		return this.#read(async (source) => {
			const trace = await source.trace(ask)
			return { trace: { ...trace, pieces: trace.pieces.slice(-TRACE_PIECES) } }
		})
	}

	/** This shift first. */
	kpis(): Answer<{ readonly kpis: readonly KpiView[] }> {
		return this.#source === null ? NONE : { ok: true, kpis: this.#source.kpis().map(kpiView) }
	}

	/** Whoever calls has checked who it is and put it in the audit. */
	async release(release: LotRelease): Promise<Answer> {
		const lot = await this.#find(release.container)
		if (lot === undefined) return { ok: false, code: 'unknown', message: `no container ${release.container}` }
		if (lot.to_ms === null) return { ok: false, code: 'not-possible', message: `${release.container} is still being filled` }
		await this.#source?.release(release)
		return { ok: true }
	}

	async #find(container: string) {
		return (await this.#source?.containers().catch(() => []))?.findLast((one) => one.container === container)
	}

	async #read<T extends object>(read: (source: LotSource) => Promise<T>): Promise<Answer<T>> {
		if (this.#source === null) return NONE
		try {
			return { ok: true, ...(await read(this.#source)) }
		} catch (error) {
			console.error('hmi: the containers could not be read', error)
			return AWAY
		}
	}
}

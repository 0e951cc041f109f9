import type { LineConfig } from '@emberline/line-config'
import type { Reading } from '../port.ts'
import { type ContainerChange, containersOf, type LabResult, type LotRecord, type ScrapedWeb, scrapedWeb } from './containers.ts'
import type { ParcelRow } from './parcel-row.ts'

/** Results of one sample that come within so long of each other belong together [ms]. */
const LAB_FIELDS = {
	'Lab/Result/ResidualNaCl': 'residual_nacl_wtpct',
	'Lab/Result/AlloyContent': 'alloy_wtpct',
	'Lab/Result/ParticleSizeMean': 'size_nm',
	'Lab/Result/ParticleSizeSd': 'size_sd_nm',
} as const satisfies Readonly<Record<string, keyof LabResult>>

/** Tags that a lot record is made of. */
export const LOT_TAGS = [
	'Wash/Product/ContainerID',
	'Wash/Product/MassTotal',
	'Lab/Sample/ID',
	'Lab/Sample/WebPosition',
	'Lab/Sample/Time',
	...Object.keys(LAB_FIELDS),
]

const OF_LOTS: ReadonlySet<string> = new Set(LOT_TAGS)

/** What the tags have told, as JSON. The web is not in it: it is told again from the roll map, which is kept for good. */
export interface LotBookSnapshot {
	readonly changes: readonly ContainerChange[]
	readonly samples: readonly LabResult[]
	readonly totalG: number | null
	readonly endMs: number
}

/** Follows containers, scale and laboratory by their tags, and the web as it leaves; gives the lot records so far. */
export class LotBook {
	readonly #wash: LineConfig['stations']['wash']
	readonly #scraped: ScrapedWeb[] = []
	readonly #changes: ContainerChange[]
	readonly #samples: LabResult[]
	#totalG: number | null
	#endMs: number

	constructor(line: LineConfig, from: LotBookSnapshot = { changes: [], samples: [], totalG: null, endMs: 0 }) {
		this.#wash = line.stations.wash
		this.#changes = [...from.changes]
		this.#samples = [...from.samples]
		this.#totalG = from.totalG
		this.#endMs = from.endMs
	}

	readings(batch: readonly Reading[]): void {
		for (const { tag, tMs, value, quality } of batch) {
			if (!OF_LOTS.has(tag) || value === null || quality === 'bad' || quality === 'stale') continue
			this.#endMs = Math.max(this.#endMs, tMs)
			if (tag === 'Wash/Product/MassTotal' && typeof value === 'number') {
				this.#totalG = value
				const last = this.#changes.at(-1)
				if (last !== undefined && last.totalG === null) this.#changes[this.#changes.length - 1] = { ...last, totalG: value }
			} else if (tag === 'Wash/Product/ContainerID' && typeof value === 'string' && value !== '') {
				const last = this.#changes.at(-1)
				if (last?.container !== value && tMs >= (last?.tMs ?? 0))
					this.#changes.push({ container: value, tMs, totalG: this.#totalG })
			} else if (tag.startsWith('Lab/')) this.#lab(tag, value)
		}
	}

	parcel(row: ParcelRow): void {
		const web = scrapedWeb(row)
		if (web === null) return
		this.#scraped.push(web)
		this.#endMs = Math.max(this.#endMs, web.washMs)
	}

	lots(): LotRecord[] {
		const { residenceTimeS, stages } = this.#wash
		return containersOf({
			wash: { residenceTimeS, stages },
			scraped: this.#scraped,
			changes: this.#changes,
			lab: this.#samples,
			endG: this.#totalG,
			endMs: this.#endMs,
		})
	}

	snapshot(): LotBookSnapshot {
		return { changes: [...this.#changes], samples: [...this.#samples], totalG: this.#totalG, endMs: this.#endMs }
	}

	/** A sample begins with its name; what follows is of it. */
	#lab(tag: string, value: number | string | boolean): void {
		const last = this.#samples.at(-1)
		if (tag === 'Lab/Sample/ID') {
			if (typeof value === 'string' && value !== '' && last?.sample !== value) this.#samples.push({ ...NO_RESULT, sample: value })
			return
		}
		if (last === undefined || typeof value !== 'number') return
		const field =
			tag === 'Lab/Sample/WebPosition'
				? 'position_m'
				: tag === 'Lab/Sample/Time'
					? 't_ms'
					: LAB_FIELDS[tag as keyof typeof LAB_FIELDS]
		if (field !== undefined) this.#samples[this.#samples.length - 1] = { ...last, [field]: value }
	}
}

const NO_RESULT: Omit<LabResult, 'sample'> = {
	position_m: null,
	t_ms: null,
	residual_nacl_wtpct: null,
	alloy_wtpct: null,
	size_nm: null,
	size_sd_nm: null,
}

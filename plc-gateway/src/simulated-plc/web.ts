/** Where things stand along the web [m from the coating nip], and what the web is. */
export interface WebLayout {
	readonly unwindM: number
	readonly scraperM: number
	readonly rewindM: number
	readonly coatedWidthM: number
	readonly clothWidthM: number
	readonly segmentM: number
}

/** What a segment carries. All per m2 of coated web, SI. Numbers start at 0 but the temperature. */
const FIELDS = [
	'temperatureK',
	'dryKgPerM2',
	/** kg water per kg dry powder. */
	'moisture',
	/** Ice that has gone through the cake in a freeze-dryer. */
	'sublimedKgPerM2',
	/** Share of the NaCl that is liquid. */
	'melted',
	/** Share of the citrate that became char 1, of it char 2, and of the metal reduced. */
	'x1',
	'x2',
	'xm',
	'metalLostKgPerM2',
	'naclLostKgPerM2',
	/** Coarsening integral [nm^n]. */
	'coarsened',
	/** Plant time [s] of the first 400 and 700 K; 0 while not reached. */
	'at400S',
	'at700S',
	'peakK',
	'doseS',
	'aboveS',
	/** Metres of web that had passed the nip as this segment did. */
	'nipM',
	/** Number of the recipe that its powder was made for. */
	'matter',
	/** Metres of web paid out as its splice passed the detector plus one; 0 without a splice. */
	'splice',
] as const
export type WebField = (typeof FIELDS)[number]

/** The web between unwind and rewind as a train of short segments that keep their content and move with the drive. */
export class Web {
	readonly layout: WebLayout
	readonly count: number
	readonly fields: Readonly<Record<WebField, Float64Array>>
	readonly #ambientK: number
	#head = 0
	/** How far the newest segment has come out of the unwind [m]. */
	#outM = 0
	/** Splices between unwind and rewind. */
	splices = 0
	/** Web paid out since the start [m]. */
	paidOutM = 0

	constructor(layout: WebLayout, ambientK: number) {
		this.layout = layout
		this.#ambientK = ambientK
		this.count = Math.ceil((layout.rewindM - layout.unwindM) / layout.segmentM) + 1
		this.fields = Object.fromEntries(FIELDS.map((field) => [field, new Float64Array(this.count)])) as unknown as Readonly<
			Record<WebField, Float64Array>
		>
		this.fields.temperatureK.fill(ambientK)
	}

	/** Index into the fields of the k-th segment from the unwind. */
	slot(k: number): number {
		const i = this.#head + k
		return i < this.count ? i : i - this.count
	}

	/** Middle of the k-th segment [m from the nip]. */
	middleM(k: number): number {
		return this.layout.unwindM + this.#outM + (k - 0.5) * this.layout.segmentM
	}

	/** Number of the segment whose middle is nearest to a place, within the web. */
	nearest(placeM: number): number {
		const k = Math.round((placeM - this.layout.unwindM - this.#outM) / this.layout.segmentM + 0.5)
		return Math.max(0, Math.min(this.count - 1, k))
	}

	/** A field at a place, by a straight line between the middles of the two segments beside it. */
	at(field: WebField, placeM: number): number {
		const k = Math.min(this.count - 2, Math.max(0, this.nearest(placeM) - (this.middleM(this.nearest(placeM)) > placeM ? 1 : 0)))
		const share = Math.max(0, Math.min(1, (placeM - this.middleM(k)) / this.layout.segmentM))
		const values = this.fields[field]
		return (1 - share) * (values[this.slot(k)] as number) + share * (values[this.slot(k + 1)] as number)
	}

	/**
	 * Moves the web on by `distanceM` while `powder` falls onto the stretch that passes the nip. What passes is shared out
	 * exactly, so no gram is lost between two segments.
	 */
	advance(distanceM: number, powder: { readonly dryKg: number; readonly moisture: number; readonly matter: number }): void {
		const { segmentM, unwindM, coatedWidthM } = this.layout
		let left = distanceM
		while (left > 1e-12) {
			const k = Math.floor((-unwindM - this.#outM) / segmentM + 1e-9) + 1
			const tailToNipM = -(unwindM + this.#outM + (k - 1) * segmentM)
			const move = Math.min(left, segmentM - this.#outM, tailToNipM > 1e-9 ? tailToNipM : segmentM)
			this.#outM += move
			this.paidOutM += move
			left -= move
			const i = this.slot(k)
			const f = this.fields
			f.nipM[i] = this.paidOutM - move / 2
			if (powder.dryKg > 0) {
				const addedKgPerM2 = (powder.dryKg * move) / distanceM / (segmentM * coatedWidthM)
				const before = f.dryKgPerM2[i] as number
				const water = before * (f.moisture[i] as number) + addedKgPerM2 * powder.moisture
				f.dryKgPerM2[i] = before + addedKgPerM2
				f.moisture[i] = water / (before + addedKgPerM2)
				f.matter[i] = powder.matter
			}
			if (this.#outM >= segmentM - 1e-12) this.#feedSegment()
		}
	}

	/** The last segment goes onto the rewind; its place is taken by a fresh one at the unwind. */
	#feedSegment(): void {
		this.#outM = Math.max(0, this.#outM - this.layout.segmentM)
		this.#head = this.#head === 0 ? this.count - 1 : this.#head - 1
		const i = this.#head
		if ((this.fields.splice[i] as number) > 0) this.splices--
		for (const field of FIELDS) this.fields[field][i] = 0
		this.fields.temperatureK[i] = this.#ambientK
	}

	/** Bare cloth again, with the history of the cloth. */
	clean(slot: number): void {
		for (const field of ['dryKgPerM2', 'moisture', 'sublimedKgPerM2', 'melted', 'x1', 'x2', 'xm'] as const)
			this.fields[field][slot] = 0
	}

	/** Counts paid-out web from here on as from zero. */
	startCounting(): void {
		const { nipM } = this.fields
		for (const [i, m] of nipM.entries()) nipM[i] = m - this.paidOutM
		this.paidOutM = 0
	}

	/** Marks the web at the unwind as a splice. */
	splice(): void {
		this.fields.splice[this.slot(0)] = this.paidOutM + 1
		this.splices++
	}
}

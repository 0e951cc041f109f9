import type { LineConfig, Recipe } from '@emberline/line-config'
import {
	KpiAccount,
	type KpiSnapshot,
	type LineFrame,
	LotBook,
	type LotBookSnapshot,
	parcelReader,
	type Reading,
} from '@emberline/twin'
import { PARCEL_HEAD } from './parcel-rows.ts'
import { writeJson } from './write-json.ts'

/** What tags and frames have told, as JSON; the web is told again from parcels.csv. */
export interface RunRecordSnapshot {
	readonly lots: LotBookSnapshot
	readonly kpi: KpiSnapshot
}

/** lots.json and kpi.json of a run: which web is in which container, and what the line made of its time, power and water. */
export class RunRecord {
	readonly #dir: string
	readonly #lots: LotBook
	readonly #kpi: KpiAccount
	readonly #row = parcelReader('parcels.csv')

	constructor(dir: string, line: LineConfig, recipes: Readonly<Record<string, Recipe>>, from?: RunRecordSnapshot) {
		this.#dir = dir
		this.#lots = new LotBook(line, from?.lots)
		this.#kpi = new KpiAccount(line, recipes, from?.kpi)
		this.#row(PARCEL_HEAD)
	}

	snapshot(): RunRecordSnapshot {
		return { lots: this.#lots.snapshot(), kpi: this.#kpi.snapshot() }
	}

	readings(batch: readonly Reading[]): void {
		this.#lots.readings(batch)
		this.#kpi.readings(batch)
	}

	/** A line of parcels.csv. */
	parcel(text: string): void {
		const row = this.#row(text)
		if (row === null) return
		this.#lots.parcel(row)
		this.#kpi.parcel(row)
	}

	frame(frame: LineFrame): void {
		this.#kpi.frame(frame)
	}

	/** Both files as of now. */
	write(): void {
		writeJson(this.#dir, 'lots.json', this.#lots.lots())
		writeJson(this.#dir, 'kpi.json', this.#kpi.report())
	}
}

import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import {
	answers,
	batchRecord,
	containersOf,
	KpiAccount,
	type KpiReport,
	type LotRecord,
	PARCEL_ESTIMATES,
	type ParcelRow,
	traceForward,
} from '@emberline/twin'
import type { LotRelease, LotSource, TraceAsk } from '../src/lots/lot-record.ts'
import type { RollMark } from '../src/rolls/roll-record.ts'
import type { RollSource } from '../src/rolls/roll-source.ts'

/** Web that ran at 50 mm/s up to `endM`, one row a second: a stop left an over-dosed piece at 380 m, a splice lies at 360 m, lots change at 350 m. */

export const END_M = 408
export const FED_MS = 1_790_000_000_000
const ROWS_PER_M = 20

export function webRow(k: number): ParcelRow {
	const positionM = Math.round(k * 5) / 100
	const fed = FED_MS + k * 1000
	const isHot = positionM >= 380 && positionM < 380.5
	const isSplice = positionM >= 359.5 && positionM < 360.5
	const wave = Math.sin(positionM / 7)
	const level: Readonly<Record<string, number>> = {
		peak_K: (isHot ? 1371 : 1338) + 4 * wave,
		t_above_s: 8 + 0.1 * wave,
		heat_rate_K_s: 580 + 10 * wave,
		quench_rate_K_s: 361 + 6 * wave,
		dose_eq_s: isHot ? 5.1 : 2.9 + 0.1 * wave,
		size_nm: 33.5 + 0.3 * wave,
		nacl_wtpct: 0.21 + 0.01 * wave,
		moisture_pct: 1 + 0.05 * wave,
		areal_g_m2: 100 + 2 * wave,
	}
	return {
		positionM,
		times: {
			t_feed_ms: fed,
			t_heat_in_ms: fed + 48_000,
			t_heat_out_ms: fed + 58_000,
			t_quench_out_ms: fed + 67_000,
			t_wash_ms: fed + 76_000,
		},
		estimates: Object.fromEntries(
			PARCEL_ESTIMATES.map((name) => [name, { x: level[name] ?? 0, sd: 0.002 * (level[name] ?? 0) }]),
		) as ParcelRow['estimates'],
		roll: 'R-17',
		lot: positionM < 350 ? 'P-0007' : 'P-0008',
		recipe: 'HTR',
		flags: isHot ? ['stop', 'over_dosed', 'reject'] : isSplice ? ['splice', 'reject'] : [],
	}
}

export const allRows = (): ParcelRow[] => Array.from({ length: END_M * ROWS_PER_M }, (_, k) => webRow(k))

export function allContainers(): LotRecord[] {
	const scraped = allRows().map(({ positionM, times, estimates, roll, lot, recipe }) => ({
		positionM,
		washMs: times.t_wash_ms ?? 0,
		arealGPerM2: estimates.areal_g_m2?.x ?? 0,
		roll,
		lot,
		recipe,
	}))
	const at = (m: number) => FED_MS + m * 20_000
	return containersOf({
		wash: { residenceTimeS: 600, stages: 3 },
		scraped,
		changes: [
			{ container: 'C-87', tMs: at(0), totalG: 0 },
			{ container: 'C-88', tMs: at(230), totalG: 471 },
			{ container: 'C-89', tMs: at(400), totalG: 815 },
		],
		lab: [
			{
				sample: 'S-12',
				position_m: 180.2,
				t_ms: at(185),
				residual_nacl_wtpct: 0.22,
				alloy_wtpct: 73.4,
				size_nm: 33.1,
				size_sd_nm: 9.8,
			},
		],
		endG: 840,
		endMs: at(END_M) + 76_000,
	})
}

/** Answers from memory; `away` makes every question fail. */
export class FakeRolls implements RollSource {
	away = false
	readonly #rows = allRows()
	readonly #containers = allContainers()
	readonly #marks: RollMark[] = [{ fromM: 372, toM: 374, atMs: FED_MS, by: 'ben', reason: 'wet spot' }]

	async rows({ fromM, toM }: { readonly fromM: number; readonly toM: number }) {
		if (this.away) throw new Error('the store is away')
		return this.#rows.filter(({ positionM }) => positionM >= fromM && positionM < toM)
	}

	async stops() {
		return [{ fromM: 380, toM: 380.5, fromMs: FED_MS + 7_650_000, toMs: FED_MS + 7_680_000, reason: 401 }]
	}

	async containers() {
		if (this.away) throw new Error('the store is away')
		return this.#containers
	}

	async passage(atM: number) {
		const fed = FED_MS + atM * 20_000
		return [
			{ station: 'Feed', zone: 0, fromMs: fed, seconds: 20 },
			{ station: 'Drying', zone: 1, fromMs: fed + 20_000, seconds: 10 },
			{ station: 'Heating', zone: 1, fromMs: fed + 48_000, seconds: 3 },
			{ station: 'Heating', zone: 2, fromMs: fed + 51_000, seconds: 2 },
			{ station: 'Quench', zone: 0, fromMs: fed + 59_000, seconds: 8 },
		]
	}

	marks() {
		return this.#marks
	}

	async mark(mark: RollMark) {
		this.#marks.push(mark)
	}
}

/** Containers of the same web; recipes and limits are those of the line that is shipped. */
export class FakeLots implements LotSource {
	readonly #line = loadLine('line1')
	readonly #recipes = Object.fromEntries([...loadRecipesOfLine(this.#line).values()].map((one) => [one.id, one]))
	readonly #rows = allRows()
	readonly #containers = allContainers()
	readonly #releases: LotRelease[] = []

	async containers() {
		return this.#containers
	}

	async batch(lot: LotRecord) {
		return batchRecord(lot, this.#rows, this.#line, this.#recipes)
	}

	async trace({ by, value }: TraceAsk) {
		const question = by === 'above' ? { abovePeakK: Number(value) } : { [by]: value }
		const touched = new Set(this.#rows.filter((row) => answers(row, question)).map((row) => Math.floor(row.positionM)))
		const rows = this.#rows.filter((row) => touched.has(Math.floor(row.positionM)))
		return traceForward(rows, this.#containers, question)
	}

	kpis(): readonly KpiReport[] {
		const account = new KpiAccount(this.#line, this.#recipes)
		for (const row of this.#rows) account.parcel(row)
		return [account.report()]
	}

	releases() {
		return this.#releases
	}

	async release(release: LotRelease) {
		this.#releases.push(release)
	}
}

import type { Estimate } from '../port.ts'

/** What is known of a piece of web at the end of its way, by the names of parcels.csv; units are in the names. */
export const PARCEL_ESTIMATES = [
	'peak_K',
	't_above_s',
	'heat_rate_K_s',
	'quench_rate_K_s',
	'dose_eq_s',
	'size_nm',
	'nacl_wtpct',
	'moisture_pct',
	'areal_g_m2',
] as const
export type ParcelEstimate = (typeof PARCEL_ESTIMATES)[number]

/** Passages of a piece of web, by the names of parcels.csv. */
export const PARCEL_TIMES = ['t_feed_ms', 't_heat_in_ms', 't_heat_out_ms', 't_quench_out_ms', 't_wash_ms'] as const
export type ParcelTime = (typeof PARCEL_TIMES)[number]

/** Web of one row of the roll map [m]. */
export const PARCEL_ROW_M = 0.05

/** 50 mm of web as it left at the scraper: one row of the roll map. */
export interface ParcelRow {
	/** Encoder as it passed the coating nip, resets added up [m]; the row's upstream end. */
	readonly positionM: number
	/** Plant time, ms since 1970; null where nobody saw it. */
	readonly times: Readonly<Record<ParcelTime, number | null>>
	/** `sd` is one standard deviation, null where it is not known. */
	readonly estimates: Readonly<Record<ParcelEstimate, (Omit<Estimate, 'sd'> & { readonly sd: number | null }) | null>>
	readonly roll: string
	/** Precursor lot. */
	readonly lot: string
	readonly recipe: string
	/** `splice`, `stop`, `over_dosed`, `reject`, `lost`. */
	readonly flags: readonly string[]
}

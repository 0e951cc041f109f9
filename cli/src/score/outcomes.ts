import type { TruthLine } from './truth-file.ts'

type Totals = TruthLine['totals']
const AMOUNTS: Readonly<Record<string, (totals: Totals, zone: number | undefined) => number | undefined>> = {
	grams: (totals) => totals.grams,
	g_per_h: (totals) => totals.grams,
	good_grams: (totals) => totals.good_grams,
	metres: (totals) => totals.metres,
	scrap_m: (totals) => totals.scrap_m,
	kWh: (totals, zone) => (zone === undefined ? totals.kWh : totals.zone_kWh[zone - 1]),
	water_L: (totals) => totals.water_L,
}
/** Web leaves the furnace this far behind the nip, m: physics of the pilot, the line of these plants. */
const FURNACE_OUT_M = 2.9

/** What came true of a target over (fromMs, toMs]; null where the truth does not tell. */
export function outcomes(
	truth: readonly TruthLine[],
): (target: string, zone: number | undefined, fromMs: number, toMs: number) => number | null {
	const at = new Map(truth.map((line) => [line.t, line]))
	// By length, not by time: what stood came off the web once.
	const powder = truth.flatMap(({ left }) => (left === null ? [] : [left])).sort((a, b) => a.nip_m - b.nip_m)
	const meanPeakK = (fromM: number, toM: number) => {
		let [lengthM, sum] = [0, 0]
		for (const [n, { nip_m, peak_K }] of powder.entries()) {
			const sinceM = nip_m - (powder[n - 1]?.nip_m ?? nip_m)
			if (nip_m <= fromM || nip_m > toM) continue
			lengthM += sinceM
			sum += peak_K * sinceM
		}
		return lengthM > 0 ? sum / lengthM : null
	}
	return (target, zone, fromMs, toMs) => {
		const [from, to] = [at.get(fromMs), at.get(toMs)]
		if (from === undefined || to === undefined) return null
		if (target === 'peak_K') {
			const toM = to.totals.metres - FURNACE_OUT_M
			// The last of it has not come off the web where the truth ends.
			return (powder.at(-1)?.nip_m ?? 0) < toM - 1 ? null : meanPeakK(from.totals.metres - FURNACE_OUT_M, toM)
		}
		const perHour = target === 'g_per_h' ? 3_600_000 / (toMs - fromMs) : 1
		const of = AMOUNTS[target]
		const [now, then] = [of?.(from.totals, zone), of?.(to.totals, zone)]
		return now === undefined || then === undefined ? null : (then - now) * perHour
	}
}

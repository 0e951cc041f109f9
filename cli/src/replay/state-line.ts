import type { LineConfig } from '@emberline/line-config'
import type { Estimate, LineFrame, SoftEstimate, TwinEstimates } from '@emberline/twin'

/** Names of the soft sensors in files. */
export const SOFT_NAMES: Readonly<Record<SoftEstimate, string>> = {
	peakK: 'soft/peak_K',
	heatRateKPerS: 'soft/heat_rate_K_s',
	quenchRateKPerS: 'soft/quench_rate_K_s',
	tAboveS: 'soft/t_above_s',
	doseEqS: 'soft/dose_eq_s',
	sizeNm: 'soft/size_nm',
	residualNaClWtpct: 'soft/nacl_wtpct',
	moisturePct: 'soft/moisture_pct',
	netGPerH: 'soft/net_g_per_h',
	furnaceGPerH: 'soft/furnace_g_per_h',
	kWhPerKg: 'soft/kWh_per_kg',
}

/** Web is told every 20 mm from this far before the furnace to the end of the quench. */
const BEFORE_FURNACE_M = 0.1
const SPACING_M = 0.02

/** A line of state.jsonl. */
export function stateLine(
	frame: LineFrame,
	tags: TwinEstimates['tags'],
	since: { readonly nis: number; readonly dof: number },
	line: LineConfig,
) {
	const est: Record<string, Estimate | null> = {}
	for (const { tag, x, sd } of tags) est[tag] = known({ x, sd })
	for (const [name, file] of Object.entries(SOFT_NAMES)) est[file] = known(frame.soft[name as SoftEstimate])
	const { heating, quench } = line.stations
	const fromM = heating.fromM - BEFORE_FURNACE_M
	const toM = quench.fromM + quench.lengthM
	const s_m = Array.from({ length: Math.floor((toM - fromM) / SPACING_M + 1e-9) + 1 }, (_, i) => round(fromM + i * SPACING_M, 3))
	const { sM, temperatureK, sdK } = frame.web
	return {
		t: frame.tMs,
		est,
		web: {
			s_m,
			T_K: s_m.map((m) => round(between(sM, temperatureK, m), 2)),
			sd: s_m.map((m) => round(between(sM, sdK, m), 2)),
		},
		nis: since.nis,
		dof: since.dof,
		health: frame.health,
		reason: frame.healthReason,
	}
}

/** By straight lines between the points of a growing grid, ends held. */
export function between(at: readonly number[], values: readonly number[], x: number): number {
	const after = at.findIndex((one) => one >= x)
	if (after <= 0) return values[after === 0 ? 0 : values.length - 1] ?? Number.NaN
	const [a, b] = [at[after - 1] as number, at[after] as number]
	const [u, v] = [values[after - 1] as number, values[after] as number]
	return b > a ? u + ((v - u) * (x - a)) / (b - a) : v
}

const known = (one: Estimate | null): Estimate | null =>
	one !== null && Number.isFinite(one.x) && Number.isFinite(one.sd) ? { x: one.x, sd: one.sd } : null

function round(x: number, digits: number): number {
	return Number(x.toFixed(digits))
}

import type { DisplayRecipe, RollLaneName, RollMap } from '@emberline/hmi/contract'

/** Unit and decimals of a quantity, and the name of its recipe window. */
export const LANES: Readonly<
	Record<RollLaneName, { readonly unit: string; readonly decimals: number; readonly window: string }>
> = {
	speed_mm_s: { unit: 'mm/s', decimals: 1, window: 'speed_mm_s' },
	areal_g_m2: { unit: 'g/m2', decimals: 0, window: 'areal_g_m2' },
	moisture_pct: { unit: '%', decimals: 2, window: 'moisture_pct' },
	peak_K: { unit: 'K', decimals: 0, window: 'peak_K' },
	t_above_s: { unit: 's', decimals: 2, window: 't_above_s' },
	dose_eq_s: { unit: 's', decimals: 2, window: 'dose_eq_s' },
	heat_rate_K_s: { unit: 'K/s', decimals: 0, window: 'heat_rate' },
	quench_rate_K_s: { unit: 'K/s', decimals: 0, window: 'quench_rate' },
	size_nm: { unit: 'nm', decimals: 1, window: 'size_nm' },
	nacl_wtpct: { unit: 'wt%', decimals: 2, window: 'nacl_wtpct' },
}

export type Range = readonly [low: number, high: number]
export type Recipes = Readonly<Record<string, DisplayRecipe>>

/** Window of a quantity in each step, by the recipe that the web there was made with; undefined where none is asked. */
export function windowsOf(map: RollMap, lane: RollLaneName, recipes: Recipes): readonly (Range | undefined)[] {
	const { window } = LANES[lane]
	return map.known.map((_, k) => {
		const at = map.fromM + (k + 0.5) * map.stepM
		const made = map.names.recipe.find(({ fromM, toM }) => fromM <= at && at < toM)
		return recipes[made?.name ?? '']?.windows[window]
	})
}

/** Neighbouring steps for which something holds, as spans [first, behind the last). */
export function runsOf(steps: number, holds: (step: number) => boolean): readonly Range[] {
	const runs: [number, number][] = []
	for (let k = 0; k < steps; k++) {
		if (!holds(k)) continue
		const last = runs.at(-1)
		if (last?.[1] === k) last[1] = k + 1
		else runs.push([k, k + 1])
	}
	return runs
}

/** Steps in which a quantity leaves its window. */
export function outsideRuns(map: RollMap, lane: RollLaneName, windows: readonly (Range | undefined)[]): readonly Range[] {
	const { min, max } = map.lanes[lane]
	return runsOf(map.known.length, (k) => {
		const [low, high] = [min[k] ?? null, max[k] ?? null]
		const window = windows[k]
		return window !== undefined && low !== null && high !== null && (low < window[0] || high > window[1])
	})
}

/** Ends of the scale of a quantity: all that is shown of it, and its window. */
export function scaleOf(map: RollMap, lane: RollLaneName, windows: readonly (Range | undefined)[]): Range | null {
	const { min, max } = map.lanes[lane]
	const all = [...min, ...max].filter((x) => x !== null)
	if (all.length === 0) return null
	// A window from 0 has no lower limit worth showing.
	for (const window of new Set(windows)) all.push(...(window ?? []).filter((limit) => limit !== 0))
	const low = all.reduce((a, b) => Math.min(a, b))
	const high = all.reduce((a, b) => Math.max(a, b))
	const margin = Math.max(0.06 * (high - low), 1e-3 * Math.abs(high), 1e-6)
	return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin]
}

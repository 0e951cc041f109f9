import type { LineConfig, Recipe } from '@emberline/line-config'
import { followProfile, nominalParameters, powderOf } from '@emberline/twin'
import type { FurnaceComparison, ScenarioSummary } from './summary.ts'

type Furnace = NonNullable<Recipe['furnace']>
type Variant = Furnace['variants'][number]

const J_PER_KWH = 3.6e6

/**
 * The same material by the line and by a batch furnace: time, size, alloy, grams per hour and square metre of floor, and energy of the
 * heat treatment alone (drying and wash are alike). The furnace's programme is followed by the kinetics of its recipe without evaporation: how
 * much of a lower alloy content is lost metal and how much slow char cannot be told from the papers, so what they measured stands beside it.
 */
export function furnaceComparison(
	summary: Pick<ScenarioSummary, 'throughput' | 'zones' | 'product'>,
	parts: { readonly line: LineConfig; readonly recipe: Recipe; readonly furnace: Recipe; readonly inFurnaceS: number },
): readonly FurnaceComparison[] {
	const { line, recipe, furnace } = parts
	const heating = summary.zones.filter(({ station }) => station === 'Heating')
	const gridKW = heating.reduce((sum, zone) => sum + zone.electrical_kW, 0) / line.stations.heating.gridEfficiency
	const gph = summary.throughput.furnace_gph
	const ours: FurnaceComparison = {
		way: `line, ${recipe.id}`,
		time_s: parts.inFurnaceS,
		size_nm: summary.product.size_nm,
		measured_size_nm: recipe.measured?.sizeNm?.value ?? null,
		alloy_wtpct: summary.product.alloy_wtpct,
		measured_alloy_wtpct: recipe.measured?.alloyWtpct?.value ?? null,
		product_gph: gph,
		product_gph_per_m2: gph / line.footprintM2,
		kWh_per_kg: gph > 0 ? (1000 * gridKW) / gph : null,
		note: '',
	}
	return [
		ours,
		...(furnace.furnace?.variants ?? []).map((variant) => batchOf(line, furnace, furnace.furnace as Furnace, variant)),
	]
}

function batchOf(line: LineConfig, recipe: Recipe, furnace: Furnace, variant: Variant): FurnaceComparison {
	const { batch, startSizeNm } = furnace
	const powder = powderOf(recipe, nominalParameters(line))
	const profile = variant.profile.map(({ time, temperature }) => ({ timeS: time, temperatureK: temperature }))
	const made = followProfile(powder, profile, startSizeNm)
	const alloy = powder.metal * made.xm
	const char = powder.citrate * (powder.yield1 * (made.x1 - made.x2) + powder.yield2 * made.x2)
	const productKg = batch.chargeKg * (startSizeNm === undefined ? alloy + char : 1)
	const lastS = profile[profile.length - 1]?.timeS ?? 0
	const gph = (productKg * 1000 * 3600) / (lastS + batch.turnaroundS)
	return {
		way: `furnace, ${recipe.id}, ${variant.name}`,
		time_s: lastS,
		size_nm: made.sizeNm,
		measured_size_nm: recipe.measured?.sizeNm?.value ?? null,
		alloy_wtpct: (100 * alloy) / (alloy + char),
		measured_alloy_wtpct: recipe.measured?.alloyWtpct?.value ?? null,
		product_gph: gph,
		product_gph_per_m2: gph / batch.footprintM2,
		kWh_per_kg: batchGridJ(batch, profile, line.stations.heating.ambientK) / J_PER_KWH / productKg,
		note: variant.note,
	}
}

/**
 * Energy of a charge from the grid [J]: what tube and insulation take up to the highest temperature (the charge adds under 2 % and is left out), and what the insulation loses
 * until the programme turns down; cooling takes no power. Losses as of a wall at rest: (T - Ta)/(d/(k A) + 1/(h Ao)).
 */
function batchGridJ(
	batch: Furnace['batch'],
	profile: readonly { readonly timeS: number; readonly temperatureK: number }[],
	roomK: number,
): number {
	const perW =
		batch.insulationThicknessM / (batch.insulationConductivityWPerMK * batch.insulationAreaM2) +
		1 / (batch.outerFilmCoefficientWPerM2K * batch.outerAreaM2)
	const peakK = Math.max(...profile.map(({ temperatureK }) => temperatureK))
	let lostJ = 0
	for (const [n, to] of profile.entries()) {
		const from = profile[n - 1]
		if (from === undefined || to.temperatureK < from.temperatureK) continue
		lostJ += (((from.temperatureK + to.temperatureK) / 2 - roomK) / perW) * (to.timeS - from.timeS)
	}
	const storedJ = batch.heatCapacity_JPerK * (peakK - roomK)
	return (lostJ + storedJ) / batch.gridEfficiency
}

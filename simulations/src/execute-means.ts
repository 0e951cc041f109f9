import { type LineConfig, productCapacity, type Recipe } from '@emberline/line-config'
import type { LineControls, MovingLine, SteadyLine } from '@emberline/twin'
import { brokenLimits } from './broken-limits.ts'
import { dryingSummary } from './drying-summary.ts'
import { furnaceComparison } from './furnace-comparison.ts'
import { ParcelMeans } from './parcel-means.ts'
import type { Scenario } from './scenario.ts'
import type { ScenarioSummary } from './summary.ts'
import { ZoneMeans } from './zone-means.ts'

/** Sums of what the model did while the line was in Execute, and the summary made of them. */
export class ExecuteMeans {
	/** Time in Execute so far. */
	executeS = 0
	private readonly line: LineConfig
	private readonly zones = new ZoneMeans()
	/** By recipe fed, in the order in which they were. */
	private readonly fed = new Map<string, FedTime>()
	/** By recipe, in the order in which they first reached the scraper. */
	private readonly parcels = new Map<string, ParcelMeans>()
	private readonly recipes: readonly Recipe[]
	private feedKg = 0
	private furnaceKg = 0
	private netKg = 0
	private waterM3 = 0
	private lineKWs = 0
	private residualWtpctKg = 0

	/** `recipes`: all that the run feeds. */
	constructor(line: LineConfig, recipes: readonly Recipe[]) {
		this.line = line
		this.recipes = recipes
	}

	/** One step of `dtS` that the model has just made under these controls; `splicesM`: metres fed at which splices passed the nip. */
	take(model: MovingLine, controls: LineControls, inExecute: boolean, dtS: number, splicesM: readonly number[] = []): void {
		const { parcelLengthM: lengthM, coatedWidthM } = this.line.web
		const size = { lengthM, areaM2: lengthM * coatedWidthM }
		for (const parcel of model.takeLeft()) {
			const of = this.parcelsOf(parcel.recipe)
			const spliceM = of?.recipe.good.spliceDistanceM ?? 0
			const atSplice = splicesM.some((m) => Math.abs(parcel.fedM - m) <= spliceM)
			of?.take(parcel, size, inExecute, atSplice)
		}
		if (!inExecute) return
		this.executeS += dtS
		const balances = model.zones()
		this.zones.take(balances, dtS)
		const fed = this.fed.get(model.recipe.id) ?? { zones: new ZoneMeans(), executeS: 0, netKg: 0 }
		this.fed.set(model.recipe.id, fed)
		fed.zones.take(balances, dtS)
		fed.executeS += dtS
		fed.netKg += model.scaleKgPerS * dtS
		this.feedKg += this.dryFeedKgPerS(model, controls) * dtS
		this.furnaceKg += model.furnaceKgPerS * dtS
		this.netKg += model.scaleKgPerS * dtS
		this.waterM3 += controls.freshWaterM3PerS * dtS
		this.lineKWs += model.wholeLineKW * dtS
		this.residualWtpctKg += model.residualNaClWtpct * model.scaleKgPerS * dtS
	}

	private zonesByRecipe(): ScenarioSummary['zones_by_recipe'] {
		if (this.fed.size < 2) return []
		return [...this.fed].map(([recipe, { zones, executeS, netKg }]) => ({
			recipe,
			execute_s: executeS,
			zones: zones.summary((netKg / executeS) * 3600),
		}))
	}

	/** Null for a recipe that the run does not feed: bare web at the start carries the first one's name. */
	private parcelsOf(id: string): ParcelMeans | undefined {
		const known = this.parcels.get(id)
		const recipe = known === undefined ? this.recipes.find((each) => each.id === id) : undefined
		if (recipe === undefined) return known
		const means = new ParcelMeans(recipe)
		this.parcels.set(id, means)
		return means
	}

	/** What of each recipe reached the scraper over the whole run. */
	private byRecipe(): ScenarioSummary['by_recipe'] {
		return [...this.parcels.values()].map((parcels) => ({
			recipe: parcels.recipe.id,
			product_g: parcels.productKg * 1000,
			good_g: parcels.goodKg * 1000,
			off_size_g: parcels.offSizeKg * 1000,
			size_nm: parcels.mean('sizeNm'),
			alloy_wtpct: parcels.mean('alloyWtpct'),
			peak_K: parcels.mean('peakK'),
			scrap_m: parcels.scrapM,
		}))
	}

	/**
	 * Throughput, heat and energy are those of the whole run; product and profile those of `recipe`, fed at the end. `steady`: the line at rest
	 * as it is set at the end, for what only a finished parcel shows (spread, defects, evaporation, brine).
	 */
	summary(
		scenario: Scenario,
		end: { readonly recipe: Recipe; readonly steady: SteadyLine; readonly furnace: Recipe | null },
		run: {
			readonly massClosure: number
			/** Factor of the scenario on it. */
			readonly dryingRate: number
			readonly timeline: ScenarioSummary['timeline']
			readonly rolls: ScenarioSummary['rolls']
			readonly flags: ScenarioSummary['flags']
		},
	): ScenarioSummary {
		const { executeS, netKg, line } = this
		const { recipe, steady, furnace } = end
		const parcels = this.parcels.get(recipe.id) ?? new ParcelMeans(recipe)
		const all = [...this.parcels.values()]
		const countedKg = all.reduce((sum, each) => sum + each.countedKg, 0)
		const goodShare = countedKg > 0 ? all.reduce((sum, each) => sum + each.countedGoodKg, 0) / countedKg : 0
		const gph = (kg: number) => (kg / executeS) * 3.6e6
		const { product, parcel } = steady
		const sizeNm = parcels.mean('sizeNm') ?? product.sizeNm
		const exitK = steady.zones.find((zone) => zone.station === 'Quench')?.webOutK ?? Number.NaN
		const summary = {
			scenario: scenario.name,
			line: line.name,
			recipe: recipe.id,
			duration_s: scenario.durationS,
			execute_s: executeS,
			throughput: {
				feed_gph: gph(this.feedKg),
				furnace_gph: gph(this.furnaceKg),
				net_gph: gph(netKg),
				good_gph: gph(netKg) * goodShare,
			},
			// The wash mixes recipes: this one's share at the scale is taken to be that at the scraper.
			product_value: productValue(
				recipe,
				countedKg > 0 ? gph(netKg) * (parcels.countedKg / countedKg) : 0,
				countedKg > 0 ? gph(netKg) * (parcels.countedGoodKg / countedKg) : 0,
			),
			zones: this.zones.summary(gph(netKg) / 1000),
			zones_by_recipe: this.zonesByRecipe(),
			product: {
				size_nm: sizeNm,
				// Of a lognormal distribution with this mean.
				size_sd_nm: sizeNm * Math.sqrt(Math.expm1(product.lnSigmaG ** 2)),
				size_limit_nm: recipe.good.sizeMaxNm,
				alloy_wtpct: parcels.mean('alloyWtpct') ?? product.alloyWtpct,
				reduction: parcels.mean('reduction') ?? product.reduction,
				residual_nacl_wtpct: netKg > 0 ? this.residualWtpctKg / netKg : product.residualNaClWtpct,
				metastability: product.metastability,
				evaporated: product.evaporated,
				brine_wtpct: product.brineWtpct,
			},
			drying: dryingSummary(line, steady, run.dryingRate),
			profile: {
				peak_K: parcels.mean('peakK') ?? parcel.peakK,
				heat_rate_K_s: parcels.mean('heatRateKPerS') ?? parcel.heatRateKPerS,
				quench_rate_K_s: parcels.mean('quenchRateKPerS') ?? parcel.quenchRateKPerS,
				t_above_s: parcels.mean('tAboveS') ?? parcel.tAboveS,
				dose_eq_s: parcels.mean('doseEqS') ?? parcel.doseEqS,
				exit_K: exitK,
			},
			// Nothing has reached the scale: a figure per kg of it is unknown.
			water_L_per_kg: netKg > 0 ? (this.waterM3 * 1000) / netKg : null,
			energy_kWh_per_kg: netKg > 0 ? this.lineKWs / 3600 / netKg : null,
			whole_line_kW: this.lineKWs / executeS,
			scrap_m: all.reduce((sum, each) => sum + each.scrapM, 0),
			mass_closure: run.massClosure,
			by_recipe: this.byRecipe(),
			timeline: run.timeline,
			rolls: run.rolls,
		}
		return {
			...summary,
			broken: brokenLimits(summary, steady, { line, recipe }),
			flags: run.flags,
			furnace_comparison:
				furnace === null || all.length > 1
					? []
					: furnaceComparison(summary, { line, recipe, furnace, inFurnaceS: inHeatS(steady) }),
		}
	}

	private dryFeedKgPerS(model: MovingLine, controls: LineControls): number {
		const { moistMassPerTurnKg } = this.line.stations.feed
		return (controls.screwRevPerS * moistMassPerTurnKg * model.parameters.feeder) / (1 + controls.feedMoistureKgPerKg)
	}
}

/** Of the time in which one recipe was fed. */
interface FedTime {
	readonly zones: ZoneMeans
	executeS: number
	netKg: number
}

/** Anode capacity in what reaches the scale an hour. */
function productValue(recipe: Recipe, netGph: number, goodGph: number): ScenarioSummary['product_value'] {
	const capacity = productCapacity(recipe)
	if (capacity === null) return null
	return {
		capacity_mAh_per_g: capacity.mAhPerG,
		measured_at: capacity.measuredAt,
		net_Ah_per_h: (netGph * capacity.mAhPerG) / 1000,
		good_Ah_per_h: (goodGph * capacity.mAhPerG) / 1000,
		source: capacity.source,
	}
}

/** From the furnace inlet to the end of the quench's jets, where the web is cold again [s]. */
function inHeatS({ parcel, controls }: SteadyLine): number {
	return (parcel.heatOutS ?? Number.NaN) - (parcel.heatInS ?? Number.NaN) + controls.quenchLengthM / controls.webSpeedMPerS
}

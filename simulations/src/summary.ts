import type { RangeFlagCode } from '@emberline/twin'

/** Shape of summary.json: units in the names, means over Execute. */
export interface ScenarioSummary {
	readonly scenario: string
	readonly line: string
	readonly recipe: string
	readonly duration_s: number
	/** Of the duration, in Execute. */
	readonly execute_s: number
	readonly throughput: {
		/** Dry powder onto the web. */
		readonly feed_gph: number
		/** Product over the furnace exit and at the scale. */
		readonly furnace_gph: number
		readonly net_gph: number
		/** The part of net that is good by the recipe. */
		readonly good_gph: number
	}
	/** Anode capacity made an hour, half cell against potassium; null where nobody has measured this material. */
	readonly product_value: {
		readonly capacity_mAh_per_g: number
		/** Current of the measurement, or its cycle. */
		readonly measured_at: string
		readonly net_Ah_per_h: number
		/** The part of it that is good by the recipe. */
		readonly good_Ah_per_h: number
		readonly source: string
	} | null
	/** Over the whole of Execute, whatever was fed. */
	readonly zones: readonly ZoneSummary[]
	/** The same, apart for the time in which each recipe was fed; empty where there is but one. */
	readonly zones_by_recipe: readonly {
		readonly recipe: string
		readonly execute_s: number
		readonly zones: readonly ZoneSummary[]
	}[]
	readonly product: {
		readonly size_nm: number
		readonly size_sd_nm: number
		/** Largest mean size that the recipe calls good. */
		readonly size_limit_nm: number
		readonly alloy_wtpct: number
		readonly reduction: number
		readonly residual_nacl_wtpct: number
		readonly metastability: number
		/** By metal, lost over fed. */
		readonly evaporated: Readonly<Record<string, number>>
		/** In the brine that leaves the first wash stage. */
		readonly brine_wtpct: number
	}
	/** Drying at the set-points at the end of the run. */
	readonly drying: DryingSummary
	readonly profile: {
		readonly peak_K: number
		readonly heat_rate_K_s: number | null
		readonly quench_rate_K_s: number | null
		readonly t_above_s: number
		readonly dose_eq_s: number
		readonly exit_K: number
	}
	/** Per kg at the scale. */
	readonly water_L_per_kg: number | null
	readonly energy_kWh_per_kg: number | null
	readonly whole_line_kW: number
	readonly scrap_m: number
	/** (start + fed - all that came of it) / (start + fed), by mass over the whole run; 0 when perfect. */
	readonly mass_closure: number
	/** What of each recipe came off the web over the whole run, in and out of Execute. */
	readonly by_recipe: readonly RecipeSummary[]
	/** What happened, one row for each event of the timeline and one for the start; empty where the scenario has none. */
	readonly timeline: readonly TimelineSummary[]
	/** Rolls that came to their end: when the next one was on, and how much of the old one had been used. */
	readonly rolls: readonly { readonly at_s: number; readonly used_m: number }[]
	/** Limits of recipe and line that the result breaks, in words. */
	readonly broken: readonly string[]
	/** The line beside the furnace that makes the same material; empty where no furnace recipe is known. */
	readonly furnace_comparison: readonly FurnaceComparison[]
	/** Where model or material leave their safe ground, each with its number and limit; not limits of recipe or line. */
	readonly flags: readonly FlagSummary[]
}

export interface DryingSummary {
	readonly method: 'convective' | 'freeze'
	/** Of the ice that sublimes, or of the wet layer in the last zone. */
	readonly front_K: number
	/** From the moisture as fed to the line's limit into the furnace; null where this dryer never gets there. */
	readonly time_needed_s: number | null
	readonly time_there_s: number
	/** Of web in the dryer, at this speed. */
	readonly length_needed_m: number | null
	readonly length_there_m: number
	/** Into the furnace, and the line's limit on it. */
	readonly moisture_kg_per_kg: number
	readonly moisture_limit_kg_per_kg: number
	readonly dry: boolean
}

/** One way to make the material, for the heat treatment alone. */
export interface FurnaceComparison {
	readonly way: string
	/** In the furnace, from cold to cold. */
	readonly time_s: number
	readonly size_nm: number
	readonly measured_size_nm: number | null
	readonly alloy_wtpct: number
	readonly measured_alloy_wtpct: number | null
	/** Powder as it leaves the furnace. */
	readonly product_gph: number
	/** Per square metre of floor. */
	readonly product_gph_per_m2: number
	readonly kWh_per_kg: number | null
	readonly note: string
}

export interface FlagSummary {
	readonly code: RangeFlagCode
	/** Fed when it would be seen, at the set-points of that part of the timeline which goes furthest beyond the limit. */
	readonly recipe: string
	readonly station: string
	/** From 1. */
	readonly zone: number
	readonly value: number
	readonly limit: number
	readonly unit: string
	readonly words: string
}

export interface ZoneSummary {
	readonly station: string
	/** From 1 in each station. */
	readonly zone: number
	/** At the heater; from the grid it is more. */
	readonly electrical_kW: number
	readonly to_web_kW: number
	readonly to_gas_kW: number
	readonly to_slots_kW: number
	readonly to_walls_kW: number
	readonly to_coolant_kW: number
	readonly stored_kW: number
	/** (in - out - stored) / largest term. */
	readonly closure: number
	/** Per kg at the scale. */
	readonly kWh_per_kg: number | null
	readonly web: {
		readonly sensible_kW: number
		readonly fusion_kW: number
		readonly reaction_kW: number
		readonly evaporation_kW: number
		readonly margin_kW: number
		readonly radiation_kW: number
		readonly convection_kW: number
	}
	readonly dose_eq_s: number
	readonly t_in_K: number
	readonly t_out_K: number
}

/** Product of one recipe at the scraper, before the losses of the wash. Means over Execute; null where nothing came off in it. */
export interface RecipeSummary {
	readonly recipe: string
	readonly product_g: number
	/** The part that is good by the recipe, and the part that is coarser than it allows. */
	readonly good_g: number
	readonly off_size_g: number
	readonly size_nm: number | null
	readonly alloy_wtpct: number | null
	readonly peak_K: number | null
	readonly scrap_m: number
}

/** From one event of the timeline to the next. */
export interface TimelineSummary {
	readonly at_s: number
	readonly what: string
	readonly recipe: string
	/** At the scale in this time. */
	readonly made_g: number
	/** Of this time, not in Execute. */
	readonly lost_s: number
}

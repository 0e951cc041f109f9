import type { LineConfig } from '@emberline/line-config'
import { dryingDuty, type SteadyLine } from '@emberline/twin'
import type { DryingSummary } from './summary.ts'

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Whether the web comes dry into the furnace, and what that takes; `rate` is the factor on the drying rate. */
export function dryingSummary(line: LineConfig, { controls, parcel }: SteadyLine, rate: number): DryingSummary {
	const limit = line.limits.furnaceMoistureMaxKgPerKg
	const duty = dryingDuty(line, { ...controls, dryLoadingKgPerM2: parcel.dryLoadingKgPerM2, rate })
	return {
		method: duty.method,
		front_K: duty.frontK,
		time_needed_s: orNull(duty.neededS),
		time_there_s: duty.thereS,
		length_needed_m: orNull(duty.neededM),
		length_there_m: duty.thereM,
		moisture_kg_per_kg: parcel.moistureKgPerKg,
		moisture_limit_kg_per_kg: limit,
		dry: parcel.moistureKgPerKg <= limit,
	}
}

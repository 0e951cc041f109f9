import type { Forecast, ForecastBudget } from '@emberline/hmi/contract'

export type { Words } from '@emberline/hmi/contract'

/** Where heat goes, in the order in which it is stacked. */
export const BUDGET_TERMS = [
	'toWebKW',
	'toGasKW',
	'toSlotsKW',
	'toWallsKW',
	'toCoolantKW',
	'storedKW',
] as const satisfies readonly (keyof ForecastBudget)[]
export type BudgetTermName = (typeof BUDGET_TERMS)[number]

type Change = NonNullable<Forecast['changes']>[number]
export type ForecastChangeName = keyof Change['parts']

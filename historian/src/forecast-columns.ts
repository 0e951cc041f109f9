import { type ForecastBudget, QUANTILES } from '@emberline/twin'

/** What both stores call the numbers of a forecast. */

/** `q0025` for the quantile 0.025, in the order of `QUANTILES`. */
export const QUANTILE_COLUMNS = QUANTILES.map((q) => `q${q.replace('.', '')}`)

export const BUDGET_TERMS = [
	'electricalKW',
	'toWebKW',
	'toGasKW',
	'toSlotsKW',
	'toWallsKW',
	'toCoolantKW',
	'storedKW',
	'doseEqS',
] as const satisfies readonly (keyof ForecastBudget)[]

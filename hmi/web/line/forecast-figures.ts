import type { ForecastBudget, ForecastTarget } from '@emberline/hmi/contract'
import type { LineStore } from './line-store.ts'
import { twinStanding, type ValueState } from './value-state.ts'

/** A forecast comes every minute of plant time; after this without one it is stale, ms. */
export const FORECAST_STALE_MS = 180_000

export interface ForecastStanding {
	readonly state: ValueState
	readonly reason: string
	/** Plant time since its origin, ms; NaN without one. */
	readonly ageMs: number
}

/** Whether the forecast may be shown as such now. */
export function forecastStanding(store: LineStore, nowMs: number): ForecastStanding {
	const { forecast, states } = store
	const twin = twinStanding(store, nowMs)
	const ageMs = forecast === null || states === null ? Number.NaN : Math.max(0, states.tMs - forecast.originMs)
	if (twin.state === 'bad') return { state: 'bad', reason: twin.reason, ageMs }
	if (forecast === null) return { state: 'bad', reason: 'no forecast yet', ageMs }
	if (forecast.health === 'lost') return { state: 'bad', reason: why('twin was lost', forecast.healthReason), ageMs }
	if (store.serverLost) return { state: 'stale', reason: twin.reason, ageMs }
	if (ageMs > FORECAST_STALE_MS) return { state: 'stale', reason: 'no newer forecast', ageMs }
	if (forecast.health === 'degraded') return { state: 'uncertain', reason: why('twin degraded', forecast.healthReason), ageMs }
	return { state: twin.state, reason: twin.reason, ageMs }
}

const why = (what: string, reason: string) => (reason === '' ? what : `${what}: ${reason}`)

/** The target of a horizon, of the whole line or of one heating zone; undefined where it is not forecast. */
export function expected(store: LineStore, target: string, hS: number, zone?: number): ForecastTarget | undefined {
	return store.forecast?.targets.find((t) => t.target === target && t.hS === hS && t.zone === zone)
}

export function expectedBudget(store: LineStore, zone: number, hS: number): ForecastBudget | undefined {
	return store.forecast?.budgets.find((b) => b.zone === zone && b.hS === hS)
}

/** Ends of the interval that holds 80 % of the cases. */
export function middle80(target: ForecastTarget): readonly [low: number, high: number] {
	return [target.q['0.1'], target.q['0.9']]
}

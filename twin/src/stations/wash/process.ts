import type { WashConfig } from '@emberline/line-config'
import { brineConductivityMSPerCm, molalityMolPerKg } from '../../physics/conductivity.ts'
import { stageSaltKgPerKg } from '../../physics/washing.ts'

const WATER_KG_PER_M3 = 1000

/** Wash and product dryer: salt in the water of each stage, and the solids on their way through. Solids count as product at the furnace. */
export interface WashState {
	/** NaCl dissolved in each stage, kg. */
	readonly saltKg: Float64Array
	/** Product in each stage and, last, in the dryer, kg. */
	readonly productKg: Float64Array
	/** Salt locked inside that product, kg, same places. */
	readonly occludedKg: Float64Array
	/** Salt dried onto the product in the dryer, kg. */
	driedSaltKg: number
}

/** What leaves in a step, kg. */
export interface WashLeaving {
	/** Product at the scale, as at the furnace: yields are taken off by the line. */
	productKg: number
	/** Salt in that product. */
	productSaltKg: number
	/** Salt in the brine. */
	brineSaltKg: number
	brineWaterKg: number
}

export function emptyWash(config: WashConfig): WashState {
	return {
		saltKg: new Float64Array(config.stages),
		productKg: new Float64Array(config.stages + 1),
		occludedKg: new Float64Array(config.stages + 1),
		driedSaltKg: 0,
	}
}

/** Water in one stage [kg]. */
export function stageWaterKg(config: WashConfig): number {
	return config.stageVolumeM3 * WATER_KG_PER_M3
}

/** Salt in the water of each stage [kg/kg]. */
export function stageSalt(config: WashConfig, state: WashState): number[] {
	return Array.from(state.saltKg, (salt) => salt / stageWaterKg(config))
}

/** Conductivity of each stage [mS/cm at 25 degC]. */
export function stageConductivityMSPerCm(config: WashConfig, state: WashState, into: Float64Array): Float64Array {
	const water = stageWaterKg(config)
	for (let n = 0; n < config.stages; n++) {
		const molality = molalityMolPerKg((state.saltKg[n] ?? 0) / water)
		into[n] = brineConductivityMSPerCm({ molalityMolPerKg: molality, waterTemperatureK: 298.15 })
	}
	return into
}

/** Feed of a step: product as at the furnace and NaCl with it, kg, and fresh water, m3/s. */
export interface WashFeed {
	readonly productKg: number
	readonly saltKg: number
	readonly freshWaterM3PerS: number
	/** Factor on the water that the cake carries. */
	readonly retention: number
}

/**
 * One step of the counter-current wash: mixed stages, salt dissolved at once but for the share inside the carbon.
 *
 *   M dxn/dt = Ln-1 x(n-1) + On+1 x(n+1) - (Ln + On) xn  (+ F at stage 1),  On = On+1 + Ln-1 - Ln,  L = retained water * product flow
 *
 * Backward Euler, solved exactly, so that salt is conserved and any step is stable. Solids pass N + 1 equal mixed volumes.
 */
export function stepWash(config: WashConfig, state: WashState, feed: WashFeed, dtS: number, leaving: WashLeaving): void {
	const n = config.stages
	const passS = config.residenceTimeS / (n + 1)
	const share = dtS / (passS + dtS)
	const retained = config.retainedWaterM3PerKg * WATER_KG_PER_M3 * feed.retention
	const cake = new Float64Array(n + 1)
	let product = feed.productKg
	let occluded = feed.saltKg * config.occludedFraction
	let lastOccluded = 0
	for (let k = 0; k <= n; k++) {
		const held = (state.productKg[k] ?? 0) + product
		const heldOccluded = (state.occludedKg[k] ?? 0) + occluded
		product = held * share
		occluded = heldOccluded * share
		state.productKg[k] = held - product
		state.occludedKg[k] = heldOccluded - occluded
		cake[k] = product
		lastOccluded = occluded
	}
	leaving.productKg = product
	const carriedKg = stepBrine(config, state, feed, cake, retained, dtS, leaving)
	const dried = state.driedSaltKg + carriedKg
	const driedOut = dried * share
	state.driedSaltKg = dried - driedOut
	leaving.productSaltKg = driedOut + lastOccluded
}

/** Salt in the water; gives the salt that the cake carries out of the last stage, kg. */
function stepBrine(
	config: WashConfig,
	state: WashState,
	feed: WashFeed,
	cake: Float64Array,
	retained: number,
	dtS: number,
	leaving: WashLeaving,
): number {
	const n = config.stages
	const water = stageWaterKg(config)
	// Overflow of each stage over the step, kg, from the last stage down; what the cake brings and takes is the rest.
	const over = new Float64Array(n + 1)
	over[n] = feed.freshWaterM3PerS * WATER_KG_PER_M3 * dtS
	for (let k = n - 1; k >= 0; k--) {
		const brings = k === 0 ? 0 : retained * (cake[k - 1] ?? 0)
		over[k] = Math.max(0, (over[k + 1] ?? 0) + brings - retained * (cake[k] ?? 0))
	}
	// Tridiagonal in x (kg/kg): forward elimination, back substitution.
	const upper = new Float64Array(n)
	const right = new Float64Array(n)
	for (let k = 0; k < n; k++) {
		const brings = k === 0 ? 0 : retained * (cake[k - 1] ?? 0)
		const fed = k === 0 ? feed.saltKg * (1 - config.occludedFraction) : 0
		const main = water + retained * (cake[k] ?? 0) + (over[k] ?? 0)
		const from = k === n - 1 ? 0 : (over[k + 1] ?? 0)
		const pivot = k === 0 ? main : main - brings * (upper[k - 1] ?? 0)
		upper[k] = from / pivot
		right[k] = ((state.saltKg[k] ?? 0) + fed + (k === 0 ? 0 : brings * (right[k - 1] ?? 0))) / pivot
	}
	let above = 0
	for (let k = n - 1; k >= 0; k--) {
		above = (right[k] ?? 0) + (upper[k] ?? 0) * above
		state.saltKg[k] = above * water
	}
	leaving.brineWaterKg = over[0] ?? 0
	leaving.brineSaltKg = above * leaving.brineWaterKg
	return retained * (cake[n - 1] ?? 0) * ((state.saltKg[n - 1] ?? 0) / water)
}

/** The wash at rest with a steady feed: product and NaCl in kg/s. */
export function steadyWash(
	config: WashConfig,
	feed: {
		readonly productKgPerS: number
		readonly saltKgPerS: number
		readonly freshWaterM3PerS: number
		readonly retention: number
	},
): {
	readonly state: WashState
	readonly residualNaClWtpct: number
	readonly brineWtpct: number
	readonly stageSalt: readonly number[]
} {
	const state = emptyWash(config)
	const { productKgPerS: product, saltKgPerS: salt } = feed
	if (product <= 0) return { state, residualNaClWtpct: 0, brineWtpct: 0, stageSalt: stageSalt(config, state) }
	const retained = config.retainedWaterM3PerKg * WATER_KG_PER_M3 * feed.retention * product
	const water = feed.freshWaterM3PerS * WATER_KG_PER_M3
	const occluded = salt * config.occludedFraction
	const x = stageSaltKgPerKg({ stages: config.stages, salt: salt - occluded, water: Math.max(water, retained * 1.001), retained })
	const passS = config.residenceTimeS / (config.stages + 1)
	const carried = retained * (x[config.stages - 1] ?? 0)
	state.saltKg.set(x.map((each) => each * stageWaterKg(config)))
	state.productKg.fill(product * passS)
	state.occludedKg.fill(occluded * passS)
	state.driedSaltKg = carried * passS
	const first = x[0] ?? 0
	return {
		state,
		residualNaClWtpct: (100 * (carried + occluded)) / product,
		brineWtpct: (100 * first) / (1 + first),
		stageSalt: x,
	}
}

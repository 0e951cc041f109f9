import type { LineConfig } from '@emberline/line-config'
import { carbonEnthalpyJPerKg } from '../physics/carbon.ts'
import { moduleGasK } from '../physics/furnace-zone.ts'
import { type ModuleFlows, type ModuleState, stepModule } from '../stations/heating/process.ts'
import { stepWash, type WashLeaving } from '../stations/wash/process.ts'
import type { Powder } from '../web/powder.ts'
import { type LineConditions, seenInModuleK } from './conditions.ts'
import { passLedger } from './heat-ledger.ts'
import { FLOW, FLOWS, type LineState, TERM, TERMS } from './line-state.ts'
import type { LineControls } from './model-port.ts'
import { feedWeb, moveWeb, type Scraped } from './moving-web.ts'
import { noneTaken, type PlaceTaken } from './pass.ts'
import { scaleYield } from './steady-line.ts'

/** Longest step in which emitters, gas and wash may stand still for the web, whatever they do: the furnace settles within minutes. */
export const LONGEST_STEP_S = 0.25

/** Number of short steps that a step is cut into: none longer than `longestS` or one parcel length of travel. */
export function shortSteps(config: LineConfig, controls: LineControls, dtS: number, longestS: number = LONGEST_STEP_S): number {
	const travelM = Math.max(0, controls.webSpeedMPerS) * dtS
	return Math.max(1, Math.ceil(Math.max(dtS / longestS, travelM / config.web.parcelLengthM) - 1e-9))
}

/** What a step works with; made once for a line at the same controls and parameters. */
export interface StepParts {
	readonly config: LineConfig
	readonly conditions: LineConditions
	readonly powders: readonly Powder[]
	readonly controls: LineControls
	readonly taken: readonly PlaceTaken[]
	readonly amounts: Float64Array
}

export function stepParts(
	config: LineConfig,
	conditions: LineConditions,
	powders: readonly Powder[],
	controls: LineControls,
): StepParts {
	return { config, conditions, powders, controls, taken: conditions.places.map(noneTaken), amounts: new Float64Array(TERMS) }
}

/** One short step of the whole line; adds its means to the state's accounts with the weight `share`. */
export function stepLine(parts: StepParts, state: LineState, dtS: number, share: number): void {
	const { config, conditions, controls, taken } = parts
	for (let p = 0; p < taken.length; p++) clear(taken[p]!)
	setModules(conditions, state)
	const scraped: Scraped = { productKg: 0, saltKg: 0 }
	const move = { config, state, conditions, powders: parts.powders, controls, taken, scraped }
	moveWeb(move, dtS)
	feedWeb(move, dtS)
	const travelM = Math.max(0, controls.webSpeedMPerS) * dtS
	state.fedM += travelM
	state.webSpeedMPerS = Math.max(0, controls.webSpeedMPerS)
	state.timeS += dtS
	const { places } = conditions
	for (let p = 0; p < places.length; p++) {
		const place = places[p]!
		if (place.kind !== 'drying' && place.kind !== 'heating' && place.kind !== 'quench') continue
		const drawn = draw(parts, state, p, travelM, dtS, share)
		if (place.kind === 'heating') stepHeater(parts, state, place.zone, drawn, dtS, share)
	}
	state.furnaceKgPerS = (state.furnaceProductKgPerM2 * travelM * config.web.coatedWidthM) / dtS
	washStep(parts, state, scraped, dtS)
}

function clear(taken: PlaceTaken): void {
	taken.radiation = 0
	taken.convection = 0
	taken.fusion = 0
	taken.reaction = 0
	taken.kelvinSeconds = 0
	taken.water = 0
	taken.latent = 0
	taken.sensible = 0
	taken.margin = 0
	taken.seconds = 0
}

/** Emitters and gas as the web will see them in this step. */
export function setModules(conditions: LineConditions, state: LineState): void {
	const { places } = conditions
	for (let p = 0; p < places.length; p++) {
		const place = places[p]!
		const around = conditions.around[p]
		if (place.kind !== 'heating' || around === null || around === undefined) continue
		const emitterK = state.emitterK[place.zone]!
		around.surfaceK = seenInModuleK(conditions, place.zone, emitterK, state.wallK[place.zone]!)
		around.gasK = moduleGasK(conditions.modules[place.zone]!, state.meanK[place.zone]!, emitterK)
	}
}

/** What a place gives to the web over a step, W, evened out over one parcel length; kept in the state's account. */
function draw(parts: StepParts, state: LineState, p: number, travelM: number, dtS: number, share: number): Float64Array {
	const { config, conditions, amounts } = parts
	const taken = parts.taken[p]!
	const { parcelLengthM } = config.web
	const coated = (parcelLengthM * conditions.coatedWidthM) / dtS
	const margin = (parcelLengthM * conditions.marginWidthM) / dtS
	amounts[TERM.radiation] = taken.radiation * coated
	amounts[TERM.convection] = taken.convection * coated
	amounts[TERM.fusion] = taken.fusion * coated
	amounts[TERM.reaction] = taken.reaction * coated
	amounts[TERM.margin] = taken.margin * margin
	amounts[TERM.latent] = taken.latent * coated
	amounts[TERM.sensible] = taken.sensible * coated
	amounts[TERM.kelvinSeconds] = taken.kelvinSeconds
	amounts[TERM.seconds] = taken.seconds
	// Amounts here are means over this step; the ledger spreads amounts over travel, so it is fed and read as step sums.
	for (let k = 0; k < TERMS; k++) amounts[k] = amounts[k]! * dtS
	passLedger(state.ledgers[p]!, amounts, travelM, parcelLengthM)
	for (let k = 0; k < TERMS; k++) {
		amounts[k] = amounts[k]! / dtS
		state.placeW[p * TERMS + k] = state.placeW[p * TERMS + k]! + amounts[k]! * share
	}
	return amounts
}

const moduleState: ModuleState = { emitterK: 0, wallK: 0, setpointK: 0, integralW: 0 }
const flows: ModuleFlows = { gasOutW: 0, slotW: 0, wallInW: 0, wallOutW: 0, powerW: 0, storedW: 0 }

/** Emitter, wall and controller of one module over a step. */
function stepHeater(parts: StepParts, state: LineState, zone: number, drawn: Float64Array, dtS: number, share: number): void {
	const { heating } = parts.config.stations
	const module = parts.conditions.modules[zone]!
	const own = heating.modules[zone]!
	moduleState.emitterK = state.emitterK[zone]!
	moduleState.wallK = state.wallK[zone]!
	moduleState.setpointK = state.setpointK[zone]!
	moduleState.integralW = state.integralW[zone]!
	const control = {
		heatersOn: parts.controls.heatersOn,
		setpointK: parts.controls.emitterSetpointK[zone] ?? heating.ambientK,
		heatUpRateKPerS: heating.heatUpRateKPerS,
		gainWPerK: own.controlGainWPerK,
		integralTimeS: heating.controlIntegralTimeS,
		powerMaxW: own.powerMaxW,
	}
	const webW = drawn[TERM.radiation]! + drawn[TERM.convection]! + drawn[TERM.margin]!
	const base = zone * FLOWS
	// The controller keeps its own pace where the web takes a longer step.
	const turns = Math.max(1, Math.ceil(dtS / LONGEST_STEP_S - 1e-9))
	const step = { webW, webMeanK: state.meanK[zone]!, dtS: dtS / turns }
	for (let turn = 0; turn < turns; turn++) {
		stepModule(module, moduleState, control, step, flows)
		keepFlow(state, base + FLOW.power, flows.powerW, share / turns)
		keepFlow(state, base + FLOW.gas, flows.gasOutW, share / turns)
		keepFlow(state, base + FLOW.slots, flows.slotW, share / turns)
		keepFlow(state, base + FLOW.walls, flows.wallOutW, share / turns)
	}
	// What is stored is counted from the temperatures reached, so that the closure is a check and not an identity.
	const emitterJ = module.emitterMassKg * carbonEnthalpyJPerKg(state.emitterK[zone]!, moduleState.emitterK)
	const wallJ = module.wallJPerK * (moduleState.wallK - state.wallK[zone]!)
	state.emitterK[zone] = moduleState.emitterK
	state.wallK[zone] = moduleState.wallK
	state.setpointK[zone] = moduleState.setpointK
	state.integralW[zone] = moduleState.integralW
	if (drawn[TERM.seconds]! > 0) state.meanK[zone] = drawn[TERM.kelvinSeconds]! / drawn[TERM.seconds]!
	keepFlow(state, base + FLOW.stored, (emitterJ + wallJ) / dtS, share)
}

function keepFlow(state: LineState, at: number, watts: number, share: number): void {
	state.moduleW[at] = state.moduleW[at]! + watts * share
}

const leaving: WashLeaving = { productKg: 0, productSaltKg: 0, brineSaltKg: 0, brineWaterKg: 0 }

/** Wash, product dryer and scale over a step. */
function washStep(parts: StepParts, state: LineState, scraped: Scraped, dtS: number): void {
	const { config, controls } = parts
	const feed = { ...scraped, freshWaterM3PerS: controls.freshWaterM3PerS, retention: state.parameters.wash }
	stepWash(config.stations.wash, state.wash, feed, dtS, leaving)
	const kept = scaleYield(config, state.parameters)
	const { totals } = state
	totals.productKg += leaving.productKg * kept
	totals.productSaltKg += leaving.productSaltKg * kept
	totals.lostKg += (leaving.productKg + leaving.productSaltKg) * (1 - kept)
	totals.brineSaltKg += leaving.brineSaltKg
	totals.freshWaterKg += controls.freshWaterM3PerS * 1000 * dtS
	state.scaleKgPerS = (leaving.productKg * kept) / dtS
	// Under a microgram of product there is no powder to speak of.
	if (leaving.productKg > 1e-9 * dtS) state.residualNaClWtpct = (100 * leaving.productSaltKg) / leaving.productKg
}

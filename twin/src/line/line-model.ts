import type { LineConfig, Recipe } from '@emberline/line-config'
import { steadyWallK } from '../physics/furnace-zone.ts'
import type { ZoneBalance } from '../port.ts'
import { stageConductivityMSPerCm, steadyWash } from '../stations/wash/process.ts'
import { copyParcel, shiftParcelTime } from '../web/parcels.ts'
import { type Powder, powderOf } from '../web/powder.ts'
import { checkRecipe } from '../web/powder-range.ts'
import { massesOf } from '../web/powder-result.ts'
import { wholeLineKW } from './balances.ts'
import { type LineConditions, lineConditions } from './conditions.ts'
import { checkControls, checkParameters } from './controls-range.ts'
import { primeLedger } from './heat-ledger.ts'
import { lineMass, lineZones, startKg } from './line-accounts.ts'
import { loadState, saveState } from './line-snapshot.ts'
import { FLOW, FLOWS, idleControls, type LineState, restingState, TERM, TERMS } from './line-state.ts'
import { LONGEST_STEP_S, type StepParts, shortSteps, stepLine, stepParts } from './line-step.ts'
import type { MassAccount } from './mass-account.ts'
import type { LineControls, LineModel, LineModelSnapshot, ModelParameters, ParcelRecord } from './model-port.ts'
import { nominalParameters } from './parameters.ts'
import type { Place } from './places.ts'
import { scaleYield } from './steady-line.ts'
import { type SteadyWalk, steadyWalk, webHeatW } from './steady-walk.ts'
import { webProfile } from './web-profile.ts'
import { shiftWeb, weighWeb } from './web-shift.ts'

/** The line as it is now, with its mass account beside what the port asks for. */
export interface MovingLine extends LineModel {
	mass(): MassAccount
	/**
	 * One step as of any model, cut into short ones of at most `longestS` (a quarter of a second where nothing is said) and at most one parcel
	 * length of travel. Within a short step the web sees emitters as they stood at its begin: longer ones are for who knows that they stand still.
	 */
	step(controls: LineControls, dtS: number, longestS?: number): void
}

class WebLine implements MovingLine {
	readonly config: LineConfig
	readonly conductivityMSPerCm: Float64Array
	#state: LineState
	#powders: Powder[]
	#parts: StepParts | null = null
	#places: readonly Place[]
	/** Accounts of the last step, once somebody has asked for them. */
	#zones: readonly ZoneBalance[] | null = null

	constructor(config: LineConfig, state: LineState) {
		this.config = config
		this.#state = state
		this.#powders = state.recipes.map((recipe) => powderOf(recipe, state.parameters))
		this.#places = this.#conditions({ ...idleControls(config), quenchLengthM: state.quenchLengthM }).places
		this.conductivityMSPerCm = new Float64Array(config.stations.wash.stages)
		stageConductivityMSPerCm(config.stations.wash, state.wash, this.conductivityMSPerCm)
	}

	get recipe(): Recipe {
		return this.#state.recipes[this.#state.feeding]!
	}
	get timeS(): number {
		return this.#state.timeS
	}
	get fedM(): number {
		return this.#state.fedM
	}
	get parameters(): ModelParameters {
		return this.#state.parameters
	}
	set parameters(parameters: ModelParameters) {
		checkParameters(this.config, parameters)
		this.#state.parameters = parameters
		this.#powders = this.#state.recipes.map((recipe) => powderOf(recipe, parameters))
		this.#parts = null
	}
	get emitterK(): Float64Array {
		return this.#state.emitterK
	}
	get wallK(): Float64Array {
		return this.#state.wallK
	}
	get powerW(): Float64Array {
		return this.#state.powerW
	}
	get lastQuenched(): ParcelRecord | null {
		return this.#state.lastQuenched
	}
	get furnaceKgPerS(): number {
		return this.#state.furnaceKgPerS
	}
	get scaleKgPerS(): number {
		return this.#state.scaleKgPerS
	}
	get productKg(): number {
		return this.#state.totals.productKg
	}
	get washProductKg(): Float64Array {
		return this.#state.wash.productKg
	}
	get residualNaClWtpct(): number {
		return this.#state.residualNaClWtpct
	}
	get wholeLineKW(): number {
		return wholeLineKW(this.config, this.zones())
	}

	#conditions(controls: LineControls): LineConditions {
		return lineConditions(this.config, controls, this.#state.parameters)
	}

	step(controls: LineControls, dtS: number, longestS: number = LONGEST_STEP_S): void {
		if (!(dtS > 0) || !Number.isFinite(dtS)) throw new RangeError(`a step of the line needs a time over zero, found ${dtS} s`)
		const state = this.#state
		const parts = this.#partsFor(controls)
		this.#zones = null
		if (state.quenchLengthM !== controls.quenchLengthM) this.#moveQuenchEnd(controls.quenchLengthM)
		state.placeW.fill(0)
		state.moduleW.fill(0)
		const steps = shortSteps(this.config, controls, dtS, longestS)
		for (let n = 0; n < steps; n++) stepLine(parts, state, dtS / steps, 1 / steps)
		for (let z = 0; z < state.powerW.length; z++) state.powerW[z] = state.moduleW[z * FLOWS + FLOW.power]!
		stageConductivityMSPerCm(this.config.stations.wash, state.wash, this.conductivityMSPerCm)
	}

	/** What a step at these controls works with; kept while they stay the same. */
	#partsFor(controls: LineControls): StepParts {
		if (this.#parts !== null && sameControls(this.#parts.controls, controls)) return this.#parts
		const conditions = this.#conditions(controls)
		this.#places = conditions.places
		this.#parts = stepParts(this.config, conditions, this.#powders, controls)
		this.#state.controls = controls
		return this.#parts
	}

	/** Parcels in the quench whose stretch now is under jets, or no longer is. */
	#moveQuenchEnd(quenchLengthM: number): void {
		const state = this.#state
		state.quenchLengthM = quenchLengthM
		const jets = this.#places.findIndex((place) => place.kind === 'quench')
		const endM = this.#places[jets]!.toM
		for (let n = 0; n < state.count; n++) {
			const i = (state.first + n) % state.web.capacity
			const place = state.web.place[i]!
			if (place !== jets && place !== jets + 1) continue
			state.web.place[i] = state.fedM - state.web.bornM[i]! < endM ? jets : jets + 1
		}
	}

	setRecipe(recipe: Recipe): void {
		const state = this.#state
		checkRecipe(recipe, state.parameters.charYield)
		const known = state.recipes.findIndex((each) => each.id === recipe.id)
		state.feeding = known >= 0 ? known : state.recipes.push(recipe) - 1
		if (known >= 0) state.recipes[known] = recipe
		this.#powders = state.recipes.map((each) => powderOf(each, state.parameters))
		this.#parts = null
	}

	zones(): readonly ZoneBalance[] {
		this.#zones ??= lineZones(this.config, this.#state, this.#places)
		return this.#zones
	}

	mass(): MassAccount {
		return lineMass(this.config, this.#state, this.#powders)
	}

	profile(sM: readonly number[]): { temperatureK: number[]; moistureKgPerKg: number[] } {
		const { controls } = this.#state
		return webProfile(this.#state, controls === null ? null : this.#partsFor(controls), this.config, sM)
	}

	shiftWeb(sM: readonly number[], byK: readonly number[]): void {
		shiftWeb(this.#state, this.#powders, this.config.web.clothArealMassKgPerM2, sM, byK)
	}

	weighWeb(fromM: number, toM: number, factor: number): void {
		const { coatedWidthM, parcelLengthM } = this.config.web
		weighWeb(this.#state, { fromM, toM, factor, parcelM2: coatedWidthM * parcelLengthM })
	}

	takeLeft(): readonly ParcelRecord[] {
		const state = this.#state
		const left = state.left.filter(({ fedM }) => fedM >= state.toldM)
		state.left = []
		return left
	}

	goBack(snapshot: LineModelSnapshot): void {
		const { parameters, recipes, left, web, first, toldM } = this.#state
		const oldestM = Math.min(web.bornM[first] ?? toldM, ...left.map(({ fedM }) => fedM))
		this.#state = loadState(this.config, new Map(recipes.map((recipe) => [recipe.id, recipe])), snapshot)
		this.#state.toldM = Math.max(toldM, oldestM)
		this.parameters = parameters
		this.#zones = null
		this.#places = this.#conditions({ ...idleControls(this.config), quenchLengthM: this.#state.quenchLengthM }).places
	}

	snapshot(): LineModelSnapshot {
		return saveState(this.#state)
	}
}

function sameControls(a: LineControls, b: LineControls): boolean {
	if (a === b) return true
	const same = (x: readonly number[], y: readonly number[]) => x.length === y.length && x.every((value, k) => value === y[k])
	return (
		a.webSpeedMPerS === b.webSpeedMPerS &&
		a.screwRevPerS === b.screwRevPerS &&
		a.feedMoistureKgPerKg === b.feedMoistureKgPerKg &&
		a.heatersOn === b.heatersOn &&
		a.shutterOpenFraction === b.shutterOpenFraction &&
		a.quenchGasM3PerS === b.quenchGasM3PerS &&
		a.quenchLengthM === b.quenchLengthM &&
		a.freshWaterM3PerS === b.freshWaterM3PerS &&
		a.dryerExitK === b.dryerExitK &&
		a.furnaceInletK === b.furnaceInletK &&
		same(a.dryerAirK, b.dryerAirK) &&
		same(a.emitterSetpointK, b.emitterSetpointK)
	)
}

/** A line at room temperature: bare web, cold furnace, clean wash. */
export function coldLine(
	config: LineConfig,
	recipe: Recipe,
	parameters: ModelParameters = nominalParameters(config),
): MovingLine {
	checkParameters(config, parameters)
	checkRecipe(recipe, parameters.charYield)
	return new WebLine(config, restingState(config, recipe, parameters))
}

/** A line that has run at these controls until everything settled: the steady line laid onto the moving web. Throws as `steadyLine` does. */
export function warmLine(
	config: LineConfig,
	recipe: Recipe,
	controls: LineControls,
	parameters: ModelParameters = nominalParameters(config),
): MovingLine {
	checkControls(config, controls)
	checkParameters(config, parameters)
	checkRecipe(recipe, parameters.charYield)
	const state = restingState(config, recipe, parameters)
	const parcelM = config.web.parcelLengthM
	const atM = Array.from({ length: state.count }, (_, k) => (k + 0.5) * parcelM)
	state.quenchLengthM = controls.quenchLengthM
	const walk = steadyWalk(config, recipe, controls, parameters, {
		atM,
		arrive: ({ stop, web, placeIndex }) => {
			const i = state.count - 1 - stop
			copyParcel(web, 0, state.web, i)
			shiftParcelTime(state.web, i, -(web.clockS[0] ?? 0))
			state.web.bornM[i] = -(atM[stop] ?? 0)
			state.web.place[i] = placeIndex
		},
	})
	settle(config, state, walk, controls)
	return new WebLine(config, state)
}

/** Furnace, accounts, wash and flows of the settled line. */
function settle(config: LineConfig, state: LineState, walk: SteadyWalk, controls: LineControls): void {
	const { conditions, powder } = walk
	const speed = controls.webSpeedMPerS
	walk.modules.forEach((module, z) => {
		state.emitterK[z] = module.emitterK
		state.wallK[z] = steadyWallK(conditions.modules[z]!, module.emitterK)
		state.setpointK[z] = controls.emitterSetpointK[z] ?? module.emitterK
	})
	conditions.places.forEach((place, p) => {
		const taken = walk.taken[p]!
		if (place.kind === 'heating') state.meanK[place.zone] = taken.kelvinSeconds / taken.seconds
		state.placeInK[p] = walk.inK[p]!
		state.placeOutK[p] = walk.outK[p]!
		state.placeDoseS[p] = walk.doseS[p]!
		const perMetre = new Float64Array(TERMS)
		perMetre[TERM.radiation] = taken.radiation * conditions.coatedWidthM
		perMetre[TERM.convection] = taken.convection * conditions.coatedWidthM
		perMetre[TERM.fusion] = taken.fusion * conditions.coatedWidthM
		perMetre[TERM.reaction] = taken.reaction * conditions.coatedWidthM
		perMetre[TERM.margin] = taken.margin * conditions.marginWidthM
		perMetre[TERM.latent] = taken.latent * conditions.coatedWidthM
		perMetre[TERM.sensible] = taken.sensible * conditions.coatedWidthM
		perMetre[TERM.kelvinSeconds] = taken.kelvinSeconds / config.web.parcelLengthM
		perMetre[TERM.seconds] = taken.seconds / config.web.parcelLengthM
		primeLedger(state.ledgers[p]!, perMetre, config.web.parcelLengthM)
		for (let k = 0; k < TERMS; k++) state.placeW[p * TERMS + k] = perMetre[k]! * speed
		if (place.kind !== 'heating') return
		const module = walk.modules[place.zone]!
		const base = place.zone * FLOWS
		state.powerW[place.zone] = webHeatW(taken, conditions, speed) + module.gasOutW + module.slotW + module.wallW
		state.moduleW[base + FLOW.power] = state.powerW[place.zone]!
		state.moduleW[base + FLOW.gas] = module.gasOutW
		state.moduleW[base + FLOW.slots] = module.slotW
		state.moduleW[base + FLOW.walls] = module.wallW
	})
	const masses = massesOf(walk.web, 0, powder)
	const areaPerS = speed * conditions.coatedWidthM
	state.furnaceProductKgPerM2 = masses.alloy + masses.char
	state.furnaceKgPerS = state.furnaceProductKgPerM2 * areaPerS
	state.scaleKgPerS = state.furnaceKgPerS * scaleYield(config, state.parameters)
	const wash = steadyWash(config.stations.wash, {
		productKgPerS: state.furnaceKgPerS,
		saltKgPerS: masses.nacl * areaPerS,
		freshWaterM3PerS: controls.freshWaterM3PerS,
		retention: state.parameters.wash,
	})
	state.wash.saltKg.set(wash.state.saltKg)
	state.wash.productKg.set(wash.state.productKg)
	state.wash.occludedKg.set(wash.state.occludedKg)
	state.wash.driedSaltKg = wash.state.driedSaltKg
	state.residualNaClWtpct = wash.residualNaClWtpct
	state.webSpeedMPerS = speed
	state.controls = controls
	state.startKg = startKg(config, state, [powder])
}

/** A line from its snapshot: it goes on bit for bit. `recipes` must hold those that the snapshot names. */
export function restoreLine(
	config: LineConfig,
	recipes: Iterable<Recipe> | ReadonlyMap<string, Recipe> | Readonly<Record<string, Recipe>>,
	snapshot: LineModelSnapshot,
): MovingLine {
	const all =
		recipes instanceof Map
			? recipes.values()
			: Symbol.iterator in recipes
				? (recipes as Iterable<Recipe>)
				: Object.values(recipes)
	const byId = new Map(Array.from(all as Iterable<Recipe>, (recipe) => [recipe.id, recipe] as const))
	return new WebLine(config, loadState(config, byId, snapshot))
}

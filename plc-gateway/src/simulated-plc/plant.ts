import { CARBON, type LineConfig, type Recipe, UNIT_MODE_NUMBER } from '@emberline/line-config'
import { moveActuators } from './actuators.ts'
import { type Dryer, dryersOf } from './dryer.ts'
import { Encoder } from './encoder.ts'
import { FaultEngine, type FaultOptions } from './faults/fault-engine.ts'
import { stopCodeOf } from './faults/fault-record.ts'
import { Feeder } from './feeder.ts'
import { FurnaceAir } from './furnace-air.ts'
import { Hall } from './hall.ts'
import { HeaterModule } from './heater-module.ts'
import type { Instrument, Sample } from './instrument.ts'
import { makeInstruments } from './instruments.ts'
import { Jacket } from './jacket.ts'
import { Laboratory } from './laboratory.ts'
import { LineProgram } from './line-program.ts'
import { matterOf } from './matter.ts'
import { Meters } from './meters.ts'
import { OperatorPanel } from './operator-panel.ts'
import { PlanRunner } from './plan-runner.ts'
import type { Powder } from './powder.ts'
import { QuenchPlates } from './quench-plates.ts'
import { warmUp } from './running-start.ts'
import { type PlanItem, planFor } from './schedule.ts'
import { senseOf } from './senses.ts'
import { type SetPoints, setPointsOf } from './set-points.ts'
import type { Station } from './station-lead.ts'
import { stepStations } from './station-step.ts'
import { drawParameters, type TrueParameters } from './true-parameters.ts'
import { type Truth, truthOf } from './truth.ts'
import { WashTrain } from './wash-train.ts'
import { WebTreatment } from './web-treatment.ts'

/** The PLC's cycle, s. */
export const CYCLE_S = 0.1
const CORE_DIAMETER_M = 0.2
/** A roll holds more than it is sold for: leader, threading and what changes of recipe take. */
const ROLL_EXTRA = 1.15
/** Web run before the simulation begins, of a plant that starts running. */
const RUN_BEFORE_M = 120

export interface PlantOptions {
	readonly line: LineConfig
	/** By the names that the line's tags use (`HTR`). */
	readonly recipes: ReadonlyMap<string, Recipe>
	readonly seed: number
	/** Plant time at the start, ms since 1970. */
	readonly startMs: number
	/** `running`: hot, in Execute and with product on the scale; `cold`: stopped at room temperature. */
	readonly start: 'running' | 'cold'
	/** Recipe to begin with; default the first. */
	readonly recipe?: string | undefined
	/** How the plant differs from its drawings; default drawn from the seed. */
	readonly parameters?: TrueParameters | undefined
	/** Replaces the usual plan; an empty one leaves the line to its operator. */
	readonly plan?: readonly PlanItem[] | undefined
	/** What goes wrong; default nothing. */
	readonly faults?: FaultOptions | undefined
}

/** The line as it physically is, with its PLC program. No input or output, no clock, no chance but the seed's. */
export class Plant {
	readonly line: LineConfig
	readonly startMs: number
	/** What no tag tells. */
	readonly parameters: TrueParameters
	readonly treatment: WebTreatment
	readonly modules: readonly HeaterModule[]
	readonly dryers: readonly Dryer[]
	readonly plates: QuenchPlates
	readonly wash: WashTrain
	readonly feeder: Feeder
	readonly air: FurnaceAir
	readonly jacket: Jacket
	readonly hall: Hall
	readonly meters: Meters
	readonly program: LineProgram
	readonly panel: OperatorPanel
	readonly plan: PlanRunner
	readonly laboratory: Laboratory
	readonly faults: FaultEngine
	readonly encoder: Encoder
	readonly instruments: readonly Instrument[]
	setPoints: SetPoints
	recipe: string
	productLot = 1
	webSpeedMPerS = 0
	shutterOpenShare = 0
	quenchGasM3PerS = 0
	freshWaterM3PerS = 0
	productDryerK: number
	/** Heat that the quench takes from the web, W. */
	toQuenchW = 0
	roll = 1
	rollUsedM = 0
	/** Powder taken off over the last cycle, and the last that there was. */
	scraped: readonly Powder[] = []
	lastPowder: Powder | null = null
	/** The drive has failed: the web runs out to a standstill whatever it is told. */
	driveFailed = false
	/** The shutter stays where it is, whatever it is told. */
	shutterJammed = false
	/** Somebody has shut the water of the jacket, or the gas of the quench, by hand. */
	jacketShut = false
	quenchGasShut = false
	/** The button on the machine is pressed in. */
	emergencyStop = false
	/** Stations that are cut off: their inputs and outputs do not answer, and nothing is told of them. */
	readonly silentStations = new Set<Station>()
	/** A gateway that beat has fallen silent. */
	gatewayLost = false
	/** What its network makes of the PLC's clock, ms ahead after so many plant seconds. */
	wireAheadMs: (plantS: number) => number = () => 0
	/** At the rewind; none while the web is torn. */
	webTensionN: number
	/** PLC cycles since the start. */
	cycles = 0
	/** Web run before the start, m of true web. */
	readonly beforeM: number
	readonly #recipes: ReadonlyMap<string, Recipe>
	readonly #names: readonly string[]
	#autoPlan: boolean
	#planCycle = 0
	#carryS = 0
	#resetDue = false

	constructor(options: PlantOptions) {
		const { line, recipes, seed } = options
		const { heating } = line.stations
		this.line = line
		this.startMs = options.startMs
		this.#recipes = recipes
		this.#names = [...recipes.keys()]
		const own = options.parameters ?? drawParameters(heating.modules.length, seed)
		this.parameters = own
		this.recipe = options.recipe ?? this.#names[0] ?? ''
		this.setPoints = setPointsOf(line, this.#recipeNamed(this.recipe))
		this.treatment = new WebTreatment(line, own, [...recipes.values()].map(matterOf))
		this.modules = heating.modules.map(
			(_, index) =>
				new HeaterModule({ config: heating, index, lossFactor: own.zoneLoss[index] ?? 1, gain: own.emitterGain[index] ?? 1 }),
		)
		this.dryers = dryersOf(line)
		this.plates = new QuenchPlates(line.stations.quench, line.web.clothWidthM)
		this.faults = new FaultEngine(line, { ...options.faults, seed, startMs: options.startMs })
		this.wash = new WashTrain(line.stations.wash, own)
		this.productDryerK = heating.ambientK
		this.feeder = new Feeder(line.stations.feed, own.feeder, seed)
		this.air = new FurnaceAir(heating.gasFlowNormalM3PerS * heating.modules.length)
		this.jacket = new Jacket(heating)
		this.hall = new Hall(line, seed)
		this.webTensionN = this.hall.tensionN
		this.meters = new Meters(line)
		this.program = new LineProgram(line)
		this.panel = new OperatorPanel(line, this)
		this.plan = new PlanRunner(
			{
				program: this.program,
				executedM: () => this.meters.executedM,
				rollLeftM: () => this.rollLeftM,
				recipe: () => this.recipe,
				knows: (name) => this.#recipes.has(name),
				loadRecipe: (name) => this.loadRecipe(name),
				newRoll: () => this.#newRoll(),
				readyToRun: () => this.#readyToRun(),
			},
			seed,
		)
		this.laboratory = new Laboratory(seed)
		this.beforeM = options.start === 'running' ? RUN_BEFORE_M : 0
		this.encoder = new Encoder(own.encoder, this.beforeM)
		this.#autoPlan = false
		if (options.start === 'running') {
			warmUp(this, () => this.#cycle())
			this.rollUsedM = this.beforeM
		}
		this.#autoPlan = options.plan === undefined
		if (options.plan !== undefined) this.plan.setItems(options.plan)
		else this.plan.setItems(this.#usualPlan())
		this.instruments = makeInstruments(this, seed)
	}

	/** The PLC's clock ahead of plant time, ms, whole: by a fault and by its network. */
	get clockAheadMs(): number {
		return Math.round(1000 * this.faults.disturbances.clockAheadS + this.wireAheadMs(this.nowS))
	}

	/** Plant seconds since the start. */
	get nowS(): number {
		return this.cycles * CYCLE_S
	}

	/** Plant time, ms since 1970. */
	get nowMs(): number {
		return this.startMs + Math.round(this.cycles * CYCLE_S * 1000)
	}

	get rollLeftM(): number {
		return this.line.web.rollLengthM * ROLL_EXTRA - this.rollUsedM
	}

	get rollDiameterM(): number {
		return Math.sqrt(CORE_DIAMETER_M ** 2 + (4 * Math.max(0, this.rollLeftM) * CARBON.clothThicknessM) / Math.PI)
	}

	/** What the rewind encoder reads after this much web of the simulation, m. */
	encoderM(paidOutM: number): number {
		return this.encoder.readingM(paidOutM)
	}

	/** Lets plant time go by, in whole PLC cycles; a remainder is kept for the next call. */
	step(dtS: number): void {
		this.#carryS += dtS
		while (this.#carryS >= CYCLE_S - 1e-9) {
			this.#carryS -= CYCLE_S
			this.#suffer()
			this.#cycle()
			for (const instrument of this.instruments) instrument.cycle(this.cycles, CYCLE_S, this.nowMs)
		}
	}

	/** Every tag as its instrument shows it now. */
	tags(): ReadonlyMap<string, Sample> {
		return new Map(this.instruments.map(({ tag, sample }) => [tag.name, sample]))
	}

	/** What is really so, and no tag tells. */
	get truth(): Truth {
		return truthOf(this)
	}

	get recipeInForce(): Recipe {
		return this.#recipeNamed(this.recipe)
	}

	/** Takes a recipe's set-points into force; a recipe that the line does not know changes nothing. */
	loadRecipe(name: string): void {
		const recipe = this.#recipes.get(name)
		if (recipe === undefined) return
		if (name !== this.recipe) this.productLot++
		this.recipe = name
		this.setPoints = setPointsOf(this.line, recipe)
	}

	/** A new plan in place of the old one. */
	setPlan(items: readonly PlanItem[]): void {
		this.#autoPlan = false
		this.plan.setItems(items)
	}

	#cycle(): void {
		this.cycles++
		const { program, nowS } = this
		this.panel.cycle(nowS)
		if (this.panel.unitMode === UNIT_MODE_NUMBER.Production) {
			this.plan.step(nowS, this.nowMs)
			if (this.#autoPlan && this.plan.current === undefined) this.plan.setItems(this.#usualPlan())
		}
		program.step(CYCLE_S, nowS, senseOf(this))
		moveActuators(this, CYCLE_S)
		this.scraped = this.treatment.cycle(CYCLE_S, {
			speedMPerS: this.webSpeedMPerS,
			powder: {
				dryKgPerS: this.feeder.moistKgPerS / (1 + this.feeder.moisture),
				moisture: this.feeder.moisture,
				matter: Math.max(0, this.#names.indexOf(this.recipe)),
			},
			modules: this.modules,
			dryers: this.dryers,
			platesK: this.plates.platesK,
			shutterOpenShare: this.shutterOpenShare,
			quenchGasM3PerS: this.quenchGasM3PerS,
			jetLengthM: this.setPoints.quenchLengthM,
			humidity: this.hall.humidity,
			disturbances: this.faults.disturbances,
		})
		this.lastPowder = this.scraped.at(-1) ?? this.lastPowder
		stepStations(this, CYCLE_S)
		this.meters.cycle(CYCLE_S, this)
		this.laboratory.step(this)
	}

	/** Faults come and go; whoever put one right resets the machine as well, once what it looks at is in order. */
	#suffer(): void {
		const ended = this.faults.step(this.nowS + CYCLE_S)
		for (const { name } of ended) if (name.cause === 'web_break') this.treatment.tearOff()
		if (ended.some((each) => stopCodeOf(each) !== undefined)) this.#resetDue = true
		if (this.#resetDue) this.#resetDue = this.program.interlocks.resetOnSite().length > 0
	}

	/** Nothing stands in the way of a start, as far as the people at the line can tell. */
	#readyToRun(): boolean {
		const { program, faults } = this
		return program.interlocks.standing.length === 0 && !faults.holdsBack(program.reason)
	}

	#newRoll(): void {
		this.roll++
		this.rollUsedM = 0
		this.treatment.web.splice()
	}

	#usualPlan(): readonly PlanItem[] {
		const recipes = this.#names.map((name) => this.#recipeNamed(name))
		this.#planCycle++
		return planFor(
			{
				startMs: this.nowMs,
				cycle: this.#planCycle,
				recipe: this.recipe,
				rollM: Math.round(this.line.web.rollLengthM),
				usedM: this.rollUsedM,
				webSpeedMPerS: this.setPoints.machSpeedMPerS,
			},
			this.#names,
			recipes,
		)
	}

	#recipeNamed(name: string): Recipe {
		const recipe = this.#recipes.get(name)
		if (recipe === undefined) throw new RangeError(`recipe "${name}": expected one of ${this.#names.join(', ')}`)
		return recipe
	}
}

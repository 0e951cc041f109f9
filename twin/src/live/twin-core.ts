import { type LineConfig, type Recipe, tagCountsOf, tagDictionary, tagsByName } from '@emberline/line-config'
import { createLineMachines, type LineMachineEvent, type LineMachines, type LineMachinesSnapshot } from '../line/line-machines.ts'
import { coldLine, restoreLine, warmLine } from '../line/line-model.ts'
import type { LineControls, LineModel, LineModelSnapshot } from '../line/model-port.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { steadyLine } from '../line/steady-line.ts'
import { AlarmLatch, type AlarmLatchSnapshot } from '../monitor/alarm-latch.ts'
import { type LimitRule, limitConditions, limitRules } from '../monitor/limits.ts'
import { lostConditions, stateConditions, stateDisagreement } from '../monitor/state-watch.ts'
import type { Fault, LineCommand, LineFrame, Reading, SoftSensors, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import { Estimator, type EstimatorSnapshot } from '../sync/estimator.ts'
import { type HealthMemory, type HealthVerdict, judge } from '../sync/health.ts'
import { Intake, type IntakeSnapshot, type Sample } from '../sync/intake.ts'
import { alongPath, profileGridM } from '../sync/line-places.ts'
import { controlsFromReadings, runControlsFrom } from '../sync/plant-controls.ts'
import { finite } from './finite.ts'
import { lineFrameOf, residuals, softSensors, stationFrames, webProfile, zoneAccounts } from './frame.ts'
import { machineEvent, wordsFromSpeed } from './plant-words.ts'
import type { Posterior } from './posterior.ts'
import { ReadingQueue } from './reading-queue.ts'
import { rollRemainingM } from './roll.ts'
import { NO_SCHEDULE, progressed, type ScheduleProgress, withSchedule } from './schedule-cursor.ts'
import { carriedOn, ODOMETER_ZERO, type WebOdometer, withEncoder, withNewRoll } from './web-odometer.ts'

export interface TwinOptions {
	readonly line: LineConfig
	/** By id (`htr-bisb`); those of `line.recipes`. The first of `line.recipes` is taken until the plant says which. */
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly seed: number
	/** Without it the twin takes up the plant as its first readings have it. */
	readonly initial?: 'warm' | 'cold'
}

/** Everything of a twin, as JSON: restored in another process it goes on bit for bit. */
export interface TwinSnapshot {
	readonly version: 1
	readonly line: string
	readonly seed: number
	readonly tMs: number | null
	readonly seq: number
	readonly takenUp: boolean
	readonly recipe: string
	readonly unknownRecipe: string | null
	readonly runControls: LineControls
	readonly controls: LineControls
	readonly asked: Readonly<Record<string, number>>
	readonly toldStates: readonly string[]
	readonly model: LineModelSnapshot
	readonly machines: LineMachinesSnapshot
	readonly estimator: EstimatorSnapshot
	readonly intake: IntakeSnapshot
	readonly queue: ReturnType<ReadingQueue['snapshot']>
	readonly odometer: WebOdometer
	readonly schedule: ScheduleProgress
	readonly alarms: AlarmLatchSnapshot
	readonly healthMemory: HealthMemory
	readonly verdict: HealthVerdict
	readonly ownFromM: number
	readonly productG: number
	readonly scrapM: number
	readonly meters: Meters
	readonly modelKg: number
	readonly rollId: string | null
	readonly aheadMs: number
}

interface Meters {
	readonly scaleG: number | null
	readonly scrapM: number | null
}

/** Plant time in one step of the model at most, while ticks come as they should and while they do not. */
const STEP_MS = 1000
const LONG_STEP_MS = 10_000
/** A gap between ticks above this is crossed in long steps, and above the other one the twin takes the plant up anew. */
const GAP_MS = 60_000
const JUMP_MS = 3_600_000
/** Emitters hotter than this mean that the line is or was running. */
const HOT_K = 600

/** The twin without its streams: readings, commands and ticks in, a frame out of each tick. Deterministic: no clock, no chance. */
export class TwinCore {
	readonly #options: TwinOptions
	readonly #machines: LineMachines
	readonly #rules: readonly LimitRule[]
	readonly #gridM: readonly number[]
	#modelKg = 0
	#rollId: string | undefined
	#model: LineModel
	#at: LineMachinesSnapshot
	#estimator: Estimator
	#intake: Intake
	#queue: ReadingQueue
	#alarms: AlarmLatch
	#tMs: number | null = null
	#seq = 0
	#takenUp: boolean
	#recipe: Recipe
	#unknownRecipe: string | null = null
	#runControls: LineControls
	#controls: LineControls
	#asked: Record<string, number> = {}
	#toldStates = new Set<string>()
	#odometer = ODOMETER_ZERO
	#schedule = NO_SCHEDULE
	#healthMemory: HealthMemory = { farSinceMs: null, startMs: 0 }
	#verdict: HealthVerdict = { health: 'lost', reason: 'no readings from the plant yet', stretch: 1 }
	/** Metres fed from which on the web is the twin's own. */
	#ownFromM = 0
	#productG = 0
	#scrapM = 0
	#meters: Meters = { scaleG: null, scrapM: null }
	#aheadMs = 0
	#faults: Fault[] = []

	constructor(options: TwinOptions, from?: TwinSnapshot) {
		const { line, recipes } = options
		if (from !== undefined && from.line !== line.name) {
			throw new RangeError(`snapshot: found one of line ${from.line}, expected one of ${line.name}`)
		}
		this.#options = options
		this.#machines = createLineMachines(line)
		this.#rules = limitRules(line)
		this.#gridM = profileGridM(line)
		const first = Object.keys(line.recipes).find((id) => recipes[id] !== undefined)
		const recipe = recipes[from?.recipe ?? first ?? '']
		if (recipe === undefined)
			throw new RangeError(`recipes: found none of line ${line.name}, expected one of ${Object.keys(line.recipes).join(', ')}`)
		this.#recipe = recipe
		this.#runControls = from?.runControls ?? nominalControls(line, recipe)
		this.#controls = from?.controls ?? this.#runControls
		const cold = options.initial === 'cold'
		this.#model =
			from !== undefined
				? restoreLine(line, Object.values(recipes), from.model)
				: cold
					? coldLine(line, recipe)
					: warmLine(line, recipe, this.#runControls)
		this.#at = from?.machines ?? this.#machines.initial(cold ? 'cold' : 'warm', 0)
		this.#estimator = new Estimator(line, this.#model, from?.estimator)
		const dictionary = tagsByName(tagDictionary(tagCountsOf(line)))
		this.#intake = new Intake(dictionary, from?.intake)
		this.#queue = new ReadingQueue(from?.queue)
		this.#alarms = new AlarmLatch(from?.alarms)
		this.#takenUp = from?.takenUp ?? options.initial !== undefined
		if (from !== undefined) this.#restore(from)
	}

	get verdict(): HealthVerdict {
		return this.#verdict
	}

	readings(batch: readonly Reading[]): void {
		this.#queue.push(batch)
	}

	command(command: LineCommand): void {
		switch (command.kind) {
			case 'schedule':
				this.#schedule = withSchedule(this.#schedule, command.scheduleId, command.items, this.#lineNow(this.#tMs ?? command.tMs))
				break
			case 'recipe':
				this.#useRecipe(command.recipe, command.tMs)
				break
			case 'set':
				if (typeof command.value === 'number' && Number.isFinite(command.value)) this.#asked[command.tag] = command.value
				break
			case 'packml':
				this.#stepMachines([{ kind: 'command', command: command.command }], this.#tMs ?? command.tMs)
		}
	}

	/** Moves plant time on. A time that is no number, or earlier than the last, moves nothing and is said. */
	tick(tMs: number): LineFrame {
		this.#faults = []
		const now = this.#acceptedTime(tMs)
		const before = this.#tMs ?? now
		if (this.#tMs === null) this.#begin(now)
		const gapMs = now - before
		const jumped = gapMs > JUMP_MS
		if (jumped)
			this.#fault('tick', 'time-jump', `plant time went on by ${Math.round(gapMs / 1000)} s at once; the line is taken up anew`)
		const stepMs = gapMs > GAP_MS ? LONG_STEP_MS : STEP_MS
		const steps = jumped ? 1 : Math.max(1, Math.ceil(gapMs / stepMs))
		for (let i = 1; i <= steps; i++) {
			const untilMs = i === steps ? now : before + i * stepMs
			this.#step(untilMs, jumped ? 0 : untilMs - (this.#tMs as number), now, jumped)
		}
		if (this.#queue.lost > 0 && this.#seq % 600 === 0) {
			this.#fault('readings', 'queue-full', `${this.#queue.lost} readings lost because no tick came`)
		}
		this.#estimator.turn(now, this.#recipe, this.#running(), (controls, parameters) =>
			steadyLine(this.#options.line, this.#recipe, controls, parameters),
		)
		this.#judge(now)
		return this.#frame(now)
	}

	posterior(): Posterior | null {
		if (this.#tMs === null || !this.#takenUp) return null
		const { line } = this.#at
		const number = (tag: string) => this.#intake.number(tag) ?? null
		return {
			tMs: this.#tMs,
			health: this.#verdict.health,
			healthReason: this.#verdict.reason,
			recipe: this.#recipe.id,
			model: this.#model.snapshot(),
			parameters: this.#estimator.parameters,
			parameterSd: this.#estimator.parameterSd,
			parameterCovariance: this.#estimator.parameterCovariance,
			controls: this.#controls,
			runControls: this.#runControls,
			machines: this.#at,
			stop:
				line.state === 'Execute' ? null : { state: line.state, sinceMs: line.context.sinceMs, reason: line.context.stopReason },
			schedule: this.#schedule.items,
			scheduleId: this.#schedule.scheduleId,
			cursor: this.#schedule.cursor,
			webPositionM: this.#odometer.positionM,
			rollRemainingM: this.#rollRemainingM(),
			totals: {
				scaleG: number('Wash/Product/MassTotal'),
				lineKWh: number('Line/Energy/Total'),
				waterL: number('Wash/FreshWater/Total'),
				scrapM: number('Line/Admin/ProdDefectiveCount'),
			},
		}
	}

	snapshot(): TwinSnapshot {
		return {
			version: 1,
			line: this.#options.line.name,
			seed: this.#options.seed,
			tMs: this.#tMs,
			seq: this.#seq,
			takenUp: this.#takenUp,
			recipe: this.#recipe.id,
			unknownRecipe: this.#unknownRecipe,
			runControls: this.#runControls,
			controls: this.#controls,
			asked: { ...this.#asked },
			toldStates: [...this.#toldStates],
			model: this.#model.snapshot(),
			machines: this.#at,
			estimator: this.#estimator.snapshot(),
			intake: this.#intake.snapshot(),
			queue: this.#queue.snapshot(),
			odometer: this.#odometer,
			schedule: this.#schedule,
			alarms: this.#alarms.snapshot(),
			healthMemory: this.#healthMemory,
			verdict: this.#verdict,
			ownFromM: this.#ownFromM,
			productG: this.#productG,
			scrapM: this.#scrapM,
			meters: this.#meters,
			modelKg: this.#modelKg,
			rollId: this.#rollId ?? null,
			aheadMs: this.#aheadMs,
		}
	}

	#restore(from: TwinSnapshot): void {
		this.#tMs = from.tMs
		this.#seq = from.seq
		this.#unknownRecipe = from.unknownRecipe
		this.#asked = { ...from.asked }
		this.#toldStates = new Set(from.toldStates)
		this.#odometer = from.odometer
		this.#schedule = from.schedule
		this.#healthMemory = from.healthMemory
		this.#verdict = from.verdict
		this.#ownFromM = from.ownFromM
		this.#productG = from.productG
		this.#scrapM = from.scrapM
		this.#meters = from.meters
		this.#modelKg = from.modelKg
		this.#rollId = from.rollId ?? undefined
		this.#aheadMs = from.aheadMs
	}

	#fault(source: string, code: string, message: string): void {
		this.#faults.push({ tMs: this.#tMs ?? 0, source, code, message })
	}

	#acceptedTime(tMs: number): number {
		const last = this.#tMs
		if (Number.isFinite(tMs) && (last === null || tMs >= last)) return Math.round(tMs)
		if (last === null) {
			this.#fault('tick', 'bad-time', `found ${tMs}, expected ms since 1970`)
			return 0
		}
		this.#fault('tick', 'time-back', `found ${tMs}, expected at least ${last}; plant time stands still`)
		return last
	}

	#begin(tMs: number): void {
		this.#tMs = tMs
		this.#healthMemory = { farSinceMs: null, startMs: tMs }
		if (this.#options.initial === undefined || this.#at.tMs === 0) {
			this.#at = this.#machines.initial(this.#options.initial ?? 'warm', tMs)
		}
	}

	/** One step of plant time: readings set what acts on the line, the model moves, and what was measured is compared with it. */
	#step(untilMs: number, dtMs: number, nowMs: number, anew: boolean): void {
		const samples: Sample[] = []
		const events: LineMachineEvent[] = []
		for (const reading of this.#queue.due(untilMs, nowMs)) {
			const sample = this.#intake.take(reading, this.#faults)
			if (sample === null) continue
			samples.push(sample)
			this.#hear(sample, events, untilMs)
		}
		this.#tMs = untilMs
		if (anew) this.#takenUp = false
		if (!this.#takenUp) this.#takeUp(untilMs)
		this.#telling(events)
		this.#stepMachines(events, untilMs)
		this.#setControls()
		const dtS = dtMs / 1000
		const fedBeforeM = this.#model.fedM
		this.#estimator.advance(untilMs, this.#controls, dtS, this.#recipe)
		const setting = this.#intake.number('Heating/Pyrometer/EmissivitySetting')
		for (const sample of samples) this.#estimator.compare(sample, setting)
		const runM = Math.max(0, this.#model.fedM - fedBeforeM)
		if (runM > 0 && !samples.some((s) => s.tag === ENCODER)) this.#odometer = carriedOn(this.#odometer, runM)
		this.#schedule = progressed(this.#schedule, this.#lineNow(untilMs), runM)
		this.#count()
	}

	/** What a single reading changes beside the controls. */
	#hear(sample: Sample, events: LineMachineEvent[], untilMs: number): void {
		const { tag, value, tMs } = sample
		const event = machineEvent(sample, this.#faults)
		if (event !== null) events.push(event)
		if (event?.kind === 'plant') this.#toldStates.add(event.unit)
		switch (tag) {
			case ENCODER:
				if (typeof value === 'number') {
					const now = { tMs: untilMs, webSpeedMPerS: this.#controls.webSpeedMPerS }
					this.#odometer = withEncoder(this.#odometer, { tMs, encoderM: value }, now)
				}
				break
			case 'Line/Status/CurMachSpeed':
				this.#estimator.speedSeen()
				break
			case 'Line/Recipe/ID':
				if (typeof value === 'string') this.#useRecipe(value, tMs)
				break
			case 'Feed/Unwind/RollID':
				if (this.#rollId !== undefined && this.#rollId !== value) this.#odometer = withNewRoll(this.#odometer)
				this.#rollId = typeof value === 'string' ? value : this.#rollId
		}
	}

	/** Once the plant has said whether it runs, the model begins where the plant is: what is on the web before that is assumed. */
	#takeUp(tMs: number): void {
		const state = this.#intake.number('Line/Status/StateCurrent')
		const speed = this.#intake.number(SPEED)
		if (state === undefined && speed === undefined) return
		const { line } = this.#options
		const emitters = line.stations.heating.modules.map((_, i) => this.#intake.number(`Heating/Zone${i + 1}/EmitterTemperature`))
		const known = emitters.filter((k) => k !== undefined)
		const hot = known.length > 0 ? known.some((k) => k > HOT_K) : (speed ?? 0) > 0
		if (state === undefined || state === EXECUTE) this.#runControls = this.#runFrom()
		this.#model = hot ? warmLine(line, this.#recipe, this.#runControls) : coldLine(line, this.#recipe)
		this.#estimator.take(this.#model)
		this.#ownFromM = this.#model.fedM
		this.#modelKg = this.#model.productKg
		this.#takenUp = true
		this.#at = { ...this.#at, tMs }
	}

	/** What the machines are told beside the plant's own words. */
	#telling(events: LineMachineEvent[]): void {
		const speed = this.#intake.number(SPEED)
		if (speed !== undefined) {
			const webSpeedMPerS = Math.max(0, speed / 1000)
			if (this.#at.line.context.led === 'model' || webSpeedMPerS !== this.#at.webSpeedMPerS)
				events.push({ kind: 'speed', webSpeedMPerS })
			events.push(...this.#statesNotTold(webSpeedMPerS))
		}
		if (this.#runControls.webSpeedMPerS !== this.#at.runSpeedMPerS) {
			events.push({ kind: 'run-speed', webSpeedMPerS: this.#runControls.webSpeedMPerS })
		}
		const now = this.#conditions()
		const told = this.#at.stations.Heating.context.conditions
		for (const [name, holds] of Object.entries(now)) {
			if ((told[name] ?? false) !== holds) events.push({ kind: 'condition', name, holds })
		}
	}

	/** A plant that does not tell a unit's state: it is that of the line, or follows from the speed. */
	#statesNotTold(webSpeedMPerS: number): readonly LineMachineEvent[] {
		const silent = (['Line', ...STATION_NAMES] as const).filter((unit) => !this.#toldStates.has(unit))
		if (silent.length === 0) return []
		const line = this.#toldStates.has('Line') ? this.#at.line.state : undefined
		const words =
			line === undefined
				? wordsFromSpeed(webSpeedMPerS, silent)
				: silent.map((unit) => ({ kind: 'plant', unit, state: line }) as const)
		return words.filter((word) => {
			if (word.kind !== 'plant') return false
			const at = word.unit === 'Line' ? this.#at.line : this.#at.stations[word.unit]
			return at.context.led !== 'plant' || at.state !== word.state
		})
	}

	/** What the stations wait for. */
	#conditions(): Readonly<Record<string, boolean>> {
		const { line } = this.#options
		const { emitterSetpointK, dryerAirK } = this.#runControls
		const oxygen = this.#intake.number('Heating/Purge/Oxygen')
		return {
			emittersWarm: emitterSetpointK.every((k, i) => (this.#model.emitterK[i] as number) >= k - WARM_WITHIN_K),
			dryerWarm: dryerAirK.every((k, i) => (this.#intake.number(`Drying/Zone${i + 1}/AirTemperature`) ?? k) >= k - WARM_WITHIN_K),
			purgeProved: oxygen === undefined || oxygen <= line.stations.heating.purgeOxygenPpmMax,
		}
	}

	#stepMachines(events: readonly LineMachineEvent[], tMs: number): void {
		const dueMs = this.#machines.nextDueMs(this.#at)
		const due = dueMs !== null && dueMs <= tMs
		if (events.length === 0 && !due && this.#at.line.context.led === 'plant') return
		this.#at = this.#machines.step(this.#at, events, Math.max(tMs, this.#at.tMs))
		for (const { unit, command, state } of this.#at.refused) {
			this.#fault(unit, 'command-refused', `${command}: ${unit} is in ${state}, which does not take it`)
		}
	}

	readonly #tags = { number: (tag: string) => this.#intake.number(tag) ?? this.#asked[tag] }

	#runFrom(): LineControls {
		const { line } = this.#options
		return sane(runControlsFrom(this.#tags, line, nominalControls(line, this.#recipe)), line)
	}

	#setControls(): void {
		const { line } = this.#options
		if (this.#at.line.state === 'Execute') {
			const run = this.#runFrom()
			// A set-point in force of a line on its way down is not what it runs at.
			if (run.webSpeedMPerS >= 0.5 * line.web.speedMinMPerS) this.#runControls = run
		}
		this.#controls = sane(controlsFromReadings(this.#tags, line, this.#machines.controls(this.#at, this.#runControls)), line)
	}

	/** Controls of the steady line that sensitivities are reckoned for. */
	#running(): LineControls {
		return { ...this.#runControls, heatersOn: true }
	}

	#lineNow(tMs: number) {
		const { state, context } = this.#at.line
		return { tMs, state, stopReason: context.stopReason, webSpeedMPerS: this.#controls.webSpeedMPerS }
	}

	/** A recipe by id or by the line's own name for it. */
	#useRecipe(name: string, tMs: number): void {
		const { line, recipes } = this.#options
		const id = Object.entries(line.recipes).find(([key, tagName]) => tagName === name || key === name)?.[0]
		const recipe = id === undefined ? undefined : recipes[id]
		if (recipe === undefined) {
			if (this.#unknownRecipe !== name) {
				const expected = Object.values(line.recipes).join(', ')
				this.#faults.push({
					tMs,
					source: 'Line/Recipe/ID',
					code: 'unknown-recipe',
					message: `found "${name}", expected one of ${expected}`,
				})
			}
			this.#unknownRecipe = name
			return
		}
		this.#unknownRecipe = null
		if (recipe.id === this.#recipe.id) return
		this.#recipe = recipe
		this.#runControls = nominalControls(line, recipe)
		this.#model.setRecipe(recipe)
	}

	/** Grams at the scale and metres lost since the twin started, by the plant's meters where it has them. */
	#count(): void {
		const rise = (now: number | undefined, before: number | null) =>
			now === undefined || before === null ? 0 : Math.max(0, now - before)
		const scaleG = this.#intake.number('Wash/Product/MassTotal')
		const scrapM = this.#intake.number('Line/Admin/ProdDefectiveCount')
		const modelKg = this.#model.productKg
		const overDosed = this.#model.takeLeft().filter((parcel) => parcel.overDosed).length
		this.#productG += scaleG === undefined ? Math.max(0, modelKg - this.#modelKg) * 1000 : rise(scaleG, this.#meters.scaleG)
		this.#scrapM += scrapM === undefined ? overDosed * this.#options.line.web.parcelLengthM : rise(scrapM, this.#meters.scrapM)
		this.#modelKg = modelKg
		this.#meters = { scaleG: scaleG ?? this.#meters.scaleG, scrapM: scrapM ?? this.#meters.scrapM }
	}

	#assumedM(): number {
		return Math.max(0, this.#options.line.stations.wash.scraperAtM - (this.#model.fedM - this.#ownFromM))
	}

	#judge(nowMs: number): void {
		const newest = ['Line', 'Heating', 'Feed'].map((d) => this.#intake.newestMs(d)).filter((ms) => ms !== undefined)
		this.#aheadMs = newest.length === 0 ? 0 : Math.max(...newest) - nowMs
		const { verdict, memory } = judge(
			{
				tMs: nowMs,
				intake: this.#intake,
				observables: this.#estimator.observables,
				innovations: this.#estimator.innovations,
				zones: this.#options.line.stations.heating.modules.length,
				running: this.#at.line.state === 'Execute' && this.#estimator.settled.sinceMs !== null,
				assumedM: this.#assumedM(),
				unknownRecipe: this.#unknownRecipe,
				disagreement: stateDisagreement(this.#at, nowMs),
				aheadMs: this.#aheadMs,
			},
			this.#healthMemory,
		)
		this.#verdict = verdict
		this.#healthMemory = memory
	}

	#rollRemainingM(): number | null {
		return rollRemainingM({
			config: this.#options.line,
			odometer: this.#odometer,
			schedule: this.#schedule,
			unwindDiameterMm: this.#intake.number('Feed/Unwind/Diameter'),
		})
	}

	#frame(tMs: number): LineFrame {
		const { line } = this.#options
		const model = this.#model
		const estimator = this.#estimator
		const { health, reason, stretch } = this.#verdict
		const ownM = model.fedM - this.#ownFromM
		const web = webProfile({ gridM: this.#gridM, model, estimator, stretch, assumedFromM: ownM })
		const soft = softSensors({
			model,
			recipe: this.#recipe,
			estimator,
			stretch,
			lost: health === 'lost',
			assumed: ownM < estimator.places.quenchOutM,
			moistureIntoFurnace: alongPath(web.sM, web.moistureKgPerKg, line.stations.heating.fromM),
		})
		const alarms = this.#alarms.update(tMs, [
			...lostConditions(health === 'lost', reason),
			...stateConditions(stateDisagreement(this.#at, tMs)),
			...limitConditions(this.#rules, {
				tMs,
				value: (source) => this.#valueOf(source, soft, health === 'lost'),
				runningForMs: (station) => this.#runningForMs(station, tMs),
			}),
		])
		const remainingM = this.#rollRemainingM()
		return {
			tMs,
			seq: this.#seq++,
			health,
			healthReason: reason,
			line: lineFrameOf(this.#at),
			stations: stationFrames(this.#at),
			recipe: line.recipes[this.#recipe.id] ?? this.#recipe.id,
			webSpeedMPerS: finite(this.#controls.webSpeedMPerS, 0),
			webPositionM: finite(this.#odometer.positionM, 0),
			rollRemainingM: remainingM === null || !Number.isFinite(remainingM) ? null : remainingM,
			web,
			zones: zoneAccounts(model, estimator.nudgeKW),
			soft,
			residuals: residuals(estimator, tMs),
			alarms,
			faults: this.#faults,
			scrapM: this.#scrapM,
			productG: this.#productG,
		}
	}

	#valueOf(source: string, soft: SoftSensors, lost: boolean): number | undefined {
		if (!source.startsWith('soft/')) return this.#intake.number(source)
		const value = soft[source.slice('soft/'.length) as keyof SoftSensors]
		if (lost || value === null || value === undefined || typeof value === 'string') return undefined
		return typeof value === 'number' ? value : value.x
	}

	#runningForMs(station: StationName | 'Line', tMs: number): number | null {
		const { state, context } = station === 'Line' ? this.#at.line : this.#at.stations[station]
		return state === 'Execute' ? tMs - context.sinceMs : null
	}
}

const ENCODER = 'Line/Web/Position'
const SPEED = 'Line/Status/CurMachSpeed'
const EXECUTE = 6
/** Emitters and air within this of their set-points are warm. */
const WARM_WITHIN_K = 15

/** Controls within what the model can bear, whatever a reading said. */
function sane(c: LineControls, config: LineConfig): LineControls {
	const within = (x: number, low: number, high: number, otherwise: number) =>
		Number.isFinite(x) ? Math.min(high, Math.max(low, x)) : otherwise
	const { web, heating, wash, quench } = { web: config.web, ...config.stations }
	return {
		webSpeedMPerS: within(c.webSpeedMPerS, 0, 3 * web.speedMaxMPerS, 0),
		screwRevPerS: within(c.screwRevPerS, 0, 100 * config.stations.feed.screwSpeedRevPerS, 0),
		feedMoistureKgPerKg: c.feedMoistureKgPerKg,
		dryerAirK: c.dryerAirK.map((k) => within(k, 250, 700, heating.ambientK)),
		heatersOn: c.heatersOn,
		emitterSetpointK: c.emitterSetpointK.map((k) => within(k, 250, 1800, heating.ambientK)),
		shutterOpenFraction: within(c.shutterOpenFraction, 0, 1, 1),
		quenchGasM3PerS: within(c.quenchGasM3PerS, 0, 20 * quench.jetGasFlowM3PerS, 0),
		quenchLengthM: c.quenchLengthM,
		freshWaterM3PerS: within(c.freshWaterM3PerS, 0, 50 * wash.freshWaterFlowM3PerS, 0),
	}
}

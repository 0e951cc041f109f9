import { type Recipe, tagCountsOf, tagDictionary, tagsByName, UNIT_MODE_NUMBER } from '@emberline/line-config'
import type { LineMachineEvent, LineMachinesSnapshot } from '../line/line-machines.ts'
import { coldLine, restoreLine, warmLine } from '../line/line-model.ts'
import { commandTagEvents, isCommandTag } from '../line/line-pack-tags.ts'
import type { LineControls, LineModel, ModelParameters } from '../line/model-port.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import type { PackTold } from '../line/pack-arrays.ts'
import { scheduleMistakes } from '../line/schedule-check.ts'
import { NO_SCHEDULE, progressed, withSchedule } from '../line/schedule-cursor.ts'
import { planNow } from '../line/shifts.ts'
import { steadyLine } from '../line/steady-line.ts'
import { type Diagnosis, FaultDiagnosis } from '../monitor/diagnosis.ts'
import { stateDisagreement } from '../monitor/state-watch.ts'
import type { Fault, LineCommand, LineFrame, Reading, WebProfile } from '../port.ts'
import { Estimator } from '../sync/estimator.ts'
import { type ClockSet, clockWords, type HealthMemory, type HealthVerdict, judge } from '../sync/health.ts'
import { Intake, type Sample } from '../sync/intake.ts'
import { alongPath, profileGridM } from '../sync/line-places.ts'
import { controlsFromReadings, runControlsFrom } from '../sync/plant-controls.ts'
import { finite } from './finite.ts'
import { lineFrameOf, modulesOf, residuals, softSensors, stationFrames, webProfile, zoneAccounts } from './frame.ts'
import { LineAlarms } from './line-alarms.ts'
import { LiveInterlocks } from './live-interlocks.ts'
import { counted, METERS_ZERO, type Meters } from './meters.ts'
import { PlantMachines } from './plant-machines.ts'
import { machineEvent } from './plant-words.ts'
import type { Posterior } from './posterior.ts'
import { ReadingQueue } from './reading-queue.ts'
import { rollRemainingM } from './roll.ts'
import { sane } from './sane-controls.ts'
import { type LeftParcel, parameterEstimates, type SteadyRunning, type TwinEstimates } from './twin-estimates.ts'
import { TWIN_SNAPSHOT_VERSION, type TwinOptions, type TwinPart, type TwinSnapshot } from './twin-snapshot.ts'
import { carriedOn, ODOMETER_ZERO, withEncoder, withNewRoll } from './web-odometer.ts'

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
	readonly #machines: PlantMachines
	readonly #interlocks: LiveInterlocks
	readonly #gridM: readonly number[]
	/** Of it what lies between the same two parcels as the entry of the furnace: there the profile is the same to the bit. */
	readonly #atFurnaceM: readonly number[]
	#rollId: string | undefined
	#model: LineModel
	#estimator: Estimator
	#intake: Intake
	#queue: ReadingQueue
	#alarms: LineAlarms
	readonly #diagnosis: FaultDiagnosis
	/** Raised and cleared with the last tick. */
	#diagnoses: readonly Diagnosis[] = []
	#tMs: number | null = null
	#seq = 0
	#takenUp: boolean
	#recipe: Recipe
	#unknownRecipe: string | null = null
	#runControls: LineControls
	#controls: LineControls
	#asked: Record<string, number> = {}
	#odometer = ODOMETER_ZERO
	#schedule = NO_SCHEDULE
	#healthMemory: HealthMemory = { farSinceMs: null, lost: null, startMs: 0 }
	#verdict: HealthVerdict = { health: 'lost', reason: 'no readings from the plant yet', stretch: 1 }
	/** Metres fed from which on the web is the twin's own. */
	#ownFromM = 0
	#meters: Meters = METERS_ZERO
	#aheadMs = 0
	#clockSet: ClockSet | null = null
	#faults: Fault[] = []
	/** Web that passed the scraper within the last tick. */
	#left: LeftParcel[] = []
	/** Faults of commands, for the next frame. */
	readonly #pending: Fault[] = []

	constructor(options: TwinOptions, from?: TwinSnapshot) {
		const { line, recipes } = options
		if (from !== undefined && from.line !== line.name) {
			throw new RangeError(`snapshot: found one of line ${from.line}, expected one of ${line.name}`)
		}
		this.#options = options
		this.#gridM = profileGridM(line)
		const { fromM } = line.stations.heating
		this.#atFurnaceM = this.#gridM.filter((m) => Math.abs(m - fromM) <= 2 * line.web.parcelLengthM)
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
		this.#machines = new PlantMachines(line, cold ? 'cold' : 'warm', from?.machines)
		this.#interlocks = new LiveInterlocks(line, from?.interlocks)
		this.#estimator = new Estimator(line, this.#model, from?.estimator)
		const dictionary = tagsByName(tagDictionary(tagCountsOf(line)))
		this.#intake = new Intake(dictionary, from?.intake)
		this.#queue = new ReadingQueue(from?.queue)
		this.#alarms = new LineAlarms(line, from?.alarms)
		this.#diagnosis = new FaultDiagnosis(line, from?.diagnosis)
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
				if (this.#isWithout('schedule') || this.#refusesPlan(command)) break
				this.#schedule = withSchedule(this.#schedule, command.scheduleId, command.items, this.#lineNow(this.#tMs ?? command.tMs))
				break
			case 'recipe':
				this.#useRecipe(command.recipe, command.tMs)
				break
			case 'set':
				this.#set(command)
				break
			case 'clock-set': {
				const { tMs, backMs } = command
				this.#clockSet = { tMs, backMs }
				const message = `${clockWords(this.#clockSet)}; what it stamps from here on is put right by that, and plant time goes on`
				this.#pending.push({ tMs, source: 'Line', code: 'clock-set', message })
				break
			}
			case 'packml':
				this.#pending.push(...this.#machines.command({ kind: 'command', command: command.command }, this.#tMs ?? command.tMs))
		}
	}

	/** PackML's own tags act on an edge, as on the plant; all others are what the plant is set to. */
	#set({ tag, value, tMs }: Extract<LineCommand, { kind: 'set' }>): void {
		const number = Number(value)
		if (!Number.isFinite(number)) return
		if (isCommandTag(tag)) {
			const now = this.#tMs ?? tMs
			const { unitMode } = this.#machines.at.line.context
			const { events, mistake } = commandTagEvents(this.#asked, tag, number, UNIT_MODE_NUMBER[unitMode])
			if (mistake !== null) this.#pending.push({ tMs: now, source: 'Line', code: 'command-refused', message: mistake })
			for (const event of events) this.#pending.push(...this.#machines.command(event, now))
		}
		this.#asked[tag] = number
	}

	#isWithout(part: TwinPart): boolean {
		return this.#options.without?.includes(part) === true
	}

	/** A plan with mistakes is refused whole; each is said. */
	#refusesPlan({ tMs, items }: Extract<LineCommand, { kind: 'schedule' }>): boolean {
		const mistakes = scheduleMistakes(items, this.#options.line)
		for (const mistake of mistakes)
			this.#pending.push({ tMs, source: 'Schedule', code: 'bad-schedule', message: `the plan is kept as it was: ${mistake}` })
		return mistakes.length > 0
	}

	/** Moves plant time on. A time that is no number, or earlier than the last, moves nothing and is said. */
	tick(tMs: number, withWeb = true): LineFrame {
		this.#faults = this.#pending.splice(0)
		this.#left = []
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
		const steady = (...at: [LineControls, ModelParameters]) => steadyLine(this.#options.line, this.#recipe, ...at)
		this.#estimator.turn(now, this.#recipe, this.#running(), steady, !this.#isWithout('learning'))
		this.#judge(now)
		this.#diagnose(now)
		return this.#frame(now, withWeb)
	}

	posterior(): Posterior | null {
		if (this.#tMs === null || !this.#takenUp) return null
		const { line } = this.#machines.at
		const number = (tag: string) => this.#intake.number(tag) ?? null
		return {
			tMs: this.#tMs,
			health: this.#verdict.health,
			healthReason: this.#verdict.reason,
			recipe: this.#recipe.id,
			model: this.#model.snapshot(),
			parameters: this.#estimator.learning.parameters,
			parameterSd: this.#estimator.learning.parameterSd,
			parameterCovariance: this.#estimator.learning.covariance,
			controls: this.#controls,
			runControls: this.#runControls,
			machines: this.#machines.at,
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

	/** Line and stations, as of the last tick. */
	get machines(): LineMachinesSnapshot {
		return this.#machines.at
	}

	/** What the line is set to, and what was asked of it: by whoever asked here, else as the plant tells it back. */
	get inForce(): Omit<PackTold, 'frame'> {
		const asked = (name: string) => this.#asked[`Line/Command/${name}`] ?? this.#intake.number(`Line/Command/${name}`) ?? 0
		return { controls: this.#runControls, requested: { unitMode: asked('UnitMode'), command: asked('CntrlCmd') } }
	}

	/** What the twin knows beyond its frame, as of the last tick. */
	estimates(): TwinEstimates {
		const { line } = this.#options
		const estimator = this.#estimator
		const tags = () => (this.#takenUp ? estimator.behindTags() : [])
		const parameters = () => {
			const lossKW = zoneAccounts(this.#model, estimator.heaters.nudgeKW)
				.filter((zone) => zone.station === 'Heating')
				.map((zone) => zone.toGasKW + zone.toSlotsKW + zone.toWallsKW + zone.toCoolantKW)
			return parameterEstimates({ line, estimator, recipe: this.#recipe, controls: this.#runControls, lossKW })
		}
		// Reckoned when they are asked for: what left is asked for at every tick, the rest every ten seconds or never.
		return {
			get tags() {
				return tags()
			},
			get parameters() {
				return parameters()
			},
			get sensors() {
				return estimator.consistency()
			},
			compared: estimator.compared,
			left: this.#left,
			diagnoses: this.#diagnoses,
			steady: this.#steadyRunning(),
		}
	}

	#steadyRunning(): SteadyRunning | null {
		const { sinceMs } = this.#estimator.settled
		if (sinceMs === null || this.#tMs === null || !this.#takenUp || !this.#estimator.passedSteadily(this.#tMs)) return null
		return { sinceMs, recipe: this.#recipe.id, controls: this.#controls }
	}

	snapshot(): TwinSnapshot {
		return {
			version: TWIN_SNAPSHOT_VERSION,
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
			model: this.#model.snapshot(),
			machines: this.#machines.snapshot(),
			interlocks: this.#interlocks.snapshot(),
			estimator: this.#estimator.snapshot(),
			intake: this.#intake.snapshot(),
			queue: this.#queue.snapshot(),
			odometer: this.#odometer,
			schedule: this.#schedule,
			alarms: this.#alarms.snapshot(),
			diagnosis: this.#diagnosis.snapshot(),
			healthMemory: this.#healthMemory,
			verdict: this.#verdict,
			ownFromM: this.#ownFromM,
			meters: this.#meters,
			rollId: this.#rollId ?? null,
			aheadMs: this.#aheadMs,
			...(this.#clockSet !== null && { clockSet: this.#clockSet }),
			pending: [...this.#pending],
		}
	}

	#restore(from: TwinSnapshot): void {
		this.#tMs = from.tMs
		this.#seq = from.seq
		this.#unknownRecipe = from.unknownRecipe
		this.#asked = { ...from.asked }
		this.#odometer = from.odometer
		this.#schedule = from.schedule
		this.#healthMemory = from.healthMemory
		this.#verdict = from.verdict
		this.#ownFromM = from.ownFromM
		this.#meters = from.meters
		this.#rollId = from.rollId ?? undefined
		this.#aheadMs = from.aheadMs
		this.#clockSet = from.clockSet ?? null
		this.#pending.push(...from.pending)
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
		this.#healthMemory = { farSinceMs: null, lost: null, startMs: tMs }
		this.#machines.begin(this.#options.initial ?? 'warm', tMs)
	}

	/** One step of plant time: readings set what acts on the line, the model moves, and what was measured is compared with it. */
	#step(untilMs: number, dtMs: number, nowMs: number, anew: boolean): void {
		const samples: Sample[] = []
		const words: LineMachineEvent[] = []
		for (const reading of this.#queue.due(untilMs, nowMs)) {
			const sample = this.#intake.take(reading, this.#faults)
			if (sample === null) continue
			samples.push(sample)
			this.#interlocks.hear(sample)
			this.#hear(sample, words, untilMs)
		}
		this.#tMs = untilMs
		if (anew) this.#takenUp = false
		const before = this.#takenUp
		if (!before) this.#takeUp()
		if (this.#takenUp) words.push(...this.#interlocks.stationNews(untilMs, this.#intake, this.#machines.at))
		this.#faults.push(...this.#machines.step(words, this.#machinesView(), untilMs))
		if (this.#takenUp) this.#interlocks.judge(untilMs, this.#intake.refusedTags(), this.#machines.at)
		this.#setControls()
		// A plan that came before the plant's words was taken up for a line that was thought to run.
		const { scheduleId, items } = this.#schedule
		if (!before && this.#takenUp && scheduleId !== null) {
			this.#schedule = withSchedule(NO_SCHEDULE, scheduleId, items, this.#lineNow(untilMs))
		}
		const dtS = dtMs / 1000
		const fedBeforeM = this.#model.fedM
		this.#estimator.advance(untilMs, this.#controls, dtS, this.#recipe)
		const setting = this.#intake.number('Heating/Pyrometer/EmissivitySetting')
		if (!this.#isWithout('estimator')) for (const sample of samples) this.#estimator.compare(sample, setting)
		const runM = Math.max(0, this.#model.fedM - fedBeforeM)
		if (runM > 0 && !samples.some((s) => s.tag === ENCODER)) this.#odometer = carriedOn(this.#odometer, runM)
		this.#schedule = progressed(this.#schedule, this.#lineNow(untilMs), runM)
		const left = this.#model.takeLeft()
		const [zeroMs, aheadM] = [untilMs - 1000 * this.#model.timeS, this.#odometer.positionM - this.#model.fedM]
		for (const parcel of left)
			this.#left.push({ ...parcel, zeroMs, positionM: parcel.fedM + aheadM, assumed: parcel.fedM < this.#ownFromM })
		this.#estimator.left(this.#left.slice(this.#left.length - left.length))
		const overDosed = left.filter((parcel) => parcel.overDosed).length
		this.#meters = counted(this.#meters, {
			scaleG: this.#intake.number('Wash/Product/MassTotal'),
			defectiveM: this.#intake.number('Line/Admin/ProdDefectiveCount'),
			modelKg: this.#model.productKg,
			overDosedM: overDosed * this.#options.line.web.parcelLengthM,
		})
	}

	/** What a single reading changes beside the controls. */
	#hear(sample: Sample, words: LineMachineEvent[], untilMs: number): void {
		const { tag, value, tMs } = sample
		const word = machineEvent(sample, this.#faults)
		if (word !== null) words.push(word)
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
	#takeUp(): void {
		const state = this.#intake.number('Line/Status/StateCurrent')
		const speed = this.#intake.number(SPEED)
		if (state === undefined && speed === undefined) return
		const { line } = this.#options
		const emitters = line.stations.heating.modules.map((_, i) => this.#intake.number(`Heating/Zone${i + 1}/EmitterTemperature`))
		const known = emitters.filter((k) => k !== undefined)
		const hot = known.length > 0 ? known.some((k) => k > HOT_K) : (speed ?? 0) > 0
		if (state === undefined || state === EXECUTE) this.#noteRunControls()
		this.#model = hot ? warmLine(line, this.#recipe, this.#runControls) : coldLine(line, this.#recipe)
		this.#estimator.take(this.#model)
		this.#ownFromM = this.#model.fedM
		this.#meters = { ...this.#meters, modelKg: this.#model.productKg }
		this.#takenUp = true
	}

	#machinesView() {
		const { line } = this.#options
		const speed = this.#intake.number(SPEED)
		return {
			webSpeedMPerS: speed === undefined ? undefined : Math.max(0, speed / 1000),
			runControls: this.#runControls,
			emitterK: this.#model.emitterK,
			dryerAirK: line.stations.drying.airTemperatureK.map((_, i) => this.#intake.number(`Drying/Zone${i + 1}/AirTemperature`)),
			oxygenPpm: this.#intake.number('Heating/Purge/Oxygen'),
		}
	}

	readonly #tags = { number: (tag: string) => this.#intake.number(tag) ?? this.#asked[tag] }

	/** Set-points in force become those that the line runs at; those of a line on its way down, or next to standing, do not. */
	#noteRunControls(): void {
		const { line } = this.#options
		const run = sane(runControlsFrom(this.#tags, line, nominalControls(line, this.#recipe)), line)
		if (run.webSpeedMPerS >= 0.5 * line.web.speedMinMPerS) this.#runControls = run
	}

	#setControls(): void {
		const { line } = this.#options
		if (this.#machines.at.line.state === 'Execute') this.#noteRunControls()
		this.#controls = sane(controlsFromReadings(this.#tags, line, this.#machines.controls(this.#runControls)), line)
	}

	/** Controls of the steady line that sensitivities are reckoned for. */
	#running(): LineControls {
		return { ...this.#runControls, heatersOn: true }
	}

	#lineNow(tMs: number) {
		const { state, context } = this.#machines.at.line
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
				implausible: this.#estimator.learning.implausible,
				zones: this.#options.line.stations.heating.modules.length,
				running: this.#machines.at.line.state === 'Execute',
				assumedM: this.#assumedM(),
				unknownRecipe: this.#unknownRecipe,
				disagreement: stateDisagreement(this.#machines.at, nowMs),
				aheadMs: this.#aheadMs,
				clockSet: this.#clockSet,
			},
			this.#healthMemory,
		)
		this.#verdict = verdict
		this.#healthMemory = memory
	}

	#diagnose(tMs: number): void {
		const { observables, innovations, settled } = this.#estimator
		const { state, context } = this.#machines.at.line
		let learnt: readonly number[] | undefined
		this.#diagnoses = this.#diagnosis.update({
			tMs,
			executesSinceMs: this.#takenUp && state === 'Execute' ? context.sinceMs : null,
			steadySinceMs: this.#estimator.passedSteadily(tMs) ? settled.sinceMs : null,
			lost: this.#verdict.health === 'lost',
			recipe: this.#recipe.id,
			webPositionM: this.#odometer.positionM,
			webSpeedMPerS: this.#controls.webSpeedMPerS,
			stopReason: this.#intake.number('Line/Admin/StopReason/ID') ?? 0,
			number: (tag) => this.#intake.number(tag),
			tagState: (tag) => this.#intake.state(tag),
			newestMs: (device) => this.#intake.newestMs(device),
			compared: (tag) => {
				const index = observables.findIndex((o) => o.tag === tag)
				const one = innovations[index]
				if (one === undefined || one.measured === null || one.expected === null) return undefined
				learnt ??= this.#estimator.learntMoves()
				return { measured: one.measured, expected: one.expected, unlearnt: one.expected - (learnt[index] ?? 0) }
			},
		})
	}

	#rollRemainingM(): number | null {
		return rollRemainingM({
			config: this.#options.line,
			odometer: this.#odometer,
			schedule: this.#schedule,
			unwindDiameterMm: this.#intake.number('Feed/Unwind/Diameter'),
		})
	}

	#frame(tMs: number, withWeb: boolean): LineFrame {
		const { line } = this.#options
		const model = this.#model
		const estimator = this.#estimator
		const { health, reason, stretch } = this.#verdict
		const ownM = model.fedM - this.#ownFromM
		const web = webProfile({
			gridM: withWeb ? this.#gridM : this.#atFurnaceM,
			model,
			estimator,
			stretch,
			assumedFromM: ownM,
			furnaceFromM: line.stations.heating.fromM,
			tMs,
		})
		const soft = softSensors({
			model,
			recipes: this.#options.recipes,
			estimator,
			stretch,
			lost: health === 'lost',
			assumed: ownM < estimator.places.quenchOutM,
			moistureIntoFurnace: alongPath(web.sM, web.moistureKgPerKg, line.stations.heating.fromM),
			tMs,
		})
		const alarms = this.#alarms.update({
			tMs,
			health,
			healthReason: reason,
			machines: this.#machines.at,
			soft,
			number: (tag) => this.#intake.number(tag),
		})
		const remainingM = this.#rollRemainingM()
		return {
			tMs,
			seq: this.#seq++,
			health,
			healthReason: reason,
			line: lineFrameOf(this.#machines.at),
			stations: stationFrames(this.#machines.at),
			...modulesOf(this.#machines.at),
			recipe: line.recipes[this.#recipe.id] ?? this.#recipe.id,
			webSpeedMPerS: finite(this.#controls.webSpeedMPerS, 0),
			plan: planNow(this.#schedule, line.shifts, tMs),
			webPositionM: finite(this.#odometer.positionM, 0),
			rollRemainingM: remainingM === null || !Number.isFinite(remainingM) ? null : remainingM,
			web: withWeb ? web : NO_WEB,
			zones: zoneAccounts(model, estimator.heaters.nudgeKW),
			soft,
			residuals: residuals(estimator, tMs),
			alarms: [...alarms, ...this.#diagnosis.alarms],
			interlocks: this.#interlocks.view(tMs),
			faults: this.#faults,
			scrapM: this.#meters.scrapM,
			productG: this.#meters.productG,
		}
	}
}

const NO_WEB: WebProfile = { sM: [], temperatureK: [], sdK: [], moistureKgPerKg: [] }
const ENCODER = 'Line/Web/Position'
const SPEED = 'Line/Status/CurMachSpeed'
const EXECUTE = 6

import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, LineModel, ParcelRecord } from '../line/model-port.ts'
import { type ExpectedAt, ExpectedRing } from './expected-ring.ts'
import { HeaterTracking, type HeaterTrackingSnapshot } from './heater-tracking.ts'
import { type Innovation, NO_INNOVATION, windowClosed, withResidual } from './innovations.ts'
import type { Sample } from './intake.ts'
import { LabLearning, type LabLearningSnapshot } from './lab-learning.ts'
import { LaidPowder, type LaidPowderSnapshot } from './laid-powder.ts'
import { alongPath, atKinkK, beforeKinkM, type LinePlaces, linePlaces } from './line-places.ts'
import { dosing, type InstrumentView, type Observable, observablesOf, watchedPlacesM, webThermometers } from './observables.ts'
import type { ParameterFilterSnapshot } from './parameter-filter.ts'
import { parameterNames } from './parameters.ts'
import { Rollback, type RollbackSnapshot } from './rollback.ts'
import { SensitivityJob, type SensitivitySnapshot, type Slopes, type SteadyModel } from './sensitivities.ts'
import { levelVariance, noLevel, type SensorLevel, type Whiteness, whitenessOf, withReading } from './sensor-level.ts'
import { type Settled, settledAfter, UNSETTLED } from './settled.ts'
import { SlowLearning } from './slow-learning.ts'
import { Spreads } from './spreads.ts'
import { WebTracking, type WebTrackingSnapshot } from './web-tracking.ts'
import { WEIGHED_BEHIND_M, Weighing, type WeighingSnapshot } from './weighing.ts'

/** Plain JSON; the model's own snapshot goes beside it. */
export interface EstimatorSnapshot {
	readonly filter: ParameterFilterSnapshot
	readonly heaters: HeaterTrackingSnapshot
	readonly ring: readonly ExpectedAt[]
	readonly innovations: readonly Innovation[]
	readonly levels: readonly SensorLevel[]
	readonly web: WebTrackingSnapshot
	readonly weighing: WeighingSnapshot
	readonly settled: Settled
	readonly sensitivities: SensitivitySnapshot
	readonly windowFromMs: Readonly<Record<Learning, number | null>>
	readonly laid: LaidPowderSnapshot
	readonly lab: LabLearningSnapshot
	readonly rollback: RollbackSnapshot
	readonly speedSdShare: number
	readonly tooLate: number
	/** Since the start: squared normalised innovations, and how many. */
	readonly compared: { readonly nis: number; readonly dof: number }
	readonly controls: LineControls | null
	readonly tMs: number
}

/** What answers within seconds of web travel is learnt each minute, the wash each ten. */
type Learning = 'web' | 'wash'
const WINDOW_MS: Readonly<Record<Learning, number>> = { web: 60_000, wash: 600_000 }
/** Own error of the encoder beside what is estimated [A]. */
const SPEED_SYSTEMATIC = 0.003
/** Speed that nobody measures is known less each second, up to half. */
const SPEED_BLIND_PER_S = 1e-3
const SPEED_BLIND_MAX = 0.5

/**
 * Keeps the model in step with the plant: emitters and walls at their measured temperatures at once, slow parameters and biases by the mean
 * residuals of steady running. Between two updates the web in the model must have seen the last one.
 */
export class Estimator {
	readonly observables: readonly Observable[]
	readonly places: LinePlaces
	/** Instruments that see the hot web, in the order of the path. */
	readonly webThermometers: readonly { readonly index: number; readonly placeM: number }[]
	readonly learning: SlowLearning
	readonly heaters: HeaterTracking
	readonly #config: LineConfig
	readonly #watchedM: readonly number[]
	readonly #index: ReadonlyMap<string, number>
	readonly #zones: number
	readonly #emitterAt: number
	readonly #wallAt: number
	readonly #arealAt: number
	readonly #sensitivities: SensitivityJob
	readonly #spreads: Spreads
	readonly #ring: ExpectedRing
	readonly #laid: LaidPowder
	readonly #lab: LabLearning
	readonly #rollback: Rollback
	readonly #recipes = new Map<string, Recipe>()
	#model: LineModel
	readonly #web: WebTracking
	readonly #weighing: Weighing
	#innovations: Innovation[]
	#levels: SensorLevel[]
	#settled: Settled
	#windowFromMs: Record<Learning, number | null>
	#speedSdShare: number
	#tooLate: number
	#compared: { readonly nis: number; readonly dof: number }
	#controls: LineControls | null
	#stepS = 0
	#wentBack = 0
	#tMs: number

	constructor(config: LineConfig, model: LineModel, from?: EstimatorSnapshot) {
		this.#config = config
		this.#model = model
		this.#zones = config.stations.heating.modules.length
		this.observables = observablesOf(config)
		this.places = linePlaces(config)
		this.#watchedM = watchedPlacesM(this.places)
		this.#index = new Map(this.observables.map((o, i) => [o.tag, i]))
		this.#emitterAt = this.#index.get('Heating/Zone1/EmitterTemperature') as number
		this.#arealAt = this.#index.get('Feed/Coat/ArealMass') as number
		this.#wallAt = this.#index.get('Heating/Zone1/WallTemperature') as number
		this.webThermometers = webThermometers(this.observables, this.places)
		this.learning = new SlowLearning(config, from?.filter)
		this.heaters = new HeaterTracking(config, from?.heaters)
		this.#sensitivities = new SensitivityJob(config, this.learning.priorSd, from?.sensitivities)
		this.#spreads = new Spreads(this.learning.filter, this.learning.count)
		this.#ring = new ExpectedRing(from?.ring)
		this.#lab = new LabLearning(parameterNames(this.#zones).indexOf('charYield'), from?.lab)
		this.#rollback = new Rollback(config, from?.rollback)
		this.#laid = new LaidPowder(this.places.arealGaugeM, from?.laid)
		this.#innovations = [...(from?.innovations ?? this.observables.map(() => NO_INNOVATION))]
		this.#levels = [...(from?.levels ?? this.observables.map(() => noLevel(1)))]
		this.#web = new WebTracking({ placesM: this.places.zoneEndM, fromM: config.stations.heating.fromM }, from?.web)
		this.#weighing = new Weighing(from?.weighing)
		this.#settled = from?.settled ?? UNSETTLED
		this.#windowFromMs = { ...(from?.windowFromMs ?? { web: null, wash: null }) }
		this.#speedSdShare = from?.speedSdShare ?? SPEED_BLIND_MAX
		this.#tooLate = from?.tooLate ?? 0
		this.#compared = from?.compared ?? { nis: 0, dof: 0 }
		this.#controls = from?.controls ?? null
		this.#tMs = from?.tMs ?? 0
		if (from === undefined) this.#model.parameters = this.learning.parameters
	}

	/** Another model of the same line takes over, with what was learnt. */
	take(model: LineModel): void {
		this.#model = model
		this.#ring.clear()
		this.#laid.clear()
		this.#web.clear()
		this.#rollback.clear()
		this.#weighing.clear()
		this.#innovations = this.#innovations.map(() => NO_INNOVATION)
		this.#levels = this.#levels.map((one) => ({ ...one, level: 0, count: 0 }))
		this.#settled = UNSETTLED
		this.#windowFromMs = { web: null, wash: null }
		this.#model.parameters = this.learning.parameters
	}

	get innovations(): readonly Innovation[] {
		return this.#innovations
	}

	get settled(): Settled {
		return this.#settled
	}

	/** Whether all web up to the end of the quench has run under the same conditions. */
	passedSteadily(tMs: number): boolean {
		const { sinceMs } = this.#settled
		return sinceMs !== null && tMs >= sinceMs + this.#webPassMs()
	}

	/** Whether spreads are those of this line and not yet a guess. */
	get spreadsKnown(): boolean {
		return this.#sensitivities.ready !== null
	}

	/** Readings that came too late to be compared. */
	get tooLate(): number {
		return this.#tooLate
	}

	/** Squared normalised innovations (no unit) and how many of them, summed since the start. */
	get compared(): { readonly nis: number; readonly dof: number } {
		return this.#compared
	}

	/** How well the innovations of each instrument behave, in the last minutes; those that have told enough. */
	consistency(): readonly ({ readonly tag: string } & Whiteness)[] {
		return this.observables.flatMap(({ tag }, i) => {
			const one = whitenessOf(this.#levels[i] as SensorLevel)
			return one === null ? [] : [{ tag, ...one }]
		})
	}

	/** What is behind each instrument now, without its noise and bias, in the unit of its tag. Empty while spreads are a guess. */
	behindTags(): { readonly tag: string; readonly x: number; readonly sd: number }[] {
		if (!this.spreadsKnown) return []
		return this.observables.flatMap((observable, i) => {
			const x = this.#ring.at(i, this.#tMs)
			if (x === null || x === undefined) return []
			const { by, sd } = this.#beyond(i, x)
			return Number.isFinite(by) && Number.isFinite(sd) ? [{ tag: observable.tag, x: x + by, sd }] : []
		})
	}

	/** By how much the web in furnace and quench is warmer than the model has it, as its thermometers say in steady running [K]. */
	webBeyondK(sM: readonly number[], tMs: number): number[] {
		if (!this.spreadsKnown || !this.passedSteadily(tMs)) return sM.map(() => 0)
		const atM = [this.#config.stations.heating.fromM]
		const byK = [0]
		for (const { index, placeM } of this.webThermometers) {
			const x = this.#ring.at(index, tMs)
			// What is off at one place is forgotten by the web some way on: it relaxes to what is around it.
			const lastM = atM.at(-1) as number
			if (placeM - lastM > 2 * FORGOTTEN_M) {
				atM.push(lastM + FORGOTTEN_M, placeM - FORGOTTEN_M)
				byK.push(0, 0)
			}
			atM.push(placeM)
			byK.push(x === null || x === undefined || !this.#speaks(index, tMs) ? 0 : this.#beyond(index, x).by)
		}
		atM.push((atM.at(-1) as number) + FORGOTTEN_M)
		byK.push(0)
		return sM.map((m) => alongPath(atM, byK, m))
	}

	#speaks(index: number, tMs: number): boolean {
		const { count, tMs: lastMs } = this.#levels[index] as SensorLevel
		return count > 0 && tMs - lastMs < SPEAKS_MS
	}

	/**
	 * The share of an instrument's level that is the plant's and not the instrument's, with the spread of both.
	 *
	 *   V = what model and parameters may be off,  own = what the instrument may be off:  x = level V/(V + own)
	 *
	 * The best linear estimate from two unbiased ones. A level beyond two sd of what the model may be off is the instrument's.
	 */
	#beyond(index: number, expected: number): { readonly by: number; readonly sd: number } {
		const observable = this.observables[index] as Observable
		const known = this.sdOf('expected', index)
		const model = observable.floor(expected) ** 2 + known ** 2
		if (!this.#speaks(index, this.#tMs)) return { by: 0, sd: Math.sqrt(model) }
		const one = this.#levels[index] as SensorLevel
		const own = observable.own(expected) ** 2 + this.learning.biasSd(observable, expected) ** 2 + levelVariance(one)
		const most = 2 * Math.sqrt(model)
		const by = Math.max(-most, Math.min(most, (one.level * model) / (model + own)))
		return { by, sd: Math.sqrt((model * own) / (model + own)) }
	}

	get speedSdShare(): number {
		return Math.hypot(this.#speedSdShare, SPEED_SYSTEMATIC)
	}

	/** Moves the model on by `dtS` and notes what every instrument should show at its end. */
	advance(tMs: number, controls: LineControls, dtS: number, recipe: Recipe): void {
		this.#stepS = dtS
		this.#recipes.set(recipe.id, recipe)
		this.#rollback.before(this.#model, this.#tMs)
		const fedBeforeM = this.#model.fedM
		if (dtS > 0) this.#model.step(controls, dtS)
		this.#rollback.made({ tMs, dtS, controls, recipe: recipe.id })
		this.#controls = controls
		this.#tMs = tMs
		this.learning.filter.age(dtS)
		this.heaters.age(dtS)
		this.#web.age(
			this.#rollback.noting(this.#model),
			dtS,
			shut(controls) ? 'shut' : this.passedSteadily(tMs) ? 'steady' : 'moving',
		)
		this.#speedSdShare = Math.min(SPEED_BLIND_MAX, this.#speedSdShare + SPEED_BLIND_PER_S * dtS)
		this.#weigh(this.#model.fedM - fedBeforeM)
		if (this.#model.fedM > fedBeforeM) this.#laid.lay(this.#model.fedM, dosing(this.#config, controls, 1).kgPerM2)
		const before = this.#settled
		this.#settled = settledAfter(before, { tMs, controls, recipe: recipe.id, emitterK: this.#model.emitterK })
		if (this.#settled !== before) this.#openWindows()
		this.#ring.push(tMs, this.#expectedNow())
	}

	/** A reading of the speed came: it is known again. */
	speedSeen(): void {
		this.#speedSdShare = 0
	}

	/** Web came off at the scraper, by the encoder at its nip. */
	left(parcels: readonly (ParcelRecord & { readonly positionM: number; readonly assumed: boolean })[]): void {
		const mean = this.learning.filter.mean.slice(0, this.learning.count)
		for (const { assumed, positionM, recipe, sizeNm, alloyWtpct } of parcels)
			if (!assumed) this.#lab.made({ positionM, tMs: this.#tMs, recipe, sizeNm, alloyWtpct }, mean)
		if (this.#model.scaleKgPerS > 0) this.#lab.washed(this.#tMs, this.#model.residualNaClWtpct, mean)
	}

	/**
	 * By how much what was learnt, parameters and bias, moves what each instrument is expected to show in steady running, from what was thought
	 * beforehand: S (p - 1) + b, in the unit of its tag. Taken off the expected reading it leaves one that learning does not move. 0 before the
	 * first sensitivities.
	 */
	learntMoves(): readonly number[] {
		const { ready } = this.#sensitivities
		const mean = this.learning.filter.mean
		return this.observables.map((observable, i) => {
			const bySlopes = (ready?.columns ?? []).slice(0, this.learning.count)
			const moved = bySlopes.reduce((sum, { expected }, k) => sum + (expected[i] ?? 0) * ((mean[k] as number) - 1), 0)
			return moved + this.learning.bias(observable)
		})
	}

	/** Compares a reading with what was expected at its time, corrects what answers at once and gathers the rest. */
	compare(sample: Sample, pyrometerSetting: number | undefined): void {
		if (sample.tag.startsWith('Lab/')) this.#lab.hear(sample)
		if (typeof sample.value === 'number') this.#goBackFor(sample.tag, sample.tMs, sample.value)
		const index = this.#index.get(sample.tag)
		if (index === undefined || typeof sample.value !== 'number' || this.#controls === null) return
		const trueValue = this.#ring.at(index, Math.min(sample.tMs, this.#tMs))
		if (trueValue === undefined) this.#tooLate++
		if (trueValue === undefined || trueValue === null) return
		const observable = this.observables[index] as Observable
		const expected = this.learning.asRead(observable, trueValue, pyrometerSetting)
		const residual = sample.value - expected
		// What a later reading has superseded corrects nothing that moves fast; it still counts for what is slow.
		const superseded = sample.tMs < (this.#levels[index] as SensorLevel).tMs
		this.#follow(index, sample.tMs, residual, expected)
		if (!superseded) this.#correct(index, sample, residual)
		// Through changes the model may be well off, and yet not by anything.
		const unsteady = this.passedSteadily(sample.tMs) ? 0 : observable.unsteady(expected)
		const sd = Math.hypot(this.#expectedSd(index, expected), unsteady)
		this.#innovations[index] = withResidual(this.#innovations[index] as Innovation, {
			tMs: sample.tMs,
			measured: sample.value,
			expected,
			sd,
			...this.#use(observable, sample),
		})
	}

	/** A reading of what acts on the line that came late: the web is reckoned anew from its time on. */
	#goBackFor(tag: string, tMs: number, value: number): void {
		const fromMs = this.#rollback.hear(tag, tMs, value)
		if (fromMs === null) return
		const controls = this.#controls
		const went = this.#rollback.replay(
			this.#model,
			fromMs,
			(id) => this.#recipes.get(id),
			(stepMs, made) => {
				this.#controls = made
				this.#ring.replace(stepMs, this.#expectedNow())
			},
		)
		this.#controls = controls
		if (went) this.#wentBack++
	}

	/** How often the web was reckoned anew because of a late reading. */
	get wentBack(): number {
		return this.#wentBack
	}

	/** Standard deviation of an output of the steady line from parameters, emitters and speed; 0 before the first sensitivities. */
	sdOf(output: keyof Slopes, index: number): number {
		const { ready } = this.#sensitivities
		return ready === null ? 0 : this.#spreads.sd(ready, output, index, this.heaters.emitterSdK, this.speedSdShare)
	}

	/** One turn of the slow work: a steady line for the sensitivities, and an update of the parameters when a window is full. */
	turn(tMs: number, recipe: Recipe, running: LineControls, model: SteadyModel, learning = true): void {
		this.#correctWeb()
		this.#sensitivities.turn(tMs, recipe, this.#settled.controls ?? running, this.learning.filter.mean, model)
		if (!learning) return
		this.#learnWhenFull('web', tMs, this.#webPassMs())
		this.#learnWhenFull('wash', tMs, this.#config.stations.wash.residenceTimeS * 1000)
		this.#learnFromLab()
	}

	snapshot(): EstimatorSnapshot {
		return {
			filter: this.learning.filter.snapshot(),
			heaters: this.heaters.snapshot(),
			ring: this.#ring.snapshot(),
			innovations: [...this.#innovations],
			levels: [...this.#levels],
			web: this.#web.snapshot(),
			weighing: this.#weighing.snapshot(),
			settled: this.#settled,
			sensitivities: this.#sensitivities.snapshot(),
			windowFromMs: { ...this.#windowFromMs },
			laid: this.#laid.snapshot(),
			lab: this.#lab.snapshot(),
			rollback: this.#rollback.snapshot(),
			speedSdShare: this.#speedSdShare,
			tooLate: this.#tooLate,
			compared: this.#compared,
			controls: this.#controls,
			tMs: this.#tMs,
		}
	}

	/** Time in which web passes from nip to the end of the quench. */
	#webPassMs(): number {
		const speed = this.#controls?.webSpeedMPerS ?? 0
		return speed > 0 ? (this.places.quenchOutM / speed) * 1000 : WINDOW_MS.web
	}

	#openWindows(): void {
		const { sinceMs } = this.#settled
		const washMs = 3 * this.#config.stations.wash.residenceTimeS * 1000
		for (const group of ['web', 'wash'] as const) this.#closeWindow(group)
		this.#windowFromMs = {
			web: sinceMs === null ? null : sinceMs + this.#webPassMs(),
			wash: sinceMs === null ? null : sinceMs + washMs,
		}
	}

	#closeWindow(group: Learning): void {
		this.#innovations = this.#innovations.map((one, i) => (this.observables[i]?.group === group ? windowClosed(one) : one))
	}

	/** `pauseMs`: until web, or wash, of the new parameters shows at the instruments. */
	#learnWhenFull(group: Learning, tMs: number, pauseMs: number): void {
		const fromMs = this.#windowFromMs[group]
		if (fromMs === null || tMs < fromMs + WINDOW_MS[group]) return
		const sensitivities = this.#sensitivities.ready
		if (sensitivities !== null) {
			const biasBefore = this.observables.map((o) => this.learning.bias(o))
			this.learning.learn({
				observables: this.observables,
				innovations: this.#innovations,
				group,
				windowS: WINDOW_MS[group] / 1000,
				sensitivities,
				emitterSdK: this.heaters.emitterSdK,
				speedSdShare: this.speedSdShare,
			})
			this.#model.parameters = this.learning.parameters
			// What was found to be an instrument's own is no longer beyond it.
			this.#levels = this.#levels.map((one, i) => ({
				...one,
				level: one.level - (this.learning.bias(this.observables[i] as Observable) - (biasBefore[i] as number)),
			}))
		}
		this.#windowFromMs[group] = tMs + pauseMs
		this.#closeWindow(group)
	}

	#learnFromLab(): void {
		const { ready } = this.#sensitivities
		const before = this.#lab.taken
		if (ready !== null) this.#lab.learn(this.learning.filter, ready)
		if (this.#lab.taken > before) this.#model.parameters = this.learning.parameters
	}

	#use(observable: Observable, sample: Sample): { readonly watches: boolean; readonly gathers: boolean } {
		const { group } = observable
		const { controls } = this.#settled
		const now = this.#controls
		const runs = now !== null && now.webSpeedMPerS > 0 && now.heatersOn && now.screwRevPerS > 0
		const steady = controls !== null && this.passedSteadily(sample.tMs)
		const fromMs = group === 'shown' ? null : this.#windowFromMs[group]
		return {
			watches: group === 'web' ? runs : group === 'wash' && steady,
			gathers: steady && sample.certain && fromMs !== null && sample.tMs >= fromMs,
		}
	}

	/** The level of an instrument takes up what one reading says; its innovation counts. */
	#follow(index: number, tMs: number, residual: number, expected: number): void {
		const observable = this.observables[index] as Observable
		const before = this.#levels[index] as SensorLevel
		const then = this.#ring.at(index, tMs - SLOPE_MS)
		const now = this.#ring.at(index, tMs)
		const slopePerS =
			then === null || then === undefined || now === null || now === undefined ? 0 : ((now - then) * 1000) / SLOPE_MS
		const noise = observable.noise(expected)
		const from = before.count === 0 && before.tMs === 0 ? noLevel(noise, observable.firstGain) : before
		const { z, level } = withReading(from, { tMs, residual, noise, floor: observable.floor(expected), slopePerS })
		if (!Number.isFinite(z) || !Number.isFinite(level.level)) return
		this.#levels[index] = level
		if (from.count > 0) this.#compared = { nis: this.#compared.nis + z * z, dof: this.#compared.dof + 1 }
		if (observable.pyrometer !== undefined && level !== from) this.#web.residual(observable.pyrometer, residual)
		if (index === this.#arealAt && expected > 0) {
			const sinceS = Math.max(0, this.#tMs - tMs) / 1000
			const fedM = this.#model.fedM - (this.#controls?.webSpeedMPerS ?? 0) * sinceS - this.places.arealGaugeM
			this.#weighing.see(fedM, 1 + residual / expected)
		}
	}

	/** Web that has passed the areal gauge carries what the gauge showed, as far as the gauge is known better than the feed. */
	#weigh(travelM: number): void {
		const { variance } = this.#levels[this.#arealAt] as SensorLevel
		const expected = this.#ring.at(this.#arealAt, this.#tMs)
		const atM = this.places.arealGaugeM + WEIGHED_BEHIND_M
		const slices = Math.ceil(travelM / this.#config.web.parcelLengthM)
		const bias = this.learning.biasSd(this.observables[this.#arealAt] as Observable, 1)
		for (let n = 0; n < slices; n++) {
			const [fromM, toM] = [atM + (n * travelM) / slices, atM + ((n + 1) * travelM) / slices]
			const seen = this.#weighing.ratio(this.#model.fedM - toM, this.#model.fedM - fromM)
			if (seen === null) continue
			const own =
				bias ** 2 + (expected !== null && expected !== undefined && expected > 0 ? variance / expected ** 2 / seen.count : 0)
			const share = FEED_SHARE_SD ** 2 / (FEED_SHARE_SD ** 2 + own)
			const factor = Math.max(0, Math.min(FACTOR_MAX, 1 + share * (seen.mean - 1)))
			if (Math.abs(factor - 1) >= FACTOR_LEAST) this.#rollback.noting(this.#model).weighWeb(fromM, toM, factor)
		}
	}

	#correctWeb(): void {
		const pyrometers = this.places.zoneEndM.map((_, z) => this.observables.findIndex((o) => o.pyrometer === z))
		const controls = this.#controls
		const byK = this.#web.correct(this.#rollback.noting(this.#model), {
			stands: !((controls?.webSpeedMPerS ?? 0) > 0),
			shut: controls !== null && shut(controls),
			sinceS: this.#stepS,
			noise: pyrometers.map((i) => Math.sqrt((this.#levels[i] as SensorLevel).variance)),
			biasSd: pyrometers.map((i) => this.learning.biasSd(this.observables[i] as Observable, 0)),
		})
		byK.forEach((k, z) => {
			if (k !== 0) this.#ring.shift(pyrometers[z] as number, k, this.#tMs)
		})
	}

	#correct(index: number, { tMs, certain }: Sample, residual: number): void {
		const zone = index - this.#emitterAt
		const wall = index - this.#wallAt
		const fromMs = tMs - SLOPE_MS
		if (zone >= 0 && zone < this.#zones)
			this.#ring.shift(index, this.heaters.emitter(this.#model, zone, residual, certain), fromMs)
		else if (wall >= 0 && wall < this.#zones) this.#ring.shift(index, this.heaters.wall(this.#model, wall, residual), fromMs)
	}

	/** What a reading may differ by: noise, what model and instrument are off for long, and what is not known of parameters and bias. */
	#expectedSd(index: number, expected: number): number {
		const observable = this.observables[index] as Observable
		const known = this.sdOf('expected', index)
		return Math.hypot(observable.noise(expected), observable.floor(expected), known, this.learning.biasSd(observable, expected))
	}

	#expectedNow(): (number | null)[] {
		const model = this.#model
		const controls = this.#controls as LineControls
		const exitM = this.places.zoneEndM.at(-1) as number
		const kink = beforeKinkM(exitM, this.#config.web.parcelLengthM)
		const seen = model.profile([...this.#watchedM, this.places.moistureGaugeM, ...kink])
		const webK = new Map(this.#watchedM.map((m, i) => [m, seen.temperatureK[i] as number]))
		const [near, far] = seen.temperatureK.slice(this.#watchedM.length + 1)
		webK.set(exitM, atKinkK(near as number, far as number))
		const { feeder } = model.parameters
		const nudgeKW = this.heaters.nudgeKW
		const view: InstrumentView = {
			webK,
			moistureKgPerKg: seen.moistureKgPerKg[this.#watchedM.length] as number,
			powerKW: model
				.zones()
				.filter((zone) => zone.station === 'Heating')
				.map((zone, i) => zone.electricalKW + (nudgeKW[i] ?? 0)),
			emitterK: Array.from(model.emitterK),
			wallK: Array.from(model.wallK),
			arealKgPerM2: this.#laid.atGauge(model.fedM) * feeder,
			dosedKgPerS: dosing(this.#config, controls, feeder).kgPerS,
			conductivityMSPerCm: Array.from(model.conductivityMSPerCm),
			scaleKgPerS: model.scaleKgPerS,
		}
		return this.observables.map((o) => finiteOrNull(o.expected(view)))
	}
}

/** An instrument that has said nothing for so long says nothing of now [ms]. */
const SPEAKS_MS = 60_000
/** What a thermometer of the web shows reaches no further than this along it [m]: C'' v/(2 h) of the quench is 0.11 m [A]. */
const FORGOTTEN_M = 0.1

/** By how much powder on the web strays from what the screw turned, for seconds, as a share [A]. */
const FEED_SHARE_SD = 0.04
/** Powder on the web is put right from this share on, and to so many times what was thought at most. */
const FACTOR_LEAST = 0.002
const FACTOR_MAX = 3

/** Over this the slope of an expected value is taken [ms]. */
const SLOPE_MS = 1000

/** Web that stands, or does not see all of the emitters. */
const shut = ({ webSpeedMPerS, shutterOpenFraction }: LineControls): boolean => !(webSpeedMPerS > 0) || shutterOpenFraction < 0.98

const finiteOrNull = (x: number | null) => (x !== null && Number.isFinite(x) ? x : null)

import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, LineModel } from '../line/model-port.ts'
import { type ExpectedAt, ExpectedRing } from './expected-ring.ts'
import { HeaterTracking, type HeaterTrackingSnapshot } from './heater-tracking.ts'
import { type Innovation, NO_INNOVATION, windowClosed, withResidual } from './innovations.ts'
import type { Sample } from './intake.ts'
import { LaidPowder, type LaidPowderSnapshot } from './laid-powder.ts'
import { atKinkK, beforeKinkM, type LinePlaces, linePlaces } from './line-places.ts'
import { dosing, type InstrumentView, type Observable, observablesOf, watchedPlacesM, webThermometers } from './observables.ts'
import type { ParameterFilterSnapshot } from './parameter-filter.ts'
import { SensitivityJob, type SensitivitySnapshot, type Slopes, type SteadyModel } from './sensitivities.ts'
import { type Settled, settledAfter, UNSETTLED } from './settled.ts'
import { SlowLearning } from './slow-learning.ts'

/** Plain JSON; the model's own snapshot goes beside it. */
export interface EstimatorSnapshot {
	readonly filter: ParameterFilterSnapshot
	readonly heaters: HeaterTrackingSnapshot
	readonly ring: readonly ExpectedAt[]
	readonly innovations: readonly Innovation[]
	readonly settled: Settled
	readonly sensitivities: SensitivitySnapshot
	readonly windowFromMs: Readonly<Record<Learning, number | null>>
	readonly laid: LaidPowderSnapshot
	readonly speedSdShare: number
	readonly tooLate: number
	/** Since the start: squared normalised innovations, and how many. Left out by older versions. */
	readonly compared?: { readonly nis: number; readonly dof: number }
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
	readonly #sensitivities: SensitivityJob
	readonly #ring: ExpectedRing
	readonly #laid: LaidPowder
	#model: LineModel
	#innovations: Innovation[]
	#settled: Settled
	#windowFromMs: Record<Learning, number | null>
	#speedSdShare: number
	#tooLate: number
	#compared: { readonly nis: number; readonly dof: number }
	#controls: LineControls | null
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
		this.#wallAt = this.#index.get('Heating/Zone1/WallTemperature') as number
		this.webThermometers = webThermometers(this.observables, this.places)
		this.learning = new SlowLearning(config, from?.filter)
		this.heaters = new HeaterTracking(config, from?.heaters)
		this.#sensitivities = new SensitivityJob(config, this.learning.priorSd, from?.sensitivities)
		this.#ring = new ExpectedRing(from?.ring)
		this.#laid = new LaidPowder(this.places.arealGaugeM, from?.laid)
		this.#innovations = [...(from?.innovations ?? this.observables.map(() => NO_INNOVATION))]
		this.#settled = from?.settled ?? UNSETTLED
		this.#windowFromMs = { ...(from?.windowFromMs ?? { web: null, wash: null }) }
		this.#speedSdShare = from?.speedSdShare ?? SPEED_BLIND_MAX
		this.#tooLate = from?.tooLate ?? 0
		this.#compared = { nis: 0, dof: 0, ...from?.compared }
		this.#controls = from?.controls ?? null
		this.#tMs = from?.tMs ?? 0
		if (from === undefined) this.#model.parameters = this.learning.parameters
	}

	/** Another model of the same line takes over, with what was learnt. */
	take(model: LineModel): void {
		this.#model = model
		this.#ring.clear()
		this.#laid.clear()
		this.#innovations = this.#innovations.map(() => NO_INNOVATION)
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

	/** What is behind each instrument now, without its noise and bias, in the unit of its tag. Empty while spreads are a guess. */
	behindTags(): { readonly tag: string; readonly x: number; readonly sd: number }[] {
		if (!this.spreadsKnown) return []
		return this.observables.flatMap((observable, i) => {
			const x = this.#ring.at(i, this.#tMs)
			if (x === null || x === undefined) return []
			const sd = Math.hypot(
				observable.floor(x),
				this.sdOf((row) => row.expected[i]),
			)
			return Number.isFinite(sd) ? [{ tag: observable.tag, x, sd }] : []
		})
	}

	get speedSdShare(): number {
		return Math.hypot(this.#speedSdShare, SPEED_SYSTEMATIC)
	}

	/** Moves the model on by `dtS` and notes what every instrument should show at its end. */
	advance(tMs: number, controls: LineControls, dtS: number, recipe: Recipe): void {
		const fedBeforeM = this.#model.fedM
		if (dtS > 0) this.#model.step(controls, dtS)
		this.#controls = controls
		this.#tMs = tMs
		this.learning.filter.age(dtS)
		this.heaters.age(dtS)
		this.#speedSdShare = Math.min(SPEED_BLIND_MAX, this.#speedSdShare + SPEED_BLIND_PER_S * dtS)
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

	/** Compares a reading with what was expected at its time, corrects what answers at once and gathers the rest. */
	compare(sample: Sample, pyrometerSetting: number | undefined): void {
		const index = this.#index.get(sample.tag)
		if (index === undefined || typeof sample.value !== 'number' || this.#controls === null) return
		const trueValue = this.#ring.at(index, Math.min(sample.tMs, this.#tMs))
		if (trueValue === undefined) this.#tooLate++
		if (trueValue === undefined || trueValue === null) return
		const observable = this.observables[index] as Observable
		const expected = this.learning.asRead(observable, trueValue, pyrometerSetting)
		this.#correct(index, sample.value - expected, sample.certain)
		const sd = this.#expectedSd(index, expected)
		const square = ((sample.value - expected) / sd) ** 2
		if (Number.isFinite(square)) this.#compared = { nis: this.#compared.nis + square, dof: this.#compared.dof + 1 }
		this.#innovations[index] = withResidual(this.#innovations[index] as Innovation, {
			tMs: sample.tMs,
			measured: sample.value,
			expected,
			sd,
			...this.#use(observable, sample),
		})
	}

	/** Standard deviation of an output of the steady line from parameters, emitters and speed; 0 before the first sensitivities. */
	sdOf(output: (row: Slopes) => number | undefined): number {
		const ready = this.#sensitivities.ready
		if (ready === null) return 0
		const row = ready.columns.map((column) => output(column) ?? 0)
		const n = this.learning.count
		const byEmitters = (row[n] ?? 0) * this.heaters.emitterSdK
		const bySpeed = (row[n + 1] ?? 0) * this.speedSdShare
		return Math.hypot(this.learning.filter.sdOf(row.slice(0, n)), byEmitters, bySpeed)
	}

	/** One turn of the slow work: a steady line for the sensitivities, and an update of the parameters when a window is full. */
	turn(tMs: number, recipe: Recipe, running: LineControls, model: SteadyModel): void {
		this.#sensitivities.turn(tMs, recipe, this.#settled.controls ?? running, this.learning.filter.mean, model)
		this.#learnWhenFull('web', tMs, this.#webPassMs())
		this.#learnWhenFull('wash', tMs, this.#config.stations.wash.residenceTimeS * 1000)
	}

	snapshot(): EstimatorSnapshot {
		return {
			filter: this.learning.filter.snapshot(),
			heaters: this.heaters.snapshot(),
			ring: this.#ring.snapshot(),
			innovations: [...this.#innovations],
			settled: this.#settled,
			sensitivities: this.#sensitivities.snapshot(),
			windowFromMs: { ...this.#windowFromMs },
			laid: this.#laid.snapshot(),
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
		}
		this.#windowFromMs[group] = tMs + pauseMs
		this.#closeWindow(group)
	}

	#use(observable: Observable, sample: Sample): { readonly watches: boolean; readonly gathers: boolean } {
		const { sinceMs } = this.#settled
		const { group } = observable
		if (group === 'shown' || sinceMs === null) return { watches: false, gathers: false }
		const watches = this.passedSteadily(sample.tMs)
		const fromMs = this.#windowFromMs[group]
		return { watches, gathers: watches && sample.certain && fromMs !== null && sample.tMs >= fromMs }
	}

	#correct(index: number, residual: number, certain: boolean): void {
		const zone = index - this.#emitterAt
		const wall = index - this.#wallAt
		if (zone >= 0 && zone < this.#zones) this.#ring.shift(index, this.heaters.emitter(this.#model, zone, residual, certain))
		else if (wall >= 0 && wall < this.#zones) this.#ring.shift(index, this.heaters.wall(this.#model, wall, residual))
	}

	/** What a reading may differ by: noise, what model and instrument are off for long, and what is not known of parameters and bias. */
	#expectedSd(index: number, expected: number): number {
		const observable = this.observables[index] as Observable
		const known = this.sdOf((row) => row.expected[index])
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

const finiteOrNull = (x: number | null) => (x !== null && Number.isFinite(x) ? x : null)

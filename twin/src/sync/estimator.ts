import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, LineModel, ModelParameters } from '../line/model-port.ts'
import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { type ExpectedAt, ExpectedRing } from './expected-ring.ts'
import { type Innovation, NO_INNOVATION, windowClosed, withResidual } from './innovations.ts'
import type { Sample } from './intake.ts'
import { atKinkK, beforeKinkM, type LinePlaces, linePlaces } from './line-places.ts'
import { dosing, type InstrumentView, type Observable, observablesOf, pyrometerReadingK, watchedPlacesM } from './observables.ts'
import { ParameterFilter, type ParameterFilterSnapshot } from './parameter-filter.ts'
import { PARAMETER_RANGE, parametersFrom, priorSd } from './parameters.ts'
import { aged, corrected, type ScalarNoise, type ScalarState, unknownScalar } from './scalar-filter.ts'
import { SensitivityJob, type SensitivitySnapshot, type SteadyModel } from './sensitivities.ts'
import { type Settled, settledAfter, UNSETTLED } from './settled.ts'

/** Plain JSON; the model's own snapshot goes beside it. */
export interface EstimatorSnapshot {
	readonly filter: ParameterFilterSnapshot
	readonly emitters: readonly ScalarState[]
	readonly walls: readonly ScalarState[]
	readonly nudgeW: readonly number[]
	readonly ring: readonly ExpectedAt[]
	readonly innovations: readonly Innovation[]
	readonly settled: Settled
	readonly sensitivities: SensitivitySnapshot
	readonly webWindowFromMs: number | null
	readonly washWindowFromMs: number | null
	/** By metre of web fed: what the screw laid on it, without the feeder's factor. */
	readonly laid: readonly (readonly [number, number])[]
	readonly speedSdShare: number
	readonly tooLate: number
	readonly updates: number
}

const EMITTER_NOISE: ScalarNoise = { driftPerS: 0.25, measurementVariance: 1, varianceMax: 150 ** 2, jump: 20 }
const WALL_NOISE: ScalarNoise = { driftPerS: 0.01, measurementVariance: 4, varianceMax: 100 ** 2, jump: 60 }
/** Own error of the emitters' thermometers, and of the encoder, beside what is estimated [A]. */
const EMITTER_SYSTEMATIC_K = 1.5
const SPEED_SYSTEMATIC = 0.003
/** Speed that nobody measures is known less each second, up to half. */
const SPEED_BLIND_PER_S = 1e-3
/** What pushes the emitters where they were measured, as power, is averaged over this. */
const NUDGE_S = 30
/** What was learnt fades in this time. */
const RELAX_S = 24 * 3600
/** Model and instrument errors that no parameter stands for stay alike for about this long: a window counts only as its share of it. */
const FLOOR_S = 1800
const WEB_WINDOW_MS = 60_000
const WASH_WINDOW_MS = 600_000
/** Gauge of the areal mass against the truth [A]. */
const AREAL_GAUGE_SD = 0.02

/**
 * Keeps the model in step with the plant: emitters and walls at their measured temperatures by a scalar filter each, slow parameters and
 * the biases of pyrometers and areal gauge by one joint filter that is fed the mean residuals of a minute of steady running.
 */
export class Estimator {
	readonly observables: readonly Observable[]
	readonly places: LinePlaces
	readonly filter: ParameterFilter
	readonly sensitivities: SensitivityJob
	readonly #config: LineConfig
	readonly #watchedM: readonly number[]
	readonly #index: ReadonlyMap<string, number>
	readonly #zones: number
	readonly #parameters: number
	readonly #emitterAt: number
	readonly #wallAt: number
	#model: LineModel
	#emitters: ScalarState[]
	#walls: ScalarState[]
	#nudgeW: number[]
	#ring: ExpectedRing
	#innovations: Innovation[]
	#settled: Settled
	#webWindowFromMs: number | null
	#washWindowFromMs: number | null
	#laid: [number, number][]
	#speedSdShare: number
	#tooLate: number
	#updates: number
	#controls: LineControls | null = null
	#tMs = 0

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
		const prior = priorSd(config)
		this.#parameters = prior.length
		const biases = this.#zones
		this.filter = new ParameterFilter({
			prior: [...prior.map(() => 1), ...Array.from({ length: biases }, () => 0), 0],
			priorSd: [...prior, ...Array.from({ length: biases }, () => config.uncertainty.pyrometerDeltaK), AREAL_GAUGE_SD],
			range: [
				...prior.map(() => PARAMETER_RANGE),
				...Array.from({ length: biases }, () => [-100, 100] as const),
				[-0.5, 0.5] as const,
			],
			relaxS: RELAX_S,
			...(from === undefined ? {} : { from: from.filter }),
		})
		this.sensitivities = new SensitivityJob(config, prior, from?.sensitivities)
		this.#emitters = [...(from?.emitters ?? config.stations.heating.modules.map(() => unknownScalar(EMITTER_NOISE)))]
		this.#walls = [...(from?.walls ?? config.stations.heating.modules.map(() => unknownScalar(WALL_NOISE)))]
		this.#nudgeW = [...(from?.nudgeW ?? config.stations.heating.modules.map(() => 0))]
		this.#ring = new ExpectedRing(from?.ring)
		this.#innovations = [...(from?.innovations ?? this.observables.map(() => NO_INNOVATION))]
		this.#settled = from?.settled ?? UNSETTLED
		this.#webWindowFromMs = from?.webWindowFromMs ?? null
		this.#washWindowFromMs = from?.washWindowFromMs ?? null
		this.#laid = (from?.laid ?? []).map(([m, a]) => [m, a])
		this.#speedSdShare = from?.speedSdShare ?? 0.5
		this.#tooLate = from?.tooLate ?? 0
		this.#updates = from?.updates ?? 0
		if (from === undefined) this.#tellModel()
	}

	/** Another model of the same line takes over, with what was learnt. */
	take(model: LineModel): void {
		this.#model = model
		this.#ring.clear()
		this.#laid = []
		this.#innovations = this.#innovations.map(() => NO_INNOVATION)
		this.#settled = UNSETTLED
		this.#webWindowFromMs = null
		this.#washWindowFromMs = null
		this.#tellModel()
	}

	get parameters(): ModelParameters {
		return parametersFrom(this.filter.mean, this.#zones)
	}

	get parameterSd(): ModelParameters {
		return parametersFrom(
			Array.from({ length: this.#parameters }, (_, i) => this.filter.sd(i)),
			this.#zones,
		)
	}

	/** Of the model's parameters alone, row by row. */
	get parameterCovariance(): number[] {
		const n = this.filter.mean.length
		return Array.from({ length: this.#parameters ** 2 }, (_, k) => {
			const [i, j] = [Math.floor(k / this.#parameters), k % this.#parameters]
			return this.filter.covariance[i * n + j] as number
		})
	}

	get innovations(): readonly Innovation[] {
		return this.#innovations
	}

	get settled(): Settled {
		return this.#settled
	}

	/** Power that the plant's emitters draw beyond the model's, kW, because they were measured hotter than the model had them. */
	get nudgeKW(): readonly number[] {
		return this.#nudgeW.map((w) => w / 1000)
	}

	get tooLate(): number {
		return this.#tooLate
	}

	get updates(): number {
		return this.#updates
	}

	/** Standard deviation of the emitters' temperature [K] and of the speed [share]. */
	get emitterSdK(): number {
		const worst = Math.max(...this.#emitters.map((e) => e.variance))
		return Math.sqrt(worst + EMITTER_SYSTEMATIC_K ** 2)
	}

	get speedSdShare(): number {
		return Math.sqrt(this.#speedSdShare ** 2 + SPEED_SYSTEMATIC ** 2)
	}

	/** Moves the model on by `dtS` and notes what every instrument should show at its end. */
	advance(tMs: number, controls: LineControls, dtS: number, recipe: Recipe): void {
		const fedBeforeM = this.#model.fedM
		if (dtS > 0) this.#model.step(controls, dtS)
		this.#controls = controls
		this.#tMs = tMs
		this.filter.age(dtS)
		this.#emitters = this.#emitters.map((e) => aged(e, EMITTER_NOISE, dtS))
		this.#walls = this.#walls.map((w) => aged(w, WALL_NOISE, dtS))
		this.#speedSdShare = Math.min(0.5, this.#speedSdShare + SPEED_BLIND_PER_S * dtS)
		const keep = Math.exp(-dtS / NUDGE_S)
		this.#nudgeW = this.#nudgeW.map((w) => w * keep)
		if (this.#model.fedM > fedBeforeM) this.#lay(dosing(this.#config, controls, 1).kgPerM2)
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
		const raw = this.#ring.at(index, Math.min(sample.tMs, this.#tMs))
		if (raw === undefined) this.#tooLate++
		if (raw === undefined || raw === null) return
		const observable = this.observables[index] as Observable
		const expected = this.#asRead(observable, raw, pyrometerSetting)
		const residual = sample.value - expected
		const zone = index - this.#emitterAt
		const wall = index - this.#wallAt
		if (zone >= 0 && zone < this.#zones) this.#correctEmitter(zone, residual, sample.certain)
		else if (wall >= 0 && wall < this.#zones) this.#correctWall(wall, residual)
		this.#innovations[index] = withResidual(this.#innovations[index] as Innovation, {
			tMs: sample.tMs,
			measured: sample.value,
			expected,
			sd: this.expectedSd(index, expected),
			...this.#use(observable, sample),
		})
	}

	/** What a reading may differ by: noise, what model and instrument are off for long, and what is not known of the parameters. */
	expectedSd(index: number, expected: number): number {
		const { noise, floor } = this.observables[index] as Observable
		return Math.hypot(
			noise(expected),
			floor(expected),
			this.sdOf((s) => s.expected[index]),
			this.#biasSd(index, expected),
		)
	}

	/** Standard deviation of an output of the steady line from parameters, emitters and speed; 0 before the first sensitivities. */
	sdOf(
		output: (row: {
			readonly expected: readonly number[]
			readonly soft: readonly number[]
			readonly profileK: readonly number[]
		}) => number | undefined,
	): number {
		const ready = this.sensitivities.ready
		if (ready === null) return 0
		const row = ready.columns.map((column) => output(column) ?? 0)
		const n = this.#parameters
		const byEmitters = (row[n] ?? 0) * this.emitterSdK
		const bySpeed = (row[n + 1] ?? 0) * this.speedSdShare
		return Math.hypot(this.filter.sdOf(row.slice(0, n)), byEmitters, bySpeed)
	}

	/** One turn of the slow work: a steady line for the sensitivities, and the update of the parameters when a window is full. */
	turn(tMs: number, recipe: Recipe, running: LineControls, model: SteadyModel): void {
		this.sensitivities.turn(tMs, recipe, this.#settled.controls ?? running, this.filter.mean, model)
		if (this.#webWindowFromMs !== null && tMs >= this.#webWindowFromMs + WEB_WINDOW_MS) {
			this.#learn('web', WEB_WINDOW_MS)
			this.#webWindowFromMs = tMs + this.#webPassMs()
			this.#closeWindow('web')
		}
		if (this.#washWindowFromMs !== null && tMs >= this.#washWindowFromMs + WASH_WINDOW_MS) {
			this.#learn('wash', WASH_WINDOW_MS)
			this.#washWindowFromMs = tMs + this.#config.stations.wash.residenceTimeS * 1000
			this.#closeWindow('wash')
		}
	}

	snapshot(): EstimatorSnapshot {
		return {
			filter: this.filter.snapshot(),
			emitters: [...this.#emitters],
			walls: [...this.#walls],
			nudgeW: [...this.#nudgeW],
			ring: this.#ring.snapshot(),
			innovations: [...this.#innovations],
			settled: this.#settled,
			sensitivities: this.sensitivities.snapshot(),
			webWindowFromMs: this.#webWindowFromMs,
			washWindowFromMs: this.#washWindowFromMs,
			laid: this.#laid.map(([m, a]) => [m, a] as const),
			speedSdShare: this.#speedSdShare,
			tooLate: this.#tooLate,
			updates: this.#updates,
		}
	}

	#tellModel(): void {
		this.#model.parameters = this.parameters
	}

	/** Time in which web passes from nip to the end of the quench. */
	#webPassMs(): number {
		const speed = this.#controls?.webSpeedMPerS ?? 0
		return speed > 0 ? (this.places.quenchOutM / speed) * 1000 : WEB_WINDOW_MS
	}

	#openWindows(): void {
		const { sinceMs } = this.#settled
		this.#closeWindow('web')
		this.#closeWindow('wash')
		this.#webWindowFromMs = sinceMs === null ? null : sinceMs + this.#webPassMs()
		this.#washWindowFromMs = sinceMs === null ? null : sinceMs + 3 * this.#config.stations.wash.residenceTimeS * 1000
	}

	#closeWindow(group: Observable['group']): void {
		this.#innovations = this.#innovations.map((one, i) => (this.observables[i]?.group === group ? windowClosed(one) : one))
	}

	#use(observable: Observable, sample: Sample): { readonly watches: boolean; readonly gathers: boolean } {
		const { sinceMs } = this.#settled
		const watches = observable.group !== 'shown' && sinceMs !== null && sample.tMs >= sinceMs + this.#webPassMs()
		const fromMs = observable.group === 'wash' ? this.#washWindowFromMs : this.#webWindowFromMs
		return { watches, gathers: watches && sample.certain && fromMs !== null && sample.tMs >= fromMs }
	}

	#correctEmitter(zone: number, residual: number, certain: boolean): void {
		const noise = certain ? EMITTER_NOISE : { ...EMITTER_NOISE, measurementVariance: 4 * EMITTER_NOISE.measurementVariance }
		const { move, state } = corrected(this.#emitters[zone] as ScalarState, noise, residual)
		this.#emitters[zone] = state
		if (move === 0) return
		const temperatureK = (this.#model.emitterK[zone] as number) + move
		this.#model.emitterK[zone] = temperatureK
		this.#ring.shift(this.#emitterAt + zone, move)
		if (Math.abs(move) > EMITTER_NOISE.jump) return
		const { heating } = this.#config.stations
		const areaM2 = 2 * heating.emitterWidthM * (heating.modules[zone]?.lengthM ?? 0)
		const heatJ = move * heating.emitterArealMassKgPerM2 * areaM2 * carbonHeatJPerKgK(temperatureK)
		this.#nudgeW[zone] = (this.#nudgeW[zone] as number) + heatJ / NUDGE_S
	}

	#correctWall(zone: number, residual: number): void {
		const { move, state } = corrected(this.#walls[zone] as ScalarState, WALL_NOISE, residual)
		this.#walls[zone] = state
		this.#model.wallK[zone] = (this.#model.wallK[zone] as number) + move
		this.#ring.shift(this.#wallAt + zone, move)
	}

	/** The reading that an instrument with its estimated bias and present setting shows for a true value. */
	#asRead(observable: Observable, raw: number, pyrometerSetting: number | undefined): number {
		const { pyrometer, arealGauge } = observable
		if (pyrometer !== undefined) {
			const calibrated = this.#config.stations.heating.pyrometerEmissivity
			const reading = pyrometerSetting === undefined ? raw : pyrometerReadingK(raw, pyrometerSetting, calibrated)
			return reading + (this.filter.mean[this.#parameters + pyrometer] as number)
		}
		return arealGauge === true ? raw * (1 + (this.filter.mean[this.#parameters + this.#zones] as number)) : raw
	}

	#biasSd(index: number, expected: number): number {
		const { pyrometer, arealGauge } = this.observables[index] as Observable
		if (pyrometer !== undefined) return this.filter.sd(this.#parameters + pyrometer)
		return arealGauge === true ? this.filter.sd(this.#parameters + this.#zones) * expected : 0
	}

	#learn(group: 'web' | 'wash', windowMs: number): void {
		const ready = this.sensitivities.ready
		if (ready === null) return
		this.observables.forEach((observable, i) => {
			const { sum, count, expected } = this.#innovations[i] as Innovation
			if (observable.group !== group || count < 3 || expected === null) return
			const row = ready.columns.slice(0, this.#parameters).map((column) => column.expected[i] ?? 0)
			const biases = Array.from({ length: this.#zones + 1 }, () => 0)
			if (observable.pyrometer !== undefined) biases[observable.pyrometer] = 1
			if (observable.arealGauge === true) biases[this.#zones] = expected
			const inputs = Math.hypot(
				(ready.columns[this.#parameters]?.expected[i] ?? 0) * this.emitterSdK,
				(ready.columns[this.#parameters + 1]?.expected[i] ?? 0) * this.speedSdShare,
			)
			const longLived = observable.floor(expected) ** 2 + inputs ** 2
			const variance = observable.noise(expected) ** 2 / count + longLived * Math.max(1, (FLOOR_S * 1000) / windowMs)
			this.filter.update({ residual: sum / count, row: [...row, ...biases], variance })
			this.#updates++
		})
		this.#tellModel()
	}

	/** Notes what was laid on the metre of web that passes the nip. */
	#lay(nominalKgPerM2: number): void {
		const fedM = this.#model.fedM
		const last = this.#laid.at(-1)
		if (last !== undefined && fedM - last[0] < LAID_STEP_M) return
		this.#laid.push([fedM, nominalKgPerM2])
		while ((this.#laid[0] as [number, number])[0] < fedM - this.places.arealGaugeM - 1) this.#laid.shift()
	}

	#nominalAtGauge(): number {
		const seenM = this.#model.fedM - this.places.arealGaugeM
		let found: number | undefined
		for (const [m, areal] of this.#laid) {
			if (m > seenM) break
			found = areal
		}
		return found ?? this.#laid[0]?.[1] ?? 0
	}

	#expectedNow(): (number | null)[] {
		const model = this.#model
		const controls = this.#controls as LineControls
		const { moistureGaugeM } = this.places
		const exitM = this.places.zoneEndM.at(-1) as number
		const seen = model.profile([...this.#watchedM, moistureGaugeM, ...beforeKinkM(exitM, this.#config.web.parcelLengthM)])
		const webK = new Map(this.#watchedM.map((m, i) => [m, seen.temperatureK[i] as number]))
		const [near, far] = seen.temperatureK.slice(this.#watchedM.length + 1)
		webK.set(exitM, atKinkK(near as number, far as number))
		const { feeder } = model.parameters
		const heating = model.zones().filter((zone) => zone.station === 'Heating')
		const view: InstrumentView = {
			webK,
			moistureKgPerKg: seen.moistureKgPerKg[this.#watchedM.length] as number,
			powerKW: heating.map((zone, i) => zone.electricalKW + (this.#nudgeW[i] as number) / 1000),
			emitterK: Array.from(model.emitterK),
			wallK: Array.from(model.wallK),
			arealKgPerM2: this.#nominalAtGauge() * feeder,
			dosedKgPerS: dosing(this.#config, controls, feeder).kgPerS,
			conductivityMSPerCm: Array.from(model.conductivityMSPerCm),
			scaleKgPerS: model.scaleKgPerS,
		}
		return this.observables.map((o) => finiteOrNull(o.expected(view)))
	}
}

/** What is laid on the web is noted at this spacing. */
const LAID_STEP_M = 0.01

const finiteOrNull = (x: number | null) => (x !== null && Number.isFinite(x) ? x : null)

import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, ModelParameters, SteadyLine } from '../line/model-port.ts'
import { parametersFrom } from './parameters.ts'
import { type SteadyOutputs, steadyOutputs } from './steady-outputs.ts'

/** The model at fixed controls; given, so that the job does not know who reckons it. */
export type SteadyModel = (controls: LineControls, parameters: ModelParameters) => SteadyLine

/** How every output moves with every parameter and with two inputs that instruments show with an error of their own. */
export interface Sensitivities {
	/** When the set was complete, plant time. */
	readonly tMs: number
	readonly recipe: string
	readonly controls: LineControls
	readonly base: SteadyOutputs
	/** By column: each parameter per unit of its factor, then emitters per K, then speed per unit of its share. */
	readonly columns: readonly Slopes[]
}

export interface Slopes {
	readonly expected: readonly number[]
	readonly soft: readonly number[]
	readonly profileK: readonly number[]
}

export interface SensitivityWork {
	readonly recipe: string
	readonly controls: LineControls
	readonly mean: readonly number[]
	readonly done: readonly SteadyOutputs[]
}

/** Plain JSON. */
export interface SensitivitySnapshot {
	readonly ready: Sensitivities | null
	readonly work: SensitivityWork | null
}

/** A factor is moved by half its prior spread, at most this. */
const STEP_MAX = 0.05
const EMITTER_STEP_K = 5
const SPEED_STEP = 0.02

/** Plant time after which a set is reckoned anew even if nothing moved. */
const RENEW_MS = 300_000

/**
 * Reckons sensitivities by finite differences of the steady line, one steady line a turn, so that no tick takes long.
 * A set that is being reckoned is thrown away when the line moves on from what it was begun for.
 */
export class SensitivityJob {
	readonly #config: LineConfig
	readonly #priorSd: readonly number[]
	#ready: Sensitivities | null
	#work: SensitivityWork | null

	constructor(config: LineConfig, priorSd: readonly number[], from?: SensitivitySnapshot) {
		this.#config = config
		this.#priorSd = priorSd
		this.#ready = from?.ready ?? null
		this.#work = from?.work ?? null
	}

	/** The newest complete set; null before the first. */
	get ready(): Sensitivities | null {
		return this.#ready
	}

	/** One steady line, where one is wanted. Standing web has no steady line. */
	turn(tMs: number, recipe: Recipe, controls: LineControls, mean: readonly number[], model: SteadyModel): void {
		if (!(controls.webSpeedMPerS > 0) || controls.screwRevPerS <= 0) {
			this.#work = null
			return
		}
		if (this.#work !== null && !alike(this.#work, recipe.id, controls)) this.#work = null
		if (this.#work === null) {
			const old = this.#ready
			if (old !== null && alike(old, recipe.id, controls) && tMs - old.tMs < RENEW_MS && tMs >= old.tMs) return
			this.#work = { recipe: recipe.id, controls, mean: [...mean], done: [] }
		}
		const work = this.#work
		const steady = this.#reckon(work, recipe, model)
		const done = [...work.done, steady]
		this.#work = { ...work, done }
		if (done.length < this.#priorSd.length + 3) return
		this.#ready = {
			tMs,
			recipe: work.recipe,
			controls: work.controls,
			base: done[0] as SteadyOutputs,
			columns: this.#columns(done),
		}
		this.#work = null
	}

	snapshot(): SensitivitySnapshot {
		return { ready: this.#ready, work: this.#work }
	}

	#reckon(work: SensitivityWork, recipe: Recipe, model: SteadyModel): SteadyOutputs {
		const column = work.done.length - 1
		const n = this.#priorSd.length
		const zones = this.#config.stations.heating.modules.length
		const vector = work.mean.slice(0, n)
		let controls = work.controls
		if (column >= 0 && column < n) vector[column] = (vector[column] as number) + this.#step(column)
		if (column === n) controls = { ...controls, emitterSetpointK: controls.emitterSetpointK.map((k) => k + EMITTER_STEP_K) }
		if (column === n + 1) controls = { ...controls, webSpeedMPerS: controls.webSpeedMPerS * (1 + SPEED_STEP) }
		const parameters = parametersFrom(vector, zones)
		return steadyOutputs(this.#config, recipe, model(controls, parameters), parameters)
	}

	#step(column: number): number {
		return Math.min(STEP_MAX, Math.max(1e-3, 0.5 * (this.#priorSd[column] as number)))
	}

	#columns(done: readonly SteadyOutputs[]): Slopes[] {
		const n = this.#priorSd.length
		const base = done[0] as SteadyOutputs
		return done.slice(1).map((moved, column) => {
			const step = column < n ? this.#step(column) : column === n ? EMITTER_STEP_K : SPEED_STEP
			const slopes = (a: readonly (number | null)[], b: readonly (number | null)[]) =>
				b.map((x, i) => slope(a[i] ?? null, x, step))
			return {
				expected: slopes(base.expected, moved.expected),
				soft: slopes(base.soft, moved.soft),
				profileK: slopes(base.profileK, moved.profileK),
			}
		})
	}
}

/** 0 where an output is missing on either side. */
const slope = (a: number | null, b: number | null, step: number) => (a === null || b === null ? 0 : (b - a) / step)

/** Within what linear sensitivities bear. */
function alike(set: { readonly recipe: string; readonly controls: LineControls }, recipe: string, now: LineControls): boolean {
	const was = set.controls
	const near = (a: number, b: number, relative: number, absolute: number) => Math.abs(a - b) <= absolute + relative * Math.abs(a)
	return (
		set.recipe === recipe &&
		near(was.webSpeedMPerS, now.webSpeedMPerS, 0.05, 0) &&
		near(was.screwRevPerS, now.screwRevPerS, 0.1, 0) &&
		was.emitterSetpointK.every((k, i) => near(k, now.emitterSetpointK[i] as number, 0, 10)) &&
		was.dryerAirK.every((k, i) => near(k, now.dryerAirK[i] as number, 0, 5)) &&
		near(was.quenchGasM3PerS, now.quenchGasM3PerS, 0.15, 0) &&
		near(was.freshWaterM3PerS, now.freshWaterM3PerS, 0.15, 0)
	)
}

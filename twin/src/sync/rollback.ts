import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, LineModel, LineModelSnapshot } from '../line/model-port.ts'
import { controlsFromReadings } from './plant-controls.ts'

/** One step of the model as it was made, and what was done to it at its end. Plain JSON. */
export interface MadeStep {
	readonly tMs: number
	readonly dtS: number
	readonly controls: LineControls
	readonly recipe: string
	readonly emitterK: readonly number[]
	readonly wallK: readonly number[]
	readonly done: readonly Done[]
}

/** What measurements did to the web: warmed it, or weighed it. */
export type Done =
	| { readonly sM: readonly number[]; readonly byK: readonly number[] }
	| { readonly fromM: number; readonly toM: number; readonly factor: number }

interface Checkpoint {
	readonly tMs: number
	readonly model: LineModelSnapshot
}

/** Plain JSON. */
export interface RollbackSnapshot {
	readonly checkpoints: readonly Checkpoint[]
	readonly steps: readonly MadeStep[]
	readonly heardMs: Readonly<Record<string, readonly number[]>>
}

/** So late may a reading come and still be taken back to its time. */
export const ROLLBACK_MS = 180_000
/** Two checkpoints this far apart reach back so far at any time. */
const CHECKPOINT_MS = ROLLBACK_MS
/** Readings of what acts on the line: late ones change what the web went through. */
const ACTS =
	/^(Line\/Status\/CurMachSpeed|Feed\/Screw\/Speed|Heating\/Shutter\/Position|Quench\/Gas\/Flow|Drying\/Zone\d+\/AirTemperature)$/
/** Less than this between what was reckoned with and what was so, for so long, is not worth the way back [A]. */
const LEAST_SHARE = 0.03
const LEAST_S = 2

/**
 * Goes back to the time of a late reading of speed, screw, shutter, gas or air, and reckons the web anew from there. Of what was measured
 * meanwhile the emitters and walls are taken as they were found; slow parameters are those of now, for they hardly move in three minutes.
 */
export class Rollback {
	readonly #config: LineConfig
	#checkpoints: Checkpoint[]
	#steps: MadeStep[]
	readonly #heardMs: Map<string, number[]>

	constructor(config: LineConfig, from?: RollbackSnapshot) {
		this.#config = config
		this.#checkpoints = [...(from?.checkpoints ?? [])]
		this.#steps = [...(from?.steps ?? [])]
		this.#heardMs = new Map(Object.entries(from?.heardMs ?? {}).map(([tag, ms]) => [tag, [...ms]]))
	}

	/** Before a step: where emitters and walls were left by what was measured in the step before, and from time to time the whole model. */
	before(model: LineModel, tMs: number): void {
		const last = this.#steps.at(-1)
		if (last !== undefined)
			this.#steps[this.#steps.length - 1] = { ...last, emitterK: Array.from(model.emitterK), wallK: Array.from(model.wallK) }
		const newest = this.#checkpoints.at(-1)
		if (newest !== undefined && tMs - newest.tMs < CHECKPOINT_MS) return
		this.#checkpoints = [...this.#checkpoints.slice(-1), { tMs, model: model.snapshot() }]
		const fromMs = this.#checkpoints[0]?.tMs ?? tMs
		this.#steps = this.#steps.filter((step) => step.tMs > fromMs)
	}

	made(step: Omit<MadeStep, 'emitterK' | 'wallK' | 'done'>): void {
		this.#steps.push({ ...step, emitterK: [], wallK: [], done: [] })
	}

	/** The model, as those see it who put its web right: what they do is noted with the last step. */
	noting(model: LineModel): Pick<LineModel, 'shiftWeb' | 'weighWeb'> {
		return {
			shiftWeb: (sM, byK) => {
				model.shiftWeb(sM, byK)
				this.#did({ sM, byK })
			},
			weighWeb: (fromM, toM, factor) => {
				model.weighWeb(fromM, toM, factor)
				this.#did({ fromM, toM, factor })
			},
		}
	}

	#did(one: Done): void {
		const last = this.#steps.at(-1)
		if (last !== undefined) this.#steps[this.#steps.length - 1] = { ...last, done: [...last.done, one] }
	}

	/**
	 * Notes a reading; for one that comes late and says otherwise than was reckoned with, the controls of the steps since then are put right
	 * and the time is given to go back to. Null where nothing is to be done.
	 */
	hear(tag: string, tMs: number, value: number): number | null {
		if (!ACTS.test(tag)) return null
		const nextMs = this.#note(tag, tMs)
		const steps = this.#steps
		const lastMs = steps.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY
		if (tMs >= lastMs || lastMs - tMs > ROLLBACK_MS) return null
		let first = steps.length
		while (first > 0 && (steps[first - 1] as MadeStep).tMs >= tMs) first--
		let offS = 0
		const numbers = { number: (asked: string) => (asked === tag ? value : undefined) }
		const right: MadeStep[] = []
		for (const step of steps.slice(first)) {
			const controls = step.tMs >= nextMs ? step.controls : controlsFromReadings(numbers, this.#config, step.controls)
			const isOff = differ(step.controls, controls, this.#config)
			if (isOff) offS += step.dtS
			right.push(isOff ? { ...step, controls } : step)
		}
		if (offS < LEAST_S) return null
		this.#steps = [...steps.slice(0, first), ...right]
		return tMs
	}

	/** Keeps when a tag was heard, in order; gives the next time after this one, infinity where there is none. */
	#note(tag: string, tMs: number): number {
		const times = this.#heardMs.get(tag) ?? []
		this.#heardMs.set(tag, times)
		while (times.length > 0 && (times[0] as number) <= tMs - 2 * ROLLBACK_MS) times.shift()
		let after = times.length
		while (after > 0 && (times[after - 1] as number) > tMs) after--
		const nextMs = times[after] ?? Number.POSITIVE_INFINITY
		if (after === 0 || times[after - 1] !== tMs) times.splice(after, 0, tMs)
		return nextMs
	}

	/** Brings the model back before `tMs` and forward again; `made` is called after each step. False where no checkpoint reaches so far. */
	replay(
		model: LineModel,
		tMs: number,
		recipes: (id: string) => Recipe | undefined,
		made: (stepMs: number, controls: LineControls) => void,
	): boolean {
		const from = this.#checkpoints.findLast((one) => one.tMs <= tMs)
		if (from === undefined) return false
		model.goBack(from.model)
		for (const step of this.#steps) {
			if (step.tMs <= from.tMs) continue
			const recipe = recipes(step.recipe)
			if (recipe !== undefined && model.recipe.id !== recipe.id) model.setRecipe(recipe)
			if (step.dtS > 0) model.step(step.controls, step.dtS)
			if (step.emitterK.length > 0) {
				model.emitterK.set(step.emitterK)
				model.wallK.set(step.wallK)
			}
			for (const one of step.done) {
				if ('byK' in one) model.shiftWeb(one.sM, one.byK)
				else model.weighWeb(one.fromM, one.toM, one.factor)
			}
			made(step.tMs, step.controls)
		}
		this.#checkpoints = this.#checkpoints.filter((one) => one.tMs <= from.tMs)
		return true
	}

	clear(): void {
		this.#checkpoints = []
		this.#steps = []
		this.#heardMs.clear()
	}

	snapshot(): RollbackSnapshot {
		return {
			checkpoints: [...this.#checkpoints],
			steps: [...this.#steps],
			heardMs: Object.fromEntries([...this.#heardMs].map(([tag, ms]) => [tag, [...ms]])),
		}
	}
}

/** Whether one of the controls is further off than matters to the web. */
function differ(a: LineControls, b: LineControls, { web, stations }: LineConfig): boolean {
	const far = (x: number, y: number, usual: number) => Math.abs(x - y) > LEAST_SHARE * usual
	return (
		far(a.webSpeedMPerS, b.webSpeedMPerS, web.speedMPerS) ||
		far(a.screwRevPerS, b.screwRevPerS, stations.feed.screwSpeedRevPerS) ||
		far(a.shutterOpenFraction, b.shutterOpenFraction, 1) ||
		far(a.quenchGasM3PerS, b.quenchGasM3PerS, stations.quench.jetGasFlowM3PerS) ||
		a.dryerAirK.some((k, i) => far(k, b.dryerAirK[i] as number, k))
	)
}

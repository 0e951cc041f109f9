import type { LineConfig } from '@emberline/line-config'
import type { LineModel } from '../line/model-port.ts'
import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { aged, corrected, type ScalarNoise, type ScalarState, unknownScalar } from './scalar-filter.ts'

/** Plain JSON. */
export interface HeaterTrackingSnapshot {
	readonly emitters: readonly ScalarState[]
	readonly walls: readonly ScalarState[]
	readonly nudgeW: readonly number[]
}

const EMITTER_NOISE: ScalarNoise = { driftPerS: 0.25, measurementVariance: 1, varianceMax: 150 ** 2, jump: 20 }
const WALL_NOISE: ScalarNoise = { driftPerS: 0.01, measurementVariance: 4, varianceMax: 100 ** 2, jump: 60 }
/** Own error of the emitters' thermometers beside what is estimated [A]. */
const EMITTER_SYSTEMATIC_K = 1.5
/** What pushes the emitters where they were measured, as power, is averaged over this. */
const NUDGE_S = 30

/** Keeps emitters and walls of the model at their measured temperatures, each by a scalar filter. */
export class HeaterTracking {
	readonly #config: LineConfig
	#emitters: ScalarState[]
	#walls: ScalarState[]
	#nudgeW: number[]

	constructor(config: LineConfig, from?: HeaterTrackingSnapshot) {
		const { modules } = config.stations.heating
		this.#config = config
		this.#emitters = [...(from?.emitters ?? modules.map(() => unknownScalar(EMITTER_NOISE)))]
		this.#walls = [...(from?.walls ?? modules.map(() => unknownScalar(WALL_NOISE)))]
		this.#nudgeW = [...(from?.nudgeW ?? modules.map(() => 0))]
	}

	/** Power that the plant's emitters draw beyond the model's, kW, because they were measured hotter than the model had them. */
	get nudgeKW(): readonly number[] {
		return this.#nudgeW.map((w) => w / 1000)
	}

	/** Standard deviation of the emitters' temperature, the least known counting [K]. */
	get emitterSdK(): number {
		let most = 0
		for (const { variance } of this.#emitters) if (variance > most) most = variance
		return Math.sqrt(most + EMITTER_SYSTEMATIC_K ** 2)
	}

	age(dtS: number): void {
		this.#emitters = this.#emitters.map((e) => aged(e, EMITTER_NOISE, dtS))
		this.#walls = this.#walls.map((w) => aged(w, WALL_NOISE, dtS))
		const keep = Math.exp(-dtS / NUDGE_S)
		this.#nudgeW = this.#nudgeW.map((w) => w * keep)
	}

	/** Moves an emitter of the model towards a reading that is `residualK` off; returns by how much. */
	emitter(model: LineModel, zone: number, residualK: number, certain: boolean): number {
		const noise = certain ? EMITTER_NOISE : { ...EMITTER_NOISE, measurementVariance: 4 * EMITTER_NOISE.measurementVariance }
		const { move, state } = corrected(this.#emitters[zone] as ScalarState, noise, residualK)
		this.#emitters[zone] = state
		if (move === 0) return 0
		const temperatureK = (model.emitterK[zone] as number) + move
		model.emitterK[zone] = temperatureK
		if (Math.abs(move) <= EMITTER_NOISE.jump) {
			const { heating } = this.#config.stations
			const areaM2 = 2 * heating.emitterWidthM * (heating.modules[zone]?.lengthM ?? 0)
			const heatJ = move * heating.emitterArealMassKgPerM2 * areaM2 * carbonHeatJPerKgK(temperatureK)
			this.#nudgeW[zone] = (this.#nudgeW[zone] as number) + heatJ / NUDGE_S
		}
		return move
	}

	wall(model: LineModel, zone: number, residualK: number): number {
		const { move, state } = corrected(this.#walls[zone] as ScalarState, WALL_NOISE, residualK)
		this.#walls[zone] = state
		model.wallK[zone] = (model.wallK[zone] as number) + move
		return move
	}

	snapshot(): HeaterTrackingSnapshot {
		return { emitters: [...this.#emitters], walls: [...this.#walls], nudgeW: [...this.#nudgeW] }
	}
}

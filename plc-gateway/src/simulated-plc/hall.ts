import type { LineConfig } from '@emberline/line-config'
import { Chance } from './random.ts'

/** A quantity that wanders about its mean and comes back to it. */
class Wander {
	value = 0
	readonly #sd: number
	readonly #memoryS: number
	readonly #chance: Chance

	constructor(sd: number, memoryS: number, chance: Chance) {
		this.#sd = sd
		this.#memoryS = memoryS
		this.#chance = chance
	}

	step(dtS: number): void {
		const share = dtS / this.#memoryS
		this.value += -share * this.value + this.#sd * Math.sqrt(2 * share) * this.#chance.normal()
	}
}

/** Of a hall whose air no dryer draws in, 40 % at 295 K [A]. */
const USUAL_HUMIDITY_KG_PER_KG = 0.0066

/** The hall and the handling of the web: what nobody sets and nobody can hold still. */
export class Hall {
	/** kg water per kg dry air. */
	humidity: number
	tensionN: number
	/** From its middle place. */
	edgeM = 0
	readonly #line: LineConfig
	readonly #airHumidity: number
	readonly #humid: Wander
	readonly #pull: Wander
	readonly #edge: Wander

	constructor(line: LineConfig, seed: number) {
		this.#line = line
		const { drying } = line.stations
		this.#airHumidity = drying.method === 'convective' ? drying.airHumidityKgPerKg : USUAL_HUMIDITY_KG_PER_KG
		this.humidity = this.#airHumidity
		this.tensionN = line.web.tensionN
		const chance = new Chance(seed, 'hall')
		this.#humid = new Wander(0.06, 3600, chance)
		this.#pull = new Wander(0.02, 8, chance)
		this.#edge = new Wander(0.25e-3, 40, chance)
	}

	step(dtS: number, webMoves: boolean): void {
		this.#humid.step(dtS)
		this.#pull.step(dtS)
		if (webMoves) this.#edge.step(dtS)
		this.humidity = this.#airHumidity * (1 + this.#humid.value)
		const holds = webMoves ? 1 : 0.85
		this.tensionN += (dtS / 1.5) * (holds * this.#line.web.tensionN * (1 + this.#pull.value) - this.tensionN)
		this.edgeM = this.#edge.value
	}
}

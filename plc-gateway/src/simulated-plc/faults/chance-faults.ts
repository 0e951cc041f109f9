import { FAULT_CAUSE_NAMES, type FaultName, faultCause, faultNamed, faultPlaces, type LineConfig } from '@emberline/line-config'
import { Chance } from '../random.ts'
import type { FaultRecord } from './fault-record.ts'

/** Repairs are lognormal: most are short, some take long. Standard deviation of the logarithm. */
const REPAIR_LN_SD = 0.6
const SEVERITY = [0.5, 1.6] as const

type Drawn = Pick<FaultRecord, 'name' | 'severity' | 'fromS' | 'toS' | 'onsetS'>

/** What waits at one place for one cause, with a stream of chance of its own. */
class Wear {
	nextS: number
	readonly #place: FaultName | readonly FaultName[]
	readonly #meanS: number
	readonly #chance: Chance

	constructor(place: FaultName | readonly FaultName[], purpose: string, seed: number, rate: number) {
		this.#place = place
		this.#chance = new Chance(seed, `fault/${purpose}`)
		this.#meanS = faultCause(this.#one().cause).meanTimeBetweenS / rate
		this.nextS = this.#waitS()
	}

	/** The fault that is due, and the wait for the next begins when it is put right. */
	draw(): Drawn {
		const chance = this.#chance
		const places = this.#place
		const name = Array.isArray(places) ? (places[Math.floor(chance.uniform(0, places.length))] ?? this.#one()) : this.#one()
		const { meanTimeToRepairS, onsetS } = faultCause(name.cause)
		const fromS = this.nextS
		const repairS = meanTimeToRepairS * Math.exp(REPAIR_LN_SD * chance.normal() - 0.5 * REPAIR_LN_SD ** 2)
		// What creeps in stands until somebody notices; it must have come on by then.
		const toS = fromS + onsetS + Math.max(1, repairS)
		this.nextS = toS + this.#waitS()
		return { name, severity: chance.uniform(...SEVERITY), fromS, toS, onsetS }
	}

	#one(): FaultName {
		const place = this.#place
		return 'cause' in place ? place : (place[0] as FaultName)
	}

	#waitS(): number {
		return -this.#meanS * Math.log(1 - this.#chance.uniform(0, 1))
	}
}

/** Faults by chance: exponential times between, lognormal repairs, one stream for each cause and place. */
export class RandomFaults {
	readonly #wears: readonly Wear[]
	#nextS = 0

	/** `rate` 1 is as often as the table of causes says. */
	constructor(line: LineConfig, seed: number, rate: number) {
		this.#wears = FAULT_CAUSE_NAMES.flatMap((cause) => {
			const places = faultPlaces(cause, line)
			if (places.length === 0) return [new Wear(faultNamed(cause, line), cause, seed, rate)]
			const names = places.map((place) => faultNamed(`${cause}/${place}`, line))
			if (faultCause(cause).of === 'tag') return [new Wear(names, cause, seed, rate)]
			return names.map((name) => new Wear(name, name.text, seed, rate))
		})
	}

	/** Those whose time has come, each once. */
	due(nowS: number): readonly Drawn[] {
		if (nowS < this.#nextS) return []
		const drawn: Drawn[] = []
		for (const wear of this.#wears) while (wear.nextS <= nowS) drawn.push(wear.draw())
		this.#nextS = Math.min(...this.#wears.map(({ nextS }) => nextS))
		return drawn
	}
}

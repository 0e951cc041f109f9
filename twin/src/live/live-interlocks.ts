import type { LineConfig } from '@emberline/line-config'
import { type BoardSnapshot, createInterlockBoard, type InterlockBoard, type Signal } from '../line/interlock-board.ts'
import { armedNow } from '../line/interlocks.ts'
import type { LineMachinesSnapshot } from '../line/line-machines.ts'
import type { InterlockView } from '../port.ts'
import type { Sample } from '../sync/intake.ts'

/**
 * The interlock table beside a running plant: judged from readings and their quality, shown, and never acting. The controller leads, and
 * the safety function is certified hardware.
 */

const OXYGEN = 'Heating/Purge/Oxygen'
/** A plant that executes so long after a trip was seen here does not hold it: its values were lost for a while, and it never tripped. */
const NOT_HELD_MS = 10_000

/** Plain JSON. */
export interface LiveInterlocksSnapshot {
	readonly board: BoardSnapshot
	/** Not judged yet. */
	readonly heard: Readonly<Record<string, Signal>>
}

export class LiveInterlocks {
	readonly #config: LineConfig
	readonly #board: InterlockBoard
	readonly #signals: readonly string[]
	#heard: Record<string, Signal>
	#at: BoardSnapshot

	constructor(config: LineConfig, from?: LiveInterlocksSnapshot) {
		this.#config = config
		this.#board = createInterlockBoard(config, 'unproved')
		this.#signals = this.#board.rows.map(({ needs }) => needs.signal)
		this.#heard = { ...from?.heard }
		this.#at = from?.board ?? { ...this.#board.initial(false, 0), signals: {} }
	}

	/** A usable reading; it counts from the next judgement on. */
	hear({ tag, value, certain }: Sample): void {
		if (this.watches(tag)) this.#heard[tag] = { value, quality: certain ? 'good' : 'uncertain' }
	}

	/** Judges what was heard; tags whose newest reading cannot be used count as the dangerous value. */
	judge(tMs: number, refused: readonly { readonly tag: string }[], machines: LineMachinesSnapshot): void {
		const told = this.#heard
		this.#heard = {}
		for (const { tag } of refused) if (this.watches(tag)) told[tag] = { value: null, quality: 'bad' }
		this.step(tMs, told, machines)
	}

	/** Plain JSON. */
	snapshot(): LiveInterlocksSnapshot {
		return { board: this.#at, heard: { ...this.#heard } }
	}

	/**
	 * Judges at plant time `tMs` [ms] what the tags say, each value in the unit of its tag. Value `null`, bad and stale count as the dangerous
	 * value. A plant seen in Clearing has cleared its trips at the line; one that goes on in Execute has none, once the causes are gone.
	 */
	step(tMs: number, told: Readonly<Record<string, Signal>>, machines: LineMachinesSnapshot): InterlockView {
		const { line, stations } = machines
		const signals: Record<string, Signal> & { purgeProved?: Signal } = { ...told }
		const oxygen = told[OXYGEN]
		// No tag says that the purge is proved; the oxygen that it leaves does.
		if (oxygen !== undefined) {
			const low = typeof oxygen.value === 'number' && oxygen.value <= this.#config.stations.heating.purgeOxygenPpmMax
			signals.purgeProved = { value: low, quality: oxygen.quality }
		}
		const heating = stations.Heating
		const { trips } = this.#at
		const isOld = trips.length > 0 && trips.every(({ causeMs }) => tMs - causeMs >= NOT_HELD_MS)
		const isCleared = line.state === 'Clearing' || (line.state === 'Execute' && isOld)
		this.#at = this.#board.step(this.#at, {
			tMs,
			signals,
			armed: armedNow({ line, heating, webSpeedMPerS: machines.webSpeedMPerS, heatersOn: heating.mode === 'heating' }),
			maintenance: false,
			...(isCleared && { clear: 'site' as const }),
		})
		return this.view(tMs)
	}

	view(tMs: number): InterlockView {
		const causeOf = (id: string) => this.#board.rows.find((row) => row.id === id)?.cause ?? id
		const { trips, firstTrip } = this.#at
		const missing = this.#board.missing(this.#at, tMs).filter(({ needs }) => !needs.signal.startsWith('Safety/'))
		const more = trips.length > 1 ? `, ${trips.length} trips stand` : ''
		return {
			trips: trips.map(({ id, causeMs }) => ({ id, cause: causeOf(id), causeMs })),
			firstOut: firstTrip,
			missing: missing.map(({ id }) => id),
			line: firstTrip === null ? '' : `First out: ${causeOf(firstTrip.id)}${more}`,
		}
	}

	/** Whether a tag has part in the table; `*` stands for a number. */
	watches(tag: string): boolean {
		return this.#signals.includes(tag) || this.#signals.includes(tag.replace(/\d+(?=\/)/, '*'))
	}
}

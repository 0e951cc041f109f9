import type { LineConfig } from '@emberline/line-config'
import {
	type BoardSnapshot,
	createInterlockBoard,
	heardSignal,
	type InterlockBoard,
	type Signal,
} from '../line/interlock-board.ts'
import { armedNow } from '../line/interlocks.ts'
import type { LineMachineEvent, LineMachinesSnapshot } from '../line/line-machines.ts'
import { type InterlockView, STATION_NAMES, type StationName } from '../port.ts'
import { isLate, type Sample } from '../sync/intake.ts'
import { type DeviceNews, type HeardMemory, HeardStations } from './heard-stations.ts'

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
	/** Of the stations; absent before any was heard. */
	readonly stations?: HeardMemory
}

export class LiveInterlocks {
	readonly #config: LineConfig
	readonly #board: InterlockBoard
	readonly #signals: ReadonlySet<string>
	/** Answers given, by tag. */
	readonly #watched = new Map<string, boolean>()
	readonly #stations: HeardStations
	#heard: Record<string, Signal>
	#at: BoardSnapshot
	/** The plant executes: it has proved its permissives, whether or not anybody was there to see for how long. */
	#executes = false

	constructor(config: LineConfig, from?: LiveInterlocksSnapshot) {
		this.#config = config
		this.#board = createInterlockBoard(config, 'unproved')
		this.#signals = new Set(this.#board.rows.map(({ needs }) => needs.signal))
		this.#stations = new HeardStations(from?.stations)
		this.#heard = { ...from?.heard }
		this.#at = from?.board ?? { ...this.#board.initial(false, 0), signals: {} }
	}

	/** A usable reading; it counts from the next judgement on. */
	hear({ tag, value, certain, tMs }: Sample): void {
		if (!this.watches(tag) || isLate(tMs, this.#heard[tag]?.tMs ?? this.#at.signals[tag]?.tMs ?? tMs)) return
		this.#heard[tag] = { value, quality: certain ? 'good' : 'uncertain', tMs }
	}

	/** What the stations' silence means to the machines: those of which less or more is heard than the machines know. */
	stationNews(tMs: number, news: DeviceNews, { board }: LineMachinesSnapshot): readonly LineMachineEvent[] {
		const wasMissing = (station: StationName) => board.signals[heardSignal(station)]?.value === false
		const missing = this.#stations.missing(tMs, news, wasMissing)
		return STATION_NAMES.flatMap((station): LineMachineEvent[] => {
			const sinceMs = missing.get(station)
			const heard = sinceMs === undefined
			if (this.#at.signals[heardSignal(station)]?.value !== heard)
				this.#heard[heardSignal(station)] = { value: heard, quality: 'good', ...(!heard && { tMs: sinceMs }) }
			if ((board.signals[heardSignal(station)]?.value ?? true) === heard) return []
			return [{ kind: 'heard', station, heard, ...(!heard && { sinceMs }) }]
		})
	}

	/** Judges what was heard; tags whose newest reading cannot be used count as the dangerous value. */
	judge(tMs: number, refused: readonly { readonly tag: string; readonly tMs: number }[], machines: LineMachinesSnapshot): void {
		const told = this.#heard
		this.#heard = {}
		for (const one of refused) if (this.watches(one.tag)) told[one.tag] = { value: null, quality: 'bad', tMs: one.tMs }
		this.step(tMs, told, machines)
	}

	/** Plain JSON. */
	snapshot(): LiveInterlocksSnapshot {
		const { memory } = this.#stations
		return { board: this.#at, heard: { ...this.#heard }, ...(Object.keys(memory).length > 0 && { stations: memory }) }
	}

	/**
	 * Judges at plant time `tMs` [ms] what the tags say, each value in the unit of its tag. Value `null`, bad and stale count as the dangerous
	 * value. A plant seen in Clearing has cleared its trips at the line; one that goes on in Execute has none, once the causes are gone.
	 */
	step(tMs: number, news: Readonly<Record<string, Signal>>, machines: LineMachinesSnapshot): InterlockView {
		const { line, stations } = machines
		const signals: Record<string, Signal> & { purgeProved?: Signal } = { ...news }
		const oxygen = news[OXYGEN]
		// No tag says that the purge is proved; the oxygen that it leaves does.
		if (oxygen !== undefined) {
			const low = typeof oxygen.value === 'number' && oxygen.value <= this.#config.stations.heating.purgeOxygenPpmMax
			signals.purgeProved = { ...oxygen, value: low }
		}
		const heating = stations.Heating
		this.#executes = line.state === 'Execute'
		const { trips, firstTrip } = this.#at
		const told = firstTrip === null ? trips : [firstTrip, ...trips]
		const isOld = told.length > 0 && told.every(({ causeMs }) => tMs - causeMs >= NOT_HELD_MS)
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
		const holds = (id: string) => this.#executes && this.#at.healthyMs[id] !== undefined
		const missing = this.#board
			.missing(this.#at, tMs)
			.filter(({ id, needs }) => !needs.signal.startsWith('Safety/') && !holds(id))
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
		let isWatched = this.#watched.get(tag)
		if (isWatched === undefined) {
			isWatched = this.#signals.has(tag) || this.#signals.has(tag.replace(/\d+(?=\/)/, '*'))
			this.#watched.set(tag, isWatched)
		}
		return isWatched
	}
}

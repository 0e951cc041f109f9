import { type FaultName, FaultNameError, faultCause, faultNamed, type LineConfig } from '@emberline/line-config'
import { RandomFaults } from './chance-faults.ts'
import { type Disturbances, restore, undisturbed } from './disturbances.ts'
import { act } from './effects.ts'
import { type FaultRecord, type FaultRequest, levelOf, phaseOf, stopCodeOf } from './fault-record.ts'

export interface FaultOptions {
	readonly scripted?: readonly FaultRequest[] | undefined
	/** Faults by chance: how often over the table of causes, 1 as in the table; default none. */
	readonly randomRate?: number | undefined
}

/** Severities that anybody may ask for. */
const SEVERITY = [0.01, 10] as const

/** Keeps what is wrong with the plant: from a script, by chance and from the training menu. No clock but the plant's. */
export class FaultEngine {
	readonly disturbances: Disturbances
	/** Every fault so far, and those that are still to come, in the order in which they were asked for. */
	readonly record: FaultRecord[] = []
	readonly #line: LineConfig
	readonly #startMs: number
	readonly #random: RandomFaults | null
	/** Standing faults, and until when nothing can change. */
	#standing: readonly FaultRecord[] = []
	#calmUntilS = 0

	constructor(line: LineConfig, options: FaultOptions & { readonly seed: number; readonly startMs: number }) {
		const { heating, wash } = line.stations
		this.#line = line
		this.#startMs = options.startMs
		this.disturbances = undisturbed(heating.modules.length, wash.stages)
		const rate = options.randomRate ?? 0
		this.#random = rate > 0 ? new RandomFaults(line, options.seed, rate) : null
		for (const request of options.scripted ?? []) this.add(request, 0, 'script')
	}

	/** Takes a fault in. Throws a FaultNameError for one that this line cannot have. */
	add(request: FaultRequest, nowS: number, origin: FaultRecord['origin']): FaultRecord {
		const name = faultNamed(request.fault, this.#line)
		const { onsetS, meanTimeToRepairS } = faultCause(name.cause)
		const severity = within('severity', request.severity ?? 1, SEVERITY[0], SEVERITY[1])
		const lastsS = within('lasts', request.lastsS ?? meanTimeToRepairS, 0.1, Number.POSITIVE_INFINITY)
		const fromS = request.at === undefined ? nowS : this.#secondsOf(request.at)
		return this.#take(
			name,
			{ severity, fromS, toS: fromS + lastsS, onsetS: within('onset', request.onsetS ?? onsetS, 0, 1e7) },
			origin,
		)
	}

	/** Puts a standing or coming fault right; all of them for `all`. Gives how many there were. */
	repair(fault: string, nowS: number): number {
		const named = fault === 'all' ? null : faultNamed(fault, this.#line).text
		const open = this.record.filter((each) => phaseOf(each, nowS) !== 'over' && (named === null || each.name.text === named))
		for (const each of open) each.toS = nowS
		this.#calmUntilS = nowS
		return open.length
	}

	/** Faults that stand now. */
	get standing(): readonly FaultRecord[] {
		return this.#standing
	}

	/** Whether a fault stands that leads to the stop of this code: to start again now is in vain. */
	holdsBack(stopCode: number): boolean {
		return this.#standing.some((each) => stopCodeOf(each) === stopCode)
	}

	/** Brings the plant's disturbances to a time. Gives the faults that ended with it, which somebody has put right. */
	step(nowS: number): readonly FaultRecord[] {
		for (const drawn of this.#random?.due(nowS) ?? []) this.#take(drawn.name, drawn, 'chance')
		if (nowS < this.#calmUntilS) return []
		const ended = this.#standing.filter((each) => phaseOf(each, nowS) === 'over')
		this.#standing = this.record.filter((each) => phaseOf(each, nowS) === 'standing')
		restore(this.disturbances)
		for (const each of this.#standing) act(this.disturbances, levelOf(each, nowS), each.name)
		this.#calmUntilS = this.#nextChangeS(nowS)
		return ended
	}

	#nextChangeS(nowS: number): number {
		let next = Number.POSITIVE_INFINITY
		for (const { fromS, toS, onsetS } of this.record) {
			if (nowS >= toS) continue
			// While one comes on, every cycle changes something.
			if (nowS >= fromS && nowS < fromS + onsetS) return nowS
			next = Math.min(next, nowS < fromS ? fromS : toS)
		}
		return next
	}

	#take(
		name: FaultName,
		times: Pick<FaultRecord, 'severity' | 'fromS' | 'toS' | 'onsetS'>,
		origin: FaultRecord['origin'],
	): FaultRecord {
		const { severity, fromS, toS, onsetS } = times
		const record: FaultRecord = { id: `f${this.record.length + 1}`, name, severity, fromS, toS, onsetS, origin }
		this.record.push(record)
		this.#calmUntilS = Math.min(this.#calmUntilS, fromS)
		return record
	}

	#secondsOf(at: number | string): number {
		if (typeof at === 'number') return within('at', at, 0, 1e9)
		const atMs = Date.parse(at)
		if (Number.isNaN(atMs)) throw new FaultNameError(`at: found "${at}", expected seconds after the start or an ISO time`)
		return (atMs - this.#startMs) / 1000
	}
}

function within(what: string, value: number, low: number, high: number): number {
	if (value >= low && value <= high) return value
	throw new FaultNameError(`${what}: found ${value}, expected ${low} to ${high}`)
}

import type { LineConfig } from '@emberline/line-config'
import {
	createLineMachines,
	type LineMachineEvent,
	type LineMachines,
	type LineMachinesSnapshot,
	moduleNews,
} from '../line/line-machines.ts'
import type { LineControls } from '../line/model-port.ts'
import type { Fault, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import { wordsFromSpeed } from './plant-words.ts'

/** What the machines of a live line are told at each step, beside the plant's own words. */
export interface MachinesView {
	/** As measured; undefined while nobody measures it. */
	readonly webSpeedMPerS: number | undefined
	readonly runControls: LineControls
	readonly emitterK: ArrayLike<number>
	readonly dryerAirK: readonly (number | undefined)[]
	readonly oxygenPpm: number | undefined
}

/** Plain JSON. */
export interface PlantMachinesSnapshot {
	readonly at: LineMachinesSnapshot
	/** Units whose state the plant has told. */
	readonly told: readonly string[]
}

/** Air within this of its set-point is warm. */
const WARM_WITHIN_K = 15

/** The line's machines beside a plant: its words lead them; a plant without words is understood from its speed; without a plant they lead themselves. */
export class PlantMachines {
	readonly #config: LineConfig
	readonly #machines: LineMachines
	readonly #told: Set<string>
	at: LineMachinesSnapshot

	constructor(config: LineConfig, initial: 'warm' | 'cold', from?: PlantMachinesSnapshot) {
		this.#config = config
		this.#machines = createLineMachines(config)
		this.#told = new Set(from?.told)
		this.at = from?.at ?? this.#machines.initial(initial, 0)
	}

	begin(initial: 'warm' | 'cold', tMs: number): void {
		this.at = this.#machines.initial(initial, tMs)
	}

	/** What acts on the line in these states. */
	controls(run: LineControls): LineControls {
		return this.#machines.controls(this.at, run)
	}

	/** Takes the plant's words and what the stations wait for. Machines that have nothing to do are left alone. */
	step(words: readonly LineMachineEvent[], view: MachinesView, tMs: number): readonly Fault[] {
		for (const word of words) if (word.kind === 'plant') this.#told.add(word.unit)
		const events = [...words, ...this.#speedWords(view), ...this.#conditions(view)]
		return this.#take(events, tMs)
	}

	/** Somebody's command; refused ones come back as faults. */
	command(event: LineMachineEvent, tMs: number): readonly Fault[] {
		return this.#take([event], tMs)
	}

	snapshot(): PlantMachinesSnapshot {
		return { at: this.at, told: [...this.#told] }
	}

	#take(events: readonly LineMachineEvent[], tMs: number): readonly Fault[] {
		const dueMs = this.#machines.nextDueMs(this.at)
		const idle = events.length === 0 && (dueMs === null || dueMs > tMs)
		// A drive that nobody measures ramps by itself, so its machine goes on at every step.
		if (idle && this.at.line.context.led === 'plant') return []
		this.at = this.#machines.step(this.at, events, Math.max(tMs, this.at.tMs))
		return this.at.refused.map(({ unit, command, why }) => ({
			tMs,
			source: unit,
			code: 'command-refused',
			message: `${command}: ${why}`,
		}))
	}

	#speedWords({ webSpeedMPerS, runControls }: MachinesView): LineMachineEvent[] {
		const words: LineMachineEvent[] = []
		if (webSpeedMPerS !== undefined) {
			const news = webSpeedMPerS !== this.at.webSpeedMPerS || this.at.line.context.led === 'model'
			if (news) words.push({ kind: 'speed', webSpeedMPerS })
			words.push(...this.#statesNotTold(webSpeedMPerS))
		}
		if (runControls.webSpeedMPerS !== this.at.runSpeedMPerS)
			words.push({ kind: 'run-speed', webSpeedMPerS: runControls.webSpeedMPerS })
		return words
	}

	/** A plant that does not tell a unit's state: it is that of the line, or follows from the speed. */
	#statesNotTold(webSpeedMPerS: number): readonly LineMachineEvent[] {
		const silent = (['Line', ...STATION_NAMES] as const).filter((unit) => !this.#told.has(unit))
		if (silent.length === 0) return []
		const { state } = this.at.line
		const asTheLine = (unit: StationName | 'Line') => ({ kind: 'plant', unit, state }) as const
		const words = this.#told.has('Line') ? silent.map(asTheLine) : wordsFromSpeed(webSpeedMPerS, silent)
		return words.filter((word) => {
			if (word.kind !== 'plant') return false
			const { context, state: before } = word.unit === 'Line' ? this.at.line : this.at.stations[word.unit]
			return context.led !== 'plant' || before !== word.state
		})
	}

	/** What the stations wait for, where it has changed. */
	#conditions(view: MachinesView): readonly LineMachineEvent[] {
		const { emitterSetpointK, dryerAirK } = view.runControls
		const { purgeOxygenPpmMax } = this.#config.stations.heating
		const now = {
			dryerWarm: dryerAirK.every((k, i) => (view.dryerAirK[i] ?? k) >= k - WARM_WITHIN_K),
			purgeProved: view.oxygenPpm === undefined || view.oxygenPpm <= purgeOxygenPpmMax,
		}
		const told = this.at.stations.Heating.context.conditions
		const conditions = Object.entries(now).flatMap(([name, holds]): LineMachineEvent[] =>
			(told[name] ?? false) === holds ? [] : [{ kind: 'condition', name, holds }],
		)
		return [...conditions, ...moduleNews(this.at, emitterSetpointK, view.emitterK)]
	}
}

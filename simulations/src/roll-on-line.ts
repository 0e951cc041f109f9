import type { LineConfig } from '@emberline/line-config'
import { type LineMachineEvent, type LineMachinesSnapshot, ROLL_CHANGE_S } from '@emberline/twin'

/** Web that stays on the core: the tail to which the next roll is spliced, beyond what runs while the line comes to a stand [A]. */
const TAIL_M = 2

/** A roll that came to its end in a run. */
export interface RollChanged {
	/** When the next one was on, and how much of the old one had been used. */
	readonly atS: number
	readonly usedM: number
}

/**
 * The roll on the unwind in a what-if, from the line's roll data: when so little is left that the line must be held, that the coordinator changes
 * it, and where the splice goes with the web. A plan's own roll changes put a new roll on as well.
 */
export class RollOnLine {
	/** Rolls changed so far. */
	readonly changed: RollChanged[] = []
	/** Where the splices are: metres that the model has fed as each passes the coating nip. */
	readonly splicesM: number[] = []
	readonly #web: LineConfig['web']
	#leftM: number
	#rollM: number
	#spliceDue = false

	/** `leftM`: on the unwind at the start; default a whole roll. */
	constructor({ web }: Pick<LineConfig, 'web'>, leftM: number = web.rollLengthM) {
		this.#web = web
		this.#leftM = leftM
		this.#rollM = leftM
	}

	get leftM(): number {
		return this.#leftM
	}

	/** What the machines are told of it now. */
	orders(at: LineMachinesSnapshot): readonly LineMachineEvent[] {
		if (this.#spliceDue && at.stations.Feed.mode === 'dosing') {
			this.#spliceDue = false
			return [{ kind: 'splice' }]
		}
		const ends = at.line.state === 'Execute' && at.change === null && this.#leftM <= this.#reserveM(at.webSpeedMPerS)
		return ends ? [{ kind: 'change', what: 'roll', lastsS: ROLL_CHANGE_S }] : []
	}

	/** The machines came from `before` to `at`, and then the line went on by `dtS`; `fedM` of the model at the beginning of that. */
	took(before: LineMachinesSnapshot, at: LineMachinesSnapshot, dtS: number, fedM: number): void {
		const { change } = before
		const isOver = change?.what === 'roll' && change.step === 'changing' && at.change === null
		if (isOver && at.line.state === 'Unholding') this.#newRoll(at.tMs / 1000, fedM)
		this.#leftM -= at.webSpeedMPerS * dtS
	}

	/** When the line must be held for it, at the speed that it runs at [s]; undefined while it stands. */
	dueS(at: LineMachinesSnapshot): number | undefined {
		if (at.webSpeedMPerS <= 0 || at.change !== null) return undefined
		const aheadM = this.#leftM - this.#reserveM(at.webSpeedMPerS)
		return at.tMs / 1000 + Math.max(0, aheadM) / at.webSpeedMPerS
	}

	#newRoll(atS: number, fedM: number): void {
		this.changed.push({ atS, usedM: this.#rollM - this.#leftM })
		this.#rollM = this.#web.rollLengthM
		this.#leftM = this.#rollM
		this.splicesM.push(fedM - this.#web.unwindAtM)
		this.#spliceDue = true
	}

	/** What runs from the order to hold to the stand, and the tail. */
	#reserveM(speedMPerS: number): number {
		return speedMPerS ** 2 / (2 * this.#web.rampPerSecondMPerS) + TAIL_M
	}
}

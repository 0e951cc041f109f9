import type { LineProgram } from './line-program.ts'
import { Chance } from './random.ts'
import { type PlanItem, ROLL_CHANGE_S } from './schedule.ts'
import { isTrip, STOP_REASON } from './stop-reasons.ts'

/** What the plan needs of the plant. */
export interface PlanHands {
	readonly program: LineProgram
	/** Web run in Execute since the start, m. */
	executedM(): number
	/** m left on the unwind. */
	rollLeftM(): number
	recipe(): string
	knows(recipe: string): boolean
	/** Takes a recipe's set-points into force. */
	loadRecipe(recipe: string): void
	newRoll(): void
	/** No trip and no known fault stands in the way of running. */
	readyToRun(): boolean
}

/** Web that a roll must keep: what runs between stop order and standstill, and the tail to splice to. */
const ROLL_RESERVE_M = 4
/** After a trip somebody walks to the line and looks, s. */
const LOOK_S = 30

/** Carries out the plan item by item, by the same PackML commands that an operator has. */
export class PlanRunner {
	items: readonly PlanItem[] = []
	index = 0
	/** An operator has taken the line in hand; the plan waits until the line is in Execute again. */
	paused = false
	readonly #hands: PlanHands
	readonly #chance: Chance
	#startedS: number | null = null
	#startedM = 0
	#atWorkS: number | null = null
	#takesS = 0
	/** The roll ran out before the plan had a change for it. */
	#rollOut = false

	constructor(hands: PlanHands, seed: number) {
		this.#hands = hands
		this.#chance = new Chance(seed, 'plan')
	}

	/** A new plan replaces the old; a run that goes on under the same id keeps its metres. */
	setItems(items: readonly PlanItem[]): void {
		const current = this.items[this.index]
		const same = current === undefined ? -1 : items.findIndex((item) => item.id === current.id)
		this.items = items
		this.index = Math.max(0, same)
		if (same < 0) this.#startedS = null
	}

	get current(): PlanItem | undefined {
		return this.items[this.index]
	}

	step(nowS: number, nowMs: number): void {
		const { program } = this.#hands
		if (this.paused) {
			if (program.line.state !== 'Execute') return
			this.paused = false
		}
		if (this.#changeEmptyRoll(nowS)) return
		const item = this.current
		if (item === undefined) return
		if (this.#startedS === null) {
			if (item.start_ms !== undefined && nowMs < item.start_ms) return
			this.#begin(item, nowS)
		}
		if (this.#done(item, nowS)) {
			this.index++
			this.#startedS = null
		}
	}

	#begin(item: PlanItem, nowS: number): void {
		this.#startedS = nowS
		this.#startedM = this.#hands.executedM()
		this.#atWorkS = null
		this.#takesS = (item.expected_s ?? 0) * (1 + this.#chance.deviation(0.08))
	}

	#done(item: PlanItem, nowS: number): boolean {
		switch (item.kind) {
			case 'run':
				return this.#run(item, nowS)
			case 'rollChange':
				return this.#rollChange(nowS)
			case 'recipeChange':
				return this.#recipeChange(item.recipe ?? this.#hands.recipe(), nowS)
			case 'stop':
				return this.#stop(nowS)
		}
	}

	#run(item: PlanItem, nowS: number): boolean {
		const hands = this.#hands
		const { line, reason, changedOver } = hands.program
		const asked = item.recipe !== undefined && hands.knows(item.recipe) ? item.recipe : hands.recipe()
		if (asked !== hands.recipe() && !this.#recipeChange(asked, nowS)) return false
		if (line.state === 'Execute') return hands.executedM() - this.#startedM >= (item.length_m ?? 0)
		const changing = line.state === 'Held' && reason === STOP_REASON.recipeChange && !changedOver
		if (!changing) this.#towardsExecute(nowS)
		return false
	}

	/** A roll that ends outside the plan is changed as any other; the line then goes on. True while that takes. */
	#changeEmptyRoll(nowS: number): boolean {
		const { program, rollLeftM, newRoll } = this.#hands
		if (program.line.state === 'Execute' && rollLeftM() < ROLL_RESERVE_M)
			this.#rollOut = program.command('HOLD', STOP_REASON.rollChange, nowS)
		if (!this.#rollOut) return false
		if (program.line.state === 'Holding') return true
		if (program.line.state !== 'Held') {
			this.#rollOut = false
			return false
		}
		if (nowS - program.line.sinceS < ROLL_CHANGE_S) return true
		newRoll()
		this.#rollOut = false
		program.command('UNHOLD', STOP_REASON.none, nowS)
		return true
	}

	#towardsExecute(nowS: number): void {
		const { program } = this.#hands
		const afterTrip = isTrip(program.reason)
		if (afterTrip && !this.#hands.readyToRun()) return
		const way = {
			Aborted: 'CLEAR',
			Stopped: 'RESET',
			Completed: 'RESET',
			Idle: 'START',
			Held: 'UNHOLD',
			Suspended: 'UNSUSPEND',
		} as const
		const state = program.line.state
		// A state is held for a moment, as people do.
		const leastS = afterTrip && state !== 'Stopped' && state !== 'Idle' ? LOOK_S : 2
		if (state in way && nowS - program.line.sinceS >= leastS) program.command(way[state as keyof typeof way], 0, nowS)
	}

	#rollChange(nowS: number): boolean {
		const { program } = this.#hands
		if (program.line.state === 'Execute') program.command('HOLD', STOP_REASON.rollChange, nowS)
		if (program.line.state === 'Aborted') this.#towardsExecute(nowS)
		if (!['Held', 'Stopped', 'Idle', 'Suspended', 'Completed'].includes(program.line.state)) return false
		this.#atWorkS ??= nowS
		if (nowS - this.#atWorkS < this.#takesS) return false
		this.#hands.newRoll()
		return true
	}

	#recipeChange(recipe: string, nowS: number): boolean {
		const { program } = this.#hands
		const { state } = program.line
		// A recipe that the line does not know cannot be changed to; the plan goes on without it.
		if (!this.#hands.knows(recipe)) return true
		if (state === 'Execute') program.command('HOLD', STOP_REASON.recipeChange, nowS)
		if (state === 'Stopped' || state === 'Idle' || state === 'Completed' || state === 'Aborted') {
			this.#hands.loadRecipe(recipe)
			return true
		}
		if (state !== 'Held') return false
		if (this.#hands.recipe() !== recipe || program.reason !== STOP_REASON.recipeChange) {
			this.#hands.loadRecipe(recipe)
			program.heldFor(STOP_REASON.recipeChange)
		}
		return program.changedOver
	}

	#stop(nowS: number): boolean {
		const { program } = this.#hands
		const { state } = program.line
		if (state === 'Execute' || state === 'Held' || state === 'Suspended') program.command('STOP', STOP_REASON.plannedStop, nowS)
		if (state === 'Aborted') this.#towardsExecute(nowS)
		if (state !== 'Stopped') return false
		this.#atWorkS ??= nowS
		return nowS - this.#atWorkS >= this.#takesS
	}
}

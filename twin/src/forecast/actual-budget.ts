import type { BudgetTerms, LineFrame } from '../port.ts'

/** Plain JSON; empty before the first frame. */
export interface ActualBudgetSnapshot {
	readonly tMs: number | null
	/** Of each heating module, the first one first. */
	readonly zones: readonly BudgetTerms[]
}

/** Accounts are averaged over about this, the past fading. */
const FADES_S = 900
const TERMS = [
	'electricalKW',
	'toWebKW',
	'toGasKW',
	'toSlotsKW',
	'toWallsKW',
	'toCoolantKW',
	'storedKW',
	'doseEqS',
] as const satisfies readonly (keyof BudgetTerms)[]

/** The account of each heating module as the twin has had it over the last quarter of an hour. */
export class ActualBudget {
	#at: ActualBudgetSnapshot

	constructor(from: ActualBudgetSnapshot = { tMs: null, zones: [] }) {
		this.#at = from
	}

	/** Frames in order; a frame without accounts, or of a twin that is lost, changes nothing. */
	frame({ tMs, health, zones }: Pick<LineFrame, 'tMs' | 'health' | 'zones'>): void {
		if (health === 'lost') return
		const now = zones.filter(({ station }) => station === 'Heating')
		if (now.length === 0) return
		const before = this.#at.tMs === null || this.#at.zones.length !== now.length ? null : this.#at
		const keep = before === null ? 0 : Math.exp((before.tMs! - tMs) / 1000 / FADES_S)
		const faded = now.map((zone, n) => {
			const was = before?.zones[n]
			const of = (term: keyof BudgetTerms) => zone[term] + keep * ((was?.[term] ?? zone[term]) - zone[term])
			return Object.fromEntries(TERMS.map((term) => [term, of(term)])) as Record<keyof BudgetTerms, number>
		})
		this.#at = { tMs, zones: faded }
	}

	snapshot(): ActualBudgetSnapshot {
		return this.#at
	}
}

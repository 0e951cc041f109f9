import { createHash } from 'node:crypto'
import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, Posterior } from '@emberline/twin'
import type { Scenario } from '../../scenario.ts'
import type { Point } from '../set-points.ts'
import type { DrawnOf } from '../unknowns.ts'

/** What runs take place on. Plain JSON, so that another process or machine needs no files. */
export interface Setting {
	readonly line: LineConfig
	readonly recipe: Recipe
	/** Those that the timeline of a scenario names, by that name. */
	readonly recipes: Readonly<Record<string, Recipe>>
	/** What the twin of a live line has learnt, in place of the register of the line. */
	readonly learnt?: Learnt | undefined
	/** Set-points that points are laid over; without them those of the recipe. */
	readonly controls?: LineControls | undefined
	/** Where a scenario begins that begins at a snapshot. */
	readonly from?: Pick<Posterior, 'model' | 'machines'> | undefined
}

/** Mean and covariance of the parameters of a live line. */
export type Learnt = Pick<Posterior, 'parameters' | 'parameterCovariance'>

/** The settled line at one point: for each of so many draws of what nobody knows exactly, or with these values for it. */
export interface SettledRun {
	readonly kind: 'settled'
	readonly setting: string
	readonly point: Point
	readonly over:
		| { readonly of: DrawnOf; readonly seed: number; readonly count: number }
		| { readonly values: Readonly<Record<string, number>> }
}

/** A scenario once, with these values for what nobody knows exactly, and with stops by chance where `luck` says which. */
export interface ScenarioRun {
	readonly kind: 'scenario'
	readonly setting: string
	readonly scenario: Scenario
	readonly values: Readonly<Record<string, number>>
	readonly luck: { readonly seed: number; readonly replication: number } | null
}

export type Run = SettledRun | ScenarioRun

/**
 * What came of a run. Settled: a row a draw, in the order of OUTPUTS. Scenario: a row in the order of SCENARIO_OUTPUTS, then its history,
 * a row in the order of HISTORY_OUTPUTS each so often. NaN where there is none.
 */
export type Outcome = readonly (readonly number[])[]

/**
 * How a study asks and learns: it yields runs, wants their outcomes in the same order, and returns what it found. It knows nothing of who
 * carries the runs out, so the answer is the same on one core, on many, and from the cache.
 */
export type Method<T> = Generator<readonly Run[], T, readonly Outcome[]>

/** The settings of a study by the hash of their content. */
export class Settings {
	readonly #byId = new Map<string, Setting>()

	add(setting: Setting): string {
		const id = hashOf(setting)
		this.#byId.set(id, setting)
		return id
	}

	get(id: string): Setting {
		const setting = this.#byId.get(id)
		if (setting === undefined) throw new RangeError(`no setting ${id} was added to this study`)
		return setting
	}
}

/** Seconds of one core that a run takes, about; batches are cut by it. */
export function costS(run: Run): number {
	if (run.kind === 'settled') return 0.0025 * ('count' in run.over ? run.over.count : 1)
	// The web of a live line is cut finer.
	return 0.05 + run.scenario.durationS / (typeof run.scenario.start === 'string' ? 28_800 : 2000)
}

/** SHA-256 of the JSON of a value. */
export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** JSON has no NaN: it is written as null and read back. */
export const decoded = (outcome: readonly (readonly (number | null)[])[]): Outcome =>
	outcome.map((row) => row.map((value) => value ?? Number.NaN))

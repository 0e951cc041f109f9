import type { LineConfig } from '@emberline/line-config'
import type { LineFrame, PackMlState } from '../port.ts'
import { logRepairMean, REPAIR_LOG_SD, type StopBelief, UNKNOWN_STOP_S } from './repairs.ts'

/** Plain JSON. */
export interface StopRecordSnapshot {
	readonly runS: number
	readonly tMs: number | null
	/** The frame before was of a line in Execute. */
	readonly ran: boolean
	/** A stop going on: when it began, its reason as far as told, and when the repair was over. */
	readonly now: { readonly sinceMs: number; readonly reason: number; readonly mendedMs: number | null } | null
	/** By code: how many, and the sum of the logarithms of their repair times in s. */
	readonly seen: Readonly<Record<string, { readonly count: number; readonly logSum: number }>>
}

/** The line file's time between stops counts as much as this many stops seen [A]. */
const PRIOR_STOPS = 1
/** A cause that the line file does not list was expected this seldom [A], until it was seen. */
const UNLISTED = { shape: 0.2, exposureS: 20 * 3600 } as const
/** Its time to repair counts as much as this many repairs seen [A]. */
const PRIOR_REPAIRS = 2
/** Longer between two frames is a gap of the twin, not running time. */
const GAP_S = 60
const STARTS: readonly PackMlState[] = ['Resetting', 'Idle', 'Starting', 'Unholding', 'Unsuspending', 'Execute']
/** Stops that are not planned: those of the line's own reasons, and those of the operator. */
const isRandom = (reason: number): boolean => (reason >= 200 && reason < 700) || reason === 105

/**
 * Rates and repair times of the causes of unplanned stops, learnt from the line's own running time and stops: a gamma prior on each rate
 * with a Poisson count, a normal prior on the mean logarithm of the repair time with known spread. Begins at what the line file says.
 */
export class StopRecord {
	readonly #prior: LineConfig['stops']
	#at: StopRecordSnapshot

	constructor(line: Pick<LineConfig, 'stops'>, from?: StopRecordSnapshot) {
		this.#prior = line.stops
		this.#at = from ?? { runS: 0, tMs: null, ran: false, now: null, seen: {} }
	}

	/** Frames in order; those of a twin that is lost are left out. */
	frame({ tMs, health, line }: Pick<LineFrame, 'tMs' | 'health' | 'line'>): void {
		if (health === 'lost') {
			this.#at = { ...this.#at, tMs: null, ran: false, now: null }
			return
		}
		const { tMs: before, ran, now } = this.#at
		const dtS = before === null ? 0 : (tMs - before) / 1000
		if (line.state === 'Execute') {
			if (now !== null) this.#count(now, tMs)
			const runS = this.#at.runS + (now === null && dtS <= GAP_S ? dtS : 0)
			this.#at = { ...this.#at, runS, tMs, ran: true, now: null }
			return
		}
		// A stop that began before the twin looked has no beginning.
		if (now === null) {
			this.#at = { ...this.#at, tMs, ran: false, now: ran ? { sinceMs: tMs, reason: line.stopReason, mendedMs: null } : null }
			return
		}
		// A reason may come after the stop, and is taken back before the start.
		const reason = line.stopReason !== 0 ? line.stopReason : now.reason
		const mendedMs = STARTS.includes(line.state) ? (now.mendedMs ?? tMs) : null
		const same = reason === now.reason && mendedMs === now.mendedMs
		this.#at = { ...this.#at, tMs, now: same ? now : { ...now, reason, mendedMs } }
	}

	#count({ sinceMs, reason, mendedMs }: NonNullable<StopRecordSnapshot['now']>, tMs: number): void {
		if (!isRandom(reason)) return
		const { count, logSum } = this.#at.seen[reason] ?? { count: 0, logSum: 0 }
		const repairS = Math.max(((mendedMs ?? tMs) - sinceMs) / 1000, 1)
		const seen = { ...this.#at.seen, [reason]: { count: count + 1, logSum: logSum + Math.log(repairS) } }
		this.#at = { ...this.#at, seen }
	}

	/** Causes of the line file, and others that were seen. */
	beliefs(): readonly StopBelief[] {
		const { seen } = this.#at
		const known = this.#prior.map(({ code, meanTimeBetweenS, meanTimeToRepairS }) =>
			this.#belief(code, PRIOR_STOPS, PRIOR_STOPS * meanTimeBetweenS, meanTimeToRepairS),
		)
		const others = Object.keys(seen)
			.map(Number)
			.filter((code) => !this.#prior.some((cause) => cause.code === code))
		return [...known, ...others.map((code) => this.#belief(code, UNLISTED.shape, UNLISTED.exposureS, UNKNOWN_STOP_S))]
	}

	#belief(code: number, shape: number, exposureS: number, meanRepairS: number): StopBelief {
		const { count, logSum } = this.#at.seen[code] ?? { count: 0, logSum: 0 }
		const repairs = PRIOR_REPAIRS + count
		return {
			code,
			shape: shape + count,
			exposureS: exposureS + this.#at.runS,
			logRepairMean: (PRIOR_REPAIRS * logRepairMean(meanRepairS) + logSum) / repairs,
			logRepairSd: REPAIR_LOG_SD * Math.sqrt(1 + 1 / repairs),
		}
	}

	/** Share of the time for which the line is not stopped by one of the causes, 0 to 1. */
	availability(): number {
		const down = this.beliefs().reduce(
			(sum, { shape, exposureS, logRepairMean, logRepairSd }) =>
				sum + (shape / exposureS) * Math.exp(logRepairMean + logRepairSd ** 2 / 2),
			0,
		)
		return 1 / (1 + down)
	}

	snapshot(): StopRecordSnapshot {
		return this.#at
	}
}

/** What the line file alone says. */
export const stopBeliefs = (line: Pick<LineConfig, 'stops'>): readonly StopBelief[] => new StopRecord(line).beliefs()

import type { ForecastBaselines, ForecastSkill, ForecastTarget, QuantileName } from '../port.ts'
import { outcomeKey } from './plant-marks.ts'

interface Tally {
	readonly target: string
	readonly zone: number | null
	readonly hS: number
	readonly endedMs: number
	/** Outcomes, faded: each weighs half after HALF_MS. */
	readonly weight: number
	readonly size: number
	readonly error: number
	readonly persistence: Against
	readonly smoothing: Against
	readonly schedule: Against
	readonly inside: readonly number[]
}

/** Errors of a baseline and of the forecast where the baseline knew something. */
interface Against {
	readonly own: number
	readonly theirs: number
}

/** Plain JSON. */
export type SkillSnapshot = Readonly<Record<string, Tally>>

const HALF_MS = 24 * 3_600_000
const INTERVALS: readonly (readonly [QuantileName, QuantileName])[] = [
	['0.25', '0.75'],
	['0.1', '0.9'],
	['0.05', '0.95'],
	['0.025', '0.975'],
]
const NOTHING: Against = { own: 0, theirs: 0 }

/** How good the forecasts of the last day or so were, by what came true since. */
export class SkillRecord {
	#tallies: SkillSnapshot

	constructor(from: SkillSnapshot = {}) {
		this.#tallies = from
	}

	learn(told: ForecastTarget, baselines: ForecastBaselines, came: number, endedMs: number): void {
		const { target, zone = null, hS, q } = told
		const key = `${outcomeKey(target, told.zone)}@${hS}`
		const before = this.#tallies[key]
		const fade = before === undefined ? 0 : 0.5 ** ((endedMs - before.endedMs) / HALF_MS)
		// The median: it is the point with the least mean absolute error.
		const error = Math.abs(q['0.5'] - came)
		const faded = (sum: number | undefined, x: number) => fade * (sum ?? 0) + x
		const against = (sums: Against | undefined, baseline: number | null): Against => {
			const known = baseline !== null
			const { own, theirs } = sums ?? NOTHING
			return { own: faded(own, known ? error : 0), theirs: faded(theirs, known ? Math.abs(baseline - came) : 0) }
		}
		const tally: Tally = {
			target,
			zone,
			hS,
			endedMs,
			weight: faded(before?.weight, 1),
			size: faded(before?.size, Math.abs(came)),
			error: faded(before?.error, error),
			persistence: against(before?.persistence, baselines.persistence),
			smoothing: against(before?.smoothing, baselines.smoothing),
			schedule: against(before?.schedule, baselines.schedule),
			inside: INTERVALS.map(([low, high], n) => faded(before?.inside[n], came >= q[low] && came <= q[high] ? 1 : 0)),
		}
		this.#tallies = { ...this.#tallies, [key]: tally }
	}

	skills(): readonly ForecastSkill[] {
		const share = ({ own, theirs }: Against) => (theirs > 0 ? 1 - own / theirs : null)
		return Object.values(this.#tallies).map((tally) => ({
			target: tally.target,
			...(tally.zone !== null && { zone: tally.zone }),
			hS: tally.hS,
			outcomes: tally.weight,
			meanError: tally.error / tally.weight,
			meanSize: tally.size / tally.weight,
			overPersistence: share(tally.persistence),
			overSmoothing: share(tally.smoothing),
			overSchedule: share(tally.schedule),
			inside: { '50': at(tally, 0), '80': at(tally, 1), '90': at(tally, 2), '95': at(tally, 3) },
		}))
	}

	snapshot(): SkillSnapshot {
		return this.#tallies
	}
}

const at = ({ inside, weight }: Tally, n: number): number => (inside[n] ?? 0) / weight

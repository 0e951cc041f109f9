import { FAULT_CAUSES } from '@emberline/line-config'
import type { Effect, FaultSignature } from './fault-signatures.ts'

export interface RankedCause {
	readonly cause: string
	readonly p: number
}

/** What a signal shows now: how far it is from what is usual, in the unit of its effects, and how far that may be by chance. */
export interface Shown {
	readonly off: number
	readonly sd: number
	/** Quiet now says nothing: it takes long to follow. */
	readonly slow: boolean
}

/** Sizes of a fault that are tried, over the middling one. */
const SIZES = [0.15, 0.2, 0.25, 0.33, 0.43, 0.57, 0.75, 1, 1.3, 1.7, 2.2, 2.9]
/** Rates are assumptions, and a line has its own: they count for less than they say. */
const RATE_POWER = 0.3
/** Rate of what no signature tells of, per hour [A]. */
const UNKNOWN_PER_H = 1 / 1000
/** How far what is unknown moves a signal, in sd, and how often it moves one. */
const UNKNOWN_SD = 8
const UNKNOWN_MOVES = 0.15
/** How often what may move has moved by the time of the alarm [A]. */
const MAY_MOVE = 0.3
/** Degrees of freedom of Student's t: a model's errors have long tails. */
const TAIL = 3
/** Signals err together, and so count for less than each alone: exponent of the likelihood [A]. Runs with known faults alone would have it 1. */
const POWER = 0.7
/** A stop of the code of a cause is so much likelier with it than without. */
const CODE_RATIO = 20

/**
 * Causes by probability: rate of each times the chance of what every signal shows under it,
 *
 *   p ~ rate^RATE_POWER [ mean over sizes a of  prod_i t(off_i; a m_i, sd_i^2 + (a s_i)^2) ]^POWER
 *
 * with m and s what the signature says of the signal and how far it may be off it. `unknown` is among them; other causes only where they surely
 * move at least one of the signals `out` the way it went.
 */
export function rankedCauses(
	signatures: readonly FaultSignature[],
	shown: ReadonlyMap<string, Shown>,
	out: readonly string[],
	stopReason: number,
): readonly RankedCause[] {
	const able = signatures.filter(({ effects }) => out.some((id) => goesAs(effects[id], shown.get(id))))
	const logs = able.map(({ cause, name, effects, part, stopCode }) => {
		const rate = RATE_POWER * Math.log(3600 / FAULT_CAUSES[cause].meanTimeBetweenS) + Math.log(part)
		const code = stopCode !== undefined && stopCode === stopReason ? Math.log(CODE_RATIO) : 0
		const bySize = SIZES.map((size) => {
			let log = 0
			for (const [id, one] of shown) log += logChance(effects[id], size, one)
			return log
		})
		return { cause: name, log: rate + code + POWER * (logSum(bySize) - Math.log(SIZES.length)) }
	})
	let unknown = 0
	for (const one of shown.values()) {
		const z = one.off / one.sd
		unknown += Math.log((1 - UNKNOWN_MOVES) * Math.exp(logT(z, 1)) + UNKNOWN_MOVES * Math.exp(logT(z, UNKNOWN_SD)))
	}
	const all = [...logs, { cause: 'unknown', log: RATE_POWER * Math.log(UNKNOWN_PER_H) + POWER * unknown }]
	const total = logSum(all.map(({ log }) => log))
	// A cause that may go either way has a signature for each.
	const chances = new Map<string, number>()
	for (const { cause, log } of all) chances.set(cause, (chances.get(cause) ?? 0) + Math.exp(log - total))
	return [...chances].map(([cause, p]) => ({ cause, p })).sort((a, b) => b.p - a.p)
}

/** What a cause may move, or not, does not make it one of those that are asked. */
const goesAs = (effect: Effect | undefined, shown: Shown | undefined): boolean =>
	effect !== undefined && shown !== undefined && effect.give < Math.abs(effect.by) && effect.by > 0 === shown.off > 0

function logChance(effect: Effect | undefined, size: number, { off, sd, slow }: Shown): number {
	if (effect === undefined) return logT(off / sd, 1)
	const sure = logT((off - size * effect.by) / sd, Math.hypot(1, (size * effect.give) / sd))
	// What follows slowly may not have moved yet, and what only may move, not at all.
	return slow || effect.give >= Math.abs(effect.by)
		? Math.log(MAY_MOVE * Math.exp(sure) + (1 - MAY_MOVE) * Math.exp(logT(off / sd, 1)))
		: sure
}

/** Logarithm of Student's t density of scale `scale`, but for a constant. */
const logT = (z: number, scale: number): number => -Math.log(scale) - ((TAIL + 1) / 2) * Math.log1p((z / scale) ** 2 / TAIL)

function logSum(logs: readonly number[]): number {
	const most = Math.max(...logs)
	return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
}

import { FAULT_CAUSES } from '@emberline/line-config'
import type { ChangeWatch } from './change-watch.ts'
import type { Effect, FaultSignature } from './fault-signatures.ts'

export interface RankedCause {
	readonly cause: string
	readonly p: number
}

/** A signal further out than the second is surely moved, nearer than the first surely not, in sd. */
const MOVED_SD = [1.2, 2.5] as const
const GONE_SHARE = 0.2

/** Chance of what is seen for what a signature says of a signal: moved up, quiet, moved down [A]. */
const CHANCES: Readonly<Record<Exclude<Effect, 'gone'> | 'none' | 'any', readonly [number, number, number]>> = {
	up: [0.8, 0.18, 0.02],
	down: [0.02, 0.18, 0.8],
	'up?': [0.45, 0.5, 0.05],
	'down?': [0.05, 0.5, 0.45],
	none: [0.03, 0.94, 0.03],
	any: [0.15, 0.7, 0.15],
}
/** Rate of what no signature tells of, per hour [A]. */
const UNKNOWN_PER_H = 1 / 2000

/**
 * Causes by probability: rate of each cause times the chance of every signal's direction under it, signals taken as independent (naive
 * Bayes). `unknown` is among them, and otherwise only causes that move at least one of the signals `out` the way it went. Signals that are
 * not known now count for nothing.
 */
export function rankedCauses(
	signatures: readonly FaultSignature[],
	watches: ReadonlyMap<string, ChangeWatch>,
	out: readonly string[],
): readonly RankedCause[] {
	const able = signatures.filter(({ effects }) => out.some((id) => goesAs(effects[id], watches.get(id))))
	const logs = able.map(({ cause, name, effects }) => {
		let log = Math.log(3600 / FAULT_CAUSES[cause].meanTimeBetweenS)
		for (const [id, watch] of watches) log += logChance(effects[id], watch)
		return { cause: name, log }
	})
	let unknown = Math.log(UNKNOWN_PER_H)
	for (const watch of watches.values()) unknown += logOf('any', watch)
	const all = [...logs, { cause: 'unknown', log: unknown }]
	const most = Math.max(...all.map(({ log }) => log))
	const total = all.reduce((sum, { log }) => sum + Math.exp(log - most), 0)
	return all.map(({ cause, log }) => ({ cause, p: Math.exp(log - most) / total })).sort((a, b) => b.p - a.p)
}

const goesAs = (effect: Effect | undefined, watch: ChangeWatch | undefined): boolean =>
	effect !== undefined && watch !== undefined && effect.startsWith('up') === watch.z > 0

function logChance(effect: Effect | undefined, watch: ChangeWatch): number {
	if (effect === undefined) return logOf('none', watch)
	if (effect === 'gone') return watch.left < GONE_SHARE ? Math.log(0.9) : Math.log(0.01)
	// Less, but not nothing.
	return logOf(effect, watch)
}

function logOf(row: keyof typeof CHANCES, { z }: ChangeWatch): number {
	const [up, quiet, down] = CHANCES[row]
	const [from, to] = MOVED_SD
	const moved = Math.max(0, Math.min(1, (Math.abs(z) - from) / (to - from)))
	return (1 - moved) * Math.log(quiet) + moved * Math.log(z > 0 ? up : down)
}

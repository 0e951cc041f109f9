import type { LineConfig } from '@emberline/line-config'
import { chance, drawRepairS, logRepairMean, REPAIR_LOG_SD } from '@emberline/twin'
import type { Scenario, TimelineEvent } from '../scenario.ts'

/** One unplanned stop. */
export interface Stop {
	readonly station: LineConfig['stops'][number]['station']
	readonly words: string
	readonly fromS: number
	readonly toS: number
}

/** Which draw of chance. The same one meets every scenario with the same stops, for as long as their causes are the same. */
export interface Luck {
	readonly seed: number
	readonly replication: number
}

/**
 * The unplanned stops of one replication, in order of time: each cause of the line file comes after exponential running time and is repaired
 * in lognormal time, as in the forecast. Each cause has streams of its own, so that a change to one leaves the luck of the others as it was.
 */
export function drawStops(line: LineConfig, durationS: number, { seed, replication }: Luck): readonly Stop[] {
	const causes = line.stops.map(({ station, words, meanTimeBetweenS, meanTimeToRepairS }, n) => {
		const member = replication * 64 + n
		const between = chance(seed, member, 'stops')
		const repairs = chance(seed, member, 'repairs')
		const repair = { logRepairMean: logRepairMean(meanTimeToRepairS), logRepairSd: REPAIR_LOG_SD }
		const next = () => between.exponential() * meanTimeBetweenS
		return { station, words, repairS: () => drawRepairS(repair, repairs), next, dueS: next() }
	})
	const stops: Stop[] = []
	// Causes age while the line runs, not while it stands.
	let stoodS = 0
	for (;;) {
		const cause = causes.reduce((first, each) => (each.dueS < first.dueS ? each : first), causes[0] ?? NEVER)
		const fromS = cause.dueS + stoodS
		if (!(fromS < durationS)) return stops
		const repairS = cause.repairS()
		stops.push({ station: cause.station, words: cause.words, fromS, toS: fromS + repairS })
		stoodS += repairS
		cause.dueS += cause.next()
	}
}

const NEVER = { station: 'Line' as const, words: '', repairS: () => 0, next: () => 0, dueS: Number.POSITIVE_INFINITY }

/** A scenario in which the line holds for each stop. A stop that meets a hold or stop of the scenario itself changes nothing. */
export function withStops(scenario: Scenario, stops: readonly Stop[]): Scenario {
	const standing = standingOf(scenario)
	const free = stops.filter(({ fromS, toS }) => standing.every(([from, to]) => toS < from || fromS > to))
	const events = free.flatMap(({ fromS, toS }): TimelineEvent[] => [
		ordered(fromS, 'hold'),
		...(toS < scenario.durationS ? [ordered(toS, 'start')] : []),
	])
	return { ...scenario, timeline: [...scenario.timeline, ...events].sort((a, b) => a.atS - b.atS) }
}

const ordered = (atS: number, order: 'hold' | 'start'): TimelineEvent => ({ atS, order, recipe: undefined, setpoints: undefined })

/** When the scenario itself has the line stand. */
function standingOf({ timeline, durationS }: Scenario): [number, number][] {
	const spans: [number, number][] = []
	let fromS: number | null = null
	for (const { atS, order } of timeline) {
		if (order === undefined) continue
		if (order !== 'start') fromS ??= atS
		else if (fromS !== null) {
			spans.push([fromS, atS])
			fromS = null
		}
	}
	return fromS === null ? spans : [...spans, [fromS, durationS]]
}

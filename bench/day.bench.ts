import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { linePartsOf, parseScenario, runScenario } from '@emberline/simulations'
import { bench, describe, expect } from 'vitest'

/** A shift of eight hours with stops and a recipe change: CPU time, against the line's own parcels, and against half and twice its length. */
const file = fileURLToPath(new URL('../simulations/scenarios/shift-8h.yaml', import.meta.url))
const shift = parseScenario(readFileSync(file, 'utf8'), file)
const parts = linePartsOf(shift, file)
const HOUR_S = 3600
/** On one core, the goal for eight hours [s]. */
const MOST_S = 2

/** The shift up to four hours, as it is, or with eight more at the end of it. */
const lasting = (hours: number) => ({
	...shift,
	durationS: hours * HOUR_S,
	timeline: shift.timeline.filter(({ atS }) => atS < hours * HOUR_S),
})

function cpuS(scenario: typeof shift): number {
	const from = process.cpuUsage()
	runScenario(scenario, parts)
	const { user, system } = process.cpuUsage(from)
	return (user + system) / 1e6
}

const median = (values: readonly number[]): number =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

describe('a shift of 8 h on the pilot', () => {
	let done = false
	bench(
		'by length and by parcel',
		() => {
			if (done) return
			done = true
			cpuS(lasting(4))
			const rounds = Array.from({ length: 3 }, () => [4, 8, 16].map((hours) => cpuS(lasting(hours))))
			const [four, eight, sixteen] = [0, 1, 2].map((n) => median(rounds.map((round) => round[n] ?? Number.NaN)))
			const ownS = cpuS({ ...shift, resolutionM: parts.line.web.parcelLengthM })
			const round = (value: number | undefined) => (value ?? Number.NaN).toFixed(2)
			console.table([
				{ '4 h, s': round(four), '8 h, s': round(eight), '16 h, s': round(sixteen), 'parcels of the line, s': round(ownS) },
			])
			expect(sixteen ?? Number.NaN).toBeLessThan(2.5 * (eight ?? Number.NaN))
			expect(eight).toBeLessThan(MOST_S)
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)
})

import { readFileSync, writeFileSync } from 'node:fs'
import { STEP_BOUNDS, type StepBounds } from '../../twin/src/web/web-step.ts'
import { CLOTH_KG_PER_M2, follow, HISTORIES, type History } from './histories.ts'

/**
 * One fresh process: node --import tsx measure.ts <history> <parcels> <warm-up parcels> [error K] [kelvin] [stiffness] [longest s] [times the time in a zone]
 * prints CPU seconds of the parcels, their free steps, a sum, and their temperatures at the zone ends, as parcel.c does. `numbers <file>` in place of parcels writes what the C programs read.
 */

const [which, count, warm, error, kelvin, stiffness, longest, longer] = process.argv.slice(2)
const history = HISTORIES[Number(which)] as History

if (count === 'numbers') writeFileSync(warm as string, numbersOf(history).map(String).join('\n'))
else {
	const parcels = Number(count)
	const bounds: StepBounds = {
		errorK: Number(error ?? STEP_BOUNDS.errorK),
		kelvin: Number(kelvin ?? STEP_BOUNDS.kelvin),
		stiffness: Number(stiffness ?? STEP_BOUNDS.stiffness),
		longestS: Number(longest ?? STEP_BOUNDS.longestS),
	}
	const path = { ...history, path: history.path.map((stretch) => ({ ...stretch, lastsS: stretch.lastsS * Number(longer ?? 1) })) }
	const ends = new Float64Array(parcels * path.path.length)
	for (let n = 0; n < Number(warm); n++) follow(path, n % parcels, ends, (n % parcels) * path.path.length, bounds)
	let sum = 0
	const before = cpuS()
	for (let n = 0; n < parcels; n++) sum += follow(path, n, ends, n * path.path.length, bounds)
	const took = cpuS() - before
	process.stdout.write(`${took} ${stepsOf(path, parcels, bounds)} ${sum}\n${[...ends].join('\n')}\n`)
}

/** CPU time of this thread [s]: what the others do, compiling among it, is not its own. From Linux, which brings it up to date every few milliseconds. */
function cpuS(): number {
	return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9
}

/** Free steps of the parcels, counted after the clock has stopped: the bound on the error is asked for once in each. */
function stepsOf(path: History, parcels: number, bounds: StepBounds): number {
	let steps = 0
	const counting = {
		...bounds,
		get errorK(): number {
			steps++
			return bounds.errorK
		},
	}
	const ends = new Float64Array(path.path.length)
	for (let n = 0; n < parcels; n++) follow(path, n, ends, 0, counting)
	return steps
}

/** In the order in which parcel.c reads them. */
function numbersOf({ powder: p, path }: History): readonly number[] {
	const laws = [p.char1, p.char2, p.reduction, p.coarsening].flatMap((law) => [law.a, law.er])
	return [
		CLOTH_KG_PER_M2,
		...laws,
		...[p.heat1JPerKg, p.heat2JPerKg, p.yield1, p.yield2, p.heatReductionJPerKg, p.doseEr, p.doseReferenceK, p.aboveK],
		...[p.openMetals, p.openNaCl, p.metal, p.salt, p.citrate, p.nacl],
		...[p.alloyHeatJPerKgK, p.citrateHeatJPerKgK, p.saltHeatJPerKgK, p.arealHeat],
		p.metals.length,
		...p.metals.flatMap((_, k) =>
			[p.moleShare, p.massShare, p.vapourLnA, p.vapourLnB, p.vapourMolarMass].map((of) => of[k] ?? 0),
		),
		path.length,
		...path.flatMap(({ place: s, lastsS }) => [s.surfaceK, s.surfaceEmissivity, s.view, s.filmWPerM2K, s.gasK, lastsS]),
	]
}

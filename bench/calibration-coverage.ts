import { parseArgs } from 'node:util'
import { plainTable } from '../cli/src/lists.ts'
import { TwinDrive } from '../cli/src/replay/twin-drive.ts'
import { trueValues } from '../cli/src/score/true-values.ts'
import type { TruthLine } from '../cli/src/score/truth-file.ts'
import { loadLine, loadRecipesOfLine } from '../line-config/src/files.ts'
import { parseLogLine } from '../plc-gateway/src/index.ts'
import { calibrate, createLineTwin, SteadyRuns } from '../twin/src/index.ts'
import { drawnWidely, runPlantDay } from './plants/plant-day.ts'

/**
 * How often the truth lies within the intervals of a calibration: plants drawn as widely as the line file says that nothing is known of them, an
 * hour or so of each calibrated, and every parameter held against the plant's own.
 *
 *   npx tsx bench/calibration-coverage.ts [--seeds 8] [--first 1] [--hours 1]
 */
interface Row {
	readonly seed: number
	readonly param: string
	readonly value: number
	readonly sd: number
	readonly truth: number
}

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '8' },
		first: { type: 'string', default: '1' },
		hours: { type: 'string', default: '1' },
	},
})
const rows: Row[] = []
for (let n = 0; n < Number(values.seeds); n++) {
	const seed = Number(values.first) + n
	const found = await oneSeed({ seed, hours: Number(values.hours) })
	rows.push(...found)
	process.stderr.write(`seed ${seed}: ${inside(found, 1.96)} of ${found.length} within 95 %\n`)
}
const table = plainTable(['parameter', 'off, in sd, by seed', 'rms', 'within 95 %'])
for (const param of new Set(rows.map((row) => row.param))) {
	const own = rows.filter((row) => row.param === param).sort((a, b) => a.seed - b.seed)
	const z = own.map(offInSd)
	const rms = Math.sqrt(z.reduce((sum, x) => sum + x * x, 0) / z.length)
	table.push([param, z.map((x) => x.toFixed(1)).join('  '), rms.toFixed(2), `${inside(own, 1.96)} of ${own.length}`])
}
process.stdout.write(`${table.toString()}\n`)
for (const [name, z] of [
	['50 %', 0.674],
	['80 %', 1.282],
	['90 %', 1.645],
	['95 %', 1.96],
] as const)
	process.stdout.write(`within ${name}: ${((100 * inside(rows, z)) / rows.length).toFixed(1)} % of ${rows.length}\n`)

function offInSd({ value, truth, sd }: Row): number {
	return (truth - value) / sd
}

function inside(some: readonly Row[], sd: number): number {
	return some.filter((row) => Math.abs(offInSd(row)) <= sd).length
}

/** Every other plant runs the other recipe. */
async function oneSeed({ seed, hours }: { readonly seed: number; readonly hours: number }): Promise<readonly Row[]> {
	const line = loadLine()
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const twin = createLineTwin({ line, recipes, seed: 1, without: ['learning'] })
	const drive = new TwinDrive(line, twin, Number.POSITIVE_INFINITY)
	const runs = new SteadyRuns(line)
	drive.readings$.subscribe((batch) => runs.readings(batch))
	twin.frames$.subscribe((frame) => runs.frame(frame, twin.estimates().steady))
	const truth: TruthLine[] = []
	const recipe = seed % 2 === 0 ? { recipe: 'NTS' } : {}
	await runPlantDay(
		{ hours, seed, ...recipe, parameters: drawnWidely(line, seed) },
		{ log: (text) => drive.message(parseLogLine(text)), truth: (one) => truth.push(one) },
	)
	twin.close()
	const found = calibrate(line, recipes, runs.runs, { profiles: false })
	const real = trueValues(truth)
	return found.told.flatMap(({ param, value, sd }): Row[] => {
		const own = real.get(param)
		return own === undefined ? [] : [{ seed, param, value, sd, truth: own }]
	})
}

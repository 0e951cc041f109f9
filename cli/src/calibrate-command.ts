import { writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from './errors.ts'
import { plainTable } from './lists.ts'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

interface Given {
	out: string
	line: string
	from?: number
	to?: number
	noise?: boolean
	plot?: string
	truth?: string
	rollback?: number | true
	json?: boolean
}

export function calibrateCommand(): Command {
	return new Command('calibrate')
		.description(
			'fit the slow parameters of a line to a recorded log; write a versioned parameter set that its line file can name',
		)
		.argument(
			'[log...]',
			'logs of one MQTT message a line, .jsonl or .jsonl.gz; in them the line must run steadily for some time',
		)
		.requiredOption('--out <file>', 'the parameter set, JSON; a set that is there already gets one version more')
		.addOption(new Option('--line <file>', 'the line').env('EMBERLINE_LINE').default('line1'))
		.addOption(new Option('--from <time>', 'plant time to begin at, ISO 8601 or ms since 1970').argParser(instant))
		.addOption(new Option('--to <time>', 'plant time to end at').argParser(instant))
		.option('--noise', 'tune how readings scatter and their levels wander too, by likelihood')
		.option('--plot <file>', 'SVG of what was found; default: beside the set')
		.option('--truth <file>', 'truth of a plant of our own: drawn and told beside what was found')
		.addOption(
			new Option('--rollback [version]', 'an older version of the set counts again, by default the one before').argParser(whole),
		)
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText(
			'after',
			`
A line file takes a set up by the key parameterSet: "line1-parameters.json", or "line1-parameters.json@2" for one version of it.

Examples:
  emberline calibrate tuesday.jsonl.gz --out my-line/line1-parameters.json
  emberline calibrate tuesday.jsonl.gz --out set.json --from 2026-09-21T06:00:00Z --to 2026-09-21T12:00:00Z --noise
  emberline calibrate --out my-line/line1-parameters.json --rollback`,
		)
		.action(async (logs: string[], given: Given) => {
			if (given.rollback !== undefined) return rolledBack(logs, given)
			if (logs.length === 0) throw new InputError('calibrate: found no log, expected one or more, or --rollback')
			await calibrated(logs, given)
		})
}

async function rolledBack(logs: readonly string[], { out, rollback, json }: Given): Promise<void> {
	if (logs.length > 0) throw new InputError(`calibrate --rollback: found the log ${logs[0]}, expected none`)
	const { rollBack } = await import('./calibrate/parameter-file.ts')
	const { from, to } = rollBack(out, rollback === true ? undefined : rollback)
	if (json) return printJson({ file: out, from, to })
	say(`${out}: version ${to} counts again, ${from} before`)
}

async function calibrated(logs: readonly string[], given: Given): Promise<void> {
	const { loadLine, loadRecipesOfLine } = await import('@emberline/line-config/files')
	const { calibrate } = await import('@emberline/twin')
	const { readSteadyRuns } = await import('./calibrate/read-steady-runs.ts')
	const { addVersion, readParameterFile } = await import('./calibrate/parameter-file.ts')
	const { recoverySvg } = await import('./calibrate/recovery-svg.ts')
	const { VERSION } = await import('./version.ts')
	// A log is never held against what another calibration made of it.
	const { calibrated: _, ...line } = loadLine(given.line)
	readParameterFile(given.out)
	const truth = given.truth === undefined ? null : (await import('./score/true-values.ts')).trueValuesOf(given.truth)
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const progress = progressBar('calibrate', 2000)
	const warn = (text: string) => process.stderr.write(`${text}\n`)
	const window = { fromMs: given.from ?? Number.NEGATIVE_INFINITY, toMs: given.to ?? Number.POSITIVE_INFINITY }
	try {
		const read = await readSteadyRuns({ logs, line, recipes, window, warn, progress: (share) => progress.at(0.8 * share) })
		const found = calibrate(line, recipes, read.runs, { progress: (share) => progress.at(0.8 + 0.2 * share) })
		const noise = given.noise ? await noiseOf(line, read.series) : null
		const made = {
			made: new Date().toISOString(),
			program: VERSION,
			logs: [...read.hashes],
			from_ms: read.fromMs,
			to_ms: read.toMs,
			parameters: found.parameters.map(({ name, unit, value, sd, priorValue, priorSd, resolved, profile }) => ({
				name,
				unit,
				value,
				sd,
				prior_value: priorValue,
				prior_sd: priorSd,
				resolved,
				low95: profile?.low ?? null,
				high95: profile?.high ?? null,
				is_normal: profile?.isNormal ?? false,
			})),
			told: [...found.told],
			correlations: found.correlations.map((row) => [...row]),
			confused: [...found.confused],
			runs: [...found.runs],
			fit: found.fit,
			...(noise !== null && {
				noise: Object.fromEntries(noise.map(({ tag, sd, driftPerRootS }) => [tag, { sd, drift_per_root_s: driftPerRootS }])),
			}),
		}
		const version = addVersion(given.out, line.name, made)
		const plot = given.plot ?? `${given.out.replace(/\.json$/, '')}.svg`
		writeFileSync(plot, recoverySvg(`Calibration of ${line.name}, version ${version}`, { version, ...made }, truth))
		progress.end()
		if (given.json) return printJson({ file: given.out, version, plot, ...made, ...(noise !== null && { tuned: noise }) })
		const seconds = found.runs.reduce((sum, run) => sum + run.seconds, 0)
		say(`Runs     ${found.runs.length} sets of conditions, ${seconds} s of steady running`)
		say(
			`Fit      ${found.fit.steps} steps, ${found.fit.converged ? 'converged' : 'NOT CONVERGED'}; mean square of residuals ${figure(found.fit.squareBefore)} before, ${figure(found.fit.squareAfter)} after`,
		)
		const table = plainTable(['parameter', 'unit', 'value', 'sd', '95 % by profile', 'as normal', 'resolved'])
		for (const { name, unit, value, sd, resolved, profile } of found.parameters)
			table.push([
				name,
				unit,
				figure(value),
				figure(sd),
				`${end(profile?.low)} to ${end(profile?.high)}`,
				profile?.isNormal ? 'yes' : 'no',
				resolved ? 'yes' : 'no',
			])
		say(table.toString())
		const told = plainTable(['told as', 'unit', 'value', 'sd', 'resolved', ...(truth === null ? [] : ['truth', 'off, sd'])])
		for (const { param, unit, value, sd, resolved } of found.told) {
			const real = truth?.get(param)
			const beside = real === undefined ? ['', ''] : [figure(real), figure((real - value) / sd)]
			told.push([param, unit, figure(value), figure(sd), resolved ? 'yes' : 'no', ...(truth === null ? [] : beside)])
		}
		say(told.toString())
		for (const { a, b, correlation } of found.confused)
			say(`Not told apart by this log: ${a} and ${b} (correlation ${correlation.toFixed(2)})`)
		const blind = found.parameters.filter(({ resolved }) => !resolved).map(({ name }) => name)
		if (blind.length > 0) say(`Not resolved by this log, kept near what was thought beforehand: ${blind.join(', ')}`)
		if (noise !== null) sayNoise(noise)
		say(`Written  ${given.out}, version ${version}; ${plot}`)
	} finally {
		progress.end()
	}
}

async function noiseOf(
	line: Parameters<typeof import('@emberline/twin').observablesOf>[0],
	series: Readonly<Record<string, readonly number[]>>,
) {
	const { GAIN_FIRST, observablesOf, tunedNoise } = await import('@emberline/twin')
	return observablesOf(line).flatMap(({ tag, noise, firstGain = GAIN_FIRST }) => {
		const residuals = series[tag]
		if (residuals === undefined) return []
		const assumed = noise(0)
		const found = tunedNoise(residuals, { sd: assumed, gain: firstGain })
		return found === null ? [] : [{ tag, assumed, ...found }]
	})
}

function sayNoise(noise: Awaited<ReturnType<typeof noiseOf>>): void {
	const table = plainTable(['noise of', 'readings', 'sd of one', 'assumed, least', 'drift /sqrt(s)', 'ln likelihood gained'])
	for (const { tag, readings, sd, assumed, driftPerRootS, gained } of noise)
		table.push([tag, String(readings), figure(sd), figure(assumed), figure(driftPerRootS), figure(gained)])
	say(table.toString())
}

function instant(text: string): number {
	const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
	if (Number.isFinite(ms)) return ms
	throw new InvalidArgumentError('Expected ISO 8601, such as 2026-09-21T06:00:00Z, or ms since 1970.')
}

function whole(text: string): number {
	const value = Number(text)
	if (Number.isInteger(value) && value >= 1) return value
	throw new InvalidArgumentError('Expected a version, a whole number from 1.')
}

const end = (value: number | null | undefined): string => (value === null || value === undefined ? 'bound' : figure(value))
const figure = (value: number): string => String(Number(value.toPrecision(4)))

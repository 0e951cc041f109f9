import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hands } from '@emberline/simulations'
import { Command, InvalidArgumentError } from 'commander'
import { InputError } from './errors.ts'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

interface StudyOptions {
	readonly out: string
	readonly workers: number
	readonly queue?: string
	readonly cache?: string
	readonly json?: boolean
}

export function studyCommand(): Command {
	return new Command('study')
		.description('many runs to one answer: grid, samples, Monte Carlo, sensitivity, comparison, bottleneck, optimum, front')
		.argument('<study>', 'study file')
		.requiredOption('--out <dir>', 'folder for report.html, results.csv, result.json, manifest.json and advice.json')
		.option('--workers <n>', 'worker threads on this machine', wholeNumber, 1)
		.option('--queue <url>', 'Redis to hand the runs to, worked by `emberline worker` on any machine: redis://host:6379')
		.option('--cache <dir>', 'folder of results of runs, taken again by any study; OUT/cache without')
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText(
			'after',
			`
A study that was ended at any point goes on where it was: give the same command again.

Examples:
  emberline study simulations/studies/most-grams.yaml --out out/most-grams --workers 2
  emberline study simulations/studies/tornado.yaml --out out/tornado
  emberline study my-study.yaml --out out/mine --queue redis://10.0.0.5:6379`,
		)
		.action(async (file: string, options: StudyOptions) => {
			const { posteriorOf } = await import('./snapshot-start.ts')
			const { parseStudy, runsOfStudy, runStudy, studyFiles, studyPartsOf, studyTextsOf } = await import('@emberline/simulations')
			if (options.queue !== undefined && options.workers !== 1)
				throw new InputError(
					'found both --workers and --queue, expected one of them: with a queue, `emberline worker` does the work',
				)
			const text = readText(file)
			const study = parseStudy(text, file)
			const parts = studyPartsOf(study, file, posteriorOf)
			mkdirSync(options.out, { recursive: true })
			// What an earlier study left is not the answer of this one while it runs.
			for (const name of OUTPUT_FILES) rmSync(join(options.out, name), { force: true })
			const hands = await handsOf(options)
			const progress = progressBar(study.title)
			const expected = runsOfStudy(study, parts)
			try {
				const run = await runStudy(study, parts, {
					hands,
					cache: options.cache ?? join(options.out, 'cache'),
					onRuns: (count) => progress.at(Math.min(1, count / expected)),
				})
				progress.end()
				const files = studyFiles(run, parts, { study: text, scenarios: studyTextsOf(study, file) })
				for (const [name, content] of Object.entries(files)) if (content !== null) writeWhole(join(options.out, name), content)
				const { says } = run.findings
				if (options.json)
					return printJson({
						...run.manifest,
						says,
						advice: files['advice.json'] == null ? null : JSON.parse(files['advice.json']),
					})
				const { runs, runs_from_cache, wall_s } = run.manifest
				say(
					`${study.title}: ${runs} runs in ${wall_s.toFixed(1)} s${runs_from_cache > 0 ? `, ${runs_from_cache} of them known before` : ''}`,
				)
				for (const line of says) say(line)
				for (const { metric, value, unit } of settings(files['advice.json']))
					say(`  ${metric} ${Number(value.toPrecision(5))} ${unit}`)
				say(`Written to ${options.out}`)
			} finally {
				progress.end()
				await hands.close()
			}
		})
}

const OUTPUT_FILES = ['report.html', 'results.csv', 'result.json', 'manifest.json', 'advice.json'] as const

async function handsOf({ workers, queue }: StudyOptions): Promise<Hands> {
	const { ownHands, queueHands, threads } = await import('@emberline/simulations')
	if (queue !== undefined) return queueHands(queue)
	return workers === 1 ? ownHands() : threads(workers)
}

function settings(advice: string | null | undefined): readonly { metric: string; value: number; unit: string }[] {
	if (advice === null || advice === undefined) return []
	return (JSON.parse(advice) as { setpoints: { metric: string; value: number; unit: string }[] }).setpoints
}

/** A file is there whole or not at all. */
function writeWhole(path: string, content: string): void {
	writeFileSync(`${path}.part`, content)
	renameSync(`${path}.part`, path)
}

function wholeNumber(text: string): number {
	const value = Number(text)
	if (!Number.isInteger(value) || value < 1 || value > 256)
		throw new InvalidArgumentError('expected a whole number from 1 to 256')
	return value
}

function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8')
	} catch (cause) {
		throw new InputError(`${file}: cannot be read, expected a study file`, { cause })
	}
}

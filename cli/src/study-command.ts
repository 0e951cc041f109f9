import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { InputError } from './errors.ts'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

export function studyCommand(): Command {
	return new Command('study')
		.description('many settled runs: a grid, or the set-points with most good grams an hour')
		.argument('<study>', 'study file')
		.requiredOption('--out <dir>', 'folder for report.html, results.csv, manifest.json and advice.json')
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText('after', '\nExample:\n  emberline study simulations/studies/most-grams.yaml --out out/most-grams')
		.action(async (file: string, options: { out: string; json?: boolean }) => {
			const { adviceOf, linePartsOf, parseStudy, resultsCsv, runStudy, studyReport } = await import('@emberline/simulations')
			const text = readText(file)
			const study = parseStudy(text, file)
			const parts = linePartsOf(study, file)
			const progress = progressBar(study.title)
			const startMs = performance.now()
			const result = runStudy(study, parts, (share) => progress.at(share))
			progress.end()
			mkdirSync(options.out, { recursive: true })
			const write = (name: string, content: string) => writeFileSync(join(options.out, name), content)
			write('results.csv', resultsCsv(result.rows))
			const advice = result.best === null ? null : adviceOf(parts, result.best)
			// Advice of an earlier run is not that of this one.
			if (advice === null) rmSync(join(options.out, 'advice.json'), { force: true })
			else write('advice.json', `${JSON.stringify(advice, null, '\t')}\n`)
			const manifest = {
				study: study.name,
				sha256: createHash('sha256').update(text).digest('hex'),
				seed: study.seed,
				draws: study.draws,
				runs: result.rows.length,
				wall_s: (performance.now() - startMs) / 1000,
				node: process.version,
			}
			write('manifest.json', `${JSON.stringify(manifest, null, '\t')}\n`)
			write('report.html', studyReport(study, result, text, manifest))
			if (options.json) return printJson({ ...manifest, advice })
			say(`${study.title}: ${result.rows.length} points in ${manifest.wall_s.toFixed(1)} s`)
			if (result.best !== null && advice !== null) {
				say(`${result.best.goodGph.toFixed(0)} good g/h`)
				for (const { metric, value, unit } of advice.setpoints) say(`  ${metric} ${Number(value.toPrecision(5))} ${unit}`)
			} else if (study.method === 'optimise') say('No point was found that keeps every limit.')
			say(`Written to ${options.out}`)
		})
}

function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8')
	} catch (cause) {
		throw new InputError(`${file}: cannot be read, expected a study file`, { cause })
	}
}

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { progressBar } from '../cli/src/progress.ts'
import { detectionReport } from './plants/detection-report.ts'
import { type DrivenRun, driveFaultRun } from './plants/fault-drive.ts'
import { faultRuns } from './plants/fault-runs.ts'

/**
 * How well the twin finds what is wrong with plants of known faults, and how seldom it speaks of what is not.
 *
 *   npx tsx bench/detection.ts [--half held-out|tuned] [--run held-out-1] [--page docs/detection.md]
 */
const { values } = parseArgs({
	options: { half: { type: 'string', default: 'held-out' }, run: { type: 'string' }, page: { type: 'string' } },
})
const runs = faultRuns().filter(({ half, name }) => (values.run === undefined ? half === values.half : name === values.run))
const driven: DrivenRun[] = []
const bar = progressBar('runs')
for (const run of runs) {
	driven.push(await driveFaultRun(run))
	bar.at(driven.length / runs.length)
}
bar.end()
const { text, page } = detectionReport(driven)
process.stdout.write(`${text}\n`)
if (values.page !== undefined)
	writeFileSync(
		values.page,
		`# What the twin finds by itself

Plants of the simulated PLC, each drawn anew (parameters, noise, seed), with faults one after the other; the twin hears their messages only. These runs were not used to set anything. Written by \`npx tsx bench/detection.ts --page ${values.page}\`.
A fault counts as found by the first alarm that is raised while it stands. An alarm up to ten minutes after a fault is not false.
${page}`,
	)

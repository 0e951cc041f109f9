import type { LineConfig, Recipe } from '@emberline/line-config'
import { createLineTwin, type ResidualSeries, type SteadyRun, SteadyRuns } from '@emberline/twin'
import { InputError } from '../errors.ts'
import { type LogHash, logLines, logsInOrder } from '../replay/log-lines.ts'
import { messageOf } from '../replay/log-message.ts'
import { TwinDrive } from '../replay/twin-drive.ts'

export interface ReadRuns {
	readonly runs: readonly SteadyRun[]
	readonly series: ResidualSeries
	readonly hashes: readonly LogHash[]
	readonly fromMs: number
	readonly toMs: number
}

/**
 * What logs say of the line at rest: a twin that learns nothing follows them on the live code path. `window`: plant time to take, ms since
 * 1970. Throws an InputError for a log that cannot be read or is of another line.
 */
export async function readSteadyRuns(p: {
	readonly logs: readonly string[]
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly window: { readonly fromMs: number; readonly toMs: number }
	readonly progress: (share: number) => void
	readonly warn: (text: string) => void
}): Promise<ReadRuns> {
	const { line, recipes, window } = p
	const twin = createLineTwin({ line, recipes, seed: 1, without: ['learning'] })
	const drive = new TwinDrive(line, twin, Number.POSITIVE_INFINITY)
	const runs = new SteadyRuns(line)
	let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
	drive.readings$.subscribe((batch) => runs.readings(batch))
	twin.frames$.subscribe((frame) => {
		if (frame.tMs < window.fromMs || frame.tMs > window.toMs) return
		fromMs = Math.min(fromMs, frame.tMs)
		toMs = frame.tMs
		runs.frame(frame, twin.estimates().steady)
	})
	const hashes: LogHash[] = []
	let broken = 0
	for await (const { log, lines } of logLines(await logsInOrder(p.logs), hashes, p.progress)) {
		for (const { number, text, cut } of lines) {
			if (cut === undefined && text.trim() === '') continue
			const message = cut ?? messageOf(text)
			if (typeof message !== 'string') drive.message(message)
			else if (broken++ < TOLD_MAX) p.warn(`${log}:${number}: ${message}; skipped`)
		}
	}
	twin.close()
	const { ownMessages, foreignNode } = drive.plc.counts
	const node = `${line.sparkplug.group}/${line.sparkplug.node}`
	if (ownMessages === 0)
		throw new InputError(
			`${p.logs.join(', ')}: found ${foreignNode === '' ? 'no message of a PLC' : `messages of ${foreignNode}`}, expected some of ${node}; --line names the line file`,
		)
	if (fromMs > toMs)
		throw new InputError(`${p.logs.join(', ')}: found no running in the window, expected --from and --to within the log`)
	return { runs: runs.runs, series: runs.series, hashes, fromMs, toMs }
}

/** Broken lines that are told one by one. */
const TOLD_MAX = 20

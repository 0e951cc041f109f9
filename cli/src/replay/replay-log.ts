import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { LogLineError, type LogMessage, parseLogLine, type RecordedPlc } from '@emberline/plc-gateway'
import { createLineTwin, Forecaster, forecast, restoreLine } from '@emberline/twin'
import { InputError } from '../errors.ts'
import { BalanceTotals } from './balance-totals.ts'
import { logLines } from './log-lines.ts'
import { TwinDrive } from './twin-drive.ts'
import { TwinFiles } from './twin-files.ts'

export interface ReplayOptions {
	readonly log: string
	readonly dir: string
	readonly line: string
	readonly seed: number
	/** Refuse a log with a broken line. */
	readonly strict: boolean
	readonly progress?: (share: number) => void
	readonly warn?: (text: string) => void
}

export interface ReplaySummary {
	readonly log: string
	readonly line: string
	/** Lines that were messages, and lines that were not. */
	readonly messages: number
	readonly broken_lines: number
	readonly foreign_messages: number
	/** Arrival times that ran back or far ahead and were not followed. */
	readonly wrong_arrival_times: number
	readonly readings: number
	readonly from_ms: number | null
	readonly to_ms: number | null
	readonly lines: Readonly<Record<string, number>>
	readonly health: string
	readonly health_reason: string
	readonly wall_s: number
}

const FORECAST_MS = 900_000
/** Broken lines that are told one by one. */
const TOLD_MAX = 20

/**
 * Runs a recorded log through the gateway's mapping, the twin and the forecast on the log's own time, and writes their files to a folder.
 * Throws an `InputError` for a log that cannot be read, is of another line, or, when strict, has a broken line.
 */
export async function replayLog(options: ReplayOptions): Promise<ReplaySummary> {
	const startMs = performance.now()
	const warn = options.warn ?? (() => {})
	const line = loadLine(options.line)
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const { group, node } = line.sparkplug
	const twin = createLineTwin({ line, recipes, seed: options.seed })
	const drive = new TwinDrive(line, twin)
	const { plc, time } = drive
	const forecaster = new Forecaster({ line, recipes, seed: options.seed })
	const balance = new BalanceTotals()
	let files: TwinFiles | null = null
	let [messages, broken, fromMs, toMs] = [0, 0, null as number | null, null as number | null]
	twin.frames$.subscribe((frame) => {
		fromMs ??= frame.tMs
		toMs = frame.tMs
		balance.frame(frame)
		forecaster.frame(frame)
		files?.frame(frame)
		if (frame.tMs % FORECAST_MS !== 0) return
		const posterior = twin.posterior()
		if (posterior === null) return
		const job = forecaster.job(posterior)
		files?.forecast(forecaster.take(job, forecast(job.posterior, { line, recipes, ...job.options })))
	})
	drive.readings$.subscribe((batch) => {
		// Nothing is written, not even an empty file, for a log that is refused.
		files ??= new TwinFiles({ dir: options.dir, line, recipes, twin })
		files.readings(batch)
	})
	const isBroken = (number: number, why: string) => {
		const text = `${options.log}:${number}: ${why}`
		if (options.strict) throw new InputError(text)
		if (++broken <= TOLD_MAX) warn(`${text}; skipped`)
	}
	try {
		for await (const { number, text, cut } of logLines(options.log, options.progress)) {
			if (cut !== undefined) {
				isBroken(number, cut)
				continue
			}
			if (text.trim() === '') continue
			const message = messageOf(text, number, isBroken)
			if (message === null) continue
			messages++
			const news = drive.message(message)
			if (plc.counts.ownMessages === 0 && plc.counts.foreignMessages > FOREIGN_MAX) break
			if (news.problem !== null) warn(`${options.log}:${number}: ${news.problem}`)
		}
		if (plc.counts.ownMessages === 0) throw new InputError(refusal(options.log, `${group}/${node}`, messages, broken, plc))
		files ??= new TwinFiles({ dir: options.dir, line, recipes, twin })
		if (broken > TOLD_MAX) warn(`${options.log}: ${broken - TOLD_MAX} more broken lines skipped`)
		const { health, reason } = twin.health()
		const posterior = twin.posterior()
		const mass = posterior === null ? null : restoreLine(line, Object.values(recipes), posterior.model).mass()
		writeJson(options.dir, 'balance.json', balance.json(mass))
		const summary: ReplaySummary = {
			log: options.log,
			line: line.name,
			messages,
			broken_lines: broken,
			foreign_messages: plc.counts.foreignMessages,
			wrong_arrival_times: time.wrong,
			readings: plc.counts.readings,
			from_ms: fromMs,
			to_ms: toMs,
			lines: { ...(files as TwinFiles | null)?.lines },
			health,
			health_reason: reason,
			wall_s: Math.round(performance.now() - startMs) / 1000,
		}
		writeJson(options.dir, 'run.json', { version: '0.1.0', node: process.version, seed: options.seed, ...summary })
		return summary
	} finally {
		;(files as TwinFiles | null)?.close()
		twin.close()
	}
}

/** A log whose first so many messages are all of other nodes is of another line. */
const FOREIGN_MAX = 2_000

function messageOf(text: string, number: number, isBroken: (number: number, why: string) => void): LogMessage | null {
	try {
		return parseLogLine(text)
	} catch (error) {
		if (!(error instanceof LogLineError)) throw error
		isBroken(number, error.message)
		return null
	}
}

function refusal(log: string, expected: string, messages: number, broken: number, plc: RecordedPlc): string {
	const { foreignMessages, foreignNode } = plc.counts
	if (foreignMessages > 0)
		return `${log}: a log of another line: found messages of ${foreignNode}, expected some of ${expected}; --line names the line file`
	if (messages > 0) return `${log}: found ${messages} messages and none of a PLC, expected some of ${expected}`
	return broken > 0
		? `${log}: found ${broken} broken lines and no message, expected lines {"topic", "t_arr", "payload"}`
		: `${log}: found nothing, expected lines {"topic", "t_arr", "payload"}`
}

function writeJson(dir: string, name: string, value: unknown): void {
	writeFileSync(join(dir, name), `${JSON.stringify(value, null, '\t')}\n`)
}

import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { LogLineError, type LogMessage, parseLogLine, type RecordedPlc } from '@emberline/plc-gateway'
import { createLineTwin, Forecaster, type TwinPart } from '@emberline/twin'
import { InputError } from '../errors.ts'
import { type LogHash, logLines, logsInOrder } from './log-lines.ts'
import { ReplayForecasts } from './replay-forecasts.ts'
import { TwinDrive } from './twin-drive.ts'
import { type RunFacts, STATE_MS, TwinFiles } from './twin-files.ts'

export interface ReplayOptions {
	/** One log or more, each going on where another ended; read in the order of their first messages. */
	readonly logs: readonly string[]
	readonly dir: string
	readonly line: string
	readonly seed: number
	/** Refuse a log with a broken line. */
	readonly strict: boolean
	/** Threads that forecast beside the replay; default 1. How many changes no byte. */
	readonly workers?: number
	/** Forecast at all; default true. */
	readonly forecasts?: boolean
	/** Parts of the twin that are left out, to see what they are worth. */
	readonly without?: readonly TwinPart[]
	readonly progress?: (share: number) => void
	readonly warn?: (text: string) => void
}

export interface ReplaySummary extends Omit<RunFacts, 'hashes'> {
	readonly logs: readonly LogHash[]
	/** Lines that were messages, and lines that were not. */
	readonly messages: number
	readonly broken_lines: number
	readonly foreign_messages: number
	/** Arrival times that ran back or far ahead and were not followed. */
	readonly wrong_arrival_times: number
	readonly readings: number
	readonly seed: number
	readonly workers: number
	readonly without?: readonly TwinPart[]
	readonly wall_s: number
}

/** Broken lines that are told one by one. */
const TOLD_MAX = 20

/**
 * Runs recorded logs through the gateway's mapping, the twin and the forecast on their own time, and writes their files to a folder.
 * Throws an `InputError` for a log that cannot be read, is of another line, or, when strict, has a broken line.
 */
export async function replayLog(options: ReplayOptions): Promise<ReplaySummary> {
	const startMs = performance.now()
	const { dir, seed, workers = 1, without = [], warn = () => {} } = options
	const line = loadLine(options.line)
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const { group, node } = line.sparkplug
	const twin = createLineTwin({ line, recipes, seed, without })
	const drive = new TwinDrive(line, twin, STATE_MS)
	const { plc, time } = drive
	const forecaster = new Forecaster({ line, recipes, seed, learning: !without.includes('learning') })
	let opened: TwinFiles | null = null
	// Nothing is written, not even an empty file, for a log that is refused.
	const files = () => (opened ??= new TwinFiles({ dir, line, recipes, twin }))
	const write = (forecast: Parameters<TwinFiles['forecast']>[0]) => files().forecast(forecast)
	const forecasts = new ReplayForecasts({ line, recipes, twin, forecaster, workers, write })
	drive.readings$.subscribe((batch) => files().readings(batch))
	twin.frames$.subscribe((frame) => {
		files().frame(frame)
		if (options.forecasts === false) return
		forecaster.frame(frame)
		forecasts.frame(frame.tMs)
	})
	let [messages, broken] = [0, 0]
	const isBroken = (log: string, number: number, why: string) => {
		const text = `${log}:${number}: ${why}`
		if (options.strict) throw new InputError(text)
		if (++broken <= TOLD_MAX) warn(`${text}; skipped`)
	}
	const ordered = await logsInOrder(options.logs)
	const hashes: LogHash[] = []
	try {
		reading: for await (const { log, lines } of logLines(ordered, hashes, options.progress)) {
			for (const { number, text, cut } of lines) {
				if (cut === undefined && text.trim() === '') continue
				const message = cut ?? messageOf(text)
				if (typeof message === 'string') {
					isBroken(log, number, message)
					continue
				}
				messages++
				const steps = drive.steps(message)
				let step = steps.next()
				for (; !step.done; step = steps.next()) {
					const wait = forecasts.wait(step.value)
					if (wait !== null) await wait
				}
				if (plc.counts.ownMessages === 0 && plc.counts.foreignMessages > FOREIGN_MAX) break reading
				if (step.value.problem !== null) warn(`${log}:${number}: ${step.value.problem}`)
			}
		}
		const names = options.logs.join(', ')
		if (plc.counts.ownMessages === 0) throw new InputError(refusal(names, `${group}/${node}`, messages, broken, plc))
		await forecasts.end()
		if (broken > TOLD_MAX) warn(`${names}: ${broken - TOLD_MAX} more broken lines skipped`)
		const told = {
			logs: hashes,
			messages,
			broken_lines: broken,
			foreign_messages: plc.counts.foreignMessages,
			wrong_arrival_times: time.wrong,
			readings: plc.counts.readings,
			seed,
			workers,
			...(without.length > 0 && { without }),
			wall_s: Math.round(performance.now() - startMs) / 1000,
		}
		const { hashes: _, ...facts } = files().finish(told)
		return { ...facts, ...told }
	} finally {
		;(opened as TwinFiles | null)?.close()
		await forecasts.close()
		twin.close()
	}
}

/** A log whose first so many messages are all of other nodes is of another line. */
const FOREIGN_MAX = 2_000

/** The message of a line, or why it is none. */
function messageOf(text: string): LogMessage | string {
	try {
		return parseLogLine(text)
	} catch (error) {
		if (!(error instanceof LogLineError)) throw error
		return error.message
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

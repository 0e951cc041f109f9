import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import type { RecordedPlc } from '@emberline/plc-gateway'
import { SnapshotError, type TwinPart } from '@emberline/twin'
import { InputError } from '../errors.ts'
import type { LineSnapshot } from '../snapshot-file.ts'
import { type LogHash, logLines, logsInOrder } from './log-lines.ts'
import { messageOf } from './log-message.ts'
import { ReplayLife } from './replay-life.ts'
import { isPast, resumedState } from './resumed-line.ts'
import type { TwinDrive } from './twin-drive.ts'
import type { RunFacts } from './twin-files.ts'

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
	/** How often the log goes on from a snapshot; left out where it never does. */
	readonly resumed?: number
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
	const { dir, seed, workers = 1, without = [], forecasts = true, warn = () => {} } = options
	const line = loadLine(options.line)
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const { group, node } = line.sparkplug
	const lifeOptions = { line, recipes, dir, seed, workers, forecasts, without }
	let life = new ReplayLife(lifeOptions)
	const drives = [life.drive]
	const sum = (of: (drive: TwinDrive) => number) => drives.reduce((all, drive) => all + of(drive), 0)
	let [messages, broken] = [0, 0]
	const isBroken = (log: string, number: number, why: string) => {
		const text = `${log}:${number}: ${why}`
		if (options.strict) throw new InputError(text)
		if (++broken <= TOLD_MAX) warn(`${text}; skipped`)
	}
	const goOnFrom = async (state: LineSnapshot, where: string) => {
		await life.forecasts.end()
		const files = life.filesSnapshot()
		await life.close()
		try {
			life = new ReplayLife(lifeOptions, { state, files })
		} catch (cause) {
			if (!(cause instanceof SnapshotError)) throw cause
			throw new InputError(`${where}: ${cause.message}`, { cause })
		}
		drives.push(life.drive)
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
				const resumed = resumedState(message)
				if (resumed !== null) await goOnFrom(resumed, `${log}:${number}`)
				life.isMadeUp = isPast(message)
				const steps = life.drive.steps(message)
				let step = steps.next()
				for (; !step.done; step = steps.next()) {
					const wait = life.forecasts.wait(step.value)
					if (wait !== null) await wait
				}
				const { ownMessages, foreignMessages } = life.drive.plc.counts
				if (ownMessages === 0 && foreignMessages > FOREIGN_MAX) break reading
				if (step.value.problem !== null) warn(`${log}:${number}: ${step.value.problem}`)
			}
		}
		const names = options.logs.join(', ')
		if (sum(({ plc }) => plc.counts.ownMessages) === 0)
			throw new InputError(refusal(names, `${group}/${node}`, messages, broken, life.drive.plc))
		await life.forecasts.end()
		if (broken > TOLD_MAX) warn(`${names}: ${broken - TOLD_MAX} more broken lines skipped`)
		const told = {
			logs: hashes,
			messages,
			broken_lines: broken,
			foreign_messages: sum(({ plc }) => plc.counts.foreignMessages),
			wrong_arrival_times: sum(({ time }) => time.wrong),
			readings: sum(({ plc }) => plc.counts.readings),
			seed,
			workers,
			...(drives.length > 1 && { resumed: drives.length - 1 }),
			...(without.length > 0 && { without }),
			wall_s: Math.round(performance.now() - startMs) / 1000,
		}
		const { hashes: _, ...facts } = life.files.finish(told)
		return { ...facts, ...told }
	} finally {
		await life.close()
	}
}

/** A log whose first so many messages are all of other nodes is of another line. */
const FOREIGN_MAX = 2_000

function refusal(log: string, expected: string, messages: number, broken: number, plc: RecordedPlc): string {
	const { foreignMessages, foreignNode } = plc.counts
	if (foreignMessages > 0)
		return `${log}: a log of another line: found messages of ${foreignNode}, expected some of ${expected}; --line names the line file`
	if (messages > 0) return `${log}: found ${messages} messages and none of a PLC, expected some of ${expected}`
	return broken > 0
		? `${log}: found ${broken} broken lines and no message, expected lines {"topic", "t_arr", "payload"}`
		: `${log}: found nothing, expected lines {"topic", "t_arr", "payload"}`
}

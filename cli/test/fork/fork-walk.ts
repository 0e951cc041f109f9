import { createHash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { parseLogLine, RecordedPlc } from '@emberline/plc-gateway'
import {
	createLineTwin,
	Forecaster,
	type ForecasterSnapshot,
	forecast,
	type LineCommand,
	type Reading,
	type TwinSnapshot,
} from '@emberline/twin'
import { TwinFiles, type TwinFilesSnapshot } from '../../src/replay/twin-files.ts'

const line = loadLine('line1')
const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
const SEED = 3
/** Plant time between two forecasts [s]. */
const FORECAST_S = 30

/** A second of plant time: what the plant said in it. Plain JSON. */
export interface Second {
	readonly tMs: number
	readonly readings: readonly Reading[]
	readonly commands: readonly LineCommand[]
}

/** Plain JSON. */
export interface WalkState {
	readonly twin: TwinSnapshot
	readonly files: TwinFilesSnapshot
	readonly forecaster: ForecasterSnapshot
}

/** What a walk was like at a mark. Plain JSON. */
export interface AtMark {
	/** Seconds gone. */
	readonly mark: number
	/** Of each frame since the start of this walk: state of the line and SHA-256. */
	readonly frames: readonly string[]
	/** JSON of the `WalkState`. */
	readonly state: string
}

/** What the lines of a log say, second by second; every seventh message of a device comes four seconds late. */
export function secondsOf(log: readonly string[]): Second[] {
	const { group, node } = line.sparkplug
	const plc = new RecordedPlc({ group, node, tags: tagsOfLine(line) })
	const seconds: { tMs: number; readings: Reading[]; commands: LineCommand[] }[] = []
	const late: { atMs: number; readings: readonly Reading[] }[] = []
	log.forEach((text, n) => {
		const message = parseLogLine(text)
		const tMs = Math.ceil((message.arrivedMs + 1) / 1000) * 1000
		if (seconds.at(-1)?.tMs !== tMs) seconds.push({ tMs, readings: [], commands: [] })
		const second = seconds.at(-1)
		if (second === undefined) return
		while ((late[0]?.atMs ?? Number.POSITIVE_INFINITY) <= tMs) second.readings.push(...(late.shift()?.readings ?? []))
		const { readings, schedule } = plc.take(message)
		if (schedule !== null) second.commands.push(schedule)
		if (n % 7 === 6 && seconds.length > 5) late.push({ atMs: tMs + 4000, readings })
		else second.readings.push(...readings)
	})
	return seconds
}

/**
 * Lets twin, forecast and files go through these seconds, from nothing or from a state. At each mark, so many seconds after the start, the
 * state is told and the files are copied to DIR-MARK.
 */
export function walk(seconds: readonly Second[], dir: string, marks: readonly number[], from?: WalkState): AtMark[] {
	const twin = createLineTwin({ line, recipes, seed: SEED }, from?.twin)
	const files = new TwinFiles({ dir, line, recipes, twin }, from?.files)
	const forecaster = new Forecaster({ line, recipes, seed: SEED }, from?.forecaster)
	const frames: string[] = []
	twin.frames$.subscribe((frame) => {
		frames.push(`${frame.line.state} ${createHash('sha256').update(JSON.stringify(frame)).digest('hex')}`)
		files.frame(frame)
		forecaster.frame(frame)
		const posterior = frame.tMs % (FORECAST_S * 1000) === 0 ? twin.posterior() : null
		if (posterior === null) return
		const job = forecaster.job(posterior)
		files.forecast(forecast(job.posterior, { line, recipes, ...job.options, members: 10 }))
	})
	const told: AtMark[] = []
	seconds.forEach(({ tMs, readings, commands }, n) => {
		for (const command of commands) twin.command(command)
		files.readings(readings)
		twin.readings(readings)
		twin.tick({ tMs })
		if (!marks.includes(n + 1)) return
		const state: WalkState = { twin: twin.snapshot(), files: files.snapshot(), forecaster: forecaster.snapshot() }
		told.push({ mark: n + 1, frames: [...frames], state: JSON.stringify(state) })
		cpSync(dir, `${dir}-${n + 1}`, { recursive: true })
	})
	files.close()
	return told
}

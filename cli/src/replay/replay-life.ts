import type { LineConfig, Recipe } from '@emberline/line-config'
import { createLineTwin, Forecaster, type LineTwin, type TwinPart } from '@emberline/twin'
import type { LineSnapshot } from '../snapshot-file.ts'
import { ReplayForecasts } from './replay-forecasts.ts'
import { TwinDrive } from './twin-drive.ts'
import { STATE_MS, TwinFiles, type TwinFilesSnapshot } from './twin-files.ts'

export interface ReplayLifeOptions {
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly dir: string
	readonly seed: number
	/** Threads that forecast. */
	readonly workers: number
	/** Forecast at all. */
	readonly forecasts: boolean
	readonly without: readonly TwinPart[]
}

/** Where a life goes on from, and what the files before it had under way where its snapshot has none. */
export interface LifeBefore {
	readonly state: LineSnapshot
	readonly files: TwinFilesSnapshot | null
}

/** One life of a replayed twin, as of one process at the line: from the start of a log, or from the state that a later process took up. */
export class ReplayLife {
	readonly drive: TwinDrive
	readonly forecasts: ReplayForecasts
	readonly #options: ReplayLifeOptions
	readonly #twin: LineTwin
	readonly #filesBefore: TwinFilesSnapshot | undefined
	#files: TwinFiles | null = null
	/** What is made up from a history is not forecast from. */
	isMadeUp = false

	/** Throws a `SnapshotError` for a state of another line or version. */
	constructor(options: ReplayLifeOptions, before?: LifeBefore) {
		const { line, recipes, seed, workers, without } = options
		this.#options = options
		this.#twin = createLineTwin({ line, recipes, seed, without }, before?.state.twin)
		this.#filesBefore = before === undefined ? undefined : (before.state.files?.state ?? before.files ?? undefined)
		this.drive = new TwinDrive(line, this.#twin, STATE_MS)
		const forecaster = new Forecaster(
			{ line, recipes, seed, learning: !without.includes('learning') },
			before?.state.forecasts?.kept,
		)
		const write = (forecast: Parameters<TwinFiles['forecast']>[0]) => this.files.forecast(forecast)
		this.forecasts = new ReplayForecasts({ line, recipes, twin: this.#twin, forecaster, workers, write })
		this.drive.readings$.subscribe((batch) => this.files.readings(batch))
		this.#twin.frames$.subscribe((frame) => {
			this.files.frame(frame)
			if (!options.forecasts) return
			forecaster.frame(frame)
			if (!this.isMadeUp) this.forecasts.frame(frame.tMs)
		})
	}

	/** Opened when they are first asked for: nothing is written, not even an empty file, for a log that is refused. */
	get files(): TwinFiles {
		const { dir, line, recipes } = this.#options
		this.#files ??= new TwinFiles({ dir, line, recipes, twin: this.#twin }, this.#filesBefore)
		return this.#files
	}

	/** What its files have under way; null while there are none. */
	filesSnapshot(): TwinFilesSnapshot | null {
		return this.#files?.snapshot() ?? null
	}

	async close(): Promise<void> {
		this.#files?.close()
		await this.forecasts.close()
		this.#twin.close()
	}
}

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { LineConfig, Recipe } from '@emberline/line-config'
import type { Forecast, LineFrame, LineTwin, Reading } from '@emberline/twin'
import { PARCEL_HEAD, ParcelRows } from './parcel-rows.ts'
import { RunRecord } from './run-record.ts'
import { stateLine } from './state-line.ts'

const STATE_MS = 10_000
const PARAMS_MS = 60_000

export interface TwinFilesOptions {
	readonly dir: string
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly twin: LineTwin
}

/** The files that a twin writes as plant time goes on; every line is written when it is known, none because the end has come. */
export class TwinFiles {
	readonly #options: TwinFilesOptions
	readonly #files: Readonly<Record<'state' | 'params' | 'forecast' | 'alarms' | 'parcels', number>>
	readonly #parcels: ParcelRows
	readonly #record: RunRecord
	readonly #lines: Record<string, number> = { state: 0, params: 0, forecast: 0, alarms: 0, parcels: 0 }
	#compared = { nis: 0, dof: 0 }

	constructor(options: TwinFilesOptions) {
		this.#options = options
		mkdirSync(options.dir, { recursive: true })
		const open = (name: string) => openSync(join(options.dir, name), 'w')
		this.#files = {
			state: open('state.jsonl'),
			params: open('params.jsonl'),
			forecast: open('forecast.jsonl'),
			alarms: open('alarms.jsonl'),
			parcels: open('parcels.csv'),
		}
		this.#parcels = new ParcelRows(options.line, options.recipes)
		this.#record = new RunRecord(options.dir, options.line, options.recipes)
		writeSync(this.#files.parcels, `${PARCEL_HEAD}\n`)
	}

	/** Lines written so far, by file. */
	get lines(): Readonly<Record<string, number>> {
		return this.#lines
	}

	readings(batch: readonly Reading[]): void {
		this.#parcels.readings(batch)
		this.#record.readings(batch)
	}

	frame(frame: LineFrame): void {
		const { tMs } = frame
		const estimates = this.#options.twin.estimates()
		for (const row of this.#parcels.frame(frame, estimates.left)) {
			this.#write('parcels', row)
			this.#record.parcel(row)
		}
		this.#record.frame(frame)
		if (tMs % STATE_MS === 0) {
			const { nis, dof } = estimates.compared
			const since = { nis: nis - this.#compared.nis, dof: dof - this.#compared.dof }
			this.#compared = { nis, dof }
			this.#write('state', JSON.stringify(stateLine(frame, estimates.tags, since, this.#options.line)))
		}
		if (tMs % PARAMS_MS === 0)
			for (const { param, x, sd, unit, resolved } of estimates.parameters)
				this.#write('params', JSON.stringify({ t: tMs, param, value: number(x), sd: number(sd), unit, resolved }))
	}

	forecast(forecast: Forecast): void {
		for (const { target, zone, hS, mean, q } of forecast.targets)
			this.#write(
				'forecast',
				JSON.stringify({
					origin: forecast.originMs,
					target,
					...(zone !== undefined && { zone }),
					h_s: hS,
					mean,
					q,
					schedule_id: forecast.scheduleId,
					health: forecast.health,
				}),
			)
	}

	close(): void {
		this.#record.write()
		for (const file of Object.values(this.#files)) closeSync(file)
	}

	#write(file: keyof TwinFiles['lines'] & ('state' | 'params' | 'forecast' | 'alarms' | 'parcels'), line: string): void {
		writeSync(this.#files[file], `${line}\n`)
		this.#lines[file] = (this.#lines[file] ?? 0) + 1
	}
}

/** Unknown is null in files. */
const number = (x: number): number | null => (Number.isFinite(x) ? x : null)

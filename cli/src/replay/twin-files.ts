import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { LineConfig, Recipe } from '@emberline/line-config'
import { type Forecast, type LineFrame, type LineTwin, type Reading, restoreLine } from '@emberline/twin'
import { reopenLines } from '../snapshot-lines.ts'
import { VERSION } from '../version.ts'
import { alarmLine } from './alarm-line.ts'
import { type BalanceSnapshot, BalanceTotals } from './balance-totals.ts'
import { explainLine } from './explain-line.ts'
import { PARCEL_HEAD, ParcelRows, type ParcelRowsSnapshot } from './parcel-rows.ts'
import { RunRecord, type RunRecordSnapshot } from './run-record.ts'
import { stateLine } from './state-line.ts'
import { writeJson } from './write-json.ts'

/** Plant time between two lines of state.jsonl [ms]; they fall on whole multiples of it. */
export const STATE_MS = 10_000
const PARAMS_MS = 60_000
/** How often balance, lots and KPIs are written while the line runs, plant time [ms]. */
const DOCUMENTS_MS = 3_600_000
const DOCUMENTS = ['balance.json', 'lots.json', 'kpi.json'] as const

export interface TwinFilesOptions {
	readonly dir: string
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly twin: LineTwin
}

const FILES = {
	state: 'state.jsonl',
	params: 'params.jsonl',
	forecast: 'forecast.jsonl',
	explain: 'explain.jsonl',
	alarms: 'alarms.jsonl',
	parcels: 'parcels.csv',
} as const
type FileName = keyof typeof FILES

/** What goes on from line to line, as JSON; the lines themselves are in their files. */
export interface TwinFilesSnapshot {
	readonly parcels: ParcelRowsSnapshot
	readonly record: RunRecordSnapshot
	readonly compared: { readonly nis: number; readonly dof: number }
	readonly balance?: BalanceSnapshot
}

/** What run.json says of the twin; the caller adds where its plant's words came from. */
export interface RunFacts {
	readonly version: string
	readonly node: string
	readonly line: string
	/** Plant time of the first and last frame; null without one. */
	readonly from_ms: number | null
	readonly to_ms: number | null
	/** Lines written, by file. */
	readonly lines: Readonly<Record<string, number>>
	readonly health: string
	readonly health_reason: string
	/** sha256 of line and recipes, and of each file written. */
	readonly hashes: Readonly<Record<string, string>>
}

/** The files that a twin writes as plant time goes on; every line is written when it is known, none because the end has come. */
export class TwinFiles {
	readonly #options: TwinFilesOptions
	readonly #files: Readonly<Record<FileName, number>>
	/** What a run before this one wrote last: time, or metre of web. Nothing up to it is written again. */
	readonly #written: Readonly<Record<FileName, number>>
	readonly #parcels: ParcelRows
	readonly #record: RunRecord
	readonly #lines: Record<string, number> = { state: 0, params: 0, forecast: 0, explain: 0, alarms: 0, parcels: 0 }
	readonly #balance: BalanceTotals
	#compared: { readonly nis: number; readonly dof: number }
	#fromMs: number | null = null
	#toMs: number | null = null
	#finished = false

	/** `from`: goes on with the files that a run before this one wrote in the same folder. */
	constructor(options: TwinFilesOptions, from?: TwinFilesSnapshot) {
		const { dir, line, recipes } = options
		this.#options = options
		mkdirSync(dir, { recursive: true })
		const opened = eachFile((name) =>
			from === undefined ? { file: openSync(join(dir, FILES[name]), 'w'), last: null } : reopenLines(join(dir, FILES[name])),
		)
		this.#files = eachFile((name) => opened[name].file)
		this.#written = eachFile((name) => writtenUpTo(name, opened[name].last))
		this.#parcels = new ParcelRows(line, recipes, from?.parcels)
		this.#record = new RunRecord(dir, line, recipes, from?.record)
		this.#balance = new BalanceTotals(from?.balance)
		this.#compared = from?.compared ?? { nis: 0, dof: 0 }
		if (opened.parcels.last === null) writeSync(this.#files.parcels, `${PARCEL_HEAD}\n`)
		else
			for (const row of readFileSync(join(dir, FILES.parcels), 'utf8').split('\n').slice(1))
				if (row !== '') this.#record.parcel(row)
	}

	/** As of the last frame. */
	snapshot(): TwinFilesSnapshot {
		return {
			parcels: this.#parcels.snapshot(),
			record: this.#record.snapshot(),
			compared: this.#compared,
			balance: this.#balance.snapshot(),
		}
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
		this.#fromMs ??= tMs
		this.#toMs = tMs
		const estimates = this.#options.twin.estimates()
		for (const row of this.#parcels.frame(frame, estimates.left)) {
			if (Number.parseFloat(row) <= this.#written.parcels) continue
			this.#write('parcels', row)
			this.#record.parcel(row)
		}
		this.#record.frame(frame)
		if (tMs > this.#written.alarms)
			for (const diagnosis of estimates.diagnoses) this.#write('alarms', JSON.stringify(alarmLine(diagnosis)))
		this.#balance.frame(frame)
		if (tMs % DOCUMENTS_MS === 0) this.#writeDocuments()
		if (tMs % STATE_MS === 0) {
			const { nis, dof } = estimates.compared
			const since = { nis: nis - this.#compared.nis, dof: dof - this.#compared.dof }
			this.#compared = { nis, dof }
			if (tMs > this.#written.state)
				this.#write('state', JSON.stringify(stateLine(frame, estimates.tags, since, this.#options.line)))
		}
		if (tMs % PARAMS_MS === 0 && tMs > this.#written.params)
			for (const { param, x, sd, unit, resolved } of estimates.parameters)
				this.#write('params', JSON.stringify({ t: tMs, param, value: number(x), sd: number(sd), unit, resolved }))
	}

	forecast(forecast: Forecast): void {
		if (forecast.originMs <= this.#written.forecast) return
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
		if (forecast.targets.length > 0 && forecast.originMs > this.#written.explain)
			this.#write('explain', JSON.stringify(explainLine(forecast)))
	}

	/** Writes what stands as of now, and run.json: the facts, and what the caller has to say beside them. */
	finish(run: Readonly<Record<string, unknown>>): RunFacts {
		this.#writeDocuments()
		this.#finished = true
		const { dir, line, recipes, twin } = this.#options
		const { health, reason } = twin.health()
		const written = [...Object.values(FILES), ...DOCUMENTS].map((name) => [name, hashOf(readFileSync(join(dir, name)))])
		const facts: RunFacts = {
			version: VERSION,
			node: process.version,
			line: line.name,
			from_ms: this.#fromMs,
			to_ms: this.#toMs,
			lines: { ...this.#lines },
			health,
			health_reason: reason,
			hashes: { line: hashOf(JSON.stringify({ line, recipes })), ...Object.fromEntries(written) },
		}
		writeJson(dir, 'run.json', { ...run, ...facts })
		return facts
	}

	close(): void {
		if (!this.#finished) this.#writeDocuments()
		for (const file of Object.values(this.#files)) closeSync(file)
	}

	#writeDocuments(): void {
		const { dir, line, recipes, twin } = this.#options
		const posterior = twin.posterior()
		const mass = posterior === null ? null : restoreLine(line, Object.values(recipes), posterior.model).mass()
		writeJson(dir, 'balance.json', this.#balance.json(mass))
		this.#record.write()
	}

	#write(file: FileName, line: string): void {
		writeSync(this.#files[file], `${line}\n`)
		this.#lines[file] = (this.#lines[file] ?? 0) + 1
	}
}

function eachFile<T>(of: (name: FileName) => T): Record<FileName, T> {
	return {
		state: of('state'),
		params: of('params'),
		forecast: of('forecast'),
		explain: of('explain'),
		alarms: of('alarms'),
		parcels: of('parcels'),
	}
}

/** Time [ms] that the last line of a file is of, or metre of web in a row; -Infinity where nothing was written. */
function writtenUpTo(name: FileName, last: string | null): number {
	if (last === null || last === PARCEL_HEAD) return Number.NEGATIVE_INFINITY
	const time =
		name === 'alarms' ? (/"cleared":(\d+)/.exec(last) ?? /"t_raised":(\d+)/.exec(last)) : /"(?:origin|t)":(\d+)/.exec(last)
	const at = name === 'parcels' ? last : time?.[1]
	const value = Number.parseFloat(at ?? '')
	return Number.isFinite(value) ? value : Number.NEGATIVE_INFINITY
}

/** Unknown is null in files. */
const number = (x: number): number | null => (Number.isFinite(x) ? x : null)

const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LineConfig } from '@emberline/line-config'
import { type LotRecord, type ParcelRow, parcelReader } from '@emberline/twin'
import { InputError } from '../errors.ts'

export interface TraceSource {
	readonly what: 'replay' | 'history'
	readonly parcels: readonly ParcelRow[]
	readonly lots: readonly LotRecord[]
}

/** What is known of web and containers: by the output of a replay or a run (parcels.csv, lots.json), a data folder, or a history by its address. */
export async function traceSource(dir: string, line: LineConfig): Promise<TraceSource> {
	if (/^(embedded|influxs?):/.test(dir)) return historySource(dir, line)
	if (!existsSync(dir)) throw new InputError(`${dir}: found no such folder, expected the output of a replay or a data folder`)
	if (existsSync(join(dir, 'parcels.csv')))
		return { what: 'replay', parcels: await parcelsOf(join(dir, 'parcels.csv')), lots: lotsOf(join(dir, 'lots.json')) }
	if (!readdirSync(dir).some((name) => name.endsWith('.duckdb')))
		throw new InputError(
			`${dir}: found neither parcels.csv nor days of history, expected the output of a replay or a data folder`,
		)
	return historySource(`embedded:${dir}`, line)
}

async function historySource(store: string, line: LineConfig): Promise<TraceSource> {
	const { lotRecords, openHistorian } = await import('@emberline/historian')
	const historian = await openHistorian(store, { node: `${line.sparkplug.group}/${line.sparkplug.node}` })
	try {
		const { state, reason } = historian.status()
		if (state !== 'ready') throw new Error(reason)
		return { what: 'history', parcels: await historian.parcels({}), lots: await lotRecords(historian, line) }
	} finally {
		await historian.close()
	}
}

async function parcelsOf(file: string): Promise<ParcelRow[]> {
	const read = parcelReader(file)
	const rows: ParcelRow[] = []
	for await (const text of createInterface({ input: createReadStream(file, 'utf8') })) {
		const row = read(text)
		if (row !== null) rows.push(row)
	}
	return rows
}

function lotsOf(file: string): LotRecord[] {
	if (!existsSync(file)) return []
	try {
		const lots: unknown = JSON.parse(readFileSync(file, 'utf8'))
		if (Array.isArray(lots)) return lots as LotRecord[]
	} catch (error) {
		throw new InputError(`${file}: ${error instanceof Error ? error.message : error}`)
	}
	throw new InputError(`${file}: expected a list of containers`)
}

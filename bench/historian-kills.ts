import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DuckDBInstance } from '@duckdb/node-api'
import { openHistorian } from '@emberline/historian'
import { START_MS } from '../historian/test/fixtures.ts'

/**
 * `npx tsx bench/historian-kills.ts [50]`: a process writes to an embedded history and is killed so often, each time at another moment. After
 * each kill the folder must open, hold every value that was acknowledged, each once, and rollups that say what the values say.
 */
const POWER = 'Heating/Zone1/Power'
const kills = Number(process.argv[2] ?? 50)
const folder = mkdtempSync(join(tmpdir(), 'emberline-kills-'))
const script = join(import.meta.dirname, '../historian/test/writer-child.ts')
const found = { kills: 0, acknowledged: 0, stored: 0, lost: 0, doubled_or_changed: 0, damaged: 0, rollups_apart: 0 }

for (let kill = 0; kill < kills; kill++) {
	const rowsPerFlush = [50, 500, 5000][kill % 3]!
	const child = spawn(process.execPath, ['--import', 'tsx', script, folder, String(rowsPerFlush)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	let acknowledged = 0
	// Some flushes after the start, and then somewhere within the next.
	const writes = new Promise<void>((resolve, reject) => {
		let flushes = 0
		createInterface({ input: child.stdout }).on('line', (line) => {
			const said = JSON.parse(line) as { acknowledged?: number }
			if (said.acknowledged === undefined) return
			acknowledged = said.acknowledged
			if (++flushes === 2 + (kill % 5)) resolve()
		})
		child.once('exit', (code) => reject(new Error(`the writer ended with ${code}`)))
	})
	await writes
	await new Promise((resolve) => setTimeout(resolve, (kill * 7) % 40))
	child.removeAllListeners('exit')
	const ended = once(child, 'exit')
	child.kill('SIGKILL')
	await ended
	const historian = await openHistorian(`embedded:${folder}`)
	const stored = await historian.samples({ series: POWER, fromMs: START_MS, toMs: START_MS + 1e10, limit: 1e7 })
	found.damaged += historian.status().lost.length
	await historian.close()
	found.kills++
	found.acknowledged = acknowledged
	found.stored = stored.length
	found.lost += Math.max(0, acknowledged - stored.length)
	found.doubled_or_changed += stored.filter(({ value, tMs }, i) => value !== i || tMs !== START_MS + i * 1000).length
	found.rollups_apart += await rollupsApart()
	process.stdout.write(`kill ${kill + 1} of ${kills}: ${acknowledged} acknowledged, ${stored.length} stored\n`)
}
rmSync(folder, { recursive: true, force: true })
process.stdout.write(`${JSON.stringify(found)}\n`)
process.exitCode = found.lost + found.doubled_or_changed + found.rollups_apart + found.damaged === 0 ? 0 : 1

/** Seconds of the first day in which the rollup and the values differ. */
async function rollupsApart(): Promise<number> {
	const instance = await DuckDBInstance.create(join(folder, `${new Date(START_MS).toISOString().slice(0, 10)}.duckdb`))
	const connection = await instance.connect()
	const values = `select series_id, t_ms // 1000 * 1000 as t_ms, count(*) as n, sum(num) as total from samples
		where t_ms < (select rolled_to_ms from rolled) group by all`
	const rows = await connection.runAndReadAll(
		`select count(*)::integer from (${values}) as v full join rollup_1s as r using (series_id, t_ms) where v.n is distinct from r.n or abs(v.total - r.total) > 1e-6`,
	)
	connection.closeSync()
	instance.closeSync()
	return Number(rows.getRows()[0]?.[0] ?? 0)
}

import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { replayLog } from '../src/replay/replay-log.ts'
import { plantLog } from './plant-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'emberline-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const LOG = plantLog(110)
const FILES = ['state.jsonl', 'params.jsonl', 'forecast.jsonl', 'explain.jsonl', 'alarms.jsonl', 'parcels.csv'] as const
const hashOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
let runs = 0

async function replayed(lines: readonly string[] | Uint8Array, more: { name?: string; strict?: boolean; workers?: number } = {}) {
	const log = join(folder, `${++runs}${more.name ?? '.jsonl'}`)
	writeFileSync(log, lines instanceof Uint8Array ? lines : `${lines.join('\n')}\n`)
	const dir = join(folder, `out${runs}`)
	const said: string[] = []
	const strict = more.strict === true
	const ended = replayLog({
		logs: [log],
		dir,
		line: 'line1',
		seed: 1,
		strict,
		workers: more.workers ?? 1,
		warn: (text) => said.push(text),
	})
	const summary = await ended.catch((error: unknown) => error as Error)
	const text = (name: string) => readFileSync(join(dir, name), 'utf8')
	return {
		log,
		dir,
		said,
		text,
		summary: summary instanceof Error ? null : summary,
		error: summary instanceof Error ? summary : null,
	}
}

/** The whole log, replayed once. */
let first: ReturnType<typeof replayed> | undefined
const whole = () => {
	first ??= replayed(LOG)
	return first
}

describe('a replayed log', () => {
	it('gives the same bytes in every file on one worker and on two, and run.json says which', async () => {
		const plain = await whole()
		const two = await replayed(LOG, { workers: 2 })
		const hashes = [plain, two].map(({ dir }) =>
			Object.fromEntries(readdirSync(dir).map((name) => [name, hashOf(readFileSync(join(dir, name)))])),
		)
		const names = [...FILES, 'balance.json', 'lots.json', 'kpi.json', 'run.json']
		for (const { dir } of [plain, two]) expect(readdirSync(dir).sort()).toEqual(names.sort())
		for (const name of names) {
			if (name !== 'run.json') expect(hashes[0]?.[name], name).toBe(hashes[1]?.[name])
		}
		const run = JSON.parse(two.text('run.json'))
		expect(run).toMatchObject({ line: 'line1', seed: 1, workers: 2, messages: LOG.length })
		expect(run.logs).toEqual([{ log: two.log, sha256: hashOf(`${LOG.join('\n')}\n`) }])
		expect(run.hashes).toMatchObject(Object.fromEntries(names.filter((n) => n !== 'run.json').map((n) => [n, hashes[1]?.[n]])))
	})

	it('gives the same bytes each time, packed or not', async () => {
		const plain = await whole()
		const packed = await replayed(gzipSync(LOG.join('\n')), { name: '.jsonl.gz' })
		for (const name of [...FILES, 'balance.json']) expect(packed.text(name)).toBe(plain.text(name))
		expect(plain.summary).toMatchObject({ broken_lines: 0, messages: LOG.length, health: 'tracking' })
		const lines = plain
			.text('state.jsonl')
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line))
		expect(lines.length).toBeGreaterThanOrEqual(10)
		for (const [i, line] of lines.entries()) expect(line.t).toBe(lines[0].t + 10_000 * i)
		expect(lines[0].t % 10_000).toBe(0)
		const last = lines.at(-1)
		expect(last.est['Heating/Pyrometer4/WebTemperature'].x).toBeCloseTo(1340, -1)
		expect(last.web.s_m[0]).toBe(2.3)
		expect(last.web.T_K).toHaveLength(last.web.s_m.length)
		expect(last.dof).toBeGreaterThan(0)
		expect(plain.text('forecast.jsonl').split('\n')[0]).toMatch(
			/^{"origin":\d+00000,.*"h_s":900,.*"0.975":.*"schedule_id":"1790000000000"/,
		)
		for (const name of FILES) expect(plain.text(name)).not.toMatch(/NaN|Infinity|undefined/)
	})

	it('that is cut anywhere gives exactly the first lines of the whole, and the broken end is said', async () => {
		const all = await whole()
		for (const share of [0.35, 0.8]) {
			const bytes = Buffer.from(LOG.join('\n'))
			const cut = await replayed(bytes.subarray(0, Math.floor(share * bytes.length)))
			expect(cut.summary?.broken_lines).toBe(1)
			expect(cut.text('state.jsonl').length).toBeGreaterThan(1000)
			for (const name of FILES) {
				expect(cut.text(name).endsWith('\n') || cut.text(name) === '').toBe(true)
				expect(all.text(name).startsWith(cut.text(name))).toBe(true)
			}
			expect(cut.text('state.jsonl').length).toBeLessThan(all.text('state.jsonl').length)
		}
	})

	it('that ends in the middle of its compression is used as far as it goes', async () => {
		const packed = gzipSync(LOG.slice(0, 1500).join('\n'))
		const { summary, said } = await replayed(packed.subarray(0, packed.length - 40), { name: '.jsonl.gz' })
		expect(summary?.messages).toBeGreaterThan(500)
		expect(said.join('\n')).toContain('ends in the middle')
	})

	it('has its broken lines named, counted and skipped, or refused when strict', async () => {
		const lines = LOG.slice(0, 600)
		lines.splice(
			100,
			0,
			'{"topic":"spBv1.0/R2R/DDATA/LINE1/Heat',
			'{"topic":"spBv1.0/R2R/DDATA/LINE1/Line","t_arr":"noon","payload":{}}',
		)
		const { log, said, summary } = await replayed(lines)
		expect(summary).toMatchObject({ broken_lines: 2, messages: 600 })
		expect(said[0]).toBe(`${log}:101: no JSON; skipped`)
		expect(said[1]).toBe(`${log}:102: "t_arr": expected ms since 1970; skipped`)
		const strict = await replayed(lines, { strict: true })
		expect(strict.error).toMatchObject({ code: 'INPUT', message: `${strict.log}:101: no JSON` })
	})

	it('of another line is refused with the node that was found, and nothing is written', async () => {
		const { error, dir } = await replayed(LOG.slice(0, 300).map((line) => line.replaceAll('/LINE1', '/PRESS7')))
		expect(error).toMatchObject({ code: 'INPUT' })
		expect(error?.message).toContain('found messages of R2R/PRESS7, expected some of R2R/LINE1')
		expect(existsSync(dir)).toBe(false)
	})

	it('of a line whose tags have other names ends in lost, without numbers', async () => {
		const { summary, text } = await replayed(
			LOG.map((line) => line.replaceAll('"name":"Heating/', '"name":"Ofen/').replaceAll('"name":"Line/', '"name":"Bahn/')),
		)
		expect(summary?.health).toBe('lost')
		expect(text('forecast.jsonl')).toBe('')
	})

	it('in several files, one cut by a kill, goes on from file to file by the time of their messages, whatever their order', async () => {
		const parts = [LOG.slice(0, 700), LOG.slice(700, 1500), LOG.slice(1500)]
		const logs = parts.map((part, i) => {
			const log = join(folder, `part${9 - i}.jsonl`)
			writeFileSync(log, `${part.join('\n')}\n${i === 0 ? LOG[700]?.slice(0, 90) : ''}`)
			return log
		})
		const dir = join(folder, 'parts')
		const said: string[] = []
		const given = [logs[1], logs[2], logs[0]] as string[]
		const summary = await replayLog({ logs: given, dir, line: 'line1', seed: 1, strict: false, warn: (text) => said.push(text) })
		expect(summary).toMatchObject({ messages: LOG.length, broken_lines: 1 })
		expect(said).toEqual([`${logs[0]}:701: no JSON; skipped`])
		expect(summary.logs.map(({ log }) => log)).toEqual(logs)
		for (const name of FILES) expect(readFileSync(join(dir, name), 'utf8')).toBe((await whole()).text(name))
	})

	it('keeps its time when arrivals run back or leap', async () => {
		const lines = LOG.map((line, i) =>
			i === 900
				? line.replace(/"t_arr":\d+/, '"t_arr":1700000000000')
				: i === 1200
					? line.replace(/"t_arr":\d+/, '"t_arr":4102444800000')
					: line,
		)
		const { summary, text } = await replayed(lines)
		expect(summary?.wrong_arrival_times).toBe(2)
		expect(text('state.jsonl')).toBe((await whole()).text('state.jsonl'))
	})

	it('whose plant sets its clock back goes on with its readings, degraded and with the reason, and ends with the same estimates', async () => {
		const back = LOG.map((line, i) =>
			i < 1500 ? line : line.replace(/"timestamp":(\d+)/g, (_, t) => `"timestamp":${Number(t) - 7_200_000}`),
		)
		const { summary, text } = await replayed(back)
		expect(summary).toMatchObject({ broken_lines: 0, messages: LOG.length, health: 'degraded' })
		expect(summary?.health_reason).toContain('plant clock set back by 7200 s')
		const states = (of: string) =>
			of
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line))
		const [now, right] = [states(text('state.jsonl')), states((await whole()).text('state.jsonl'))]
		const last = Math.min(now.length, right.length) - 1
		// What is added to the stamps is known to some tenths of a second.
		expect(Math.abs(now.length - right.length)).toBeLessThanOrEqual(1)
		for (const [i, { t }] of now.entries()) expect(t).toBe(now[0].t + 10_000 * i)
		for (const tag of ['Heating/Pyrometer4/WebTemperature', 'Heating/Zone2/WallTemperature']) {
			const [is, was] = [now, right].map((lines) => lines[last].est[tag].x) as [number, number]
			expect(Math.abs(is - was), tag).toBeLessThan(1)
		}
	})

	it('is not needed to be there: no file, an empty one and one of other things are told', async () => {
		expect((await replayed([])).error).toMatchObject({ code: 'INPUT', message: expect.stringContaining('found nothing') })
		expect((await replayed(['a,b', '1,2'])).error).toMatchObject({
			message: expect.stringContaining('2 broken lines and no message'),
		})
		const missing = replayLog({
			logs: [join(folder, 'none.jsonl')],
			dir: join(folder, 'none'),
			line: 'line1',
			seed: 1,
			strict: false,
		})
		await expect(missing).rejects.toMatchObject({ code: 'INPUT', message: expect.stringContaining('cannot be read') })
	})
})

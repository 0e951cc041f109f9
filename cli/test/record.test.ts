import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { connectLine, parseLogLine, RecordedPlc, recordPlc, startEmbeddedBroker } from '@emberline/plc-gateway'
import { createSimulatedPlc } from '@emberline/plc-gateway/simulated-plc'
import type { Reading } from '@emberline/twin'
import { afterAll, describe, expect, it } from 'vitest'
import { until } from '../../plc-gateway/test/brokers.ts'
import { openLog } from '../src/replay/log-file.ts'
import { replayLog } from '../src/replay/replay-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'emberline-record-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const key = ({ tag, tMs, value, quality }: Reading) => `${tag} ${tMs} ${String(value)} ${quality}`

describe('a recording', () => {
	it('of the PLC over a broker gives the very readings that the gateway gave, and can be replayed', async () => {
		const line = loadLine()
		const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
		const { group, node } = line.sparkplug
		const tags = tagsOfLine(line)
		const broker = await startEmbeddedBroker({ port: 0 })
		const log = openLog(join(folder, 'run.jsonl.gz'))
		const plc = createSimulatedPlc({ line, recipes, brokerUrl: broker.url, seed: 1, speed: 30 })
		await plc.start()
		// The recorder comes after the births and has to ask for them.
		const nowMs = () => Date.now()
		let isUp = false
		const recorder = recordPlc({
			brokerUrl: broker.url,
			group,
			node,
			nowMs,
			line: (text) => log.line(text),
			link: (is) => (isUp = is),
		})
		await until(() => isUp, 'the recorder to be connected')
		const gateway = connectLine({ brokerUrl: broker.url, group, node, tags })
		const live: Reading[] = []
		gateway.readings$.subscribe((batch) => live.push(...batch))
		const spanS = () => ((live.at(-1)?.tMs ?? 0) - (live[0]?.tMs ?? 0)) / 1000
		try {
			await until(() => spanS() > 60, 'a minute of plant time', 30_000)
		} finally {
			await plc.stop()
			await gateway.close()
			await recorder.close()
			log.close()
			await broker.close()
		}
		expect(recorder.counts.undecodable).toBe(0)
		const text = gunzipSync(readFileSync(log.name)).toString()
		const recorded = new RecordedPlc({ group, node, tags })
		const lines = text.trimEnd().split('\n')
		expect(lines).toHaveLength(recorder.counts.messages)
		const again = new Set(lines.flatMap((one) => recorded.take(parseLogLine(one)).readings).map(key))
		const good = live.filter(({ quality }) => quality === 'good')
		expect(good.length).toBeGreaterThan(3000)
		expect(good.filter((reading) => !again.has(key(reading)))).toEqual([])
		expect(recorded.unseen()).toEqual([])
		const births = lines.filter((one) => one.includes('/DBIRTH/'))
		expect(births.length).toBeGreaterThanOrEqual(7)
		expect(births[0]).toContain('"engUnit"')
		expect(lines.some((one) => one.startsWith(`{"topic":"${group}/${node}/Schedule"`))).toBe(true)

		const dir = join(folder, 'out')
		const summary = await replayLog({ logs: [log.name], dir, line: 'line1', seed: 1, strict: true })
		expect(summary).toMatchObject({ broken_lines: 0, messages: lines.length, foreign_messages: 0 })
		expect(summary.lines.state).toBeGreaterThanOrEqual(4)
	})

	it('is never written over: the next one takes the next number', () => {
		const wanted = join(folder, 'kept.jsonl.gz')
		writeFileSync(wanted, 'first')
		const second = openLog(wanted)
		second.close()
		const third = openLog(wanted)
		third.close()
		expect([second.name, third.name]).toEqual([join(folder, 'kept.2.jsonl.gz'), join(folder, 'kept.3.jsonl.gz')])
		expect(readFileSync(wanted, 'utf8')).toBe('first')
		expect(() => openLog(join(folder, 'none', 'x.jsonl'))).toThrow(/cannot be written/)
	})
})

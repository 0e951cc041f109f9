import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { recordPlc } from '@emberline/plc-gateway'
import { createSimulatedPlc } from '@emberline/plc-gateway/simulated-plc'
import { afterAll, expect, it } from 'vitest'
import { mosquitto, until } from '../../plc-gateway/test/brokers.ts'
import { openLog } from '../src/replay/log-file.ts'
import { replayLog } from '../src/replay/replay-log.ts'
import { lineUp } from './line-up.ts'

const folder = mkdtempSync(join(tmpdir(), 'emberline-live-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Plant time that is lived [s], and plant seconds in one second. */
const LIVED_S = Number(process.env.EMBERLINE_LIVE_S ?? 300)
const SPEED = Number(process.env.EMBERLINE_LIVE_SPEED ?? 40)
/** A short run may make no forecast that is kept, and a healthy line no diagnosis. */
const MAY_BE_EMPTY = LIVED_S > 1800 ? ['alarms.jsonl', 'explain.jsonl'] : ['alarms.jsonl', 'explain.jsonl', 'forecast.jsonl']
const LINES = ['state.jsonl', 'params.jsonl', 'parcels.csv', 'forecast.jsonl', 'explain.jsonl', 'alarms.jsonl']

it('a live run over a broker and the replay of its log, its own or that of a recorder beside it, give the same bytes', async () => {
	const line = loadLine()
	const { group, node } = line.sparkplug
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const broker = await mosquitto()
	const log = openLog(join(folder, 'beside.jsonl.gz'))
	let isUp = false
	const recorder = recordPlc({
		brokerUrl: broker.url,
		group,
		node,
		nowMs: Date.now,
		line: (text) => log.line(text),
		link: (is) => (isUp = is),
	})
	const own = join(folder, 'own.jsonl')
	const live = join(folder, 'live')
	const up = await lineUp({ broker: broker.url, plc: 'external', historian: 'none', out: live, record: own })
	await until(() => isUp && up.run.plc.link.broker === 'connected', 'recorder and twin at the broker')
	// The plant comes last, so that both hear it from its birth; its way to the broker is bad, so that order and arrival matter.
	const plc = createSimulatedPlc({
		line,
		recipes,
		brokerUrl: broker.url,
		seed: 3,
		speed: SPEED,
		wire: { loss: 0.01, duplicate: 0.01, late: 0.02, lateS: 60 },
	})
	let firstMs: number | null = null
	up.run.twin.frames$.subscribe(({ tMs }) => {
		firstMs ??= tMs
	})
	try {
		await plc.start()
		await until(() => (up.frame()?.tMs ?? 0) - (firstMs ?? 0) > 1000 * LIVED_S, 'the shift to pass', 60_000 + 1000 * LIVED_S)
	} finally {
		await up.close()
		await plc.stop()
		await recorder.close()
		log.close()
		await broker.stop()
	}
	const told = JSON.parse(readFileSync(join(live, 'run.json'), 'utf8'))
	expect(told).toMatchObject({
		line: 'line1',
		seed: 1,
		foreign_messages: 0,
		undecodable: 0,
		lines: { state: expect.any(Number) },
	})
	expect(JSON.parse(readFileSync(join(live, 'balance.json'), 'utf8')).zones.length).toBeGreaterThan(4)
	for (const [which, name] of [own, log.name].entries()) {
		const again = join(folder, `again${which}`)
		const summary = await replayLog({ logs: [name], dir: again, line: 'line1', seed: 1, strict: true })
		expect(summary.health).not.toBe('lost')
		expect(readdirSync(live).sort()).toEqual(readdirSync(again).sort())
		for (const file of LINES) {
			// A recorder beside it names the plan by its own arrival, a millisecond sooner or later.
			const [was, is] = [live, again].map((dir) => {
				const text = readFileSync(join(dir, file), 'utf8')
				return which === 0 ? text : text.replace(/"schedule_id":"\d+"/g, '"schedule_id":""')
			}) as [string, string]
			if (!MAY_BE_EMPTY.includes(file)) expect(was.split('\n').length, file).toBeGreaterThan(10)
			// What was said while the run ended is in the logs, and may be in the files of the replay.
			expect(is.slice(0, was.length) === was, `${file} of the replay of ${name} begins with that of the live run`).toBe(true)
		}
	}
}, 7_200_000)

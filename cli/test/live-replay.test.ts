import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
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

/** Plant time that is lived, ms; a longer one: EMBERLINE_LIVE_S. */
const PLANT_MS = Number(process.env.EMBERLINE_LIVE_S ?? 300) * 1000

it('a live run over a broker and the replay of what a recorder wrote beside it give the same bytes', async () => {
	const line = loadLine()
	const { group, node } = line.sparkplug
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const broker = await mosquitto()
	const log = openLog(join(folder, 'shift.jsonl.gz'))
	let isUp = false
	const recorder = recordPlc({
		brokerUrl: broker.url,
		group,
		node,
		nowMs: Date.now,
		line: (text) => log.line(text),
		link: (is) => (isUp = is),
	})
	const live = join(folder, 'live')
	const up = await lineUp({ broker: broker.url, plc: 'external', historian: 'none', out: live })
	await until(() => isUp && up.run.plc.link.broker === 'connected', 'recorder and twin at the broker')
	// The plant comes last, so that both hear it from its birth; its way to the broker is bad, so that order and arrival matter.
	const plc = createSimulatedPlc({
		line,
		recipes,
		brokerUrl: broker.url,
		seed: 3,
		speed: 40,
		wire: { loss: 0.01, duplicate: 0.01, late: 0.02, lateS: 60 },
	})
	let firstMs: number | null = null
	up.run.twin.frames$.subscribe(({ tMs }) => {
		firstMs ??= tMs
	})
	try {
		await plc.start()
		await until(() => (up.frame()?.tMs ?? 0) - (firstMs ?? 0) > PLANT_MS, 'the shift to pass', 60_000 + PLANT_MS)
	} finally {
		await up.close()
		await plc.stop()
		await recorder.close()
		log.close()
		await broker.stop()
	}
	const again = join(folder, 'again')
	const summary = await replayLog({ logs: [log.name], dir: again, line: 'line1', seed: 1, strict: true })
	expect(summary.health).not.toBe('lost')
	for (const name of ['state.jsonl', 'params.jsonl', 'parcels.csv', 'alarms.jsonl']) {
		const [was, is] = [live, again].map((dir) => readFileSync(join(dir, name), 'utf8')) as [string, string]
		if (name !== 'alarms.jsonl') expect(was.split('\n').length, name).toBeGreaterThan(10)
		// The recorder heard a little more, as it ended last.
		expect(is.slice(0, was.length) === was, `${name} of the replay begins with that of the live run`).toBe(true)
	}
}, 3_600_000)

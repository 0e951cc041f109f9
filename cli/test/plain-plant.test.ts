import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'mqtt'
import { afterAll, expect, it, vi } from 'vitest'
import { mosquitto, until } from '../../plc-gateway/test/brokers.ts'
import { replayLog } from '../src/replay/replay-log.ts'
import { type LineUp, lineUp } from './line-up.ts'

vi.setConfig({ testTimeout: 120_000 })

const dir = mkdtempSync(join(tmpdir(), 'plain-plant-'))
afterAll(() => rmSync(dir, { recursive: true }))

const MAPPING = `kind: plain-plc
line: line1
silentAfter: 1 s
tags:
  - { tag: Line/Web/Tension, topic: plc/web, path: tension, unit: N, scale: 0.1 }
  - { tag: Line/Status/CurMachSpeed, topic: plc/speed, unit: mm/s }
`

const ready = async (up: LineUp) => ((await (await fetch(`${up.run.screenUrl}/readyz`)).json()) as { parts: object }).parts

it('a run takes a PLC that speaks JSON: twin, history and readiness see it, and see it fall silent', async () => {
	const file = join(dir, 'plain.yaml')
	writeFileSync(file, MAPPING)
	const broker = await mosquitto()
	const up = await lineUp({ broker: broker.url, plc: 'external', plain: file })
	const own = connect(broker.url)
	try {
		expect(await ready(up)).toMatchObject({ gateway: { ready: false } })
		const speaking = setInterval(() => {
			own.publish('plc/web', '{"tension": 330}')
			own.publish('plc/speed', '47')
		}, 100)
		await until(async () => (await up.run.historian.latest('Line/Web/Tension'))?.value === 33, 'the tension in the history')
		await until(() => up.frame() !== null, 'a frame of the twin')
		expect(await ready(up)).toMatchObject({ gateway: { ready: true, reason: '' } })
		clearInterval(speaking)
		await until(async () => JSON.stringify(await ready(up)).includes('nothing heard for 1 s'), 'the PLC to be silent')
		await until(async () => (await up.run.historian.latest('Line/Web/Tension'))?.quality === 'stale', 'a stale tension')
	} finally {
		await own.endAsync()
		await up.close()
		await broker.stop()
	}
})

it('a log of a run with a PLC that speaks JSON gives the same twin again, with the reasons of what is not good', async () => {
	const file = join(dir, 'plain.yaml')
	writeFileSync(file, MAPPING)
	const broker = await mosquitto()
	const [log, live, again] = ['log.jsonl', 'live', 'again'].map((name) => join(dir, name)) as [string, string, string]
	const up = await lineUp({ broker: broker.url, plc: 'external', historian: 'none', plain: file, record: log, out: live })
	const own = connect(broker.url)
	const states = () => readFileSync(join(live, 'state.jsonl'), 'utf8')
	let n = 0
	try {
		const speaking = setInterval(() => {
			own.publish('plc/web', ++n % 7 === 0 ? '{"tension": "much"}' : `{"tension": ${330 + (n % 5)}}`)
			own.publish('plc/speed', String(47 + (n % 3) / 10))
		}, 50)
		await until(() => states().includes('\n'), 'a state of the twin', 60_000)
		// A quick machine has its first state after a few values only.
		await until(() => n > 60, 'enough to be said')
		clearInterval(speaking)
	} finally {
		await own.endAsync()
		await up.close()
		await broker.stop()
	}
	const { readings, broken_lines } = await replayLog({ logs: [log], dir: again, line: 'line1', seed: 1, strict: true })
	expect(readings).toBeGreaterThan(50)
	expect(broken_lines).toBe(0)
	expect(readFileSync(log, 'utf8')).toContain('expected a Double')
	const is = readFileSync(join(again, 'state.jsonl'), 'utf8')
	expect(is.slice(0, states().length)).toBe(states())
	expect(JSON.parse(is.split('\n')[0] ?? '').dof).not.toBeNull()
})

it('a mistake in the mapping is told by place before anything is started', async () => {
	const file = join(dir, 'wrong.yaml')
	writeFileSync(file, MAPPING.replace('unit: N', 'unit: kN'))
	await expect(lineUp({ plc: 'external', historian: 'none', plain: file })).rejects.toThrow(
		/wrong\.yaml:5:\d+ .*found "kN", expected N, the unit of Line\/Web\/Tension/,
	)
})

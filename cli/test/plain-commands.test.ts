import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyAudit } from '@emberline/historian'
import type { CommandAct, CommandRequest, CommandResult } from '@emberline/plc-gateway'
import { connect, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { mosquitto, type TestBroker, until } from '../../plc-gateway/test/brokers.ts'
import { type LineUp, lineUp } from './line-up.ts'

vi.setConfig({ testTimeout: 60_000 })

const MAPPING = `kind: plain-plc
line: line1
silentAfter: 2 s
tags:
  - { tag: Line/Status/StateCurrent, topic: plc/state, unit: enum }
  - { tag: Line/Status/UnitModeCurrent, topic: plc/mode, unit: enum }
  - { tag: Quench/Gas/FlowSetpoint, topic: plc/quench, path: set.gas, scale: 0.1, unit: L/min, writeTopic: plc/quench/set }
  - { tag: Quench/Coolant/Flow, topic: plc/quench, path: coolant, unit: L/min }
  - { tag: Wash/FreshWater/FlowSetpoint, topic: plc/wash, path: water, unit: L/min }
`
const dir = mkdtempSync(join(tmpdir(), 'plain-commands-'))
const audit = join(dir, 'audit.jsonl')
let broker: TestBroker
let up: LineUp
let plc: MqttClient
let speaking: NodeJS.Timeout
/** What the PLC has: its gas set-point in tenths of L/min, and the payloads that came to its write topic. */
const has = { gas: 1200, obeys: true, heard: [] as string[] }

beforeAll(async () => {
	const file = join(dir, 'plain.yaml')
	writeFileSync(file, MAPPING)
	broker = await mosquitto()
	plc = connect(broker.url)
	await plc.subscribeAsync('plc/quench/set')
	plc.on('message', (_, payload) => {
		has.heard.push(payload.toString())
		if (has.obeys) has.gas = Number(payload.toString())
	})
	speaking = setInterval(() => {
		plc.publish('plc/state', '6')
		plc.publish('plc/mode', '1')
		plc.publish('plc/quench', JSON.stringify({ set: { gas: has.gas }, coolant: 8 }))
		plc.publish('plc/wash', '{"water": 0.34}')
	}, 100)
	up = await lineUp({ broker: broker.url, plc: 'external', plain: file, commands: 'on', audit, historian: 'none' })
	await until(async () => (await ask(115)).kind === 'confirmed', 'a first command', 30_000)
})
afterAll(async () => {
	clearInterval(speaking)
	await plc.endAsync()
	await up.close()
	await broker.stop()
	rmSync(dir, { recursive: true })
})

let ids = 0
const request = (act: CommandAct, more: Partial<CommandRequest> = {}): Promise<CommandResult> =>
	up.run.commands.request({
		id: `p${++ids}`,
		step: 'operate',
		act,
		by: { user: 'anna', role: 'operator', from: 'test' },
		issuedMs: Date.now(),
		reason: 'trial',
		...more,
	})
const ask = (value: number, more: Partial<CommandRequest> = {}) =>
	request({ kind: 'set', tag: 'Quench/Gas/FlowSetpoint', value }, more)
/** The list asks for 2 s between two writes of one tag. */
const interval = () => new Promise((resolve) => setTimeout(resolve, 2_100))

it('is written in its own scale and confirmed by the value that comes back', async () => {
	await interval()
	has.heard = []
	expect(await ask(118.3)).toEqual({ kind: 'confirmed' })
	// 118.3 / 0.1 is not a round number to a computer; to the PLC it is.
	expect(has.heard).toEqual(['1183'])
})

it('is refused as with any PLC: too fast, too far, too old, not on the list, no place to write to', async () => {
	has.heard = []
	await interval()
	expect(await ask(900)).toMatchObject({ kind: 'refused' })
	expect(await ask(120, { issuedMs: Date.now() - 60_000 })).toMatchObject({ kind: 'refused', code: 'expired' })
	expect(await request({ kind: 'set', tag: 'Quench/Coolant/Flow', value: 1 })).toMatchObject({ kind: 'refused' })
	expect(await request({ kind: 'set', tag: 'Wash/FreshWater/FlowSetpoint', value: 0.4 })).not.toEqual({ kind: 'confirmed' })
	expect(has.heard).toEqual([])
})

it('is not told as done when the PLC does not obey, nor written to once it is silent', async () => {
	await interval()
	has.obeys = false
	has.heard = []
	expect(await ask(125)).toMatchObject({ kind: 'timed-out' })
	expect(has.heard).toEqual(['1250'])
	clearInterval(speaking)
	await new Promise((resolve) => setTimeout(resolve, 2_500))
	has.heard = []
	expect(await ask(119)).toMatchObject({ kind: 'refused', code: 'not-fresh' })
	expect(has.heard).toEqual([])
})

it('leaves an audit log whose chain holds', async () => {
	const verdict = await verifyAudit(audit)
	expect(verdict).toMatchObject({ problem: null })
	const steps = readFileSync(audit, 'utf8')
		.trim()
		.split('\n')
		.map((line) => (JSON.parse(line) as { entry: { step: string } }).entry.step)
	expect(steps).toContain('confirmed')
	expect(steps).toContain('timed-out')
	expect(steps).toContain('refused')
})

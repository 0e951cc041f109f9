import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyAudit } from '@emberline/historian'
import type { CommandAct, CommandRequest, CommandResult } from '@emberline/plc-gateway'
import { connect } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mosquitto, type TestBroker, until } from '../../plc-gateway/test/brokers.ts'
import { main } from '../src/main.ts'
import { type LineUp, lineUp } from './line-up.ts'

const ZONE = 'Heating/Zone2/EmitterSetpoint'

describe('commands from the gateway to the simulated PLC over mosquitto', () => {
	const dir = mkdtempSync(join(tmpdir(), 'emberline-audit-'))
	const audit = join(dir, 'audit.jsonl')
	let broker: TestBroker
	let up: LineUp
	let ids = 0

	beforeAll(async () => {
		broker = await mosquitto()
		up = await lineUp({ broker: broker.url, commands: 'on', audit })
		await until(() => up.run.plc.link.node === 'online', 'the PLC')
		await until(() => Object.values(up.run.plc.link.devices).every((state) => state === 'online'), 'its devices')
	})
	afterAll(async () => {
		await up.close()
		await broker.stop()
		rmSync(dir, { recursive: true })
	})

	const ask = (act: CommandAct, more: Partial<CommandRequest> = {}): Promise<CommandResult> =>
		up.run.plc.commands.request({
			id: `c${++ids}`,
			step: 'operate',
			act,
			by: { user: 'anna', role: 'operator', from: 'test' },
			issuedMs: Date.now(),
			reason: 'trial',
			...more,
		})

	it('close by the value that the PLC tells back, and the plant follows', async () => {
		const act = { kind: 'set', tag: ZONE, value: 1300 } as const
		const selected = await ask(act, { step: 'select' })
		if (selected.kind !== 'accepted') throw new Error(JSON.stringify(selected))
		expect(up.run.simulatedPlc?.plant.setPoints.emitterK[1]).not.toBe(1300)
		expect(await ask(act, { token: selected.token })).toEqual({ kind: 'confirmed' })
		expect(up.run.simulatedPlc?.plant.setPoints.emitterK[1]).toBe(1300)
	})

	it('are refused where the list says no, and nothing reaches the PLC', async () => {
		expect(await ask({ kind: 'set', tag: ZONE, value: 1250 })).toMatchObject({ kind: 'refused' })
		expect(await ask({ kind: 'packml', command: 'CLEAR' })).toMatchObject({ kind: 'refused', code: 'not-allowed' })
		expect(up.run.simulatedPlc?.plant.setPoints.emitterK[1]).toBe(1300)
	})

	it('hold the line', async () => {
		expect(await ask({ kind: 'packml', command: 'HOLD' })).toEqual({ kind: 'confirmed' })
		await until(() => /Hold|Held/.test(up.run.simulatedPlc?.state.line ?? ''), 'the line to hold')
	})

	it('stand beside a page of counters that shows the last refused message', async () => {
		const stranger = connect(broker.url)
		await stranger.publishAsync('spBv1.0/R2R/NDATA/LINE1', 'no protobuf', { qos: 1 })
		stranger.end(true)
		await until(() => up.run.plc.lastFaults.has('undecodable'), 'the fault')
		const text = await (await fetch(`${up.run.screenUrl}/metrics`)).text()
		expect(text).toMatch(/^emberline_plc_undecodable_total 1$/m)
		expect(text).toMatch(/^# last undecodable \S+ R2R\/LINE1: NDATA: /m)
	})

	it('leave an audit log whose chain holds, the same steps in the history, and a heartbeat at the PLC', async () => {
		const steps: string[] = []
		expect(await verifyAudit(audit, ({ entry }) => steps.push(`${entry.id} ${entry.step}`))).toMatchObject({ problem: null })
		expect(steps.slice(0, 4)).toEqual(['c1 selected', 'c2 accepted', 'c2 sent', 'c2 confirmed'])
		await up.run.historian.flush()
		const events = await up.run.historian.events({ kind: 'command', fromMs: Date.now() - 600_000, toMs: Date.now() + 1000 })
		expect(events.map(({ detail, code }) => `${detail?.id} ${code}`).sort()).toEqual([...steps].sort())
		await until(() => Number(up.run.plc.metrics().emberline_plc_heartbeats_total) > 0, 'a heartbeat')
		expect(up.run.plc.metrics().emberline_commands_confirmed_total).toBe(2)
		expect(await main(['audit', 'verify', audit])).toBe(0)
		const first = JSON.parse(readFileSync(audit, 'utf8').split('\n')[0] ?? '')
		expect(await main(['audit', 'verify', audit, '--head', first.hash])).toBe(1)
	})
})

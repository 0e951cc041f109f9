import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyAudit } from '@emberline/historian'
import type { Snapshot } from '@emberline/hmi/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORDS, type PersonSocket, signIn, socketOf } from '../../hmi/test/people.ts'
import { until } from '../../plc-gateway/test/brokers.ts'
import { openLineAudit } from '../src/line-audit.ts'
import { main } from '../src/main.ts'
import { type LineUp, lineUp } from './line-up.ts'

const GAS = 'Quench/Gas/FlowSetpoint'

describe('people at the screen of a live line', () => {
	const dir = mkdtempSync(join(tmpdir(), 'emberline-people-'))
	const [users, audit] = [join(dir, 'users.yaml'), join(dir, 'audit.jsonl')]
	let up: LineUp
	let ada: PersonSocket
	let ids = 0

	beforeAll(async () => {
		process.env.EMBERLINE_PASSWORD = PASSWORDS.ada
		expect(await main(['user', users, 'ada', '--role', 'operator'])).toBe(0)
		process.env.EMBERLINE_PASSWORD = 'short'
		expect(await main(['user', users, 'ben'])).toBe(2)
		delete process.env.EMBERLINE_PASSWORD
		up = await lineUp({ commands: 'on', audit, users })
		await until(() => Object.values(up.run.plc.link.devices).every((state) => state === 'online'), 'the devices')
		ada = (await socketOf(up.run.screenUrl, await signIn(up.run.screenUrl, 'ada'))).socket
	})
	afterAll(async () => {
		ada?.close()
		await up?.close()
		rmSync(dir, { recursive: true })
	})

	/** As the screen has it. */
	async function shown(tag: string): Promise<number> {
		ada.emit('resync')
		const { display, tags } = await new Promise<Snapshot>((resolve) => ada.once('snapshot', resolve))
		return Number(tags.v[display.tags.findIndex(({ name }) => name === tag)])
	}

	it('have no password in their file', () => {
		expect(readFileSync(users, 'utf8')).not.toContain(PASSWORDS.ada)
		expect(readFileSync(users, 'utf8')).toMatch(/"name":"ada","role":"operator","password":"scrypt\$65536\$8\$1\$/)
	})

	it('change a set-point in two steps, and are told when the PLC has it', async () => {
		const ask = (value: number, seen: number) => ({
			id: `command-${++ids}`,
			act: { kind: 'set' as const, tag: GAS, value },
			seen,
			issuedMs: Date.now(),
			reason: 'trial of the screen',
		})
		let [token, said, before] = ['', '', 0]
		for (let k = 0; k < 15 && token === ''; k++) {
			before = await shown(GAS)
			const answer = await ada.emitWithAck('select', ask(130, before))
			said = JSON.stringify(answer)
			if (answer.ok && answer.outcome.kind === 'accepted') token = answer.outcome.token
			else await new Promise((resolve) => setTimeout(resolve, 1000))
		}
		expect(token, said).not.toBe('')
		expect(up.run.simulatedPlc?.plant.setPoints.quenchGasM3PerS).not.toBeCloseTo(130 / 60_000, 9)
		const done = await ada.emitWithAck('operate', { ...ask(130, before), token })
		expect(done).toEqual({ ok: true, outcome: { kind: 'confirmed' } })
		expect(up.run.simulatedPlc?.plant.setPoints.quenchGasM3PerS).toBeCloseTo(130 / 60_000, 6)
		const again = await ada.emitWithAck('operate', { ...ask(140, 130), token })
		expect(again).toMatchObject({ ok: true, outcome: { kind: 'refused', code: 'too-soon' } })
	})

	it('leave a chain that names each byte that somebody changed', async () => {
		const read = await ada.emitWithAck('audit', null)
		expect(read.ok && read.rows.map(({ step }) => step).reverse()).toEqual(
			expect.arrayContaining(['signed-in', 'selected', 'accepted', 'sent', 'confirmed', 'refused']),
		)
		expect(await ada.emitWithAck('verifyAudit')).toMatchObject({ ok: true, verdict: { ok: true, problem: '' } })
		const bytes = readFileSync(audit)
		const copy = join(dir, 'copy.jsonl')
		const text = bytes.toString('latin1')
		for (let at = 40; at < bytes.length - 1; at += 97) {
			if (bytes[at] === 0x0a) continue
			const changed = Buffer.from(bytes)
			changed[at] = bytes[at] === 0x31 ? 0x32 : 0x31
			writeFileSync(copy, changed)
			const line = text.slice(0, at).split('\n').length
			const { problem } = await verifyAudit(copy)
			expect(problem).toMatch(new RegExp(`^line ${line}:`))
		}
	})

	it('find older lines of a long log, in pages', async () => {
		const log = await openLineAudit(join(dir, 'long.jsonl'))
		const entry = { id: 's', step: 'selected', user: 'ada', role: 'operator', from: 'screen', target: GAS }
		const more = { oldValue: null, wantedValue: 1, reason: '', message: '', tookMs: 0 }
		for (let k = 1; k <= 30; k++) await log.append({ tMs: k, ...entry, ...more })
		expect((await log.read(10, null)).map(({ n }) => n)).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21])
		expect((await log.read(3, 5)).map(({ tMs }) => tMs)).toEqual([4, 3, 2])
		expect(await log.verify()).toMatchObject({ ok: true, lines: 30 })
		const whole = readFileSync(join(dir, 'long.jsonl'), 'utf8').split('\n')
		writeFileSync(join(dir, 'long.jsonl'), `${whole.slice(0, 20).join('\n')}\n`)
		expect(await log.verify()).toMatchObject({ ok: false, problem: 'only 20 of 30 lines are there' })
		await log.close()
	})
})

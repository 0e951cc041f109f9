import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandAct } from '@emberline/plc-gateway'
import { afterAll, expect, it, vi } from 'vitest'
import { mosquitto, until } from '../../plc-gateway/test/brokers.ts'
import { lineUp } from './line-up.ts'

vi.setConfig({ testTimeout: 60_000 })
const dir = mkdtempSync(join(tmpdir(), 'lines-commands-'))
afterAll(() => rmSync(dir, { recursive: true }))

it.each(['pilot', 'production'])('the list of %s lets its line be held and brought back, by two steps', async (line) => {
	const broker = await mosquitto()
	const up = await lineUp({
		line,
		speed: 20,
		broker: broker.url,
		commands: 'on',
		audit: join(dir, `${line}.jsonl`),
		historian: 'none',
	})
	let ids = 0
	const ask = (act: CommandAct, step: 'select' | 'operate', token?: string) =>
		up.run.commands.request({
			id: `c${++ids}`,
			step,
			act,
			by: { user: 'anna', role: 'operator', from: 'test' },
			issuedMs: Date.now(),
			reason: 'trial',
			...(token !== undefined && { token }),
		})
	try {
		await until(() => Object.values(up.run.plc.link.devices).filter((state) => state === 'online').length >= 6, 'its devices')
		expect(await ask({ kind: 'packml', command: 'HOLD' }, 'operate')).toEqual({ kind: 'confirmed' })
		await until(
			async () => {
				const selected = await ask({ kind: 'packml', command: 'UNHOLD' }, 'select')
				if (selected.kind !== 'accepted') return false
				const outcome = await ask({ kind: 'packml', command: 'UNHOLD' }, 'operate', selected.token)
				// The whole line runs in this process at 20x: where it holds the event loop for 2 s the command is rightly too old.
				if (outcome.kind === 'refused' && outcome.code === 'expired') return false
				expect(outcome).toEqual({ kind: 'confirmed' })
				return true
			},
			'the line to be held and brought back',
			40_000,
		)
		expect(readFileSync(join(dir, `${line}.jsonl`), 'utf8')).toContain('UNHOLD')
	} finally {
		await up.close()
		await broker.stop()
	}
})

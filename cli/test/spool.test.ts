import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { until } from '../../plc-gateway/test/brokers.ts'
import { lineUp } from './line-up.ts'

vi.setConfig({ testTimeout: 60_000 })
const dir = mkdtempSync(join(tmpdir(), 'run-spool-'))
afterAll(() => rmSync(dir, { recursive: true }))

const metrics = async (url: string) => (await fetch(`${url}/metrics`)).text()

it('a run with an embedded history keeps what the plant says in its folder until the history has it', async () => {
	const folder = join(dir, 'on')
	const up = await lineUp({ historian: `embedded:${folder}` })
	try {
		await until(async () => (await up.run.historian.count()) > 100, 'values in the history')
		expect(readdirSync(join(folder, 'spool')).some((name) => name.endsWith('.log'))).toBe(true)
		const handedOver = /^emberline_spool_handed_over_total [1-9]/m
		await until(async () => handedOver.test(await metrics(up.run.screenUrl)), 'the history to have some of it')
	} finally {
		await up.close()
	}
	// The folder of the log is no day of the history.
	const again = await lineUp({ historian: `embedded:${folder}` })
	expect(await again.run.historian.count()).toBeGreaterThan(100)
	await again.close()
})

it.each([
	['--spool none', { historian: `embedded:${join(dir, 'off')}`, spool: 'none' }],
	['no historian', { historian: 'none' }],
])('a run with %s keeps none', async (_, options) => {
	const up = await lineUp(options)
	expect(await metrics(up.run.screenUrl)).not.toContain('emberline_spool')
	await up.close()
	expect(existsSync(join(dir, 'off', 'spool'))).toBe(false)
})

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAuditLog, verifyAudit } from './audit-log.ts'

let dir: string
let file: string

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'audit-'))
	file = join(dir, 'audit.jsonl')
})
afterEach(() => rmSync(dir, { recursive: true }))

async function written(count: number): Promise<string[]> {
	const log = await openAuditLog(file)
	await Promise.all(Array.from({ length: count }, (_, i) => log.append({ tMs: i, step: 'sent', wantedValue: 900 + i })))
	await log.close()
	return readFileSync(file, 'utf8').trimEnd().split('\n')
}

describe('audit log', () => {
	it('chains its lines, over a restart too', async () => {
		await written(3)
		const lines = await written(2)
		expect(lines).toHaveLength(5)
		const parsed = lines.map((line) => JSON.parse(line))
		expect(parsed.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5])
		for (let i = 1; i < 5; i++) expect(parsed[i].prev).toBe(parsed[i - 1].hash)
		expect(await verifyAudit(file)).toMatchObject({ lines: 5, head: parsed[4].hash, problem: null })
	})

	it.each([
		[
			'a changed value',
			(lines: string[]) => lines.map((l) => l.replace('"wantedValue":901', '"wantedValue":951')),
			2,
			'its hash',
		],
		['a missing line', (lines: string[]) => lines.toSpliced(1, 1), 2, 'its number is 3, expected 2'],
		['a doubled line', (lines: string[]) => lines.toSpliced(1, 0, lines[1] ?? ''), 3, 'its number is 2, expected 3'],
		['two lines that changed places', ([a = '', b = '', c = '']: string[]) => [a, c, b], 2, 'its number is 3'],
		[
			'a key said twice',
			(lines: string[]) => lines.map((l) => l.replace('"tMs":1', '"tMs":9,"tMs":1')),
			2,
			'it is spelt otherwise',
		],
		['no JSON', (lines: string[]) => lines.toSpliced(2, 1, 'x'), 3, 'it is not JSON'],
	])('sees %s', async (_what, change, line, problem) => {
		const changed = change(await written(3))
		writeFileSync(file, `${changed.join('\n')}\n`)
		const verdict = await verifyAudit(file)
		expect(verdict.problem).toContain(`line ${line}: ${problem}`)
		await expect(openAuditLog(file)).rejects.toThrow('is not whole')
	})

	it('cuts off a line that was never finished, and says so in the chain', async () => {
		await written(2)
		appendFileSync(file, '{"n":3,"prev":"ab')
		expect(await verifyAudit(file)).toMatchObject({ lines: 2, problem: null, tornBytes: 17 })
		const log = await openAuditLog(file)
		await log.append({ step: 'sent' })
		await log.close()
		expect(await verifyAudit(file)).toMatchObject({ lines: 4, problem: null, tornBytes: 0 })
		expect(readFileSync(file, 'utf8')).toContain('17 bytes of a line that was never finished')
	})

	it('is not written beside another who writes to it', async () => {
		const log = await openAuditLog(file)
		await log.append({ step: 'sent' })
		appendFileSync(file, 'x\n')
		await expect(log.append({ step: 'sent' })).rejects.toThrow('Somebody else has written')
		await log.close()
	})
})

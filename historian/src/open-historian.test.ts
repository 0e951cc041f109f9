import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HistorianError } from './historian-error.ts'
import { openHistorian } from './open-historian.ts'

const EXPECTED = 'expected influx://host:8086/database, embedded:FOLDER or none'

test.each([
	['', '"" names no historian'],
	['duckdb:x', '"duckdb:x" names no historian'],
	['http://host:8086/db', '"http://host:8086/db" names no historian'],
	['influx://', '"influx://" has no host'],
	['influx://host:8086', '"influx://host:8086" has no database'],
	['influx://me:s3cret@host:8086', '"influx://…@host:8086" has no database'],
	['influx://host:99999/db', '"influx://host:99999/db" names no historian'],
	[
		'influx://host/a%20b',
		'"influx://host/a%20b" has a database name with other characters than letters, digits, "_", "." and "-"',
	],
])('refuses %j in words', async (url, message) => {
	const error = await openHistorian(url).catch((e: unknown) => e)
	expect(error).toBeInstanceOf(HistorianError)
	expect(error).toMatchObject({ code: 'BAD_URL', message: `${message}: ${EXPECTED}` })
})

test('refuses a folder that is a file', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'emberline-history-'))
	const file = join(folder, 'file')
	writeFileSync(file, '')
	await expect(openHistorian(`embedded:${file}`)).rejects.toMatchObject({
		code: 'FOLDER_REFUSED',
		message: expect.stringContaining(file),
	})
	rmSync(folder, { recursive: true })
})

test('refuses to open the same folder twice', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'emberline-history-'))
	const historian = await openHistorian(`embedded:${folder}`)
	await expect(openHistorian(`embedded:${folder}/.`)).rejects.toMatchObject({ code: 'FOLDER_IN_USE' })
	await historian.close()
	await (await openHistorian(`embedded:${folder}`)).close()
	rmSync(folder, { recursive: true })
})

test('keeps nothing where none is wanted', async () => {
	const historian = await openHistorian('none')
	historian.writeReadings([{ tag: 'Line/Web/Position', tMs: 1_790_000_000_000, value: 1, quality: 'good' }])
	await historian.flush()
	expect(await historian.count()).toBe(0)
	expect(historian.status()).toMatchObject({ state: 'ready', stored: 0 })
	await historian.close()
})

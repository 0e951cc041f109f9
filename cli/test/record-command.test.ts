import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { createSimulatedPlc } from '@emberline/plc-gateway/simulated-plc'
import { afterAll, describe, expect, it } from 'vitest'
import { mosquitto, until } from '../../plc-gateway/test/brokers.ts'
import { LogFile } from '../src/replay/log-file.ts'
import { replayLog } from '../src/replay/replay-log.ts'

const EMBERLINE = fileURLToPath(new URL('../bin/emberline.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'emberline-record-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Recorder {
	readonly child: ChildProcess
	said(): string
	/** Exit status; null: killed. */
	readonly ended: Promise<number | null>
}

function record(...args: string[]): Recorder {
	const child = spawn(process.execPath, [EMBERLINE, 'record', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
	let said = ''
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (said += piece))
	const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
	return { child, said: () => said, ended }
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

describe('emberline record', () => {
	it('takes no password in its URL, and does not say it again', async () => {
		const { ended, said } = record('--broker', 'mqtt://anna:geheim@127.0.0.1:1', '--out', join(folder, 'no.jsonl'))
		expect(await ended).toBe(2)
		expect(said()).toContain('--broker: found a user or password in the URL, expected --broker-user')
		expect(said()).not.toContain('geheim')
		expect(readdirSync(folder)).toEqual([])
	})

	it('killed in the middle and started again goes on in further files, and all of them replay as one shift', async () => {
		const line = loadLine()
		const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
		const broker = await mosquitto()
		const plc = createSimulatedPlc({ line, recipes, brokerUrl: broker.url, seed: 2, speed: 20 })
		const wanted = join(folder, 'shift.jsonl')
		const files = () => readdirSync(folder).filter((name) => name.startsWith('shift'))
		const recorders: Recorder[] = []
		const started = async () => {
			const recorder = record('--broker', broker.url, '--out', wanted, '--rotate-size', '0.5', '--json')
			recorders.push(recorder)
			await until(() => recorder.said().includes('connected'), 'the recorder', 60_000)
			return recorder
		}
		try {
			await plc.start()
			const first = await started()
			await until(() => files().length > 1, 'a second file', 120_000)
			first.child.kill('SIGKILL')
			expect(await first.ended).toBeNull()
			// As a machine that lost its power leaves it: the last line is not whole.
			const cut = join(folder, files().includes('shift.3.jsonl') ? 'shift.3.jsonl' : 'shift.2.jsonl')
			writeFileSync(cut, '{"topic":"spBv1.0/R2R/DDATA/LINE1/Heat', { flag: 'a' })
			const before = files().length
			const second = await started()
			expect(second.said()).toContain(`${cut}: was not ended, and stops in the middle of a line`)
			await until(() => files().length > before + 1, 'further files', 120_000)
			second.child.kill('SIGTERM')
			expect(await second.ended).toBe(0)
			const told = JSON.parse(second.said().slice(second.said().indexOf('{')))
			expect(told.logs.map((log: string) => log.slice(folder.length + 1)).length).toBe(files().length - before)
			const written = told.logs.flatMap((log: string) => linesOf(readFileSync(log, 'utf8')))
			expect(written).toHaveLength(told.lines)
		} finally {
			for (const { child } of recorders) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
			await plc.stop()
			await broker.stop()
		}
		const logs = files().map((name) => join(folder, name))
		const summary = await replayLog({ logs, dir: join(folder, 'out'), line: 'line1', seed: 1, strict: false, warn: () => {} })
		expect(summary.broken_lines).toBe(1)
		const all = logs.flatMap((log) => linesOf(readFileSync(log, 'utf8')))
		expect(summary.messages).toBe(all.length - 1)
		expect(summary.lines.state).toBeGreaterThan(3)
	}, 400_000)

	it('begins a file at each whole hour it is asked for, packed ones too, and loses no line between them', () => {
		const wanted = join(folder, 'hours.jsonl.gz')
		const begun: string[] = []
		const log = new LogFile(wanted, { everyMs: 3_600_000, begun: (name) => begun.push(name) })
		const fromMs = Date.UTC(2026, 10, 30, 7, 59, 50)
		const told = Array.from({ length: 4000 }, (_, n) => `{"n":${n}}`)
		for (const [n, text] of told.entries()) log.line(text, fromMs + n * 2000)
		log.close()
		expect(begun).toEqual(['', '.2', '.3', '.4'].map((n) => join(folder, `hours${n}.jsonl.gz`)))
		const texts = begun.map((name) => linesOf(gunzipSync(readFileSync(name)).toString()))
		expect(texts.flat()).toEqual(told)
		expect(texts.map((lines) => lines.length)).toEqual([5, 1800, 1800, 395])
	})
})

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../plc-gateway/test/brokers.ts'
import { main } from '../src/main.ts'

const EMBERLINE = fileURLToPath(new URL('../bin/emberline.js', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'emberline-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
	readonly status: number
	readonly out: string
	readonly err: string
}

/** The command in this process, with what it says caught: a new process for each would take most of the tests' time. */
async function emberline(...args: string[]): Promise<Ended> {
	const said = { out: '', err: '' }
	const catches = (to: 'out' | 'err') => (text: string | Uint8Array) => {
		said[to] += String(text)
		return true
	}
	const out = vi.spyOn(process.stdout, 'write').mockImplementation(catches('out'))
	const err = vi.spyOn(process.stderr, 'write').mockImplementation(catches('err'))
	try {
		return { status: await main(args), ...said }
	} finally {
		out.mockRestore()
		err.mockRestore()
	}
}

function taken(port: number): Promise<Server> {
	return new Promise((resolve) => {
		const server = createServer()
		server.listen(port, '127.0.0.1', () => resolve(server))
	})
}

const noStack = (text: string) => expect(text).not.toMatch(/\n\s+at /)

describe('the emberline command', () => {
	it('shows what it can do, with examples, for every command', async () => {
		const { status, out } = await emberline('--help')
		expect(status).toBe(0)
		for (const command of ['run', 'fault', 'check', 'simulate', 'verify', 'recipes', 'materials']) {
			expect(out).toContain(command)
			const help = await emberline(command, '--help')
			expect(help.status).toBe(0)
			expect(help.out).toMatch(/Examples?:\n {2}emberline /)
		}
	})

	it('tells an unknown command and an unknown option with status 2', async () => {
		expect((await emberline('rnu')).status).toBe(2)
		const option = await emberline('run', '--prot', '8080')
		expect(option.status).toBe(2)
		expect(option.err).toContain('--port')
	})

	it('finds every mistake of a line file with file, line and column, and ends with 2', async () => {
		const file = join(folder, 'bad.yaml')
		writeFileSync(file, 'kind: recipe\nid: htr-bisb\ntitel: wrong\n')
		const { status, err } = await emberline('check', file)
		expect(status).toBe(2)
		expect(err).toContain(`${file}:3:1 titel: unknown key, did you mean "title"?`)
		noStack(err)
	})

	it('checks what is shipped', async () => {
		const { status, out } = await emberline(
			'check',
			join(ROOT, 'line-config/lines/line1.yaml'),
			join(ROOT, 'line-config/recipes/htr-bisb.yaml'),
			join(ROOT, 'simulations/scenarios/htr-bisb.yaml'),
		)
		expect(out.split('\n').filter((line) => line.endsWith('no mistakes'))).toHaveLength(3)
		expect(status).toBe(0)
	})

	it('gives one JSON object alone on standard output when asked', async () => {
		const { status, out } = await emberline('recipes', '--json')
		expect(status).toBe(0)
		expect((JSON.parse(out) as { recipes: unknown[] }).recipes).toHaveLength(15)
	})

	it('tells a line that does not exist with those that do', async () => {
		const { status, err } = await emberline('run', '--line', 'line2')
		expect(status).toBe(2)
		expect(err).toMatch(/line2.*no such line, expected one of line1, pilot, production/)
		noStack(err)
	})

	it('tells a recipe that is not there in the line file that names it', async () => {
		const file = join(folder, 'line.yaml')
		const text = readFileSync(join(ROOT, 'line-config/lines/line1.yaml'), 'utf8')
		writeFileSync(file, text.replace('nts-bisnsb:', 'nts-bisnsp:'))
		const { status, err } = await emberline('run', '--line', file)
		expect(status).toBe(2)
		expect(err).toContain(`${file}:`)
		expect(err).toMatch(/recipes\.nts-bisnsp: found no recipe of this id.*did you mean "nts-bisnsb"\?/)
		noStack(err)
	})

	it('tells a recipe that the line does not run', async () => {
		const { status, err } = await emberline(
			'run',
			'--recipe',
			'tfa-bisb',
			'--historian',
			'none',
			'--broker',
			'mqtt://127.0.0.1:1',
		)
		expect(status).toBe(2)
		expect(err).toMatch(/tfa-bisb.*no such recipe on line1/)
		noStack(err)
	})

	it('takes no password in the URL of the broker, and does not say it again', async () => {
		const { status, out, err } = await emberline('run', '--broker', 'mqtt://anna:geheim@127.0.0.1:1')
		expect(status).toBe(2)
		expect(err).toContain('--broker-password-file')
		expect(`${out}${err}`).not.toContain('geheim')
	})

	it('tells that a port is taken, and what to do', async () => {
		const port = await freePort()
		const server = await taken(port)
		const { status, err } = await emberline(
			'run',
			'--port',
			String(port),
			'--historian',
			'none',
			'--broker',
			'mqtt://127.0.0.1:1',
		)
		server.close()
		expect(status).toBe(1)
		expect(err).toContain(`Port ${port}`)
		expect(err).toContain('--port')
		noStack(err)
	})

	it('refuses a historian that it does not know', async () => {
		const { status, err } = await emberline('run', '--historian', 'oracle://x', '--broker', 'mqtt://127.0.0.1:1')
		expect(status).toBe(2)
		expect(err).toMatch(/oracle:\/\/x.*expected influx:/)
		noStack(err)
	})

	it('passes the shipped physics cases, writes what it found, and ends with 1 when a number is wrong', async () => {
		const file = join(ROOT, 'twin/cases/enthalpy.json')
		const actual = join(folder, 'actual.json')
		expect((await emberline('verify', file, '--actual', actual)).status).toBe(0)
		const shipped = JSON.parse(readFileSync(file, 'utf8')) as { expected: Record<string, unknown> }
		expect(Object.keys(JSON.parse(readFileSync(actual, 'utf8')) as object)).toEqual(Object.keys(shipped.expected))
		const [key] = Object.keys(shipped.expected)
		const wrong = join(folder, 'wrong.json')
		writeFileSync(wrong, JSON.stringify({ ...shipped, expected: { ...shipped.expected, [String(key)]: 1 } }))
		const { status, out } = await emberline('verify', wrong, '--failed')
		expect(status).toBe(1)
		expect(out).toContain('1 FAIL')
	})

	it('names inputs of a physics case that nothing reads, and judges it all the same', async () => {
		const shipped = JSON.parse(readFileSync(join(ROOT, 'twin/cases/pilot-htr-bisb.json'), 'utf8')) as {
			inputs: { zones: object[] }
		}
		const inputs = { ...shipped.inputs, lod: 0.1, zones: shipped.inputs.zones.map((zone) => ({ ...zone, Tgas: 300 })) }
		const file = join(folder, 'slip.json')
		writeFileSync(file, JSON.stringify({ ...shipped, inputs }))
		const { status, err } = await emberline('verify', file)
		expect(status).toBe(0)
		expect(err).toBe(`${file}: no part of the evaluation reads the inputs lod, zones.Tgas\n`)
		writeFileSync(file, JSON.stringify({ ...shipped, expected: {} }))
		expect((await emberline('verify', file)).err).toContain(`${file}: expected: found no value to judge`)
	})

	it('tells what a physics case lacks', async () => {
		const file = join(folder, 'case.json')
		writeFileSync(file, '{"name":"x","inputs":[]}')
		const { status, err } = await emberline('verify', file)
		expect(status).toBe(2)
		expect(err).toBe(`${file}: inputs: found [], expected an object\n`)
		const several = await emberline('verify', file, join(ROOT, 'twin/cases/enthalpy.json'), file)
		expect(several.status).toBe(2)
		expect(several.out).toContain('all pass')
		expect(several.err).toBe(`${err}${err}`)
	})

	it('writes the two files of a what-if run', async () => {
		const out = join(folder, 'htr')
		const { status, out: said } = await emberline(
			'simulate',
			join(ROOT, 'simulations/scenarios/htr-bisb.yaml'),
			'--out',
			out,
			'--json',
		)
		expect(status).toBe(0)
		const summary = JSON.parse(said) as { recipe: string; zones: unknown[] }
		expect(summary.recipe).toBe('htr-bisb')
		expect(summary.zones.length).toBeGreaterThan(5)
	})
})

describe('emberline run as a process', () => {
	it('says where the screen is, answers, and ends by itself when asked to', async () => {
		const [port, broker] = [await freePort(), await freePort()]
		const child = spawn(
			process.execPath,
			[EMBERLINE, 'run', '--port', String(port), '--broker', `mqtt://127.0.0.1:${broker}`, '--historian', 'none', '--json'],
			{
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		)
		const said = await new Promise<string>((resolve, reject) => {
			child.stdout.once('data', (data: Buffer) => resolve(data.toString()))
			child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
		})
		expect(JSON.parse(said)).toMatchObject({ screen: `http://127.0.0.1:${port}`, plc: 'simulated' })
		expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
		expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('<html')
		expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('emberline_twin_health')
		let complaints = ''
		child.stderr.on('data', (data: Buffer) => {
			complaints += data.toString()
		})
		const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
		child.kill('SIGTERM')
		expect(await ended).toBe(0)
		expect(complaints).not.toContain('offline')
	})
})

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = ['/usr/bin/influxd', '/usr/local/bin/influxd'].find((path) => existsSync(path)) ?? 'influxd'

/** A real influxd on ports and in a folder of its own. */
export class Influxd {
	readonly #folder = mkdtempSync(join(tmpdir(), 'emberline-influxd-'))
	readonly httpPort: number
	readonly #rpcPort: number
	#process: ChildProcess | null = null

	readonly #auth: boolean

	private constructor(httpPort: number, rpcPort: number, auth: boolean) {
		this.#auth = auth
		this.httpPort = httpPort
		this.#rpcPort = rpcPort
	}

	/** With `auth` it asks everybody for user and password, and the first user has to be created. */
	static async start({ auth = false } = {}): Promise<Influxd> {
		const influxd = new Influxd(await freePort(), await freePort(), auth)
		await influxd.start()
		return influxd
	}

	url(database: string): string {
		return `influx://127.0.0.1:${this.httpPort}/${database}`
	}

	/** The same folder and ports again, after `kill`. */
	async start(): Promise<void> {
		const config = join(this.#folder, 'influxdb.conf')
		writeFileSync(
			config,
			`reporting-disabled = true
bind-address = "127.0.0.1:${this.#rpcPort}"
[meta]
  dir = "${this.#folder}/meta"
[data]
  dir = "${this.#folder}/data"
  wal-dir = "${this.#folder}/wal"
[http]
  bind-address = "127.0.0.1:${this.httpPort}"
  auth-enabled = ${this.#auth}
  log-enabled = false
[monitor]
  store-enabled = false
[logging]
  level = "error"
`,
		)
		const child = spawn(PROGRAM, ['-config', config], { stdio: 'ignore', env: { ...process.env, HOME: this.#folder } })
		this.#process = child
		let failure: Error | null = null
		child.once('error', (error) => {
			failure = error
		})
		const deadlineMs = Date.now() + 30_000
		while (!(await this.#answers())) {
			if (failure !== null) throw failure
			if (child.exitCode !== null) throw new Error(`influxd ended with ${child.exitCode}`)
			if (Date.now() > deadlineMs) throw new Error('influxd did not answer within 30 s')
			await new Promise((resolve) => setTimeout(resolve, 50))
		}
	}

	/** A statement to its own HTTP interface, past the code under test. */
	async ask(statement: string, database?: string): Promise<void> {
		const body = new URLSearchParams({ q: statement, ...(database !== undefined && { db: database }) })
		const response = await fetch(`http://127.0.0.1:${this.httpPort}/query`, { method: 'POST', body })
		if (!response.ok) throw new Error(await response.text())
	}

	/** Ends it as a power cut would. */
	async kill(): Promise<void> {
		const child = this.#process
		if (child === null || child.exitCode !== null || child.signalCode !== null) return
		const ended = new Promise((resolve) => child.once('exit', resolve))
		child.kill('SIGKILL')
		await ended
		this.#process = null
	}

	async stop(): Promise<void> {
		await this.kill()
		rmSync(this.#folder, { recursive: true, force: true })
	}

	async #answers(): Promise<boolean> {
		return fetch(`http://127.0.0.1:${this.httpPort}/ping`).then(
			(response) => response.status === 204,
			() => false,
		)
	}
}

async function freePort(): Promise<number> {
	const server = createServer()
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const address = server.address()
	if (address === null || typeof address === 'string') throw new Error('no port')
	await new Promise((resolve) => server.close(resolve))
	return address.port
}

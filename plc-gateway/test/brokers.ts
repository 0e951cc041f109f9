import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedBroker } from '../src/index.ts'

/** A broker that a test may end, by force, and start again on the same port. */
export interface TestBroker {
	readonly url: string
	readonly port: number
	stop(): Promise<void>
	start(): Promise<void>
}

export async function mosquitto(): Promise<TestBroker> {
	const port = await freePort()
	const settings = ['allow_anonymous true', 'set_tcp_nodelay true', 'persistence false', 'log_type none']
	let dir = ''
	let child: ChildProcess | null = null
	const start = async (): Promise<void> => {
		dir = mkdtempSync(join(tmpdir(), 'emberline-mosquitto-'))
		const config = join(dir, 'mosquitto.conf')
		writeFileSync(config, [`listener ${port} 127.0.0.1`, ...settings, ''].join('\n'))
		child = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' })
		await answers(port)
	}
	await start()
	return {
		url: `mqtt://127.0.0.1:${port}`,
		port,
		start,
		stop: async () => {
			const own = child
			child = null
			if (own === null) return
			if (own.exitCode === null && own.signalCode === null) {
				const exited = new Promise((resolve) => own.once('exit', resolve))
				own.kill('SIGKILL')
				await exited
			}
			rmSync(dir, { recursive: true, force: true })
		},
	}
}

export async function embedded(): Promise<TestBroker> {
	const port = await freePort()
	let broker = await startEmbeddedBroker({ port })
	let isUp = true
	return {
		url: broker.url,
		port,
		start: async () => {
			broker = await startEmbeddedBroker({ port })
			isUp = true
		},
		stop: async () => {
			if (isUp) await broker.close()
			isUp = false
		},
	}
}

export const BROKERS = [
	{ name: 'mosquitto', open: mosquitto },
	{ name: 'the embedded broker', open: embedded },
] as const

/**
 * A port below those that the system gives to outgoing connections: one of these could take a broker's port while it is
 * down, so that it could not start again.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = 20_000 + Math.floor(Math.random() * 10_000)
		if (await isFree(port)) return port
	}
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer()
		server.once('error', () => resolve(false))
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
	})
}

async function answers(port: number): Promise<void> {
	await until(
		() =>
			new Promise<boolean>((resolve) => {
				const socket = connect(port, '127.0.0.1')
				socket.once('connect', () => {
					socket.destroy()
					resolve(true)
				})
				socket.once('error', () => resolve(false))
			}),
		`an answer on port ${port}`,
	)
}

/** Waits until something is so; says what it waited for when it never is. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, timeoutMs = 20_000): Promise<void> {
	const end = performance.now() + timeoutMs
	while (!(await isSo())) {
		if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
		await pause(10)
	}
}

export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms))
}

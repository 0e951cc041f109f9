import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadLine, loadRecipes } from '@emberline/line-config/files'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEdgeSession, createHostSession, DataType, mosquittoFiles } from '../src/index.ts'
import { askTraining, createSimulatedPlc } from '../src/simulated-plc/index.ts'
import { freePort, pause, until } from './brokers.ts'

/** A mosquitto with the very files that are generated. */
class GuardedBroker {
	readonly dir = mkdtempSync(join(tmpdir(), 'emberline-guarded-'))
	port = 0
	#child: ChildProcess | null = null

	async start(tls: 'none' | 'mutual'): Promise<void> {
		this.port = await freePort()
		const files = mosquittoFiles({
			dir: this.dir,
			port: this.port,
			address: '127.0.0.1',
			tls,
			hostId: 'EMBERLINE',
			group: 'G',
			nodes: ['N', 'M'],
			twinNode: 'N-TWIN',
			readers: ['scada'],
		})
		for (const { name, text, secret } of files) {
			mkdirSync(dirname(join(this.dir, name)), { recursive: true })
			writeFileSync(join(this.dir, name), text, { mode: secret ? 0o600 : 0o644 })
		}
		if (tls === 'mutual') {
			chmodSync(join(this.dir, 'make-certificates.sh'), 0o755)
			execFileSync(join(this.dir, 'make-certificates.sh'))
		}
		// Started by root it would give up its rights before it reads its files.
		const config = join(this.dir, 'mosquitto.conf')
		writeFileSync(config, `${readFileSync(config, 'utf8')}user root\n`)
		this.#child = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' })
		await pause(400)
		expect(this.#child.exitCode).toBeNull()
	}

	password(user: string): string {
		return readFileSync(join(this.dir, 'secrets', `${user}.password`), 'utf8').trim()
	}

	cert(name: string): string {
		return join(this.dir, 'certs', name)
	}

	stop(): void {
		this.#child?.kill()
		rmSync(this.dir, { recursive: true, force: true })
	}
}

const clients: MqttClient[] = []

function client(url: string, options: IClientOptions = {}): Promise<MqttClient> {
	return new Promise((resolve, reject) => {
		const own = connect(url, { reconnectPeriod: 0, ...options })
		clients.push(own)
		own.once('connect', () => resolve(own))
		own.once('error', reject)
		own.once('close', () => reject(new Error('closed')))
	})
}

describe('a broker as it is generated, with passwords', () => {
	const broker = new GuardedBroker()
	let url: string
	const heard: string[] = []
	const as = (username: string) => client(url, { username, password: broker.password(username) })

	beforeAll(async () => {
		await broker.start('none')
		url = `mqtt://127.0.0.1:${broker.port}`
		const host = await as('EMBERLINE')
		host.on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
		await host.subscribeAsync('spBv1.0/G/#')
	})
	afterAll(() => {
		for (const own of clients.splice(0)) own.end(true)
		broker.stop()
	})

	it('lets nobody in who has no name or the wrong word', async () => {
		await expect(client(url)).rejects.toThrow('Not authorized')
		await expect(client(url, { username: 'N', password: 'guess' })).rejects.toThrow('Not authorized')
	})

	it('lets the training menu in by name alone', async () => {
		const ask = { brokerUrl: url, group: 'G', node: 'N', ask: { do: 'look' }, timeoutMs: 1000 } as const
		expect((await askTraining(ask)).reason).toMatch(/not authorized/i)
		const named = await askTraining({ ...ask, username: 'N', password: broker.password('N') })
		expect(named.reason).toBe('no simulated plant of G/N answers there')
	})

	it('lets a node say what is its own, and drops what is another node’s', async () => {
		const node = await as('N')
		for (const topic of ['NBIRTH/N', 'DDATA/N/D', 'NBIRTH/M', 'DDATA/M/D', 'NDEATH/M', 'NDATA/N-TWIN'])
			await node.publishAsync(`spBv1.0/G/${topic}`, 'x', { qos: 1 })
		await until(() => heard.includes('spBv1.0/G/DDATA/N/D x'), 'the own data')
		await pause(100)
		expect(heard).toEqual(['spBv1.0/G/NBIRTH/N x', 'spBv1.0/G/DDATA/N/D x'])
	})

	it('lets commands and STATE come from the host alone', async () => {
		const node = await as('N')
		const commands: string[] = []
		node.on('message', (topic) => commands.push(topic))
		await node.subscribeAsync(['spBv1.0/G/NCMD/N', 'spBv1.0/G/DCMD/N/+', 'spBv1.0/STATE/EMBERLINE'])
		for (const user of ['M', 'scada']) {
			const stranger = await as(user)
			for (const topic of ['spBv1.0/G/NCMD/N', 'spBv1.0/G/DCMD/N/D', 'spBv1.0/STATE/EMBERLINE'])
				await stranger.publishAsync(topic, user, { qos: 1 })
		}
		await pause(150)
		expect(commands).toEqual([])
		const host = await as('EMBERLINE')
		await host.publishAsync('spBv1.0/G/DCMD/N/D', 'x')
		await until(() => commands.length === 1, 'the command of the host')
	})

	it('lets a reader read, and a node hear no commands of another', async () => {
		const scada = await as('scada')
		const seen: string[] = []
		scada.on('message', (topic) => seen.push(topic))
		await scada.subscribeAsync('spBv1.0/G/#')
		const other = await as('M')
		const overheard: string[] = []
		other.on('message', (topic) => overheard.push(topic))
		await other.subscribeAsync('spBv1.0/#')
		await (await as('N')).publishAsync('spBv1.0/G/NDATA/N', 'x', { qos: 1 })
		await (await as('EMBERLINE')).publishAsync('spBv1.0/G/NCMD/N', 'x', { qos: 1 })
		await until(() => seen.includes('spBv1.0/G/NDATA/N'), 'the data')
		await pause(100)
		expect(overheard).toEqual([])
	})

	it.each(['3.1.1', '5'] as const)('serves host and edge session over MQTT %s', async (mqttVersion) => {
		const common = { brokerUrl: url, mqttVersion }
		const host = createHostSession({
			...common,
			hostId: 'EMBERLINE',
			nodes: [{ group: 'G', node: 'M' }],
			username: 'EMBERLINE',
			password: broker.password('EMBERLINE'),
		})
		const edge = createEdgeSession({
			...common,
			group: 'G',
			node: 'M',
			devices: ['D'],
			hostId: 'EMBERLINE',
			username: 'M',
			password: broker.password('M'),
			getBirth: (device) => (device === null ? [] : [{ name: 'a', type: DataType.Double, value: 1.5, timestampMs: Date.now() }]),
		})
		await until(() => host.metric('G', 'M', 'D', 'a')?.value === 1.5, 'the value')
		await edge.close()
		await host.close()
	})

	it('lets the simulated PLC in by the access that it is given', async () => {
		const host = createHostSession({
			brokerUrl: url,
			hostId: 'EMBERLINE',
			nodes: [{ group: 'G', node: 'M' }],
			username: 'EMBERLINE',
			password: broker.password('EMBERLINE'),
		})
		const plc = createSimulatedPlc({
			line: { ...loadLine(), sparkplug: { group: 'G', node: 'M' } },
			recipes: Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe])),
			brokerUrl: url,
			access: { username: 'M', password: broker.password('M') },
			seed: 1,
		})
		await plc.start()
		await until(() => host.status.nodes['G/M']?.devices.Heating?.state === 'online', 'the plant')
		await plc.stop()
		await host.close()
	})

	it('is refused in plain words to a host with the wrong word, and the word is nowhere in them', async () => {
		const host = createHostSession({ brokerUrl: url, hostId: 'EMBERLINE', username: 'EMBERLINE', password: 'wrong-secret' })
		const faults: string[] = []
		host.faults$.subscribe(({ message }) => faults.push(message))
		await until(() => /not authori[sz]ed/i.test(host.status.message), 'the refusal')
		expect(`${host.status.message} ${faults.join()}`).not.toContain('wrong-secret')
		await host.close()
	})
})

describe('a broker as it is generated, with certificates for all', () => {
	const broker = new GuardedBroker()
	beforeAll(() => broker.start('mutual'))
	afterAll(() => {
		for (const own of clients.splice(0)) own.end(true)
		broker.stop()
	})

	it('knows each client by its certificate, and has the same rights for it', async () => {
		const brokerUrl = `mqtts://127.0.0.1:${broker.port}`
		const tls = (name: string) => ({
			caFile: broker.cert('ca.crt'),
			certFile: broker.cert(`${name}.crt`),
			keyFile: broker.cert(`${name}.key`),
		})
		const host = createHostSession({ brokerUrl, hostId: 'EMBERLINE', nodes: [{ group: 'G', node: 'N' }], tls: tls('EMBERLINE') })
		const births = { M: 0, N: 0 }
		const edges = (['N', 'M'] as const).map((name) =>
			createEdgeSession({
				brokerUrl,
				group: 'G',
				// Both say that they are N; the certificate of one is M's.
				node: 'N',
				clientId: name,
				devices: ['D'],
				tls: tls(name),
				getBirth: (device) => {
					births[name]++
					return device === null ? [] : [{ name: 'who', type: DataType.String, value: name, timestampMs: Date.now() }]
				},
			}),
		)
		await until(() => host.metric('G', 'N', 'D', 'who')?.value === 'N' && births.M > 0, 'the births')
		await pause(150)
		expect(host.metric('G', 'N', 'D', 'who')?.value).toBe('N')
		await expect(client(brokerUrl, { rejectUnauthorized: false })).rejects.toThrow()
		for (const edge of edges) await edge.close()
		await host.close()
	})
})

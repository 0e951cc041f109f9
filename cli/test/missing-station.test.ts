import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadLine } from '@emberline/line-config/files'
import { createEdgeSession, DataType, type EdgeMetric } from '@emberline/plc-gateway'
import { askTraining, type TrainingAsk } from '@emberline/plc-gateway/simulated-plc'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mosquitto, type TestBroker, until } from '../../plc-gateway/test/brokers.ts'
import { type LineUp, lineUp, ScreenSocket } from './line-up.ts'

vi.setConfig({ testTimeout: 240_000 })

const WAIT_MS = 60_000
const { group, node } = loadLine().sparkplug

let dir = ''
let broker: TestBroker
let up: LineUp | null = null
let screen: ScreenSocket | null = null

beforeEach(async () => {
	dir = mkdtempSync(join(tmpdir(), 'emberline-missing-'))
	broker = await mosquitto()
})
afterEach(async () => {
	screen?.close()
	await up?.close()
	await broker.stop()
	up = screen = null
	rmSync(dir, { recursive: true })
})

const begin = async (plc: 'simulated' | 'external'): Promise<LineUp> => {
	up = await lineUp({ broker: broker.url, plc, commands: 'on', audit: join(dir, 'audit.jsonl') })
	screen = new ScreenSocket(up.run.screenUrl)
	return up
}
/** An alarm as the screen was last told of it. */
const alarm = (id: string) =>
	[screen?.snapshot?.alarms, ...(screen?.batches ?? []).map((batch) => batch.alarms)]
		.flatMap((part) => part?.changed ?? [])
		.findLast((record) => record.id === id)
const beats = () => up?.run.plc.metrics().emberline_plc_heartbeats_total ?? 0

describe('a station that is missing, over mosquitto', () => {
	it('that dies (DDEATH): the plant aborts without heat behind its shutter, and screen, twin and heartbeat say which it is', async () => {
		const { run, frame } = await begin('simulated')
		const train = async (ask: TrainingAsk) => {
			const { answer, reason } = await askTraining({ brokerUrl: broker.url, group, node, ask, timeoutMs: 20_000 })
			if (answer?.ok !== true) throw new Error(answer?.text ?? reason)
		}
		await until(() => frame()?.line.state === 'Execute' && beats() > 0, 'a line that runs', WAIT_MS)
		expect(frame()?.interlocks?.trips).toEqual([])
		await train({ do: 'cut-station', station: 'Quench' })
		await until(() => run.plc.link.devices.Quench === 'offline', 'the death of the device', WAIT_MS)
		const plant = run.simulatedPlc?.plant
		await until(() => plant?.program.line.state === 'Aborted', 'the plant to abort', WAIT_MS)
		await until(() => plant?.shutterOpenShare === 0, 'its shutter to close', WAIT_MS)
		expect([plant?.program.reason, plant?.modules.map(({ powerW }) => powerW)]).toEqual([596, [0, 0, 0, 0]])
		await until(() => frame()?.interlocks?.firstOut?.id === 'silent-quench', 'the twin to name it', WAIT_MS)
		expect(frame()?.interlocks?.line).toContain('First out: nothing is heard of Quench')
		expect(frame()?.stations.Quench).toBeDefined()
		await until(() => alarm('trip/silent-quench')?.firstOut === true, 'its alarm on the screen', WAIT_MS)
		expect(alarm('trip/silent-quench')).toMatchObject({
			station: 'Quench',
			priority: 1,
			active: true,
			words: { en: 'nothing is heard of the quench' },
		})
		await until(() => run.plc.lastFaults.has('heartbeat-held'), 'the heartbeat to stop', WAIT_MS)
		expect(run.plc.lastFaults.get('heartbeat-held')?.message).toBe('no heartbeat to the PLC: nothing is heard of Quench')
		const held = beats()

		await train({ do: 'join-station', station: 'Quench' })
		await until(() => frame()?.interlocks?.trips.some(({ id }) => id === 'silent-quench') === false, 'it to be heard', WAIT_MS)
		await until(() => alarm('trip/silent-quench')?.active === false, 'the alarm to return', WAIT_MS)
		await until(() => beats() > held, 'the heartbeat to go on', WAIT_MS)
		expect(plant?.program.line.state).toBe('Aborted')
	})

	it('that was never born: a PLC that does not mind loses its heartbeat, and its watchdog brings it to its safe state', async () => {
		let lastBeatMs = Number.POSITIVE_INFINITY
		let beat = 0
		let safe = false
		const metric = (name: string, value: number, type: number = DataType.Double): EdgeMetric => ({
			name,
			type,
			value,
			timestampMs: Date.now(),
		})
		const emitters = [1, 2, 3, 4].map((n) => `Heating/Zone${n}/EmitterTemperature`)
		const values = (device: string | null): EdgeMetric[] => {
			const state = (name: string) => metric(`${name}/Status/StateCurrent`, safe ? 11 : 6, DataType.Int32)
			switch (device) {
				case null:
					return [metric('Gateway/Heartbeat', beat, DataType.Int64)]
				case 'Line':
					return [
						state('Line'),
						metric('Line/Status/CurMachSpeed', safe ? 0 : 50),
						metric('Line/Web/Tension', 33 + Math.random()),
					]
				case 'Heating':
					return [
						state('Heating'),
						...emitters.map((name) => metric(name, 1340 + Math.random())),
						metric('Heating/Zone1/Power', safe ? 0 : 6),
						metric('Heating/Shutter/Position', safe ? 0 : 100),
					]
				case 'Quench':
					return [state('Quench'), metric('Quench/Web/ExitTemperature', 310 + Math.random())]
				case 'Drying':
					return [state('Drying'), metric('Drying/Web/ExitTemperature', 350 + Math.random())]
				default:
					return [state('Feed'), metric('Feed/Hopper/Mass', 40 + Math.random())]
			}
		}
		const devices = ['Line', 'Feed', 'Drying', 'Heating', 'Quench']
		const plc = createEdgeSession({
			brokerUrl: broker.url,
			group,
			node,
			devices,
			getBirth: values,
			onCommand: (device, commands) => {
				if (device !== null || !commands.some(({ name }) => name === 'Gateway/Heartbeat')) return
				beat++
				lastBeatMs = Date.now()
			},
		})
		// Its program watches over the gateway only: what its stations are it does not ask.
		const program = setInterval(() => {
			safe ||= Date.now() - lastBeatMs > 5_000
			for (const device of devices) plc.publish(device, values(device))
		}, 200)
		try {
			const { run, frame } = await begin('external')
			await until(() => beat > 0, 'the first heartbeat', WAIT_MS)
			await until(
				() => frame()?.interlocks?.trips.some(({ id }) => id === 'silent-wash') === true,
				'the twin to name it',
				WAIT_MS,
			)
			expect(
				frame()
					?.interlocks?.trips.filter(({ id }) => id.startsWith('silent'))
					.map(({ cause }) => cause),
			).toEqual(['nothing is heard of Wash'])
			await until(() => alarm('trip/silent-wash')?.active === true, 'its alarm on the screen', WAIT_MS)
			expect(alarm('trip/silent-wash')?.words.de).toBe('nichts zu hören von der Wäsche')
			await until(() => run.plc.lastFaults.has('heartbeat-held'), 'the heartbeat to stop', WAIT_MS)
			await until(() => frame()?.line.state === 'Held', 'the PLC to fall to its safe state', WAIT_MS)
			await until(() => screen?.values.get('Heating/Shutter/Position')?.value === 0, 'the shutter on the screen', WAIT_MS)
			expect(screen?.values.get('Heating/Zone1/Power')?.value).toBe(0)
		} finally {
			clearInterval(program)
			await plc.close()
		}
	})
})

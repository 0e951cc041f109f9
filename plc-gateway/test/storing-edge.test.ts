import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStoringEdge, DataType, type SegmentLogOptions, type StoringEdge, type StoringEdgeOptions } from '../src/index.ts'
import { mosquitto, pause, type TestBroker, until } from './brokers.ts'
import { type WatchedHost, watch } from './watch.ts'

const BACKLOG = 3_000
const PER_TURN = 100

describe('a source that sends its past again', () => {
	let dir = ''
	let broker: TestBroker
	let host: WatchedHost
	let edge: StoringEdge

	beforeEach(async () => {
		dir = mkdtempSync(join(tmpdir(), 'emberline-edge-'))
		broker = await mosquitto()
	})

	afterEach(async () => {
		await edge.close()
		await host.host.close()
		await broker.stop()
		rmSync(dir, { recursive: true, force: true })
	})

	const open = (options: Partial<StoringEdgeOptions> = {}): StoringEdge =>
		createStoringEdge({
			brokerUrl: broker.url,
			group: 'G',
			node: 'N',
			devices: ['D'],
			hostId: 'EMBERLINE',
			reconnect: { firstMs: 50, maxMs: 200 },
			store: { dir },
			resendPerSecond: PER_TURN * 20,
			firstAcknowledgedWithinMs: 60_000,
			getBirth: (device) => (device === null ? [] : [{ name: 'a', type: DataType.Double, value: 1, timestampMs: 1 }]),
			...options,
		})
	const say = (i: number, device = 'D', name = 'a') =>
		edge.publish(device, [{ name, type: DataType.Double, value: i, timestampMs: 1_000 + i }])

	/** With a past that was said while the host was gone, and numbers as they come to the host. */
	const begin = async (firstAcknowledgedWithinMs: number, store: Partial<SegmentLogOptions> = {}): Promise<number[]> => {
		edge = open({ firstAcknowledgedWithinMs, store: { dir, ...store } })
		for (let i = 0; i < BACKLOG; i++) expect(say(i)).toBe(false)
		return listen()
	}
	const listen = async (): Promise<number[]> => {
		host = await watch(broker.url)
		const numbers: number[] = []
		host.host.values$.subscribe((values) => {
			for (const { name, value, isHistorical } of values)
				if (name === 'Store/Number' && isHistorical && typeof value === 'bigint') numbers.push(Number(value))
		})
		await until(() => host.isOnline(), 'the node')
		return numbers
	}
	const acknowledge = (number: number) => host.host.write('G', 'N', null, 'Store/Acknowledged', BigInt(number))

	it('sends no more than a little that is not acknowledged, and more with each acknowledgement', async () => {
		const numbers = await begin(60_000)
		await until(() => numbers.length >= PER_TURN, 'the first of the past')
		await pause(400)
		const first = numbers[0] ?? Number.NaN
		expect(numbers.length).toBe(PER_TURN)
		let wasSent = PER_TURN
		for (let window = 2 * PER_TURN; wasSent < BACKLOG; window *= 2) {
			expect(acknowledge(first + wasSent - 1)).toBeNull()
			wasSent = Math.min(wasSent + window, BACKLOG)
			await until(() => numbers.length >= wasSent, `${wasSent} of the past`)
			await pause(200)
			expect(numbers.length).toBe(wasSent)
		}
		expect(numbers).toEqual(Array.from({ length: BACKLOG }, (_, i) => first + i))
		acknowledge(first + BACKLOG - 1)
		await until(() => edge.counters().waiting === 0, 'nothing to be left')
	})

	it('gives a host that never acknowledges all of its past', async () => {
		const numbers = await begin(300)
		await until(() => numbers.length === BACKLOG, 'all of the past')
		expect(edge.counters().waiting).toBe(BACKLOG)
	})

	it('goes on when an acknowledgement was lost on its way', async () => {
		const numbers = await begin(400)
		const first = await until(() => numbers.length > 0, 'the first of the past').then(() => numbers[0] ?? Number.NaN)
		await until(() => numbers.length >= PER_TURN, 'a turn of the past')
		acknowledge(first + 9)
		await until(() => edge.counters().waiting === BACKLOG - 10, 'what was acknowledged to go')
		const sent = 10 + 2 * PER_TURN
		await until(() => numbers.length >= sent + PER_TURN, 'more than the window, unasked')
		acknowledge(first + sent + PER_TURN - 1)
		await until(() => numbers.length > sent + 3 * PER_TURN, 'the past to go on')
	})

	it('tells the numbers of what it had to give up while it waited, so that the host goes on behind them', async () => {
		const numbers = await begin(60_000, { segmentBytes: 16_384, maxBytes: 400_000 })
		await until(() => numbers.length >= PER_TURN, 'the first of the past')
		await pause(200)
		const before = edge.counters().dropped
		for (let i = 0; i < BACKLOG; i++) say(BACKLOG + i)
		expect(edge.counters().dropped - before).toBeGreaterThan(BACKLOG / 3)
		for (let end = performance.now() + 15_000; edge.counters().waiting > BACKLOG / 2 && performance.now() < end; ) {
			// As the spool of a gateway does: up to where nothing is missing.
			let upTo = numbers[0] ?? Number.NaN
			const had = new Set(
				host.values.flatMap(({ name, value }) => (name === 'Store/Number' && value !== null ? [Number(value)] : [])),
			)
			while (had.has(upTo + 1)) upTo++
			acknowledge(upTo)
			await pause(50)
		}
		expect(edge.counters().waiting).toBeLessThan(BACKLOG / 2)
	})

	it('sends the number alone of what its births no longer know', async () => {
		edge = open({ devices: ['D', 'Old'], getBirth: () => [] })
		say(1)
		say(2, 'Old')
		say(3, 'D', 'was')
		say(4)
		await edge.close()
		edge = open()
		const numbers = await listen()
		await until(() => numbers.length === 4, 'all of the past')
		expect(host.values.flatMap(({ name, value, isHistorical }) => (name === 'a' && isHistorical ? [value] : []))).toEqual([1, 4])
		expect(edge.counters()).toMatchObject({ unsendable: 2, waiting: 4 })
		expect(() => say(5, 'D', 'was')).toThrow('was of device D is not in its birth')
		await until(() => numbers.length === 5, 'the number of what was refused')
	})

	it('keeps what a device that is away has said until it is back, and sends that of the others', async () => {
		edge = open({ devices: ['D', 'E'], offlineDevices: ['E'] })
		say(1, 'E')
		say(2)
		const numbers = await listen()
		await until(() => numbers.length > 0, 'the past of D')
		say(3, 'E')
		await pause(200)
		expect(numbers.map((number) => number - (numbers[0] ?? 0))).toEqual([0])
		edge.session.setDeviceOnline('E', true)
		await until(() => numbers.length === 3, 'the past of E')
		expect(
			host.values.flatMap(({ device, name, value, isHistorical }) => (name === 'a' && isHistorical ? [device, value] : [])),
		).toEqual(['D', 2, 'E', 1, 'E', 3])
	})
})

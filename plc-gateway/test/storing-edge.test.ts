import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStoringEdge, DataType, type StoringEdge } from '../src/index.ts'
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

	/** With a past that was said while the host was gone, and numbers as they come to the host. */
	const begin = async (firstAcknowledgedWithinMs: number): Promise<number[]> => {
		edge = createStoringEdge({
			brokerUrl: broker.url,
			group: 'G',
			node: 'N',
			devices: ['D'],
			hostId: 'EMBERLINE',
			reconnect: { firstMs: 50, maxMs: 200 },
			store: { dir },
			resendPerSecond: PER_TURN * 20,
			firstAcknowledgedWithinMs,
			getBirth: (device) => (device === null ? [] : [{ name: 'a', type: DataType.Double, value: 1, timestampMs: 1 }]),
		})
		for (let i = 0; i < BACKLOG; i++) {
			const isSent = edge.publish('D', [{ name: 'a', type: DataType.Double, value: i, timestampMs: 1_000 + i }])
			expect(isSent).toBe(false)
		}
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
})

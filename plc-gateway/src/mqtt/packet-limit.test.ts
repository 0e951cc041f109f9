import fc from 'fast-check'
import { generate } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { PacketFilter } from './packet-limit.ts'

function publish(bytes: number): Uint8Array {
	return generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(bytes, bytes & 0xff), qos: 0, retain: false, dup: false })
}

/** What passes of a stream that comes in the given pieces. */
function passes(filter: PacketFilter, stream: Uint8Array, cuts: readonly number[]): Buffer {
	const passed: Uint8Array[] = []
	let at = 0
	for (let k = 0; at < stream.length; k++) {
		const end = at + (cuts[k % cuts.length] as number)
		passed.push(...(filter.accept(stream.subarray(at, end)) ?? []))
		at = end
	}
	return Buffer.concat(passed)
}

describe('packet filter', () => {
	it('lets the packets up to its limit pass and takes out the others, however the stream is cut', () => {
		const sizes = fc.array(fc.oneof(fc.nat(200), fc.integer({ min: 201, max: 20_000 })), { maxLength: 8 })
		const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 })
		fc.assert(
			fc.property(sizes, cuts, (sizes, cuts) => {
				let refused = 0
				// Two bytes of topic length and one of topic stand before the payload.
				const filter = new PacketFilter(203, () => refused++)
				const passed = passes(filter, Buffer.concat(sizes.map(publish)), cuts)
				const small = sizes.filter((size) => size <= 200)
				expect(passed.equals(Buffer.concat(small.map(publish)))).toBe(true)
				expect(refused).toBe(sizes.length - small.length)
			}),
			{ numRuns: 500 },
		)
	})

	it('tells of a packet at its announced length, before it has come', () => {
		let refused = 0
		const filter = new PacketFilter(1_000, () => refused++)
		filter.accept(publish(5_000).subarray(0, 3))
		expect(refused).toBe(1)
	})

	it('hands on a chunk as it is where all of it may pass', () => {
		const chunk = Buffer.concat([publish(10), publish(20)])
		expect(new PacketFilter(1_000, () => {}).accept(chunk)?.[0]).toBe(chunk)
	})

	it('refuses a length that is no MQTT', () => {
		expect(new PacketFilter(1e9, () => {}).accept(Uint8Array.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBeNull()
	})
})

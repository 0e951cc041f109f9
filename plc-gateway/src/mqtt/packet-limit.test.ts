import fc from 'fast-check'
import { generate } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { PacketScanner } from './packet-limit.ts'

function publish(bytes: number): Uint8Array {
	return generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(bytes), qos: 0, retain: false, dup: false })
}

describe('packet scanner', () => {
	it('lets packets up to the limit pass, however they are cut', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(200), { maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (sizes, cut) => {
				const scanner = new PacketScanner(203)
				const stream = Buffer.concat(sizes.map(publish))
				for (let at = 0; at < stream.length; at += cut) expect(scanner.accept(stream.subarray(at, at + cut))).toBe(true)
			}),
		)
	})

	it('refuses a packet at its announced length, before it has come', () => {
		const scanner = new PacketScanner(1_000)
		expect(scanner.accept(publish(10))).toBe(true)
		expect(scanner.accept(publish(5_000).subarray(0, 3))).toBe(false)
	})

	it('refuses a length that is no MQTT', () => {
		expect(new PacketScanner(1e9).accept(Uint8Array.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false)
	})
})

import { createRequire } from 'node:module'
import { bench, describe } from 'vitest'
import { DataFrame, readDataFrame } from './data-frame.ts'
import { DataType } from './datatypes.ts'
import { decodePayload } from './decode.ts'
import { encodePayload } from './encode.ts'

/** A message of 20 doubles by alias with a time each, as a device sends it. The rival needs the datatype in it, or it reads null. */
const AT_MS = 1_790_000_000_000
const VALUES = Array.from({ length: 20 }, (_, i) => 300 + 17.31 * i)
const ours = {
	timestampMs: AT_MS,
	seq: 7,
	metrics: VALUES.map((value, i) => ({ alias: i + 1, datatype: DataType.Double, value, timestampMs: AT_MS + i })),
}
const theirs = {
	timestamp: AT_MS,
	seq: 7,
	metrics: VALUES.map((value, i) => ({ alias: i + 1, type: 'Double', value, timestamp: AT_MS + i })),
}

interface ThirdParty {
	encodePayload(payload: object): Uint8Array
	decodePayload(bytes: Uint8Array): unknown
}
const thirdParty = (createRequire(import.meta.url)('sparkplug-payload') as { get(namespace: string): ThirdParty }).get('spBv1.0')
const bytes = encodePayload(ours)
const data = encodePayload(ours, { datatypes: false })
const frame = new DataFrame()

/** So many at a time that the measuring itself weighs nothing. */
function hundred(once: () => unknown): () => void {
	return () => {
		for (let k = 0; k < 100; k++) once()
	}
}

describe('decode 20 metrics, 100 times', () => {
	bench(
		'ours, into a frame',
		hundred(() => readDataFrame(data, frame)),
	)
	bench(
		'ours, into a frame, with datatypes',
		hundred(() => readDataFrame(bytes, frame)),
	)
	bench(
		'ours, into objects',
		hundred(() => decodePayload(bytes)),
	)
	bench(
		'ours, into objects, without datatypes',
		hundred(() => decodePayload(data)),
	)
	bench(
		'npm sparkplug-payload',
		hundred(() => thirdParty.decodePayload(bytes)),
	)
})

describe('encode 20 metrics, 100 times', () => {
	bench(
		'ours',
		hundred(() => encodePayload(ours)),
	)
	bench(
		'npm sparkplug-payload',
		hundred(() => thirdParty.encodePayload(theirs)),
	)
})

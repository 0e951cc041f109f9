import { gzipSync } from 'node:zlib'
import { PlantNodes } from '../src/host/plant-nodes.ts'
import { noCounts } from '../src/host/unit.ts'
import { DataType, encodePayload, type Metric, parseTopic } from '../src/sparkplug/index.ts'
import { seeded } from './message-orders.ts'

/** A mutated message may take this long when it is read again alone, ms. */
export const SLOW_MS = 10

const AT_MS = 1_790_000_000_000
const double = (k: number): Metric => ({ name: `m${k}`, alias: k, datatype: DataType.Double, value: k, timestampMs: AT_MS })
const SET = { engUnit: { type: DataType.String, value: 'K' }, Quality: { type: DataType.Int32, value: 192 } }

/** Sound messages of every kind, to be spoilt. */
const SOUND: readonly (readonly [topic: string, bytes: Uint8Array])[] = [
	[
		'spBv1.0/G/NBIRTH/N',
		encodePayload({ timestampMs: AT_MS, seq: 0, metrics: [{ name: 'bdSeq', datatype: DataType.Int64, value: 0n }, double(1)] }),
	],
	[
		'spBv1.0/G/DBIRTH/N/D',
		encodePayload({ timestampMs: AT_MS, seq: 1, metrics: Array.from({ length: 12 }, (_, k) => double(k + 2)) }),
	],
	[
		'spBv1.0/G/DDATA/N/D',
		encodePayload(
			{ timestampMs: AT_MS, seq: 2, metrics: Array.from({ length: 12 }, (_, k) => double(k + 2)) },
			{ datatypes: false },
		),
	],
	[
		'spBv1.0/G/NDEATH/N',
		encodePayload({ timestampMs: AT_MS, metrics: [{ name: 'bdSeq', datatype: DataType.Int64, value: 0n }] }),
	],
	['spBv1.0/G/DDEATH/N/D', encodePayload({ timestampMs: AT_MS, seq: 3, metrics: [] })],
	[
		'spBv1.0/G/DBIRTH/N/E',
		encodePayload({
			timestampMs: AT_MS,
			seq: 4,
			metrics: [
				{ name: 'text', datatype: DataType.String, value: 'Rußpartikel '.repeat(6), properties: SET },
				{ name: 'bytes', datatype: DataType.Bytes, value: new Uint8Array(64), metadata: { fileName: 'a', size: 64n } },
				{ name: 'flags', datatype: DataType.BooleanArray, value: Array.from({ length: 40 }, (_, k) => k % 3 === 0) },
				{ name: 'words', datatype: DataType.StringArray, value: ['a', 'bc', ''] },
				{
					name: 'set',
					datatype: DataType.DataSet,
					value: {
						columns: ['a', 'b'],
						types: [DataType.Int64, DataType.String],
						rows: [
							[1n, 'x'],
							[-1n, null],
						],
					},
				},
				{
					name: 'pump',
					datatype: DataType.Template,
					value: {
						isDefinition: false,
						templateRef: 'Pump',
						parameters: [{ name: 'p', type: DataType.Float, value: 1.5 }],
						metrics: [
							double(1),
							{ name: 'inner', datatype: DataType.Template, value: { isDefinition: true, parameters: [], metrics: [double(2)] } },
						],
					},
				},
			],
		}),
	],
	[
		'spBv1.0/G/DDATA/N/E',
		encodePayload({
			timestampMs: AT_MS,
			seq: 5,
			uuid: 'SPBV1.0_COMPRESSED',
			metrics: [{ name: 'algorithm', datatype: DataType.String, value: 'GZIP' }],
			body: gzipSync(encodePayload({ seq: 5, metrics: [double(3)] })),
		}),
	],
]
const TYPES = ['NBIRTH', 'DBIRTH', 'NDATA', 'DDATA', 'NDEATH', 'DDEATH', 'NCMD', 'STATE', '', '+']

/** Spoilt messages, the same for each seed. */
export function* spoiltMessages(seed: number): Generator<readonly [topic: string, bytes: Uint8Array]> {
	const random = seeded(seed)
	const below = (n: number): number => Math.floor(random() * n)
	for (;;) {
		const [topic, sound] = SOUND[below(SOUND.length)] as (typeof SOUND)[number]
		let bytes: Uint8Array = sound.slice()
		for (let edits = 1 + below(4); edits > 0; edits--) bytes = spoil(bytes, below)
		yield [random() < 0.2 ? spoilTopic(topic, below) : topic, bytes]
	}
}

function spoil(bytes: Uint8Array, below: (n: number) => number): Uint8Array {
	if (bytes.length === 0) return Uint8Array.of(below(256))
	const at = below(bytes.length)
	switch (below(7)) {
		case 0:
			return bytes.subarray(0, at)
		case 1:
			return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + below(8))])
		case 2:
			// A stretch told twice.
			return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - 1 - below(40)))])
		case 3:
			return Uint8Array.from([...bytes.subarray(0, at), 0xff, 0xff, 0xff, 0xff, 0x0f, ...bytes.subarray(at)])
		case 4:
			return Uint8Array.from([...bytes, ...(SOUND[below(SOUND.length)]?.[1] ?? [])])
		case 5:
			bytes[at] = (bytes[at] as number) ^ (1 << below(8))
			return bytes
		default:
			bytes[at] = below(256)
			return bytes
	}
}

function spoilTopic(topic: string, below: (n: number) => number): string {
	const parts = topic.split('/')
	const at = below(parts.length)
	const other =
		[TYPES[below(TYPES.length)] ?? '', `x${below(50)}`, '\0', '#', 'ä'.repeat(below(5)), parts[at] ?? ''][below(6)] ?? ''
	parts[at] = other
	if (below(4) === 0) parts.push(other)
	return parts.join('/')
}

/** A host without a network, to read them. */
export class FuzzedHost {
	readonly counters = noCounts()
	readonly nodes: PlantNodes<string>
	#nowMs = 0

	constructor() {
		const context = {
			nowMs: () => AT_MS + this.#nowMs,
			steadyMs: () => this.#nowMs,
			counters: this.counters,
			emit: () => {},
			fault: () => {},
			refused: () => {},
			changed: () => {},
		}
		const rebirth = { firstMs: 1_000, maxMs: 60_000 }
		this.nodes = new PlantNodes(
			context,
			{ reorderMs: 1_000, silenceLimitMs: 5_000, lateJoinMs: 500, rebirth, random: () => 0.5 },
			[],
		)
	}

	read(topic: string, bytes: Uint8Array): void {
		this.#nowMs += 1
		parseTopic(topic)
		this.nodes.message('broker', topic, bytes)
		if (this.#nowMs % 100 === 0)
			this.nodes.tick(
				() => true,
				() => true,
			)
	}
}

export interface FuzzReport {
	readonly messages: number
	readonly undecodable: number
	/** Messages that were slow once; the garbage collector and the neighbours make some. */
	readonly slowOnce: number
	/** Of these, slow again when read alone three times. */
	readonly slowAgain: readonly string[]
}

/** Reads `count` spoilt messages. An error that is thrown is a crash and goes through. */
export function fuzz(count: number, seed: number): FuzzReport {
	const host = new FuzzedHost()
	const suspects: (readonly [string, Uint8Array])[] = []
	let messages = 0
	for (const [topic, bytes] of spoiltMessages(seed)) {
		if (messages++ >= count) break
		const begin = performance.now()
		host.read(topic, bytes)
		if (performance.now() - begin > SLOW_MS) suspects.push([topic, bytes])
	}
	const slowAgain = suspects.filter(([topic, bytes]) => {
		const times = [1, 2, 3].map(() => {
			const alone = new FuzzedHost()
			const begin = performance.now()
			alone.read(topic, bytes)
			return performance.now() - begin
		})
		return Math.min(...times) > SLOW_MS
	})
	return {
		messages: count,
		undecodable: host.counters.undecodable,
		slowOnce: suspects.length,
		slowAgain: slowAgain.map(([topic, bytes]) => `${topic} ${Buffer.from(bytes).toString('hex')}`),
	}
}

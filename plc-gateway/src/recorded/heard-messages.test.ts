import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { DataType, encodePayload } from '../sparkplug/index.ts'
import { HeardMessages } from './heard-messages.ts'
import { RecordedPlc } from './recorded-plc.ts'

const value = { name: 'a', datatype: DataType.Double, value: 1.5, timestampMs: 7 }

it('reads a compressed message as the host does', () => {
	const body = gzipSync(encodePayload({ timestampMs: 7, seq: 3, metrics: [value] }))
	const algorithm = { name: 'algorithm', datatype: DataType.String, value: 'GZIP' }
	const bytes = encodePayload({ timestampMs: 7, seq: 3, uuid: 'SPBV1.0_COMPRESSED', body, metrics: [algorithm] })
	const heard = new HeardMessages().take('spBv1.0/G/DBIRTH/N/D', bytes, 9)
	expect(heard?.message.payload).toMatchObject({ timestamp: 7, seq: 3, metrics: [{ name: 'a', value: 1.5 }] })
})

it('counts a plan that is nested too deep to be written down', () => {
	const heard = new HeardMessages()
	const deep = '['.repeat(200_000) + ']'.repeat(200_000)
	expect(heard.take('G/N/Schedule', new TextEncoder().encode(deep), 9)).toBeNull()
	expect(heard.undecodable).toBe(1)
	const plc = new RecordedPlc({ group: 'G', node: 'N', tags: [] })
	const news = plc.take({ topic: 'G/N/Schedule', arrivedMs: 9, payload: JSON.parse(deep) })
	expect(news.problem).toMatch(/^the plan is kept as it was/)
})

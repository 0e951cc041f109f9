import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import type { PlainTag } from '@emberline/line-config/plc'
import { connect } from 'mqtt'
import { expect, it } from 'vitest'
import { mosquitto, until } from '../../test/brokers.ts'
import { plainReadings } from './plain-values.ts'

const TAGS = tagsOfLine(loadLine())
const rule = (more: Partial<PlainTag> = {}): PlainTag => ({
	tag: 'Heating/Zone1/Power',
	topic: 'f/z1',
	scale: 1,
	offset: 0,
	unit: 'kW',
	...more,
})
const read = (payload: string, more: Partial<PlainTag> = {}) => {
	const tag = TAGS.find(({ name }) => name === (more.tag ?? 'Heating/Zone1/Power'))
	if (tag === undefined) throw new Error('no tag')
	return plainReadings(new TextEncoder().encode(payload), [{ rule: rule(more), tag }], 5)[0]
}

it('reads bare numbers and JSON with scale, offset, time and quality', () => {
	expect(read('7.25')).toEqual({ tMs: 5, tag: 'Heating/Zone1/Power', value: 7.25, quality: 'good' })
	const more: Partial<PlainTag> = {
		path: 'z.0.p',
		scale: 0.001,
		offset: 1,
		time: { path: 't', in: 's' },
		quality: { path: 'q', good: ['ok'] },
	}
	expect(read('{"z":[{"p":2000}],"t":12.5,"q":"ok"}', more)).toMatchObject({ tMs: 12_500, value: 3, quality: 'good' })
	for (const t of ['1e300', '-1', '9e12', '"12.5"'])
		expect(read(`{"z":[{"p":2000}],"t":${t},"q":"ok"}`, more)?.reason).toBe('no time at t')
	expect(read('{"z":[{"p":2000}],"t":12.5,"q":"off"}', more)).toMatchObject({
		value: null,
		quality: 'bad',
		reason: 'quality off, says the plant',
	})
})

it.each([
	['', 'neither JSON nor a number'],
	['{"a":1}', 'found {"a":1}, expected a Double'],
	['"7"', 'found "7", expected a Double'],
	['null', 'no value'],
	['1e999', 'found null, expected a Double'],
])('makes %j null and bad', (payload, reason) => {
	expect(read(payload)).toMatchObject({ value: null, quality: 'bad', reason })
})

it('keeps values to the last bit over mosquitto', async () => {
	const broker = await mosquitto()
	const [from, to] = [connect(broker.url), connect(broker.url)]
	const got: unknown[] = []
	to.on('message', (_topic, payload) => got.push(read(payload.toString())?.value))
	await to.subscribeAsync('f/z1')
	const sent = [0.1 + 0.2, 5e-324, Number.MAX_VALUE, 1 / 3, -1e-7, 123_456_789.123_456_79]
	for (const value of sent) await from.publishAsync('f/z1', JSON.stringify(value))
	await until(() => got.length === sent.length, 'the values')
	expect(got.every((value, i) => Object.is(value, sent[i]))).toBe(true)
	from.end(true)
	to.end(true)
	await broker.stop()
})

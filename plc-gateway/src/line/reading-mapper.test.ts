import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import type { HostValue } from '../host/index.ts'
import { DataType } from '../sparkplug/index.ts'
import { ReadingMapper } from './reading-mapper.ts'

const tension = (timestampMs: number, value: number, isHistorical = false): HostValue => ({
	group: 'R2R',
	node: 'LINE1',
	device: 'Line',
	name: 'Line/Web/Tension',
	datatype: DataType.Double,
	value,
	quality: 192,
	timestampMs,
	isHistorical,
})

it('hands on two values of one tag in one millisecond, and counts the second; the same value again is not one', () => {
	const mapper = new ReadingMapper(tagsOfLine(loadLine()))
	const { live } = mapper.map([tension(5_000, 33), tension(5_000, 34), tension(5_001, 35), tension(5_001, 35)], 5_000)
	expect(live.map(({ value }) => value)).toEqual([33, 34, 35, 35])
	expect(mapper.counters.sameTime).toBe(1)
	mapper.map([tension(5_001, 36, true)], 5_000)
	expect(mapper.counters.sameTime).toBe(2)
})

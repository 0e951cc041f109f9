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

it('flags a value that is stamped ahead of the plant’s clock, and leaves its time as it is', () => {
	const mapper = new ReadingMapper(tagsOfLine(loadLine()))
	const { live } = mapper.map([tension(1_000_000, 33), tension(90_000_000, 34)], 1_000_500)
	expect(live).toMatchObject([
		{ tMs: 1_000_000, quality: 'good' },
		{ tMs: 90_000_000, quality: 'uncertain', reason: "stamped 89000 s ahead of the plant's clock" },
	])
	expect(mapper.counters.ahead).toBe(1)
})

import type { TagType } from '@emberline/line-config'
import type { ReadingValue } from '@emberline/twin'
import { DataType, type MetricValue } from '../sparkplug/index.ts'

const { Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float, Double, DateTime, Text, UUID } = DataType

/** Sparkplug datatypes in which a PLC may give a tag: the tag's own, and those whose every value it can hold. */
const FITTING: Readonly<Record<TagType, ReadonlySet<number>>> = {
	Double: new Set([Double, Float]),
	Int32: new Set([Int32, Int16, Int8, UInt16, UInt8]),
	Int64: new Set([Int64, Int32, Int16, Int8, UInt32, UInt16, UInt8, UInt64]),
	Boolean: new Set([DataType.Boolean]),
	String: new Set([DataType.String, Text, UUID]),
	DateTime: new Set([DateTime]),
}

export function typeFits(type: TagType, datatype: number): boolean {
	return FITTING[type].has(datatype)
}

/**
 * A metric's value as a reading has it: an integer beyond 2^53 as its decimal digits, so that nothing is rounded unseen;
 * NaN and infinities as null.
 */
export function tagValue(value: MetricValue | null): ReadingValue {
	if (typeof value === 'bigint') {
		const number = Number(value)
		return Number.isSafeInteger(number) ? number : value.toString()
	}
	if (typeof value === 'number') return Number.isFinite(value) ? value : null
	return typeof value === 'string' || typeof value === 'boolean' ? value : null
}

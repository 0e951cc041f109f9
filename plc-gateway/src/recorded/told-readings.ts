import type { TagDefinition } from '@emberline/line-config'
import type { Quality, Reading } from '@emberline/twin'
import { DataType, formatTopic } from '../sparkplug/index.ts'
import type { LogMessage } from './log-line.ts'

const QUALITY_NUMBER: Readonly<Record<Quality, number>> = { good: 192, uncertain: 64, bad: 0, stale: 500 }

/**
 * What a PLC without Sparkplug said, as the messages that a PLC with it would have sent, one a device: so it is recorded and replayed as any
 * other. `arrivedMs`: ms since 1970. Readings of other tags than these are left out.
 */
export function toldReadings(
	readings: readonly Reading[],
	at: { readonly group: string; readonly node: string; readonly tags: ReadonlyMap<string, TagDefinition> },
	arrivedMs: number,
): readonly LogMessage[] {
	const byDevice = new Map<string, { timestamp: number; metrics: unknown[] }>()
	for (const { tMs, tag: name, value, quality, reason } of readings) {
		const tag = at.tags.get(name)
		if (tag === undefined) continue
		const payload = byDevice.get(tag.device) ?? { timestamp: tMs, metrics: [] }
		byDevice.set(tag.device, payload)
		payload.timestamp = Math.max(payload.timestamp, tMs)
		const properties = { Quality: QUALITY_NUMBER[quality], ...(reason !== undefined && { reason }) }
		payload.metrics.push({
			name,
			timestamp: tMs,
			datatype: DataType[tag.type],
			value,
			...(value === null && { is_null: true }),
			...(quality !== 'good' && { properties }),
		})
	}
	return [...byDevice].map(([device, payload]) => ({
		topic: formatTopic({ type: 'DDATA', group: at.group, node: at.node, device }),
		arrivedMs,
		payload,
	}))
}

import type { TagDefinition } from '@emberline/line-config'
import type { PlainTag } from '@emberline/line-config/plc'
import type { Reading } from '@emberline/twin'
import { LATEST_MS } from '../sparkplug/index.ts'

const MAX_BYTES = 256 * 1024

/** The readings that one message of a plain PLC brings. What cannot be read is null and bad, with the reason; nothing is guessed. */
export function plainReadings(
	payload: Uint8Array,
	mapped: readonly { readonly rule: PlainTag; readonly tag: TagDefinition }[],
	arrivedMs: number,
): readonly Reading[] {
	const body = bodyOf(payload)
	return mapped.map(({ rule, tag }): Reading => {
		const bad = (reason: string, tMs = arrivedMs): Reading => ({ tMs, tag: tag.name, value: null, quality: 'bad', reason })
		if ('problem' in body) return bad(body.problem)
		const time = rule.time === undefined ? arrivedMs : timeOf(at(body.value, rule.time.path), rule.time.in)
		if (time === null) return bad(`no time at ${rule.time?.path}`)
		const found = at(body.value, rule.path)
		if (found === undefined) return bad(`nothing at ${rule.path ?? 'the payload'}`, time)
		if (found === null) return bad('no value', time)
		const value = tagValueOf(found, rule, tag)
		if (value === null) return bad(`found ${JSON.stringify(found)?.slice(0, 40)}, expected a ${tag.type}`, time)
		if (rule.quality !== undefined) {
			const said = at(body.value, rule.quality.path)
			if (!rule.quality.good.some((good) => good === said)) return bad(`quality ${String(said)}, says the plant`, time)
		}
		return { tMs: time, tag: tag.name, value, quality: 'good' }
	})
}

function bodyOf(payload: Uint8Array): { readonly value: unknown } | { readonly problem: string } {
	if (payload.length > MAX_BYTES) return { problem: `${payload.length} bytes, expected at most ${MAX_BYTES}` }
	try {
		return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as unknown }
	} catch {
		return { problem: 'neither JSON nor a number' }
	}
}

function at(value: unknown, path: string | undefined): unknown {
	let now = value
	for (const step of path?.split('.') ?? []) {
		if (typeof now !== 'object' || now === null || !Object.hasOwn(now, step)) return undefined
		now = (now as Record<string, unknown>)[step]
	}
	return now
}

function timeOf(found: unknown, unit: 'ms' | 's' | 'iso'): number | null {
	const ms =
		unit === 'iso' ? (typeof found === 'string' ? Date.parse(found) : Number.NaN) : Number(found) * (unit === 's' ? 1000 : 1)
	const known = unit === 'iso' || typeof found === 'number'
	return known && ms >= 0 && ms <= LATEST_MS ? Math.floor(ms) : null
}

function tagValueOf(found: unknown, { scale, offset }: PlainTag, tag: TagDefinition): number | string | boolean | null {
	if (tag.type === 'Boolean') return typeof found === 'boolean' ? found : null
	if (tag.type === 'String') return typeof found === 'string' ? found : null
	if (typeof found !== 'number' || !Number.isFinite(found)) return null
	// A value that needs no translation keeps its last bit, and its sign where it is zero.
	const value = scale === 1 && offset === 0 ? found : found * scale + offset
	return tag.type === 'Double' || Number.isSafeInteger(value) ? value : null
}

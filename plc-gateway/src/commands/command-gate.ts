import type { TagDefinition } from '@emberline/line-config'
import type { HostSession, HostValue } from '../host/index.ts'
import { tagValue } from '../line/tag-value.ts'
import type { AuditStep, CommandOptions, CommandRefusal, CommandResult, PlcWrite } from './types.ts'

export interface CommandGateParts {
	readonly host: Pick<HostSession, 'values$' | 'status$' | 'metric' | 'write'>
	readonly group: string
	readonly node: string
	readonly tags: readonly TagDefinition[]
	/** The gateway's clock, ms since 1970. */
	readonly nowMs: () => number
}

export interface CommandGate {
	/** Checks, sends and waits for the value to come back. Never rejects. */
	write(write: PlcWrite): Promise<CommandResult>
	/** Ends waiting; what is not confirmed by then is unknown. */
	close(): void
}

const DEFAULT_LIFE_MS = 2_000
const DEFAULT_CONFIRM_MS = 3_000
/** Ids remembered against repetition. */
const MAX_IDS = 10_000

/**
 * The only way by which something is written to the PLC. The first check that fails ends a write: switched on, who, W tag,
 * type and range, life, id used once, and at last node, device and birth, by the host session that sends it.
 */
export function createCommandGate(parts: CommandGateParts, options: CommandOptions): CommandGate {
	const { host, group, node, nowMs } = parts
	const lifeMs = options.lifeMs ?? DEFAULT_LIFE_MS
	const confirmMs = options.confirmMs ?? DEFAULT_CONFIRM_MS
	const tags = new Map(parts.tags.map((tag) => [tag.name, tag]))
	const usedIds = new Set<string>()
	const waiting = new Set<(result: CommandResult) => void>()

	const check = (write: PlcWrite): { readonly code: CommandRefusal; readonly message: string } | null => {
		const refuse = (code: CommandRefusal, message: string) => ({ code, message })
		if (!options.enabled) return refuse('writes-off', 'writing to the PLC is switched off')
		if (write.origin.user === '') return refuse('nobody', 'nobody asks for it')
		const tag = tags.get(write.tag)
		if (tag === undefined || !tag.writable) return refuse('not-writable', `${write.tag} may not be written`)
		const mistake = mistakeOf(tag, write.value)
		if (mistake !== null) return mistake
		const ageMs = nowMs() - (write.issuedMs ?? nowMs())
		// A stamp from the future would make a write live for ever.
		if (!(Math.abs(ageMs) <= lifeMs)) return refuse('expired', `asked for ${Math.round(ageMs)} ms ago, lives ${lifeMs} ms`)
		if (usedIds.has(write.id)) return refuse('repeated', `the id ${write.id} was used before`)
		if (write.mustChange && holds(host.metric(group, node, tag.device, tag.name), write.value))
			return refuse('already-so', `${write.tag} is ${write.value} already, so writing it would change nothing`)
		return null
	}

	return {
		write: async (write) => {
			const tag = tags.get(write.tag)
			const before = tag === undefined ? undefined : host.metric(group, node, tag.device, tag.name)
			const told = (step: AuditStep['step'], message = ''): void =>
				options.audit(auditStep(write, before, step, message, nowMs()))
			const refusal = check(write)
			if (refusal !== null || tag === undefined) {
				const { code, message } = refusal ?? { code: 'not-writable' as const, message: `${write.tag} is no tag` }
				told('refused', message)
				return { kind: 'refused', code, message }
			}
			if (usedIds.size >= MAX_IDS) usedIds.delete(usedIds.values().next().value ?? '')
			usedIds.add(write.id)
			told('accepted')
			const comesBack = readBack(parts, tag, write.value, confirmMs, waiting)
			const unsent = host.write(group, node, tag.device, tag.name, tag.type === 'Int64' ? BigInt(write.value) : write.value)
			if (unsent !== null) {
				comesBack.cancel()
				const code: CommandRefusal = unsent === 'unknown-metric' ? 'not-born' : unsent === 'wrong-value' ? 'wrong-type' : unsent
				const message = `not sent: ${code.replaceAll('-', ' ')}`
				told('refused', message)
				return { kind: 'refused', code, message }
			}
			told('sent')
			const result = await comesBack.result
			told(result.kind === 'refused' ? 'refused' : result.kind, 'message' in result ? result.message : '')
			return result
		},
		close: () => {
			for (const end of waiting) end({ kind: 'unknown', message: 'the gateway was closed before the value came back' })
		},
	}
}

/** Waits for a good live value equal to the one wanted. */
function readBack(
	{ host, group, node }: CommandGateParts,
	tag: TagDefinition,
	wanted: number | boolean,
	confirmMs: number,
	waiting: Set<(result: CommandResult) => void>,
): { readonly result: Promise<CommandResult>; readonly cancel: () => void } {
	let end: (result: CommandResult) => void = () => {}
	const result = new Promise<CommandResult>((resolve) => {
		const current = host.metric(group, node, tag.device, tag.name)
		// What already stands there is not told again: values come by change.
		const timer = setTimeout(
			() => {
				const now = host.metric(group, node, tag.device, tag.name)
				if (current !== undefined && now === current && holds(now, wanted)) end({ kind: 'confirmed' })
				else end({ kind: 'timed-out', message: `${tag.name} did not come back as ${wanted} within ${confirmMs} ms` })
			},
			current !== undefined && holds(current, wanted) ? Math.min(confirmMs, 200) : confirmMs,
		)
		const values = host.values$.subscribe((batch) => {
			if (batch.some((value) => value.name === tag.name && value.device === tag.device && holds(value, wanted)))
				end({ kind: 'confirmed' })
		})
		const key = `${group}/${node}`
		const status = host.status$.subscribe((now) => {
			const state = now.nodes[key]
			const lost = now.broker !== 'connected' ? 'the broker was lost' : state?.state !== 'online' ? 'the PLC went offline' : null
			if (lost !== null) queueMicrotask(() => end({ kind: 'unknown', message: `${lost} before the value came back` }))
		})
		end = (outcome) => {
			clearTimeout(timer)
			values.unsubscribe()
			status.unsubscribe()
			waiting.delete(end)
			resolve(outcome)
		}
		waiting.add(end)
	})
	return { result, cancel: () => end({ kind: 'unknown', message: 'not sent' }) }
}

function holds(value: HostValue | undefined, wanted: number | boolean): boolean {
	if (value === undefined || value.isHistorical || value.quality !== 192) return false
	const now = tagValue(value.value)
	if (typeof now !== 'number' || typeof wanted !== 'number') return now === wanted
	// A Float in the PLC holds a number to seven digits.
	return Math.abs(now - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted))
}

function mistakeOf(
	tag: TagDefinition,
	value: number | boolean,
): { readonly code: CommandRefusal; readonly message: string } | null {
	const refuse = (code: CommandRefusal, message: string) => ({ code, message })
	const expected =
		tag.type === 'Boolean'
			? 'boolean'
			: tag.type === 'Double' || tag.type === 'Int32' || tag.type === 'Int64'
				? 'number'
				: 'nothing'
	const found = typeof value
	if (found !== expected || (typeof value === 'number' && !Number.isFinite(value)))
		return refuse('wrong-type', `${tag.name}: found ${String(value)}, expected a ${tag.type}`)
	if (typeof value !== 'number') return null
	if (tag.type !== 'Double' && !Number.isInteger(value))
		return refuse('wrong-type', `${tag.name}: found ${value}, expected a whole number`)
	// A number without a range has no limit that could stop a slip of the hand: it may not be written at all.
	if (tag.acceptedRange === undefined) return refuse('not-writable', `${tag.name} has no accepted range`)
	const [low, high] = tag.acceptedRange
	return value >= low && value <= high
		? null
		: refuse('out-of-range', `${tag.name}: found ${value}, expected ${low} to ${high} ${tag.unit}`)
}

function auditStep(
	write: PlcWrite,
	before: HostValue | undefined,
	step: AuditStep['step'],
	message: string,
	nowMs: number,
): AuditStep {
	return {
		tMs: Math.floor(nowMs),
		id: write.id,
		origin: write.origin,
		tag: write.tag,
		oldValue: before === undefined ? null : tagValue(before.value),
		wantedValue: write.value,
		reason: write.reason ?? '',
		step,
		message,
	}
}

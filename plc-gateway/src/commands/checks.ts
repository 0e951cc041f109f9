import { packMlStateName, unitModeName } from '@emberline/line-config'
import type { CommandCondition } from '@emberline/line-config/plc'
import type { Reading } from '@emberline/twin'
import { type AllowList, actWords, isTowardsRest, type Rule } from './allow-list.ts'
import type { CommandAct, CommandRefusal, CommandRequest, Refusal } from './types.ts'

/** What the checks look at beside the request itself. */
export interface CheckView {
	readonly enabled: boolean
	readonly list: AllowList
	readonly present: (tag: string) => Reading | undefined
	/** Why nothing can reach the PLC now; null while it is there. */
	readonly away: string | null
	/** Of a set-point: ms since it was last sent; null for never. */
	readonly sinceSentMs: (tag: string) => number | null
	readonly isBusy: (act: CommandAct) => boolean
	readonly isUsed: (id: string) => boolean
	readonly nowMs: number
	readonly lifetimeMs: number
}

const LINE_STATE = 'Line/Status/StateCurrent'
const LINE_MODE = 'Line/Status/UnitModeCurrent'

const refuse = (code: CommandRefusal, message: string): Refusal => ({ code, message })

/**
 * The checks before the second step, in their order; the first that fails ends the command: switched on, who, what, type and
 * range, rate, state and interlocks, freshness, life, id. Null when all is well.
 */
export function firstRefusal(request: CommandRequest, view: CheckView): Refusal | null {
	const { act, by } = request
	if (!view.enabled) return refuse('writes-off', 'writing to the PLC is switched off')
	if (by.user.trim() === '') return refuse('nobody', 'nobody asks for it')
	const rule = view.list.find(act)
	if (rule === undefined) return refuse('not-allowed', `${actWords(act)}: not on the list of what may be written`)
	if (!rule.roles.includes(by.role)) return refuse('wrong-role', `${by.user} is ${by.role}, expected ${rule.roles.join(' or ')}`)
	return (
		rangeRefusal(act, rule) ??
		rateRefusal(act, rule, view) ??
		stateRefusal(rule, view) ??
		freshRefusal(act, rule, view) ??
		lifeRefusal(request, view) ??
		(view.isUsed(request.id) ? refuse('repeated', `the id ${request.id} was used before`) : null)
	)
}

/** What may have changed while the audit was written: whether it is still allowed, and still wanted. */
export function lateRefusal(request: CommandRequest, view: CheckView): Refusal | null {
	const rule = view.list.find(request.act)
	if (!view.enabled || rule === undefined) return refuse('writes-off', 'writing to the PLC was switched off')
	return stateRefusal(rule, view) ?? freshRefusal(request.act, rule, view) ?? lifeRefusal(request, view)
}

function rangeRefusal(act: CommandAct, { set }: Rule): Refusal | null {
	if (act.kind !== 'set' || set === null) return null
	const { tag } = set
	const { value } = act
	if (typeof value !== 'number' || !Number.isFinite(value))
		return refuse('wrong-type', `${tag.name}: found ${String(value)}, expected a ${tag.type}`)
	if (tag.type !== 'Double' && !Number.isInteger(value))
		return refuse('wrong-type', `${tag.name}: found ${value}, expected a whole number`)
	// A number without a range has no limit that could stop a slip of the hand: it may not be written at all.
	if (tag.acceptedRange === undefined) return refuse('not-allowed', `${tag.name} has no accepted range`)
	const [low, high] = tag.acceptedRange
	if (value >= low && value <= high) return null
	return refuse('out-of-range', `${tag.name}: found ${value}, expected ${low} to ${high} ${tag.unit}`)
}

function rateRefusal(act: CommandAct, { set }: Rule, view: CheckView): Refusal | null {
	if (view.isBusy(act)) return refuse('busy', `${actWords(act)}: another command of its kind is still under way`)
	if (act.kind !== 'set' || set === null) return null
	const { tag, step, intervalMs } = set
	const sinceMs = view.sinceSentMs(tag.name)
	if (sinceMs !== null && sinceMs < intervalMs)
		return refuse('too-soon', `${tag.name} was written ${Math.round(sinceMs)} ms ago, expected at least ${intervalMs} ms`)
	const now = view.present(tag.name)
	if (now?.quality !== 'good' || typeof now.value !== 'number') return null
	const change = Math.abs(act.value - now.value)
	// A Float in the PLC holds a number to seven digits.
	if (change <= step * (1 + 1e-6)) return null
	return refuse('step-too-large', `${tag.name}: from ${now.value} to ${act.value} ${tag.unit}, expected at most ${step} at once`)
}

function stateRefusal(rule: Rule, view: CheckView): Refusal | null {
	const state = good(view, LINE_STATE)
	const name = state === undefined ? undefined : packMlStateName(state.value)
	if (state !== undefined && (name === undefined || !rule.states.includes(name)))
		return refuse('wrong-state', `the line is ${name ?? String(state.value)}, expected ${rule.states.join(', ')}`)
	const mode = good(view, LINE_MODE)
	const modeName = mode === undefined ? undefined : unitModeName(mode.value)
	if (mode !== undefined && (modeName === undefined || !rule.modes.includes(modeName)))
		return refuse('wrong-mode', `the line is in mode ${modeName ?? String(mode.value)}, expected ${rule.modes.join(' or ')}`)
	for (const condition of rule.requires) {
		const reading = good(view, condition.tag)
		const broken = reading === undefined ? null : brokenWords(condition, reading)
		if (broken !== null) return refuse('interlock', broken)
	}
	return null
}

/** Bad quality never satisfies a permissive: each value that the command stands on must be there, good and live. */
function freshRefusal(act: CommandAct, rule: Rule, view: CheckView): Refusal | null {
	if (view.away !== null) return refuse(codeOfAway(view.away), view.away)
	if (isTowardsRest(act)) return null
	const own = act.kind === 'set' ? [act.tag] : []
	for (const tag of [LINE_STATE, LINE_MODE, ...rule.requires.map((condition) => condition.tag), ...own]) {
		const reading = view.present(tag)
		if (reading === undefined) return refuse('not-fresh', `${tag} was never heard, and the command stands on it`)
		if (reading.quality !== 'good')
			return refuse('not-fresh', `${tag} is ${reading.quality}${reading.reason ? ` (${reading.reason})` : ''}`)
	}
	const now = act.kind === 'set' ? view.present(act.tag) : undefined
	if (act.kind === 'set' && now !== undefined && isSame(now.value, act.value))
		return refuse('already-so', `${act.tag} is ${act.value} already, so writing it would change nothing`)
	return null
}

function lifeRefusal({ issuedMs }: CommandRequest, { nowMs, lifetimeMs }: CheckView): Refusal | null {
	const ageMs = nowMs - issuedMs
	// A stamp from the future would make a command live for ever.
	if (Math.abs(ageMs) <= lifetimeMs) return null
	return refuse('expired', `asked for ${Math.round(ageMs)} ms ago, lives ${lifetimeMs} ms`)
}

const codeOfAway = (away: string): CommandRefusal => (away.startsWith('the broker') ? 'broker-lost' : 'node-not-online')

function good(view: CheckView, tag: string): Reading | undefined {
	const reading = view.present(tag)
	return reading?.quality === 'good' ? reading : undefined
}

function brokenWords(condition: CommandCondition, reading: Reading): string | null {
	const { tag, min, max, equals } = condition
	const found = `${tag} is ${String(reading.value)}`
	if (equals !== undefined && reading.value !== equals) return `${found}, expected ${String(equals)}`
	if (min === undefined && max === undefined) return null
	if (typeof reading.value !== 'number') return `${found}, expected a number`
	if (min !== undefined && reading.value < min.value) return `${found}, expected at least ${min.value} ${min.unit}`.trimEnd()
	if (max !== undefined && reading.value > max.value) return `${found}, expected at most ${max.value} ${max.unit}`.trimEnd()
	return null
}

/** A Float in the PLC holds a number to seven digits. */
export function isSame(found: Reading['value'], wanted: number | boolean): boolean {
	if (typeof found !== 'number' || typeof wanted !== 'number') return found === wanted
	return Math.abs(found - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted))
}

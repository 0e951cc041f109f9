import { PACKML_COMMAND_NUMBER, type TagDefinition, tagsByName, UNIT_MODE_NUMBER } from '@emberline/line-config'
import type { CommandList } from '@emberline/line-config/plc'
import { AllowList, CHANGE_REQUEST, CNTRL_CMD, type Rule, UNIT_MODE } from './allow-list.ts'
import { type CheckView, firstRefusal, lateRefusal } from './checks.ts'
import type { PlcDoor } from './plc-door.ts'
import { awaitReadBack, type ReadBack } from './read-back.ts'
import { Selections } from './selections.ts'
import type { AuditSink, AuditStep, CommandAct, CommandPort, CommandRequest, CommandResult, Refusal } from './types.ts'

export interface CommandGateOptions {
	readonly door: PlcDoor
	readonly tags: readonly TagDefinition[]
	/** Null: nothing may be written. */
	readonly list: CommandList | null
	/** Writes are off until this is true. */
	readonly enabled: boolean
	readonly audit: AuditSink
	/** Told when the audit log fails after something was sent. */
	readonly fault?: ((code: string, message: string) => void) | undefined
	/** Wall clock, ms since 1970. */
	readonly nowMs?: (() => number) | undefined
	/** A clock that is never set, ms. */
	readonly steadyMs?: (() => number) | undefined
}

export interface CommandGate extends CommandPort {
	/** Ends waiting; what is not confirmed by then is unknown. */
	close(): void
}

/** Ids remembered against repetition. */
const MAX_IDS = 10_000
const KINDS = ['accepted', 'refused', 'sent', 'confirmed', 'timed-out', 'unknown'] as const

/** One value that a command writes, in its order. */
interface Write {
	readonly tag: TagDefinition
	readonly value: number | boolean
}

/** The only way by which something is written to the PLC; see `firstRefusal` for the order of the checks. */
export function createCommandGate(options: CommandGateOptions): CommandGate {
	return new Gate(options)
}

class Gate implements CommandGate {
	readonly enabled: boolean
	readonly #options: CommandGateOptions
	readonly #list: AllowList
	readonly #tags: ReadonlyMap<string, TagDefinition>
	readonly #nowMs: () => number
	readonly #steadyMs: () => number
	readonly #lifetimeMs: number
	readonly #selections = new Selections()
	readonly #usedIds = new Set<string>()
	readonly #busy = new Set<string>()
	readonly #sentAtMs = new Map<string, number>()
	readonly #waiting = new Set<ReadBack>()
	readonly #counts = { accepted: 0, refused: 0, sent: 0, confirmed: 0, 'timed-out': 0, unknown: 0 }
	#away: string | null = 'the broker is not connected'
	#closed = false

	constructor(options: CommandGateOptions) {
		this.#options = options
		this.enabled = options.enabled
		this.#list = new AllowList(options.list, options.tags)
		this.#tags = tagsByName(options.tags)
		this.#nowMs = options.nowMs ?? Date.now
		this.#steadyMs = options.steadyMs ?? (() => performance.now())
		this.#lifetimeMs = (options.list?.lifetimeS ?? 2) * 1000
		options.door.away$.subscribe((away) => {
			this.#away = away
		})
	}

	get offered(): CommandPort['offered'] {
		return this.enabled ? this.#list.offered : []
	}

	metrics(): Readonly<Record<string, number>> {
		const named = KINDS.map((kind) => [`emberline_commands_${kind.replace('-', '_')}_total`, this.#counts[kind]] as const)
		return { emberline_commands_enabled: this.enabled ? 1 : 0, ...Object.fromEntries(named) }
	}

	async request(request: CommandRequest): Promise<CommandResult> {
		const result = await this.#carryOut(request)
		this.#counts[result.kind]++
		return result
	}

	close(): void {
		this.#closed = true
		for (const waiting of this.#waiting) waiting.end('the gateway was closed before the value came back')
	}

	async #carryOut(request: CommandRequest): Promise<CommandResult> {
		const { act, by, step, token } = request
		const note = this.#notes(request)
		const refused = async (refusal: Refusal): Promise<CommandResult> => {
			const isTold = await note('refused', `${refusal.code}: ${refusal.message}`)
			return { kind: 'refused', ...(isTold || refusal.code === 'no-audit' ? refusal : NO_AUDIT) }
		}
		const refusal = firstRefusal(request, this.#view())
		if (refusal !== null) return refused(refusal)
		const rule = this.#list.find(act)
		const writes = this.#writesOf(act)
		if (rule === undefined || writes === null) return refused({ code: 'not-allowed', message: 'the PLC has no such value' })
		this.#remember(request.id)
		if (step === 'select') {
			const lifeMs = (this.#options.list?.selectedForS ?? 15) * 1000
			if (!(await note('selected'))) return { kind: 'refused', ...NO_AUDIT }
			return {
				kind: 'accepted',
				token: this.#selections.select(act, by, this.#steadyMs(), lifeMs),
				expiresMs: Math.floor(this.#nowMs() + lifeMs),
			}
		}
		const wrongStep = this.#selections.use(token, act, by, rule, this.#steadyMs())
		if (wrongStep !== null) return refused(wrongStep)
		const group = busyKey(act)
		this.#busy.add(group)
		try {
			return await this.#operate(request, rule, writes, note, refused)
		} finally {
			this.#busy.delete(group)
		}
	}

	async #operate(
		request: CommandRequest,
		rule: Rule,
		writes: readonly Write[],
		note: Note,
		refused: (refusal: Refusal) => Promise<CommandResult>,
	): Promise<CommandResult> {
		// On disk before anything leaves: what cannot be told afterwards is not done.
		if (!(await note('accepted'))) return { kind: 'refused', ...NO_AUDIT }
		let result: CommandResult = { kind: 'sent' }
		for (const { tag, value } of writes) {
			// Before each of them: the request bit, on whose edge the PLC acts, follows only when the number has come back.
			const late = lateRefusal(request, { ...this.#view(), isBusy: () => false })
			if (late !== null) return refused(late)
			const withinMs = (this.#options.list?.confirmWithinS ?? 3) * 1000
			const back = awaitReadBack(this.#options.door, tag, value, withinMs)
			this.#waiting.add(back)
			const unsent = this.#options.door.send(tag, value)
			if (unsent !== null) {
				this.#waiting.delete(back)
				back.end('not sent')
				return refused({ code: unsent, message: `${tag.name} was not sent: ${unsent.replaceAll('-', ' ')}` })
			}
			if (rule.set !== null) this.#sentAtMs.set(tag.name, this.#steadyMs())
			await note('sent', writes.length > 1 ? `${tag.name} = ${value}` : '')
			result = await back.result
			this.#waiting.delete(back)
			if (result.kind !== 'confirmed') break
		}
		await note(result.kind, 'message' in result ? result.message : '')
		return result
	}

	#view(): CheckView {
		return {
			enabled: this.enabled && !this.#closed,
			list: this.#list,
			present: (tag) => this.#options.door.present(tag),
			away: this.#away,
			sinceSentMs: (tag) => {
				const atMs = this.#sentAtMs.get(tag)
				return atMs === undefined ? null : this.#steadyMs() - atMs
			},
			isBusy: (act) => this.#busy.has(busyKey(act)),
			isUsed: (id) => this.#usedIds.has(id),
			nowMs: this.#nowMs(),
			lifetimeMs: this.#lifetimeMs,
		}
	}

	/** A PackML command or mode is its number and then the request, whose rising edge the PLC acts on; it takes the request back itself. */
	#writesOf(act: CommandAct): readonly Write[] | null {
		const pairs: readonly (readonly [string, number | boolean])[] =
			act.kind === 'set'
				? [[act.tag, act.value]]
				: act.kind === 'packml'
					? [
							[CNTRL_CMD, PACKML_COMMAND_NUMBER[act.command]],
							[CHANGE_REQUEST, true],
						]
					: [
							[UNIT_MODE, UNIT_MODE_NUMBER[act.mode]],
							[CHANGE_REQUEST, true],
						]
		const writes = pairs.flatMap(([name, value]): Write[] => {
			const tag = this.#tags.get(name)
			return tag === undefined ? [] : [{ tag, value }]
		})
		return writes.length === pairs.length ? writes : null
	}

	#remember(id: string): void {
		if (this.#usedIds.size >= MAX_IDS) this.#usedIds.delete(this.#usedIds.values().next().value ?? '')
		this.#usedIds.add(id)
	}

	/** Tells the audit of each step of one request; false when it could not. */
	#notes(request: CommandRequest): Note {
		const { act, by, id, reason } = request
		const target = act.kind === 'set' ? act.tag : act.kind === 'packml' ? 'PackML' : 'Mode'
		const watched =
			act.kind === 'set' ? act.tag : act.kind === 'packml' ? 'Line/Status/StateCurrent' : 'Line/Status/UnitModeCurrent'
		const oldValue = this.#options.door.present(watched)?.value ?? null
		return async (step, message = '') => {
			const tMs = Math.floor(this.#nowMs())
			const wantedValue = act.kind === 'set' ? act.value : act.kind === 'packml' ? act.command : act.mode
			try {
				await this.#options.audit({
					tMs,
					id,
					step,
					user: by.user,
					role: by.role,
					from: by.from,
					target,
					oldValue,
					wantedValue,
					reason: reason ?? '',
					message,
					tookMs: Math.max(0, tMs - request.issuedMs),
				})
				return true
			} catch (error) {
				this.#options.fault?.('audit-failed', `the audit log could not be written: ${String(error)}`)
				return false
			}
		}
	}
}

type Note = (step: AuditStep['step'], message?: string) => Promise<boolean>

const NO_AUDIT: Refusal = { code: 'no-audit', message: 'the audit log could not be written, and without it nothing is sent' }

/** Commands that share the request bit must not come between each other's two writes. */
const busyKey = (act: CommandAct): string => (act.kind === 'set' ? act.tag : CHANGE_REQUEST)

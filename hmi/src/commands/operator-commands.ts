import type { CommandRole } from '@emberline/line-config/plc'
import type { Users } from '../access/users.ts'
import type { Who } from '../access/who.ts'
import type { AuditPort } from '../audit.ts'
import { type Answer, COMMAND_LIFE_MS, type CommandAsk, type OperateAsk } from '../contract.ts'
import { deviceOf } from '../display-model.ts'
import type { LinePicture } from '../line-picture.ts'
import type { CommandAct, CommandDoor, CommandEffect, CommandOutcome, OfferedCommand } from './command-door.ts'

export interface OperatorCommandsOptions {
	readonly door: CommandDoor
	readonly picture: LinePicture
	readonly users: Users
	readonly audit: AuditPort
	/** The server's wall clock. */
	readonly nowMs: () => number
}

/** Tags whose change moves what is measured: who changes them signs. */
const SIGNED = /Emissivity/
const MOST_IDS = 10_000

type Refused = CommandOutcome & { readonly kind: 'refused' }
const refused = (code: string, message: string): Refused => ({ kind: 'refused', code, message })

/**
 * Commands as they come from a screen. Whatever the browser has checked is checked again here, and then once more at the way to the
 * plant, which writes the audit of what gets so far; what is refused here is written here.
 */
export class OperatorCommands {
	readonly #options: OperatorCommandsOptions
	readonly #usedIds = new Set<string>()

	constructor(options: OperatorCommandsOptions) {
		this.#options = options
	}

	get offered(): readonly OfferedCommand[] {
		return this.#options.door.offered
	}

	/** First step: what would happen, and a token for the second. */
	async select(ask: CommandAsk, who: Who): Promise<Answer<{ outcome: CommandOutcome; effect: CommandEffect | null }>> {
		const found = this.#find(ask)
		const effect = found === null ? null : this.#effect(ask.act, found)
		const refusal = this.#refusal(ask, found)
		if (refusal !== null) await this.#note(ask, who, refusal, found)
		return { ok: true, outcome: refusal ?? (await this.#ask('select', ask, who)), effect }
	}

	/** Second step. Where it is to be signed, name and password are checked again here. */
	async operate(ask: OperateAsk, who: Who): Promise<Answer<{ outcome: CommandOutcome }>> {
		const found = this.#find(ask)
		const signed = this.#refusal(ask, found) ?? (found === null ? who : await this.#signed(ask, found, who))
		if ('user' in signed) return { ok: true, outcome: await this.#ask('operate', ask, signed) }
		await this.#note(ask, who, signed, found)
		return { ok: true, outcome: signed }
	}

	#find({ act }: CommandAsk): OfferedCommand | null {
		return this.offered.find((one) => keyOf(one.act) === keyOf(act)) ?? null
	}

	#refusal(ask: CommandAsk, found: OfferedCommand | null): Refused | null {
		const { door, picture, nowMs } = this.#options
		if (!door.enabled) return refused('writes-off', 'writing to the plant is switched off')
		const ageMs = nowMs() - ask.issuedMs
		if (Math.abs(ageMs) > COMMAND_LIFE_MS)
			return refused('expired', `asked for ${Math.round(ageMs)} ms ago, lives ${COMMAND_LIFE_MS} ms`)
		if (this.#usedIds.has(ask.id)) return refused('repeated', `the id ${ask.id} was used before`)
		if (this.#usedIds.size >= MOST_IDS) this.#usedIds.delete(this.#usedIds.values().next().value ?? '')
		this.#usedIds.add(ask.id)
		if (found === null) return refused('not-allowed', `${keyOf(ask.act)}: not on the list of what may be written`)
		if (ask.act.kind === 'set' && ask.reason.trim().length < 3) return refused('no-reason', 'a set-point is changed for a reason')
		if (ask.act.kind === 'set') {
			const now = picture.present(ask.act.tag)
			if (now === undefined || !now.good) return refused('not-fresh', `${ask.act.tag} is not good now`)
		}
		const present = this.#present(ask.act)
		if (present !== ask.seen) return refused('changed', `it was ${String(ask.seen)} on the screen and is ${String(present)} now`)
		return null
	}

	#present(act: CommandAct): number | string | boolean | null {
		return act.kind === 'set' ? (this.#options.picture.present(act.tag)?.value ?? null) : this.#options.picture.lineState
	}

	#effect(act: CommandAct, { range, step, twoSteps }: OfferedCommand): CommandEffect {
		const present = this.#present(act)
		const wanted = act.kind === 'set' ? act.value : act.kind === 'packml' ? act.command : act.mode
		const isNumber = typeof present === 'number' && typeof wanted === 'number'
		const target = act.kind === 'set' ? act.tag : act.kind === 'packml' ? 'PackML' : 'Mode'
		return {
			target,
			station: act.kind === 'set' ? deviceOf(act.tag) : 'Line',
			present,
			wanted,
			difference: isNumber ? Number((wanted - present).toPrecision(6)) : null,
			unit: act.kind === 'set' ? (this.#options.picture.present(act.tag)?.unit ?? '') : '',
			range: range ?? null,
			step: step ?? null,
			sign: twoSteps === 'second person' ? 'second person' : SIGNED.test(target) ? 'same person' : 'no',
		}
	}

	/** Who operates: who sits there, or who has signed. */
	async #signed(ask: OperateAsk, found: OfferedCommand, who: Who): Promise<Who | Refused> {
		const { sign } = this.#effect(ask.act, found)
		if (sign === 'no') return who
		if (ask.sign === undefined) return refused('not-signed', 'it has to be signed with name and password')
		if (sign === 'same person' && ask.sign.user !== who.user) return refused('not-signed', `${who.user} has to sign it`)
		const checked = await this.#options.users.check(ask.sign.user, ask.sign.password, who.address)
		if ('refused' in checked)
			return refused('not-signed', checked.refused === 'wrong' ? 'name or password is wrong' : 'too many wrong tries')
		return { ...who, user: ask.sign.user, role: checked.role }
	}

	async #ask(step: 'select' | 'operate', ask: CommandAsk | OperateAsk, who: Who): Promise<CommandOutcome> {
		const role = commandRole(who)
		if (role === null) return refused('wrong-role', `${who.user} is ${who.role}, expected operator or engineer`)
		const token = 'token' in ask ? ask.token : undefined
		const by = { user: who.user, role, from: `screen ${who.address}` }
		const { act, issuedMs, reason } = ask
		return this.#options.door.request({ id: `${ask.id}/${step}`, step, token, act, by, issuedMs, reason })
	}

	async #note(ask: CommandAsk, who: Who, outcome: Refused, found: OfferedCommand | null): Promise<void> {
		const tMs = this.#options.nowMs()
		const target = ask.act.kind === 'set' ? ask.act.tag : ask.act.kind === 'packml' ? 'PackML' : 'Mode'
		await this.#options.audit.append({
			tMs,
			id: ask.id,
			step: 'refused',
			user: who.user,
			role: who.role,
			from: `screen ${who.address}`,
			target,
			oldValue: found === null ? null : this.#present(ask.act),
			wantedValue: ask.act.kind === 'set' ? ask.act.value : ask.act.kind === 'packml' ? ask.act.command : ask.act.mode,
			reason: ask.reason,
			message: `${outcome.code}: ${outcome.message}`,
			tookMs: Math.max(0, Math.round(tMs - ask.issuedMs)),
		})
	}
}

function commandRole({ role }: Who): CommandRole | null {
	return role === 'operator' || role === 'engineer' ? role : null
}

/** Acts of one key are the same command, whatever the value. */
export function keyOf(act: OfferedCommand['act'] | CommandAct): string {
	return act.kind === 'set' ? `set ${act.tag}` : act.kind === 'packml' ? `packml ${act.command}` : `mode ${act.mode}`
}

import { mayAsk, SHELVE_P1_ROLES } from './access/permissions.ts'
import type { EventName } from './access/roles.ts'
import type { Users } from './access/users.ts'
import type { Who } from './access/who.ts'
import type { AlarmAsk, AlarmServer } from './alarms/alarm-server.ts'
import type { AuditPort } from './audit.ts'
import type { OperatorCommands } from './commands/operator-commands.ts'
import {
	type Answer,
	type CommandAsk,
	type OperateAsk,
	PAGE_ROWS,
	QUALITIES,
	type ReleaseAsk,
	type Sign,
	type TrendAsk,
	type TrendCourse,
} from './contract.ts'
import type { LotAnswers } from './lots/lot-answers.ts'
import type { TraceAsk } from './lots/lot-record.ts'
import { draftProblem, judgeProblem, type RecipeBook, type RecipeDraftAsk, type RecipeJudgeAsk } from './recipes/recipe-record.ts'
import type { RollAnswers } from './rolls/roll-answers.ts'
import type { RollMapAsk, RollSpan } from './rolls/roll-record.ts'
import type { History, HistoryPoint } from './sparks.ts'
import type { WhatIfAsk } from './what-if/what-if.ts'
import type { Asker, WhatIfDesk } from './what-if/what-if-desk.ts'

export interface DeskOptions {
	readonly alarms: AlarmServer
	/** Null where nobody can sign in: then nobody can do anything either. */
	readonly audit: AuditPort | null
	readonly commands: OperatorCommands | null
	/** Null without a historian. */
	readonly history: History | null
	/** Series that a page may ask for. */
	readonly series: ReadonlySet<string>
	readonly lots: LotAnswers
	readonly rolls: RollAnswers
	/** Null where no revisions are kept. */
	readonly recipes: RecipeBook | null
	/** Null where nobody can sign. */
	readonly users: Users | null
	readonly whatIfs: WhatIfDesk
	readonly nowMs: () => number
}

/** Out of service for so long at most. */
const MOST_OUT_MS = 31 * 86_400_000
const MINUTE_MS = 60_000
const OK = { ok: true } as const
const no = (code: string, message: string) => ({ ok: false, code, message }) as const

/** What people ask of the line, one answer each. Permission is checked here, and everything but looking is in the audit before it is done. */
export class Desk {
	readonly #options: DeskOptions

	constructor(options: DeskOptions) {
		this.#options = options
	}

	/** Answers one event whose arguments fit its schema. Never rejects. */
	async answer(event: EventName, args: readonly unknown[], who: Who, asker: Asker): Promise<Answer> {
		if (!mayAsk(who.role, event)) {
			await this.note(who, 'refused', event, `not-permitted: ${who.role} may not ${event}`).catch(() => {})
			return no('not-permitted', `${who.role} may not do this`)
		}
		try {
			return await this.#answers[event](args, who, asker)
		} catch (error) {
			console.error(`hmi: ${event} failed`, error)
			return no('no-audit', 'the audit log could not be written or read, and without it nothing is done')
		}
	}

	/** One line of the audit. Rejects when it could not be written. */
	async note(who: Who, step: string, target: string, message = '', more: { reason?: string; id?: string } = {}): Promise<void> {
		const { user, role, address, session } = who
		await this.#options.audit?.append({
			tMs: this.#options.nowMs(),
			id: more.id ?? session,
			step,
			user: user === '' ? 'viewer' : user,
			role,
			from: `screen ${address}`,
			target,
			oldValue: null,
			wantedValue: null,
			reason: more.reason ?? '',
			message,
			tookMs: 0,
		})
	}

	readonly #answers: Readonly<
		Record<EventName, (args: readonly never[] | readonly unknown[], who: Who, asker: Asker) => Answer | Promise<Answer>>
	> = {
		resync: () => OK,
		active: () => OK,
		silence: async (_, who) => {
			if (who.role !== 'viewer') await this.note(who, 'silenced', 'alarms')
			this.#options.alarms.silence()
			return OK
		},
		alarmText: ([id]) => ({ ok: true, text: this.#options.alarms.text(String(id)) }),
		journal: ([before]) => ({
			ok: true,
			entries: this.#options.alarms.journal(PAGE_ROWS, before === null ? undefined : Number(before)),
		}),
		load: () => ({ ok: true, load: this.#options.alarms.load() }),
		trend: ([ask]) => this.#trend(ask as TrendAsk),
		acknowledge: async ([ids], who) => {
			const wanted = ids as readonly string[]
			const refusals: string[] = []
			for (const id of wanted) {
				const refusal = await this.#alarm(who, id, 'acknowledged', { type: 'ACKNOWLEDGE' })
				if (!refusal.ok) refusals.push(refusal.message)
			}
			return refusals.length === 0 ? OK : no('not-possible', refusals.join('; '))
		},
		reset: ([id], who) => this.#alarm(who, String(id), 'reset', { type: 'RESET' }),
		shelve: ([id, minutes, reason], who) => {
			const alarm = this.#options.alarms.find(String(id))
			if (alarm?.priority === 1 && !SHELVE_P1_ROLES.includes(who.role))
				return no('not-permitted', `an alarm of priority 1 is shelved by ${SHELVE_P1_ROLES.join(' or ')} only`)
			const untilMs = this.#options.nowMs() + Number(minutes) * MINUTE_MS
			return this.#alarm(who, String(id), 'shelved', { type: 'SHELVE', untilMs, reason: String(reason), by: who.user })
		},
		unshelve: ([id], who) => this.#alarm(who, String(id), 'unshelved', { type: 'UNSHELVE' }),
		takeOut: ([id, untilMs, reason], who) => {
			const forMs = Number(untilMs) - this.#options.nowMs()
			if (forMs <= 0 || forMs > MOST_OUT_MS) return no('out-of-range', 'the end must lie within the next 31 days')
			return this.#alarm(who, String(id), 'taken-out', {
				type: 'TAKE_OUT',
				untilMs: Number(untilMs),
				reason: String(reason),
				by: who.user,
			})
		},
		returnToService: ([id], who) => this.#alarm(who, String(id), 'returned', { type: 'RETURN' }),
		offered: () => ({ ok: true, offered: this.#options.commands?.offered ?? [] }),
		select: ([ask], who) => this.#options.commands?.select(ask as CommandAsk, who) ?? WRITES_OFF,
		operate: ([ask], who) => this.#options.commands?.operate(ask as OperateAsk, who) ?? WRITES_OFF,
		audit: async ([before]) => ({ ok: true, rows: (await this.#options.audit?.read(PAGE_ROWS, before as number | null)) ?? [] }),
		verifyAudit: async (_, who) => {
			const verdict = await this.#options.audit?.verify()
			if (verdict === undefined) return no('no-audit', 'there is no audit log')
			await this.note(who, 'verified', 'audit', verdict.ok ? `${verdict.lines} lines` : verdict.problem)
			return { ok: true, verdict }
		},
		rollMap: ([ask]) => this.#options.rolls.map(ask as RollMapAsk),
		rollPiece: ([span]) => this.#options.rolls.piece(span as RollSpan),
		rollMark: async ([span, reason], who) => {
			const { fromM, toM } = span as RollSpan
			await this.note(who, 'marked', `web ${fromM.toFixed(2)} to ${toM.toFixed(2)} m`, '', { reason: String(reason) })
			return this.#options.rolls.mark({ fromM, toM }, who.user, String(reason), this.#options.nowMs())
		},
		lots: () => this.#options.lots.list(),
		lot: ([container]) => this.#options.lots.one(String(container)),
		traceWeb: ([ask]) => this.#options.lots.trace(ask as TraceAsk),
		kpis: () => this.#options.lots.kpis(),
		releaseLot: async ([ask], who) => {
			const { container, verdict, reason, sign } = ask as ReleaseAsk
			const refusal = await this.#unsigned(sign, who, `container ${container}`)
			if (refusal !== null) return refusal
			await this.note(who, verdict, `container ${container}`, 'signed', { reason })
			const release = { container, verdict, reason, by: who.user, atMs: this.#options.nowMs() }
			return this.#options.lots.release(release)
		},
		recipes: () => (this.#options.recipes === null ? NO_RECIPES : { ok: true, revisions: this.#options.recipes.revisions() }),
		draftRecipe: async ([given], who) => {
			const ask = given as RecipeDraftAsk
			const { recipes, nowMs } = this.#options
			if (recipes === null) return NO_RECIPES
			const target = `recipe ${ask.recipe} from r${ask.from}`
			const problem = draftProblem(recipes.revisions(), ask)
			const changes = Object.entries(ask.setpoints).map(([tag, value]) => `${tag} = ${value}`)
			const words = problem ?? changes.join(', ')
			await this.note(who, problem === null ? 'drafted' : 'refused', target, words, { reason: ask.reason })
			if (problem !== null) return no('not-possible', problem)
			await recipes.draft(ask, who.user, nowMs())
			return OK
		},
		judgeRecipe: async ([given], who) => {
			const { sign, ...ask } = given as RecipeJudgeAsk & { readonly sign: Sign }
			const { recipes, nowMs } = this.#options
			if (recipes === null) return NO_RECIPES
			const target = `recipe ${ask.recipe} r${ask.revision}`
			const refusal = await this.#unsigned(sign, who, target)
			if (refusal !== null) return refusal
			const problem = judgeProblem(recipes.revisions(), ask, who.user)
			await this.note(who, problem === null ? ask.verdict : 'refused', target, problem ?? 'signed', { reason: ask.reason })
			if (problem !== null) return no('not-possible', problem)
			await recipes.judge(ask, who.user, nowMs())
			return OK
		},
		whatIfOffer: () => this.#options.whatIfs.offer(),
		whatIf: ([ask], _, asker) => this.#options.whatIfs.ask(ask as WhatIfAsk, asker),
		cancelWhatIf: ([id], _, { page }) => this.#options.whatIfs.cancel(String(id), page),
	}

	async #trend({ series, fromMs, toMs, points }: TrendAsk): Promise<Answer<{ readonly courses: readonly TrendCourse[] }>> {
		const { history, series: known } = this.#options
		if (history === null) return no('no-history', 'there is no historian')
		const unknown = series.find((name) => !known.has(name))
		if (unknown !== undefined) return no('unknown', `no series ${unknown}`)
		try {
			const courses = await Promise.all(series.map(async (name) => courseOf(name, await history(name, fromMs, toMs, points))))
			return { ok: true, courses }
		} catch (error) {
			console.error('hmi: the historian did not answer', error)
			return no('no-history', 'the historian does not answer')
		}
	}

	/** Why what was to be signed is not, also on record; null when name and password are those of who sits there. */
	async #unsigned(sign: Sign, who: Who, target: string): Promise<Answer | null> {
		const { users } = this.#options
		const checked = sign.user === who.user ? await users?.check(sign.user, sign.password, who.address) : undefined
		if (checked !== undefined && !('refused' in checked)) return null
		const message =
			checked === undefined
				? `${who.user} has to sign it`
				: checked.refused === 'wrong'
					? 'name or password is wrong'
					: 'too many wrong tries'
		await this.note(who, 'refused', target, `not-signed: ${message}`)
		return no('not-signed', message)
	}

	/** On record before it is done. */
	async #alarm(who: Who, id: string, step: string, event: AlarmAsk): Promise<Answer> {
		const before = this.#options.alarms.find(id)
		if (before === undefined) return no('unknown', `no alarm ${id}`)
		const reason = 'reason' in event ? event.reason : ''
		await this.note(who, step, id, `from ${before.state}`, { reason })
		const refusal = this.#options.alarms.ask(id, event, who.user, reason)
		if (refusal === null) return OK
		await this.note(who, 'refused', id, refusal, { reason })
		return no('not-possible', refusal)
	}
}

const NO_RECIPES = no('no-recipes', 'no revisions of recipes are kept')
const WRITES_OFF = no('writes-off', 'writing to the plant is switched off')

function courseOf(series: string, points: readonly HistoryPoint[]): TrendCourse {
	const short = (x: number | null) => (x === null ? null : Number(x.toPrecision(6)))
	return {
		series,
		tMs: points.map(({ tMs }) => tMs),
		mean: points.map(({ mean }) => short(mean)),
		min: points.map(({ mean, min = mean }) => short(min)),
		max: points.map(({ mean, max = mean }) => short(max)),
		q: points.map(({ quality = 'good' }) => QUALITIES.indexOf(quality)),
	}
}

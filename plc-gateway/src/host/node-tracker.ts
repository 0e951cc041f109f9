import type { DataFrame, Payload } from '../sparkplug/index.ts'
import { LATE_BIRTH_MS, lifeEvent, NodeLife } from './node-life.ts'
import { PlantClock } from './plant-clock.ts'
import { RebirthRequests } from './rebirth-requests.ts'
import { type HeldMessage, SequenceGate } from './sequence-gate.ts'
import { ToldValues } from './told-values.ts'
import type { HostValue, NodeState, NodeStatus, WatchedNode } from './types.ts'
import { type HostContext, Unit } from './unit.ts'

export interface NodeTiming {
	readonly reorderMs: number
	readonly silenceLimitMs: number
	readonly lateJoinMs: number
	readonly rebirth: { readonly firstMs: number; readonly maxMs: number }
	/** 0 to 1, to spread requests in time; default by chance. */
	readonly random?: () => number
}

/** What is doubtful after a death is asked for when the doubt is over. */
const REBIRTH_AFTER_THAT_MS = 2_000
/** A device's birth follows its node's within this time. */
const DEVICE_BIRTH_GRACE_MS = 2_000
/** An answer to a rebirth request comes within this time. */
const ANSWER_MS = 5_000
/** An unanswered rebirth request makes the live values doubtful after this time. */
const UNANSWERED_MS = 10_000
/** An expected node that nobody hears is asked for its birth this often. */
const EXPECTED_RETRY_MS = 30_000
const MAX_DEVICES = 500
const MAX_OVERTAKEN = 3

/** One edge node as the host sees it: its session, its devices, the order of its messages. */
export class NodeTracker {
	readonly group: string
	readonly node: string
	readonly rebirths: RebirthRequests
	readonly #context: HostContext
	readonly #timing: NodeTiming
	readonly #random: () => number
	readonly #watched: WatchedNode | undefined
	readonly #self: Unit
	readonly #devices = new Map<string, Unit>()
	readonly #gate: SequenceGate
	#state: NodeState = 'unknown'
	#reason = 'not heard yet'
	readonly #life = new NodeLife()
	/** Births in a row that messages had overtaken. */
	#overtakenBirths = 0
	/** Since when the sequence is broken and the live values wait for a birth. */
	#brokenSinceMs: number | null = null
	readonly #clock: PlantClock
	readonly #told: ToldValues
	#nextExpectedAskMs = Infinity

	constructor(context: HostContext, timing: NodeTiming, group: string, node: string, watched?: WatchedNode) {
		this.#context = context
		this.#timing = timing
		this.#random = timing.random ?? Math.random
		this.group = group
		this.node = node
		this.#watched = watched
		this.rebirths = new RebirthRequests(timing.rebirth)
		this.#clock = new PlantClock(context)
		this.#told = new ToldValues(context, `${group}/${node}`, this.rebirths)
		this.#gate = new SequenceGate(timing.reorderMs)
		this.#self = new Unit(context, { group, node, device: null }, timing.silenceLimitMs)
		for (const device of watched?.devices ?? []) this.#device(device)
	}

	get state(): NodeState {
		return this.#state
	}

	/** The host has a connection again: whoever does not give birth unasked is asked, spread in time. */
	brokerUp(): void {
		const now = this.#context.steadyMs()
		this.rebirths.reset()
		if (this.#watched === undefined && this.#state === 'unknown') return
		this.rebirths.want('joined late', now, this.#timing.lateJoinMs * (1 + this.#random()))
		this.#nextExpectedAskMs = now + EXPECTED_RETRY_MS
	}

	brokerDown(reason: string): void {
		this.#gate.forget()
		this.rebirths.reset()
		if (this.#state === 'online') this.#setState('unknown', reason)
		for (const unit of this.#units()) unit.turnStale(reason, 'broker')
	}

	birth(payload: Payload): void {
		const now = this.#context.steadyMs()
		const event = lifeEvent(payload, now)
		if (this.#life.isOfDeadSession(event)) {
			this.#notLive('NBIRTH', event.bdSeq, 'just after the death of its session')
			this.rebirths.want('birth just after its own death', now, REBIRTH_AFTER_THAT_MS)
			return
		}
		if (this.#state === 'online' && this.#life.isOfOlderSession(event)) {
			this.#notLive('NBIRTH', event.bdSeq, 'of an older session')
			this.rebirths.want('a birth of an older session after the newer one', now, LATE_BIRTH_MS)
			return
		}
		const wasAskedFor = this.rebirths.askedWithin(ANSWER_MS, now)
		const overtaken = this.#isOvertaken(payload.timestampMs)
		if (event.bdSeq === null) this.#fault('no-bdseq', 'NBIRTH without bdSeq: its death cannot be told from an older one')
		this.#context.counters.births++
		// Aliases of a session that is over may mean something else by now.
		const namesOnly = this.#state !== 'online'
		const { before, ready } = this.#gate.start(payload.seq ?? 0, payload.timestampMs ?? null)
		for (const message of before) this.#history(message, namesOnly)
		this.#life.born(event, wasAskedFor)
		this.#brokenSinceMs = null
		this.rebirths.answered()
		this.#clock.note(payload.timestampMs)
		this.#setState('online', '')
		for (const device of this.#devices.values()) device.awaitBirth()
		this.#hears(null)
		this.#told.live(this.#self.born(payload), null)
		for (const message of ready) this.#apply(message)
		// A node that always stamps its births with an old time would be asked for ever.
		this.#overtakenBirths = overtaken ? this.#overtakenBirths + 1 : 0
		if (overtaken && this.#overtakenBirths <= MAX_OVERTAKEN) {
			this.rebirths.want('messages overtook their birth', now, this.#timing.reorderMs)
		}
	}

	death(payload: Payload): void {
		const now = this.#context.steadyMs()
		const event = lifeEvent(payload, now)
		const { bdSeq } = this.#life
		if (this.#state === 'offline' || (this.#state === 'online' && bdSeq !== null && event.bdSeq !== bdSeq)) {
			this.#notLive('NDEATH', event.bdSeq, `where ${this.#state === 'offline' ? 'none' : bdSeq} lives`)
			if (this.#state === 'offline') this.#life.died(event)
			return
		}
		this.#context.counters.deaths++
		this.#life.died(event)
		this.#gate.endSession()
		this.rebirths.answered()
		this.#brokenSinceMs = null
		this.#setState('offline', 'node died')
		for (const unit of this.#units()) unit.die('node died')
		if (this.#life.numberRepeats) this.rebirths.want('a death that may be of an older session', now, REBIRTH_AFTER_THAT_MS)
	}

	/** NDATA, DBIRTH, DDATA or DDEATH: applied in the order of its sequence number. */
	sequenced(message: HeldMessage): void {
		const { counters } = this.#context
		const now = this.#context.steadyMs()
		if (this.#state !== 'online') {
			counters.beforeBirth++
			this.#refused('before-birth', `${message.type} ${message.device ?? ''} without an NBIRTH before it`)
			this.#gate.hold(message)
			// A device's birth may have overtaken its node's; anything else means that the host came late.
			const delay =
				message.type === 'DBIRTH'
					? this.#timing.reorderMs
					: this.#state === 'offline' && this.#gate.isOfEndedSession(message.payload)
						? // Overtaken by the death of its node. A node that comes back does so with a birth; to ask for one would cross it.
							REBIRTH_AFTER_THAT_MS
						: this.#timing.lateJoinMs * (0.5 + this.#random())
			// A birth that is asked for too soon after a death would be taken for one of the session that died.
			this.rebirths.want('data before birth', now, Math.max(delay, this.#life.doubtMs(now)))
			return
		}
		this.#hears(message.device)
		if (this.#brokenSinceMs !== null) {
			// It may already be of the birth that was asked for, and have overtaken it.
			if (this.rebirths.askedWithin(this.#timing.reorderMs, now)) this.#gate.hold(message)
			else this.#history(message, false)
			return
		}
		const verdict = this.#gate.accept(message, now)
		const { seq } = message.payload
		if (verdict.gapOpened) {
			counters.seqGaps++
			this.#refused('seq-gap', `seq ${seq} came, ${verdict.expected} was next`)
		}
		if (verdict.late) {
			counters.late++
			this.#refused('late', `${message.type} with seq ${seq}, ${verdict.expected} was next: kept as a past one`)
			this.#history(message, true)
			if (verdict.displaced)
				this.rebirths.want('a message of an older session in place of a newer one', now, this.#timing.reorderMs)
		}
		for (const ready of verdict.ready) this.#apply(ready)
	}

	/** NDATA or DDATA of plain numbers whose turn it is. False, with no value told, when it has to be read in full. */
	frame(device: string | null, frame: DataFrame): boolean {
		if (this.#state !== 'online' || this.#brokenSinceMs !== null || !this.#gate.isNext(frame.seq, frame.timestampMs)) return false
		const unit = device === null ? this.#self : this.#devices.get(device)
		if (unit === undefined || !unit.isReadable) return false
		this.#hears(device)
		const values = unit.table.frame(frame, this.#context.nowMs())
		if (values === null) return false
		this.#gate.pass(frame.timestampMs)
		this.#clock.note(frame.timestampMs < 0 ? undefined : frame.timestampMs)
		unit.gotData()
		this.#told.plain(values)
		return true
	}

	/** A birth that could not be read. */
	unreadableBirth(): void {
		this.rebirths.want('unreadable birth', this.#context.steadyMs(), 0)
	}

	/** What time alone brings; called several times a second. */
	tick(): void {
		const now = this.#context.steadyMs()
		const lost = this.#gate.takeOverdue(now)
		if (lost !== null) {
			this.#brokenSinceMs = now
			for (const message of lost) this.#history(message, false)
		}
		if (this.#brokenSinceMs !== null) {
			this.rebirths.want('messages lost', now, 0)
			if (now - this.#brokenSinceMs > UNANSWERED_MS) {
				for (const unit of this.#units()) unit.turnStale('messages lost and no new birth', 'birth')
			}
		}
		for (const device of this.#devices.values()) {
			if (device.birthIsOverdue(DEVICE_BIRTH_GRACE_MS)) device.die('not born with its node')
		}
		for (const unit of this.#units()) unit.checkSilence()
		if (this.#watched !== undefined && this.#state !== 'online' && now >= this.#nextExpectedAskMs) {
			this.rebirths.want('expected node not heard', now, 0)
			this.#nextExpectedAskMs = now + EXPECTED_RETRY_MS
		}
	}

	/** The last value, and whether a command for it may be sent now. */
	metric(device: string | null, name: string): { readonly last: HostValue; readonly isLive: boolean } | undefined {
		const unit = device === null ? this.#self : this.#devices.get(device)
		const last = unit?.table.last(name)
		if (unit === undefined || last === undefined) return undefined
		return {
			last,
			isLive: this.#state === 'online' && unit.state === 'online' && unit.isReadable && this.#brokenSinceMs === null,
		}
	}

	plantNowMs(): number | null {
		return this.#clock.nowMs()
	}

	status(): NodeStatus {
		const self = this.#self.status()
		const now = this.#context.steadyMs()
		const dataMs = Math.max(...Array.from(this.#units(), (unit) => unit.dataMs ?? -Infinity))
		return {
			group: this.group,
			node: this.node,
			state: this.#state,
			reason: this.#reason,
			bdSeq: this.#life.bdSeq,
			silentMs: self.silentMs,
			lastDataAgeMs: dataMs === -Infinity ? null : now - dataMs,
			plantMs: this.#clock.plantMs,
			clockOffsetMs: this.#clock.offsetMs,
			devices: Object.fromEntries(Array.from(this.#devices, ([name, unit]) => [name, unit.status()])),
		}
	}

	#apply(message: HeldMessage): void {
		const { type, payload } = message
		const arrivedMs = this.#context.nowMs()
		const unit = message.device === null ? this.#self : this.#device(message.device)
		if (unit === undefined) return
		this.#clock.note(payload.timestampMs)
		if (type === 'DBIRTH') {
			this.#told.live(unit.born(payload), message.device)
			unit.heard()
		} else if (type === 'DDEATH') {
			this.#context.counters.deaths++
			unit.die('device died')
		} else if (unit.isReadable) {
			unit.gotData()
			this.#told.live(unit.table.data(payload, arrivedMs, false), message.device)
		} else {
			this.#context.counters.beforeBirth++
			this.#refused('before-birth', `${type} of ${message.device} without a DBIRTH before it`)
			this.rebirths.want(`data of ${message.device} before its birth`, this.#context.steadyMs(), 0)
		}
	}

	/** What came out of order is not lost: its values go to history under their own times, as far as they can be read. */
	#history(message: HeldMessage, namesOnly: boolean): void {
		const unit = message.device === null ? this.#self : this.#devices.get(message.device)
		if (unit !== undefined && message.type !== 'DDEATH') this.#told.history(unit.table, message.payload, namesOnly)
	}

	/** Whether something stamped after this birth, or a device's birth not before it, was taken for part of the session before. */
	#isOvertaken(timestampMs: number | undefined): boolean {
		if (timestampMs === undefined) return false
		if (this.#gate.lastTimestampMs > timestampMs) return true
		return Array.from(this.#devices.values()).some(({ bornTimestampMs }) => bornTimestampMs >= timestampMs)
	}

	/** A message of the node itself speaks for all its devices. */
	#hears(device: string | null): void {
		this.#self.heard()
		if (device === null) for (const unit of this.#devices.values()) unit.heard()
		else this.#devices.get(device)?.heard()
	}

	#device(name: string): Unit | undefined {
		const existing = this.#devices.get(name)
		if (existing !== undefined) return existing
		if (this.#devices.size >= MAX_DEVICES) {
			this.#fault('too-many-devices', `more than ${MAX_DEVICES} devices; ${name} is not followed`)
			return undefined
		}
		const own = this.#watched?.silenceLimitsMs?.[name]
		const limit = own === undefined ? this.#timing.silenceLimitMs : own
		const unit = new Unit(this.#context, { group: this.group, node: this.node, device: name }, limit)
		this.#devices.set(name, unit)
		this.#context.changed()
		return unit
	}

	*#units(): Iterable<Unit> {
		yield this.#self
		yield* this.#devices.values()
	}

	#refused(code: string, message: string): void {
		this.#context.refused(code, `${this.group}/${this.node}`, message)
	}

	#notLive(what: string, bdSeq: number | null, why: string): void {
		this.#context.counters.notLive++
		this.#refused('not-live', `${what} with bdSeq ${bdSeq}, ${why}`)
	}

	#fault(code: string, message: string, suffix = ''): void {
		this.#context.fault(code, `${this.group}/${this.node}${suffix}`, message)
	}

	#setState(state: NodeState, reason: string): void {
		if (this.#state === state && this.#reason === reason) return
		this.#state = state
		this.#reason = reason
		this.#context.changed()
	}
}

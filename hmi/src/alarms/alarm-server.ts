import type { AlarmGuide } from '@emberline/line-config'
import type { LineFrame } from '@emberline/twin'
import { Alarm, type AlarmFacts } from './alarm.ts'
import type { AlarmStore, JournalLine } from './alarm-file.ts'
import { alarmLoad, isAnnounced } from './alarm-load.ts'
import type { AlarmEvent } from './alarm-machine.ts'
import {
	type AlarmChange,
	type AlarmJournalEntry,
	type AlarmLoad,
	type AlarmRecord,
	type AlarmSituation,
	type AlarmsPart,
	type AlarmText,
	SILENCE_MS,
} from './alarm-record.ts'
import { Flood } from './flood.ts'
import { Guide } from './guide.ts'

export interface AlarmServerOptions {
	readonly guide?: AlarmGuide | undefined
	/** Without one alarms are forgotten at the end. */
	readonly store?: AlarmStore | undefined
	/** Told of every line of the journal. */
	readonly onEntry?: ((entry: AlarmJournalEntry) => void) | undefined
	/** The server's wall clock, ms since 1970. */
	readonly nowMs: () => number
}

/** What a person asks of one alarm. */
export type AlarmAsk = Exclude<AlarmEvent, { type: 'RAISE' | 'CLEAR' | 'SUPPRESS' | 'UNSUPPRESS' }>

const CHANGE: Readonly<Record<AlarmEvent['type'], AlarmChange>> = {
	RAISE: 'raised',
	CLEAR: 'cleared',
	ACKNOWLEDGE: 'acknowledged',
	RESET: 'reset',
	SHELVE: 'shelved',
	UNSHELVE: 'unshelved',
	SUPPRESS: 'suppressed',
	UNSUPPRESS: 'unsuppressed',
	TAKE_OUT: 'taken-out',
	RETURN: 'returned',
}
/** States in which a fault keeps a line. A stopped one has been cleared and waits for a start like any other, whatever its last reason. */
const FAULTED: ReadonlySet<string> = new Set(['Holding', 'Held', 'Suspending', 'Suspended', 'Aborting', 'Aborted'])
const STOP_TAG = 'Line/Admin/StopReason/ID'
const MOST_ENTRIES = 20_000
const MOST_ALARMS = 5000
const DAY_MS = 86_400_000

/** The alarms of a line: a machine each, fed by frames and by people. Browsers only show and ask. */
export class AlarmServer {
	readonly #guide: Guide
	readonly #options: AlarmServerOptions
	readonly #alarms = new Map<string, Alarm>()
	/** Conditions that differ from the alarm's own for less than their delay, since when. */
	readonly #pendingMs = new Map<string, number>()
	readonly #remindedMs = new Map<string, number>()
	readonly #flood = new Flood()
	readonly #dirty = new Set<string>()
	#entries: AlarmJournalEntry[] = []
	#unsaved: JournalLine[] = []
	#saving: Promise<void> = Promise.resolve()
	#silencedMs: number | null = null
	#sentSituation: string
	#n = 0
	#plantMs = 0
	/** Since when figures of load are counted. */
	#sinceMs: number
	readonly counts = { storeErrors: 0 }

	constructor(options: AlarmServerOptions) {
		this.#options = options
		this.#guide = new Guide(options.guide)
		this.#sinceMs = options.nowMs()
		this.#sentSituation = JSON.stringify(this.#situation())
	}

	/** Takes up what was before a restart. Before the first frame. */
	restore(): void {
		for (const { entry, alarm } of this.#options.store?.restore() ?? []) {
			this.#entries.push(entry)
			this.#n = Math.max(this.#n, entry.n)
			this.#sinceMs = Math.min(this.#sinceMs, entry.atMs)
			const { id } = alarm.facts
			this.#alarms.set(id, new Alarm(alarm.facts, this.#guide.isLatching(id), entry.atMs, alarm))
			if (isAnnounced(entry)) this.#flood.announce(entry.atMs)
		}
	}

	/**
	 * What holds now. An alarm that the frame does not name any more is over only where its input can be used: `isUsable` of its tag.
	 */
	take(frame: LineFrame, isUsable: (tag: string) => boolean): void {
		const nowMs = this.#options.nowMs()
		this.#plantMs = frame.tMs
		const active = new Map<string, AlarmFacts>()
		for (const alarm of frame.alarms) active.set(alarm.id, { ...alarm, words: this.#guide.words(alarm.id, alarm.words) })
		for (const trip of frame.interlocks?.trips ?? []) {
			const id = `trip/${trip.id}`
			const { station = 'Line', priority = 1, tag = '' } = this.#guide.trips[trip.id] ?? {}
			const words = this.#guide.words(id, trip.cause)
			active.set(id, { id, priority, station, tag, words, value: null, limit: null, unit: '', sinceMs: trip.causeMs })
		}
		const stop = this.#stopOf(frame)
		if (stop !== null) active.set(stop.id, stop)
		const firstOut = frame.interlocks?.firstOut?.id
		for (const facts of active.values()) this.#note(facts, nowMs)
		for (const alarm of this.#alarms.values()) {
			const { id, tag } = alarm.facts
			this.#suppression(alarm, frame, active.has(id))
			const isFirst = firstOut !== undefined && id === `trip/${firstOut}`
			if (isFirst !== alarm.firstOut) {
				alarm.firstOut = isFirst
				this.#dirty.add(id)
			}
			const unknown = id.startsWith('trip/') ? frame.interlocks === undefined : !isUsable(tag)
			this.#condition(alarm, active.has(id), unknown, nowMs)
		}
	}

	/** What time alone does: shelves that end, reminders, a flood that is over. A few times a second. */
	tick(): void {
		const nowMs = this.#options.nowMs()
		for (const alarm of this.#alarms.values()) {
			const { untilMs } = alarm.context
			if (untilMs !== null && nowMs >= untilMs)
				this.#send(alarm, { type: alarm.state === 'shelved' ? 'UNSHELVE' : 'RETURN' }, '', 'time is over')
			if (alarm.noteChattering(nowMs)) this.#dirty.add(alarm.facts.id)
			if (alarm.state === 'out-of-service') this.#remind(alarm, nowMs)
			else if (alarm.state === 'normal') this.#forget(alarm)
		}
		if (this.#silencedMs !== null && nowMs >= this.#silencedMs) this.#silencedMs = null
		this.#flood.update(nowMs)
	}

	/** Null when it is done; else why not. */
	ask(id: string, event: AlarmAsk, by: string, reason = ''): string | null {
		const alarm = this.#alarms.get(id)
		if (alarm === undefined) return `no alarm ${id}`
		if (this.#send(alarm, event, by, reason)) return null
		const words = `${CHANGE[event.type]} is not possible while it is ${alarm.state}`
		this.#enter(alarm, 'refused', alarm.state, by, words)
		return words
	}

	/** No sound for a minute; what is announced meanwhile sounds again. */
	silence(): void {
		this.#silencedMs = this.#options.nowMs() + SILENCE_MS
	}

	find(id: string): AlarmRecord | undefined {
		return this.#alarms.get(id)?.record()
	}

	text(id: string): AlarmText {
		return this.#guide.text(id)
	}

	/** All that is not normal. */
	all(): AlarmsPart {
		return { changed: this.#records().filter(isShown), gone: [], situation: this.#situation() }
	}

	/** What changed since the last call, or null. */
	changes(): AlarmsPart | null {
		const situation = this.#situation()
		const text = JSON.stringify(situation)
		const isNew = text !== this.#sentSituation
		this.#sentSituation = text
		if (this.#dirty.size === 0 && !isNew) return null
		const changed: AlarmRecord[] = []
		const gone: string[] = []
		for (const id of this.#dirty) {
			const record = this.#alarms.get(id)?.record()
			if (record !== undefined && isShown(record)) changed.push(record)
			else gone.push(id)
		}
		this.#dirty.clear()
		return { changed, gone, ...(isNew && { situation }) }
	}

	/** The newest lines of the journal before number `beforeN`, newest first. */
	journal(limit: number, beforeN = Number.POSITIVE_INFINITY): readonly AlarmJournalEntry[] {
		return this.#entries
			.filter(({ n }) => n < beforeN)
			.slice(-limit)
			.reverse()
	}

	/** Of the last day, or since the journal begins. */
	load(): AlarmLoad {
		const nowMs = this.#options.nowMs()
		return alarmLoad(this.#entries, this.#records(), Math.max(this.#sinceMs, nowMs - DAY_MS), nowMs)
	}

	/** Writes what is not on disk yet; errors are counted, alarms go on. */
	save(): Promise<void> {
		const lines = this.#unsaved.splice(0)
		const { store } = this.#options
		if (lines.length === 0 || store === undefined) return this.#saving
		this.#saving = this.#saving
			.then(() => store.append(lines))
			.catch((error: unknown) => {
				if (this.counts.storeErrors++ === 0) console.error('hmi: the alarm journal cannot be written', error)
			})
		return this.#saving
	}

	/** A line that a fault keeps from running, where no trip says so already. */
	#stopOf({ line, interlocks }: LineFrame): AlarmFacts | null {
		const { state, sinceMs, stopReason } = line
		const about = FAULTED.has(state) ? this.#guide.stop(stopReason) : undefined
		if (about === undefined || interlocks?.trips.some(({ id }) => this.#guide.trips[id]?.reason === stopReason)) return null
		const priority = state === 'Aborting' || state === 'Aborted' ? 1 : 2
		const id = `stop/${stopReason}`
		return { ...about, id, priority, tag: STOP_TAG, value: null, limit: null, unit: '', sinceMs }
	}

	#note(facts: AlarmFacts, nowMs: number): void {
		const known = this.#alarms.get(facts.id)
		if (known === undefined) {
			if (this.#alarms.size >= MOST_ALARMS) return
			this.#alarms.set(facts.id, new Alarm(facts, this.#guide.isLatching(facts.id), nowMs))
			return
		}
		if (shownFacts(known.facts) !== shownFacts(facts)) this.#dirty.add(facts.id)
		known.facts = facts
	}

	/** Carries a condition over to its alarm once it has held for its delay. */
	#condition(alarm: Alarm, isActive: boolean, unknown: boolean, nowMs: number): void {
		const { id } = alarm.facts
		const held = alarm.context.active && !isActive && unknown
		if (held !== alarm.held) {
			alarm.held = held
			this.#dirty.add(id)
		}
		if (held || isActive === alarm.context.active) {
			this.#pendingMs.delete(id)
			return
		}
		const { onDelayS = 0, offDelayS = 0 } = this.#guide.row(id)
		const since = this.#pendingMs.get(id) ?? nowMs
		this.#pendingMs.set(id, since)
		if (nowMs - since < 1000 * (isActive ? onDelayS : offDelayS)) return
		this.#pendingMs.delete(id)
		this.#send(alarm, { type: isActive ? 'RAISE' : 'CLEAR' }, '', '')
	}

	/** By states of the line alone, as the guide says. What is normal and stays so needs no suppressing. */
	#suppression(alarm: Alarm, frame: LineFrame, isActive: boolean): void {
		const { suppressed } = this.#guide.row(alarm.facts.id)
		if (suppressed === undefined) return
		const unit = suppressed.unit === 'Line' ? frame.line : frame.stations[suppressed.unit]
		const should = suppressed.states.some((state) => state === unit.state)
		if (!should && alarm.context.suppressed) this.#send(alarm, { type: 'UNSUPPRESS' }, '', `${suppressed.unit} is ${unit.state}`)
		if (!should || alarm.context.suppressed || (!isActive && alarm.state === 'normal')) return
		this.#send(alarm, { type: 'SUPPRESS' }, '', `${suppressed.unit} is ${unit.state}`)
	}

	#send(alarm: Alarm, event: AlarmEvent, by: string, reason: string): boolean {
		const from = alarm.state
		const nowMs = this.#options.nowMs()
		const untilMs = 'untilMs' in event ? event.untilMs : null
		if (!alarm.send(event, nowMs)) return false
		this.#enter(alarm, CHANGE[event.type], from, by, reason, untilMs)
		if (!isAnnounced({ from, to: alarm.state })) return true
		this.#flood.announce(nowMs)
		this.#silencedMs = null
		return true
	}

	#enter(
		alarm: Alarm,
		change: AlarmChange,
		from: AlarmRecord['state'],
		by: string,
		reason: string,
		untilMs: number | null = null,
	) {
		const { id, priority, station, tag, words, value, limit, unit } = alarm.facts
		const about = { id, priority, station, tag, words, value, limit, unit }
		const atMs = this.#options.nowMs()
		const entry = { n: ++this.#n, atMs, plantMs: this.#plantMs, change, from, to: alarm.state, ...about, by, reason, untilMs }
		this.#entries.push(entry)
		if (this.#entries.length > MOST_ENTRIES * 1.1) this.#entries = this.#entries.slice(-MOST_ENTRIES)
		this.#unsaved.push({ entry, alarm: alarm.saved() })
		this.#dirty.add(id)
		this.#options.onEntry?.(entry)
	}

	#remind(alarm: Alarm, nowMs: number): void {
		const { id } = alarm.facts
		if (nowMs - (this.#remindedMs.get(id) ?? alarm.changedMs) < DAY_MS) return
		this.#remindedMs.set(id, nowMs)
		this.#enter(alarm, 'reminded', alarm.state, '', 'it is still out of service', alarm.context.untilMs)
	}

	/** An alarm that is normal and quiet needs no place: it begins anew when it comes again. */
	#forget(alarm: Alarm): void {
		const { id } = alarm.facts
		if (alarm.context.active || this.#pendingMs.has(id) || this.#options.nowMs() - alarm.changedMs < DAY_MS) return
		this.#alarms.delete(id)
		this.#remindedMs.delete(id)
	}

	#records(): AlarmRecord[] {
		return [...this.#alarms.values()].map((alarm) => alarm.record())
	}

	#situation(): AlarmSituation {
		const { sinceMs, count } = this.#flood
		return { flood: sinceMs !== null, floodSinceMs: sinceMs, inTenMinutes: count, silencedMs: this.#silencedMs }
	}
}

/** As a screen shows them: a value that moves in its fourth digit is no news. */
function shownFacts({ value, limit, priority, words, diagnosis }: AlarmFacts): string {
	const web = diagnosis === undefined ? '' : `${Math.round(diagnosis.webToM / WEB_NEWS_M)}`
	return `${value?.toPrecision(3)} ${limit} ${priority} ${words.en} ${web}`
}
/** The web that an alarm befalls grows all the time: said anew each so many metres. */
const WEB_NEWS_M = 5

const isShown = ({ state }: AlarmRecord): boolean => state !== 'normal'

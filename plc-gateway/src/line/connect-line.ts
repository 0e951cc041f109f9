import type { TagDefinition } from '@emberline/line-config'
import type { CommandList } from '@emberline/line-config/plc'
import type { Fault, Reading } from '@emberline/twin'
import { BehaviorSubject, type Observable, ReplaySubject, Subject } from 'rxjs'
import { type AuditSink, type CommandGate, type CommandPort, createCommandGate, startHeartbeat } from '../commands/index.ts'
import { createHostSession, type HostSession, type HostSessionOptions, type HostStatus, type HostValue } from '../host/index.ts'
import { STORE_ACKNOWLEDGED, STORE_FIRST, STORE_NUMBER } from '../spool/store-metrics.ts'
import { gatewayMetrics } from './gateway-metrics.ts'
import { linkFaults } from './link-faults.ts'
import { MissingStations } from './missing-stations.ts'
import { ReadingMapper } from './reading-mapper.ts'
import { parseSchedule, type ScheduleCommand, ScheduleError } from './schedule.ts'
import { SparkplugDoor } from './sparkplug-door.ts'

/** What the gateway knows of the way to the plant; the screen shows it as it is. */
export interface PlantLinkState {
	readonly broker: 'connected' | 'connecting' | 'lost'
	readonly node: 'online' | 'offline' | 'unknown'
	readonly devices: Readonly<Record<string, 'online' | 'offline' | 'stale' | 'unknown'>>
	/** Age of the newest plant value, ms. */
	readonly lastDataAgeMs: number | null
	/** Time since each device was last heard, itself or through its node, ms. */
	readonly silentMs: Readonly<Record<string, number>>
	/** Plant's clock less this host's at its last message, ms; null while nobody knows. */
	readonly clockOffsetMs?: number | null
	readonly message?: string
}

export interface ConnectLineOptions extends Omit<HostSessionOptions, 'groups' | 'nodes' | 'plainTopics' | 'hostId'> {
	/** Default EMBERLINE. */
	readonly hostId?: string | undefined
	/** Of the line's PLC: `R2R` and `LINE1`. */
	readonly group: string
	readonly node: string
	/** The line's tag dictionary; its devices are those that the PLC should have. */
	readonly tags: readonly TagDefinition[]
	/** Default GROUP/NODE/Schedule. */
	readonly scheduleTopic?: string | undefined
	/** Silence after which a device is stale, ms; null: it has no beat. Default 5000, null where every tag comes by event only. */
	readonly silenceLimitsMs?: Readonly<Record<string, number | null>> | undefined
	/** Writing to the PLC; left out, every command is refused. */
	readonly commands?: LineCommandOptions | undefined
}

export interface LineCommandOptions {
	/** What may be written; null: nothing. */
	readonly list: CommandList | null
	readonly audit: AuditSink
	/** Wall clock of those who ask, ms since 1970; default this machine's. */
	readonly nowMs?: (() => number) | undefined
}

/** What one message brought, for whoever keeps it. */
export interface Arrival {
	/** Live and past ones alike. */
	readonly readings: readonly Reading[]
	/** The message's number in the log of its source; null where the source keeps none. */
	readonly number: number | null
	/** Told at a birth: the oldest number that the source still keeps. */
	readonly first: number | null
}

/** The way from and to the PLC of one line. */
export interface LinePlc {
	/** Readings in the order of their messages, one batch for each. */
	readonly readings$: Observable<readonly Reading[]>
	/** Past readings: for the historian, not for the live line. */
	readonly history$: Observable<readonly Reading[]>
	/** Every message once, in the order in which they came: live and past readings, and where they stand in the log of the source. */
	readonly arrivals$: Observable<Arrival>
	/** Tells a source with a log of its own up to which number everything is in the history. False when it could not be told. */
	acknowledge(number: number): boolean
	/** The plan, each time it changes; late subscribers get the last one. */
	readonly schedule$: Observable<ScheduleCommand>
	readonly link$: Observable<PlantLinkState>
	readonly link: PlantLinkState
	readonly faults$: Observable<Fault>
	/** The last fault of each kind: of messages that were refused, what was wrong with the newest. */
	readonly lastFaults: ReadonlyMap<string, Fault>
	/** The plant's clock as far as the gateway knows it, ms since 1970; null before the first message. */
	plantNowMs(): number | null
	/** Counters and states by their Prometheus names. */
	metrics(): Readonly<Record<string, number>>
	/** The only way to write to the PLC. */
	readonly commands: CommandPort
	/** Leaves the broker. */
	close(): Promise<void>
}

/** Connects to the PLC of one line. Never throws for what the network does: that is in `link$` and `faults$`. */
export function connectLine(options: ConnectLineOptions): LinePlc {
	return new Line(options)
}

class Line implements LinePlc {
	readonly readings$ = new Subject<readonly Reading[]>()
	readonly history$ = new Subject<readonly Reading[]>()
	readonly arrivals$ = new Subject<Arrival>()
	readonly schedule$ = new ReplaySubject<ScheduleCommand>(1)
	readonly faults$ = new Subject<Fault>()
	readonly link$: BehaviorSubject<PlantLinkState>
	readonly #ownLast = new Map<string, Fault>()
	readonly #options: ConnectLineOptions
	readonly #host: HostSession
	readonly #mapper: ReadingMapper
	readonly #nodeKey: string
	readonly #gate: CommandGate
	#heartbeat: ReturnType<typeof startHeartbeat> | null = null
	#scheduleId: string | null = null
	#badSchedules = 0

	constructor(options: ConnectLineOptions) {
		this.#options = options
		const { group, node, tags } = options
		this.#nodeKey = `${group}/${node}`
		this.#mapper = new ReadingMapper(tags)
		const devices = [...new Set(tags.map((tag) => tag.device))]
		this.#host = createHostSession({
			...options,
			hostId: options.hostId ?? 'EMBERLINE',
			nodes: [{ group, node, devices, silenceLimitsMs: { ...withoutBeat(tags), ...options.silenceLimitsMs } }],
			plainTopics: [options.scheduleTopic ?? `${this.#nodeKey}/Schedule`],
		})
		this.link$ = new BehaviorSubject(this.link)
		this.#host.values$.subscribe((values) => this.#onValues(values))
		this.#host.status$.subscribe((status) => this.#onStatus(status))
		this.faults$.subscribe((fault) => this.#ownLast.set(fault.code, fault))
		this.#host.faults$.subscribe((fault) => this.faults$.next(fault))
		this.#host.plain$.subscribe(({ payload }) => this.#onSchedule(payload))
		const { commands } = options
		const door = new SparkplugDoor({ host: this.#host, group, node, readings$: this.readings$ })
		const fault = (code: string, message: string) => this.#fault(code, message)
		this.#gate = createCommandGate({
			door,
			tags,
			list: commands?.list ?? null,
			enabled: commands !== undefined,
			audit: commands?.audit ?? (() => Promise.resolve()),
			nowMs: commands?.nowMs,
			fault,
		})
		const heartbeat = commands?.list?.heartbeat
		if (heartbeat !== undefined) {
			const stations = new MissingStations()
			this.#heartbeat = startHeartbeat(door, heartbeat, fault, () => stations.words(this.link, performance.now()))
		}
	}

	get commands(): CommandPort {
		return this.#gate
	}

	get link(): PlantLinkState {
		return linkOf(this.#host.status, this.#nodeKey)
	}

	get lastFaults(): ReadonlyMap<string, Fault> {
		return new Map([...this.#ownLast, ...this.#host.lastFaults])
	}

	plantNowMs(): number | null {
		return this.#host.plantNowMs(this.#options.group, this.#options.node)
	}

	acknowledge(number: number): boolean {
		const { group, node } = this.#options
		return this.#host.write(group, node, null, STORE_ACKNOWLEDGED, BigInt(number)) === null
	}

	metrics(): Readonly<Record<string, number>> {
		return {
			...gatewayMetrics(this.#host.status, this.#nodeKey),
			emberline_plc_bad_schedules_total: this.#badSchedules,
			emberline_plc_rejected_values_total: this.#mapper.counters.rejectedValues,
			emberline_plc_same_time_values_total: this.#mapper.counters.sameTime,
			emberline_plc_values_ahead_total: this.#mapper.counters.ahead,
			emberline_plc_foreign_metrics: this.#mapper.counters.unknownMetrics,
			emberline_plc_tags_never_seen: this.#mapper.unseen().length,
			emberline_plc_heartbeats_total: this.#heartbeat?.beats() ?? 0,
			...this.#gate.metrics(),
		}
	}

	async close(): Promise<void> {
		this.#heartbeat?.stop()
		this.#gate.close()
		await this.#host.close()
		for (const subject of [this.readings$, this.history$, this.arrivals$, this.schedule$, this.faults$, this.link$])
			subject.complete()
	}

	#onStatus(status: HostStatus): void {
		const now = linkOf(status, this.#nodeKey)
		for (const { code, device, message } of linkFaults(this.link$.value, now)) this.#fault(code, message, device)
		this.link$.next(now)
	}

	#onValues(values: readonly HostValue[]): void {
		const { live, history, unknown, rejected } = this.#mapper.map(values, this.#clockMs())
		if (unknown.length > 0) {
			const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''
			this.#fault('foreign-metric', `no tag of the line: ${unknown.slice(0, 5).join(', ')}${more}`)
		}
		if (rejected.length > 0) {
			const message = rejected.slice(0, 3).join('; ')
			this.#ownLast.set('rejected-value', this.#faultOf('rejected-value', message))
		}
		if (live.length > 0) this.readings$.next(live)
		if (history.length > 0) this.history$.next(history)
		this.arrivals$.next({
			readings: history.length === 0 ? live : [...live, ...history],
			number: storeNumber(values, STORE_NUMBER),
			first: storeNumber(values, STORE_FIRST),
		})
	}

	#onSchedule(payload: Uint8Array): void {
		try {
			const schedule = parseSchedule(payload, Math.floor(this.#clockMs()))
			if (schedule.scheduleId === this.#scheduleId) return
			this.#scheduleId = schedule.scheduleId
			this.schedule$.next(schedule)
		} catch (error) {
			if (!(error instanceof ScheduleError)) throw error
			this.#badSchedules++
			for (const mistake of error.mistakes) this.#fault('bad-schedule', `the plan is kept as it was: ${mistake}`)
		}
	}

	#clockMs(): number {
		return this.plantNowMs() ?? (this.#options.nowMs ?? Date.now)()
	}

	#fault(code: string, message: string, device = ''): void {
		this.faults$.next(this.#faultOf(code, message, device))
	}

	#faultOf(code: string, message: string, device = ''): Fault {
		const source = device === '' ? this.#nodeKey : `${this.#nodeKey}/${device}`
		return { tMs: Math.floor(this.#clockMs()), source, code, message }
	}
}

/** A number of the source's log among the values of one message. */
function storeNumber(values: readonly HostValue[], wanted: string): number | null {
	const found = values.find(({ name, quality }) => name === wanted && quality === GOOD)?.value
	return typeof found === 'bigint' ? Number(found) : null
}

const GOOD = 192

/** Devices whose every tag comes by event only have no beat to miss. */
function withoutBeat(tags: readonly TagDefinition[]): Record<string, null> {
	const beating = new Set(tags.filter((tag) => tag.rateHz !== 'event').map((tag) => tag.device))
	return Object.fromEntries(tags.filter((tag) => !beating.has(tag.device)).map((tag) => [tag.device, null]))
}

function linkOf(status: HostStatus, key: string): PlantLinkState {
	const node = status.nodes[key]
	const devices = Object.entries(node?.devices ?? {})
	const silent = devices.flatMap(([name, { silentMs }]) => (silentMs === null ? [] : [[name, Math.round(silentMs)] as const]))
	const message = status.message || (node?.reason ?? '')
	return {
		broker: status.broker,
		node: node?.state ?? 'unknown',
		devices: Object.fromEntries(devices.map(([name, device]) => [name, device.state])),
		lastDataAgeMs: node === undefined || node.lastDataAgeMs === null ? null : Math.round(node.lastDataAgeMs),
		silentMs: Object.fromEntries(silent),
		clockOffsetMs: node === undefined || node.clockOffsetMs === null ? null : Math.round(node.clockOffsetMs),
		...(message !== '' && { message }),
	}
}

import type { LineConfig, PackMlStateName, Recipe } from '@emberline/line-config'
import {
	createEdgeSession,
	DataType,
	type EdgeCommand,
	type EdgeCounters,
	type EdgeMetric,
	type EdgeSession,
	type EdgeSessionOptions,
	type EdgeStatus,
} from '../index.ts'
import { BadWire, type WireCounters, type WireOptions } from './bad-wire.ts'
import { CommandWatch, HEARTBEAT } from './command-watch.ts'
import type { FaultOptions } from './faults/fault-engine.ts'
import { CYCLE_S, Plant } from './plant.ts'
import { Reporter } from './reporter.ts'
import type { PlanItem } from './schedule.ts'
import { STATIONS } from './station-lead.ts'
import { openTrainingDesk } from './training-desk.ts'
import type { TrueParameters } from './true-parameters.ts'

/** User, certificate and protocol of a client of the plant. */
export type PlantAccess = Pick<EdgeSessionOptions, 'username' | 'password' | 'tls' | 'mqttVersion'>

export interface SimulatedPlcOptions {
	readonly line: LineConfig
	/** By recipe id (`htr-bisb`); those that the line does not list are left out. */
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly brokerUrl: string
	/** How it is let in at the broker; default by its address alone. */
	readonly access?: PlantAccess | undefined
	readonly seed: number
	/** Plant seconds per second of wall time, 1 to 100; default 1. */
	readonly speed?: number | undefined
	/** Plant time begins now, or here where that is later, ms since 1970: a plant in fast time ends ahead of the clock. */
	readonly notBeforeMs?: number | undefined
	/** Default `running`. */
	readonly start?: 'running' | 'cold' | undefined
	/** Id or tag name of the recipe to begin with; default the line's first. */
	readonly recipe?: string | undefined
	/** Replaces the usual plan. */
	readonly plan?: readonly PlanItem[] | undefined
	/** How the plant differs from its drawings; default drawn from the seed. */
	readonly parameters?: TrueParameters | undefined
	/** What goes wrong with the plant; default nothing. */
	readonly faults?: FaultOptions | undefined
	/** How badly its way to the broker behaves; default well. */
	readonly wire?: WireOptions | undefined
	/** Whether a trainer may break it while it runs, over topics of their own on the broker; default no. */
	readonly training?: boolean | undefined
	/** Primary host that the births wait for; default none. */
	readonly hostId?: string | undefined
}

export interface SimulatedPlcState {
	/** Plant time, ms since 1970. */
	readonly plantMs: number
	readonly line: PackMlStateName
	readonly recipe: string
	readonly link: EdgeStatus | null
	readonly counters: EdgeCounters | null
	/** Writes that the PLC did not take. */
	readonly ignoredWrites: number
	/** What the wire has done to the messages of the PLC. */
	readonly wire: WireCounters
}

/** The PLC of a line as it is seen from the network, with a plant of its own behind it. */
export interface SimulatedPlc {
	/** For tests: what is really there. */
	readonly plant: Plant
	readonly state: SimulatedPlcState
	/** Connects, and lets plant time run. Resolves when the births are out or after 10 s; the session goes on trying. */
	start(): Promise<void>
	/** NDEATH, DISCONNECT; plant time stands still. */
	stop(): Promise<void>
	/** Power cut: the socket closes without a word, so that the broker sends the Will. */
	kill(): void
}

const PUBLISH_EVERY_MS = 200
/** Behind by more wall time than this, the plant goes on from where it is: a machine that slept must not simulate its night. */
const CATCH_UP_MS = 5_000
/** One message of a device tells of at most this many cycles, and the plant leaves the process half of its time. */
const MESSAGE_CYCLES = 50
const WORK_MS = 100
const ONLINE_WAIT_MS = 10_000

/** Builds the plant (`running`: warmed up, about half a second of work) and its edge node; nothing is sent before `start`. */
export function createSimulatedPlc(options: SimulatedPlcOptions): SimulatedPlc {
	return new Plc(options)
}

class Plc implements SimulatedPlc {
	readonly plant: Plant
	readonly #options: SimulatedPlcOptions
	readonly #speed: number
	readonly #reporter: Reporter
	readonly #watch: CommandWatch
	readonly #wireOut: BadWire
	readonly #wireIn: BadWire
	#desk: ReturnType<typeof openTrainingDesk> | null = null
	#wasSilent = false
	readonly #startedMs = performance.now()
	#session: EdgeSession | null = null
	#timer: NodeJS.Timeout | undefined
	#plan: readonly PlanItem[] | null = null
	/** Wall time that the plant has given up catching up. */
	#lostMs = 0

	constructor(options: SimulatedPlcOptions) {
		const { line, recipes, seed, speed = 1 } = options
		if (!(speed >= 0.1 && speed <= 100)) throw new RangeError(`speed: found ${speed}, expected 0.1 to 100`)
		this.#options = options
		this.#speed = speed
		const named = recipesByTagName(line, recipes)
		this.plant = new Plant({
			line,
			recipes: named,
			seed,
			startMs: Math.max(Date.now(), options.notBeforeMs ?? 0),
			start: options.start ?? 'running',
			recipe: options.recipe === undefined ? undefined : (line.recipes[options.recipe] ?? options.recipe),
			plan: options.plan,
			parameters: options.parameters,
			faults: options.faults,
		})
		const { wire = {} } = options
		this.#wireOut = new BadWire(wire, seed, 'out', speed)
		this.#wireIn = new BadWire(wire, seed, 'in', speed)
		this.plant.wireAheadMs = (plantS) => this.#wireOut.aheadMs(plantS)
		this.#reporter = new Reporter(this.plant)
		this.#watch = new CommandWatch(speed)
	}

	get state(): SimulatedPlcState {
		return {
			plantMs: this.plant.nowMs,
			line: this.plant.program.line.state,
			recipe: this.plant.recipe,
			link: this.#session?.status ?? null,
			counters: this.#session?.counters() ?? null,
			ignoredWrites: this.plant.panel.ignored + this.#watch.refused,
			wire: { ...this.#wireOut.counters },
		}
	}

	async start(): Promise<void> {
		if (this.#session !== null) return
		const { line, brokerUrl, access, hostId } = this.#options
		const session = createEdgeSession({
			...access,
			brokerUrl,
			hostId,
			...line.sparkplug,
			devices: this.#reporter.devices,
			offlineDevices: [...this.plant.silentStations],
			getBirth: (device) => (device === null ? [this.#heartbeat()] : this.#reporter.birth(device)),
			onCommand: (device, commands) =>
				device === null ? this.#beat(session, commands) : this.#wireIn.pass(() => this.#write(commands)),
			wire: (send) => this.#wireOut.pass(send),
			nowMs: () => this.plant.nowMs + this.plant.clockAheadMs,
		})
		this.#session = session
		this.#tellPlan(session)
		this.#timer = setInterval(() => this.#tick(session), PUBLISH_EVERY_MS)
		if (this.#options.training === true) this.#desk = openTrainingDesk(this.plant, { brokerUrl, ...access })
		await online(session)
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer)
		const session = this.#session
		this.#session = null
		this.#wireOut.close()
		this.#wireIn.close()
		await this.#desk?.close()
		this.#desk = null
		await session?.close()
	}

	kill(): void {
		clearInterval(this.#timer)
		this.#session?.cut()
		this.#session = null
	}

	#tick(session: EdgeSession): void {
		const plantMs = this.plant.nowMs - this.plant.startMs
		const behindMs = performance.now() - this.#startedMs - this.#lostMs - plantMs / this.#speed
		if (behindMs > CATCH_UP_MS) this.#lostMs += behindMs - CATCH_UP_MS
		let cycles = Math.floor((Math.min(behindMs, CATCH_UP_MS) * this.#speed) / (1000 * CYCLE_S))
		const untilMs = performance.now() + WORK_MS
		this.plant.gatewayLost = this.#watch.isSilent(performance.now())
		for (const station of STATIONS) session.setDeviceOnline(station, !this.plant.silentStations.has(station))
		while (cycles > 0 && performance.now() < untilMs) {
			const some = Math.min(cycles, MESSAGE_CYCLES)
			for (const [device, metrics] of this.#reporter.run(some)) if (!this.#isSilent()) session.publish(device, metrics)
			cycles -= some
		}
		if (this.plant.plan.items !== this.#plan) this.#tellPlan(session)
	}

	/** What nobody heard is told when the PLC speaks again. */
	#isSilent(): boolean {
		const { silent } = this.plant.faults.disturbances
		if (this.#wasSilent && !silent) this.#reporter.retell()
		this.#wasSilent = silent
		return silent
	}

	/** The request acts on what has been written before it, so it comes last whatever the order in the message. */
	#write(commands: readonly EdgeCommand[]): void {
		const isRequest = (command: EdgeCommand) => command.name.endsWith('/CmdChangeRequest')
		const ordered = [...commands.filter((command) => !isRequest(command)), ...commands.filter(isRequest)]
		for (const { name, value, timestampMs } of ordered) {
			if (this.#watch.takes(timestampMs, this.plant.nowMs + this.plant.clockAheadMs, performance.now()))
				this.plant.panel.write(name, value)
		}
	}

	#heartbeat(): EdgeMetric {
		return { name: HEARTBEAT, type: DataType.Int64, value: BigInt(this.#watch.beat), timestampMs: this.plant.nowMs }
	}

	/** Told back, as everything is that may be written. */
	#beat(session: EdgeSession, commands: readonly EdgeCommand[]): void {
		for (const { name, value } of commands) if (name === HEARTBEAT) this.#watch.beats(value, performance.now())
		session.publish(null, [this.#heartbeat()])
	}

	#tellPlan(session: EdgeSession): void {
		const { group, node } = this.#options.line.sparkplug
		this.#plan = this.plant.plan.items
		session.publishRaw(`${group}/${node}/Schedule`, JSON.stringify(this.#plan), { qos: 1, retain: true })
	}
}

function recipesByTagName(line: LineConfig, recipes: Readonly<Record<string, Recipe>>): ReadonlyMap<string, Recipe> {
	const named = new Map<string, Recipe>()
	for (const [id, tagName] of Object.entries(line.recipes)) {
		const recipe = recipes[id]
		if (recipe !== undefined) named.set(tagName, recipe)
	}
	if (named.size === 0) throw new RangeError(`recipes: expected at least one of ${Object.keys(line.recipes).join(', ')}`)
	return named
}

function online(session: EdgeSession): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			clearTimeout(timeout)
			// The subject tells its present state inside `subscribe`, before there is a subscription to end.
			queueMicrotask(() => subscription.unsubscribe())
			resolve()
		}
		const timeout = setTimeout(done, ONLINE_WAIT_MS)
		const subscription = session.state$.subscribe({
			next: ({ state }) => {
				if (state === 'online') done()
			},
			complete: done,
		})
	})
}

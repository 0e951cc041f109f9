import { join as pathJoin } from 'node:path'
import { type Historian, openHistorian } from '@emberline/historian'
import { type HmiServer, startHmiServer, type User, type WhatIfDoor } from '@emberline/hmi'
import { faultNamed, type LineConfig, type Recipe, tagsByName, tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipe, loadRecipesOfLine } from '@emberline/line-config/files'
import {
	type CommandPort,
	connectLine,
	createReadingSpool,
	createTwinNode,
	HeardMessages,
	isHostAtBroker,
	type LinePlc,
	type LogMessage,
	logLine,
	type ReadingSpool,
	startEmbeddedBroker,
	toldReadings,
} from '@emberline/plc-gateway'
import { createSimulatedPlc, type FaultOptions, type SimulatedPlc, type WireOptions } from '@emberline/plc-gateway/simulated-plc'
import { createLineTwin, type Forecast, Forecaster, type LineTwin, type Reading } from '@emberline/twin'
import { merge, type Observable, take } from 'rxjs'
import { type BrokerAccessGiven, brokerAccess } from './broker-access.ts'
import { displayModel } from './display.ts'
import { doubledRun } from './doubled-run.ts'
import { InputError } from './errors.ts'
import { logFaults, logStore } from './fault-log.ts'
import { ForecastLoop } from './forecast-loop.ts'
import { ForecastWorkers } from './forecast-workers.ts'
import { retentionOf } from './history-retention.ts'
import { type LineAudit, openLineAudit } from './line-audit.ts'
import { auditFile, type CommandsGiven, lineCommands } from './line-commands.ts'
import { metricsText } from './metrics.ts'
import { connectPlainPlant, type PlainPlant, readMapping } from './plain-plant.ts'
import { PlantClock } from './plant-clock.ts'
import { readiness } from './readiness.ts'
import { openLog } from './replay/log-file.ts'
import { pastMessage, resumedMessage } from './replay/resumed-line.ts'
import { TwinDrive } from './replay/twin-drive.ts'
import { TwinFiles } from './replay/twin-files.ts'
import { recordRoll } from './roll-record.ts'
import { ScreenLots } from './screen-lots.ts'
import { readUsers, screenAlarms } from './screen-people.ts'
import { ScreenRecipes } from './screen-recipes.ts'
import { ScreenRolls } from './screen-rolls.ts'
import { SnapshotKeeper } from './snapshot-keeper.ts'
import {
	filesIn,
	makeUp,
	missedWords,
	type Resumed,
	resumedWords,
	resumeFrom,
	snapshotFolder,
	spoolEmpty,
	writtenWebM,
} from './snapshot-resume.ts'
import { whatIfDoor } from './what-if/what-if-door.ts'

export interface RunOptions extends Partial<CommandsGiven>, BrokerAccessGiven {
	/** Line file, or the bare name of a shipped line. */
	readonly line: string
	/** Without it an embedded broker is started. */
	readonly broker?: string
	readonly historian: string
	readonly plc: 'simulated' | 'external'
	readonly host: string
	readonly port: number
	readonly speed: number
	readonly start: 'running' | 'cold'
	readonly recipe?: string
	readonly seed: number
	/** Port of the embedded broker; 0 takes a free one. */
	readonly brokerPort: number
	/** Folder of the log between plant and historian, or `none`: values then go to the historian's buffer in memory. Default: in the folder of an embedded history. */
	readonly spool?: string
	/** File of those who may sign in at the screen; without it the screen only shows. */
	readonly users?: string | undefined
	/** Mapping of a PLC that speaks JSON or bare numbers. */
	readonly plain?: string
	/** Log of all that the twin is given: its replay gives the same twin. */
	readonly record?: string | undefined
	/** Folder for the files that a replay writes too. */
	readonly out?: string | undefined
	/** Folder of the snapshots, or `none`; default beside the history. */
	readonly snapshots?: string | undefined
	/** Wall time between two snapshots [s]; default as the line file says, else 60. */
	readonly snapshotEveryS?: number | undefined
	/** Begins anew whatever snapshots there are. */
	readonly fresh?: boolean | undefined
	/** Simulated plant: what goes wrong with it, and with its way to the broker. */
	readonly faults?: FaultOptions | undefined
	readonly wire?: WireOptions | undefined
}

export interface RunningLine {
	readonly screenUrl: string
	readonly brokerUrl: string
	readonly twin: LineTwin
	readonly plc: LinePlc
	readonly historian: Historian
	readonly forecasts$: Observable<Forecast>
	/** The only way to write to the plant. */
	readonly commands: CommandPort
	/** Resolves with the broker when another run with the same host id was there before this one; else never. */
	readonly doubled: Promise<string>
	/** Null with an external plant. */
	readonly simulatedPlc: SimulatedPlc | null
	/** How it went on from where a run before it ended; null when it began anew. */
	readonly resumed: Resumed | null
	/** Ends everything in the reverse order of its start. */
	close(): Promise<void>
}

/** How often it is looked whether the plant has fallen silent, and what between two looks is a stall of this process. */
const LOOK_MS = 100
const STALL_MS = 1000
/** Plant time between two forecasts. */
const FORECAST_EVERY_MS = 60_000
const SNAPSHOT_EVERY_S = 60
const LOG_FLUSH_MS = 1000

const warn = (text: string): void => {
	process.stderr.write(`${text}\n`)
}

/** Joins the parts for live running. The only place that knows them all. Rejects when one cannot start; nothing is left running then. */
export async function startRun(options: RunOptions): Promise<RunningLine> {
	const line = loadLine(options.line)
	const recipes = loadRecipesOfLine(line)
	// What the line cannot have is told before anything is started.
	for (const { fault } of options.faults?.scripted ?? []) faultNamed(fault, line)
	const closers: (() => void | Promise<void>)[] = []
	const close = async () => {
		const failed: unknown[] = []
		for (const end of closers.splice(0).reverse()) {
			// One part that fails to end must not keep the others, the historian above all, from ending well.
			try {
				await end()
			} catch (error) {
				failed.push(error)
			}
		}
		if (failed.length > 0) throw new AggregateError(failed, `not everything could be ended: ${failed.map(String).join('; ')}`)
	}
	try {
		return { ...(await join(options, line, recipes, closers)), close }
	} catch (error) {
		await close()
		throw error
	}
}

async function join(
	options: RunOptions,
	line: LineConfig,
	recipes: ReadonlyMap<string, Recipe>,
	closers: (() => void | Promise<void>)[],
): Promise<Omit<RunningLine, 'close'>> {
	const startMs = performance.now()
	const { group, node } = line.sparkplug
	const clock = new PlantClock({ steadyMs: () => performance.now(), startMs: Date.now(), speed: options.speed })
	const simulated = options.plc === 'simulated'
	const recipe = options.recipe === undefined ? undefined : loadRecipe(options.recipe, line)
	if (recipe !== undefined && !simulated)
		throw new InputError('--recipe: found with --plc external, expected with the simulated plant only')

	const mapping = readMapping(line, options.plain)
	const historian = await openHistorian(options.historian, { node: `${group}/${node}`, retention: retentionOf(line) })
	closers.push(() => historian.close())
	const brokerUrl = options.broker ?? (await embeddedBroker(options.brokerPort, closers))

	const byId = Object.fromEntries([...recipes.values()].map((r) => [r.id, r]))
	const twinOptions = { line, recipes: byId, seed: options.seed }
	const snapshotDir = snapshotFolder(options.snapshots, options.historian)
	const resume = snapshotDir === null || options.fresh === true ? null : resumeFrom(snapshotDir, twinOptions, warn)
	const twin = createLineTwin(twinOptions, resume?.twin)
	const tags = tagsOfLine(line)
	const workers = new ForecastWorkers({ line, recipes: byId })
	closers.push(() => workers.close())
	const drive = new TwinDrive(line, twin)
	const heard = new HeardMessages()
	const arrivals = arrivalClock()
	const forecaster = new Forecaster(twinOptions, resume?.forecasts?.shown)
	const kept = new Forecaster(twinOptions, resume?.forecasts?.kept)
	twin.frames$.subscribe((frame) => {
		forecaster.frame(frame)
		kept.frame(frame)
	})
	const forecasts = new ForecastLoop({
		posterior: () => twin.posterior(),
		forecaster,
		kept,
		workers,
		everyMs: FORECAST_EVERY_MS,
		failed: (error) => warn(`forecast: ${error instanceof Error ? error.message : String(error)}`),
	})
	closers.push(() => forecasts.close())

	let acknowledge: (number: number) => void = () => {}
	const spoolDir = spoolFolder(options)
	const spool =
		spoolDir === null
			? null
			: createReadingSpool({
					dir: spoolDir,
					sink: { write: (readings) => historian.writeReadings(readings), flush: () => historian.flush() },
					acknowledge: (number) => acknowledge(number),
				})
	if (spool !== null) closers.push(() => spool.close())
	const files =
		options.out === undefined
			? null
			: new TwinFiles({ dir: options.out, line, recipes: byId, twin }, filesIn(resume, options.out))
	if (files !== null) {
		closers.push(() => {
			files.finish({
				source: brokerUrl,
				foreign_messages: drive.plc.counts.foreignMessages,
				wrong_arrival_times: drive.time.wrong,
				readings: drive.plc.counts.readings,
				undecodable: heard.undecodable,
				unresolved_metrics: heard.unresolvedMetrics,
				seed: options.seed,
				wall_s: Math.round(performance.now() - startMs) / 1000,
			})
			files.close()
		})
		drive.readings$.subscribe((batch) => files.readings(batch))
		twin.frames$.subscribe((frame) => files.frame(frame))
		forecasts.kept$.subscribe((forecast) => files.forecast(forecast))
	}
	twin.frames$.subscribe((frame) => historian.writeFrame(frame))
	const rolls =
		options.historian === 'none'
			? null
			: await ScreenRolls.open({ line, historian, store: options.historian, nowMs: () => clock.nowMs() })
	if (rolls !== null) closers.push(() => rolls.close())
	const lots =
		rolls === null
			? null
			: await ScreenLots.open({
					line,
					recipes: byId,
					historian,
					store: options.historian,
					rolls,
					nowMs: () => clock.nowMs(),
				})
	if (lots !== null) {
		closers.push(() => lots.close())
		drive.readings$.subscribe((batch) => lots.readings(batch))
		twin.frames$.subscribe((frame) => lots.frame(frame))
	}
	const revisions = options.historian === 'none' ? null : await ScreenRecipes.open(line, recipes, options.historian)
	if (revisions !== null) closers.push(() => revisions.close())
	const roll = recordRoll({
		line,
		recipes: byId,
		readings$: drive.readings$,
		twin,
		historian,
		store: options.historian,
		warn,
		from: resume?.roll,
		...(rolls !== null && {
			told: {
				take: (rows) => {
					rolls.take(rows)
					lots?.take(rows)
				},
				sealed: (record) => rolls.sealed(record),
			},
		}),
		writtenM: await writtenWebM(resume, historian, warn),
	})
	closers.push(() => roll.close())
	const log = options.record === undefined ? null : openLog(options.record)
	if (log !== null) {
		const flushing = setInterval(() => log.flush(), LOG_FLUSH_MS)
		closers.push(() => {
			clearInterval(flushing)
			log.close()
		})
	}
	// The twin is given what is written down, and nothing else: a log of it gives the same twin again.
	const tell = (message: LogMessage) => {
		log?.line(logLine(message))
		drive.message(message)
	}
	let resumed: Resumed | null = null
	if (resume !== null) {
		tell(resumedMessage(resume.state, arrivals()))
		await spoolEmpty(() => spool?.metrics().emberline_spool_waiting ?? 0)
		resumed = await makeUp(
			resume,
			historian,
			tags.map(({ name }) => name),
			(past) => tell(pastMessage(past, arrivals())),
			{ nowMs: Date.now(), warn },
		)
		noteResumed(resumed, drive, historian)
	}

	const access = brokerAccess(options)
	const users = readUsers(options.users)
	const isAudited = options.commands === 'on' || users.length > 0
	const audit = isAudited ? await openLineAudit(options.audit ?? auditFile(options.historian)) : null
	if (audit !== null) closers.push(() => audit.close())
	const commands = await lineCommands({ commands: 'off', ...options }, line, historian, audit)
	const another = options.broker !== undefined && (await isHostAtBroker({ brokerUrl, ...access }, 'EMBERLINE'))
	const plc = connectLine({
		brokerUrl,
		...access,
		group,
		node,
		tags,
		nowMs: () => clock.nowMs(),
		commands,
		heard: (topic, payload) => {
			const told = heard.take(topic, payload, arrivals())
			if (told !== null) tell(told.message)
		},
	})
	acknowledge = (number) => plc.acknowledge(number)
	closers.push(() => plc.close())
	// Before the way to the plant: the last that it hands over is acknowledged to it.
	if (spool !== null) closers.push(() => spool.close())
	const doubled = doubledRun(plc.faults$, brokerUrl, another, () => performance.now())
	const plain = mapping === null ? null : connectPlainPlant({ brokerUrl, ...access, mapping }, line, plc, commands)
	if (plain !== null) closers.push(() => plain.close())
	const readings$ = plain === null ? plc.readings$ : merge(plc.readings$, plain.readings$)
	readings$.subscribe((batch) => {
		clock.take(newestMs(batch))
		if (spool === null) historian.writeReadings(batch)
	})
	if (spool === null) plc.history$.subscribe((batch) => historian.writeReadings(batch))
	else {
		plc.arrivals$.subscribe((arrival) => spool.take(arrival))
		plain?.readings$.subscribe((readings) => spool.take({ readings, number: null, first: null }))
	}
	plain?.readings$.subscribe((batch) => {
		for (const message of toldReadings(batch, { group, node, tags: tagsByName(tags) }, arrivals())) tell(message)
	})
	forecasts.forecasts$.subscribe((forecast) => historian.writeForecast(forecast))
	twin.frames$.subscribe(({ tMs }) => forecasts.tick(tMs))
	const faultLogs = [logFaults(plc.faults$, historian), logFaults(twin.faults$, historian), logStore(historian)]

	const twinNode = createTwinNode({
		brokerUrl,
		...access,
		group,
		node: `${node}-TWIN`,
		frames$: twin.frames$,
		forecasts$: forecasts.forecasts$,
		heatingZones: line.stations.heating.modules.length,
		units: { line, machines: () => twin.machines(), inForce: () => twin.inForce() },
		nowMs: () => clock.nowMs(),
	})
	closers.push(() => twinNode.close())

	const simulatedPlc = simulated
		? createSimulatedPlc({
				line,
				recipes: byId,
				brokerUrl,
				access,
				seed: options.seed,
				speed: options.speed,
				notBeforeMs: (resumed?.made_up_to_ms ?? 0) + 1000,
				start: options.start,
				...(recipe && { recipe: recipe.id }),
				faults: options.faults,
				wire: options.wire,
				training: true,
			})
		: null
	const whatIf = whatIfDoor({ line, recipes: byId, live: () => twin.posterior() })
	closers.push(() => whatIf.close())
	// Before the plant: it tells all its values once, at its birth, and then only what changes.
	const screen = await startScreen(options, {
		line,
		recipes,
		plc,
		plain,
		readings$,
		twin,
		historian,
		forecasts,
		spool,
		users,
		audit,
		rolls,
		lots,
		revisions,
		whatIf,
	})
	closers.push(() => screen.close())
	if (simulatedPlc !== null) {
		closers.push(() => simulatedPlc.stop())
		await simulatedPlc.start()
	}
	let lookedMs = arrivals()
	const timer = setInterval(() => {
		const nowMs = arrivals()
		// After a stall of this process what came meanwhile is heard first.
		if (nowMs - lookedMs < STALL_MS) drive.silent(nowMs)
		lookedMs = nowMs
	}, LOOK_MS)
	closers.push(() => clearInterval(timer))
	if (snapshotDir !== null) {
		const keeper = new SnapshotKeeper({
			dir: snapshotDir,
			line: line.name,
			everyMs: 1000 * (options.snapshotEveryS ?? line.snapshotEveryS ?? SNAPSHOT_EVERY_S),
			state: () => ({
				twin: twin.snapshot(),
				forecasts: { shown: forecaster.snapshot(), kept: kept.snapshot() },
				roll: roll.snapshot(),
				files: files === null || options.out === undefined ? null : { dir: options.out, state: files.snapshot() },
			}),
			nowMs: () => Date.now(),
			steadyMs: () => performance.now(),
			warn,
		})
		// The last to hear of a frame: whatever follows from it has been told by then.
		twin.frames$.subscribe(() => keeper.frame())
		closers.push(() => keeper.close())
	}
	// The first to end: that the simulated plant goes with the rest is no fault.
	closers.push(() => {
		for (const log of faultLogs) log.unsubscribe()
	})
	return {
		screenUrl: screen.url,
		brokerUrl,
		twin,
		plc,
		historian,
		forecasts$: forecasts.forecasts$,
		commands: plain?.commands ?? plc.commands,
		doubled,
		simulatedPlc,
		resumed,
	}
}

interface Parts {
	readonly line: LineConfig
	readonly recipes: ReadonlyMap<string, Recipe>
	readonly plc: LinePlc
	readonly plain: PlainPlant | null
	readonly readings$: Observable<readonly Reading[]>
	readonly twin: LineTwin
	readonly historian: Historian
	readonly forecasts: ForecastLoop
	readonly spool: ReadingSpool | null
	readonly users: readonly User[]
	readonly audit: LineAudit | null
	readonly rolls: ScreenRolls | null
	readonly lots: ScreenLots | null
	readonly revisions: ScreenRecipes | null
	readonly whatIf: WhatIfDoor
}

function startScreen(options: RunOptions, parts: Parts): Promise<HmiServer> {
	const {
		line,
		recipes,
		plc,
		plain,
		readings$,
		twin,
		historian,
		forecasts,
		spool,
		users,
		audit,
		rolls,
		lots,
		revisions,
		whatIf,
	} = parts
	return startHmiServer({
		port: options.port,
		host: options.host,
		display: displayModel(line, recipes),
		readings$,
		frames$: twin.frames$,
		forecasts$: forecasts.forecasts$,
		plantLink$: plain?.link$ ?? plc.link$,
		history: (series, fromMs, toMs, maxPoints) => historian.query({ series, fromMs, toMs, maxPoints }),
		readiness: () => readiness(plain?.link(plc.link) ?? plc.link, twin.health(), historian.status()),
		metrics: () => metricsText(plc, historian, twin, spool?.metrics()),
		simulated: options.plc === 'simulated',
		alarms: screenAlarms(line, options.historian, historian),
		commands: plain?.commands ?? plc.commands,
		whatIf,
		...(rolls !== null && { rolls }),
		...(lots !== null && { lots }),
		...(revisions !== null && { recipes: revisions }),
		...(audit !== null && { access: { users, audit } }),
	})
}

async function embeddedBroker(port: number, closers: (() => void | Promise<void>)[]): Promise<string> {
	const broker = await startEmbeddedBroker({ port })
	closers.push(() => broker.close())
	return broker.url
}

/** Says what was missed once the plant speaks, to people and in the history. */
function noteResumed(resumed: Resumed, drive: TwinDrive, historian: Historian): void {
	const note = (tMs: number, code: string, message: string) =>
		historian.writeEvents([{ tMs, kind: 'historian', source: 'twin', code, message }])
	if (resumed.snapshot_ms !== null) note(resumed.snapshot_ms, 'RESUMED', `went on from ${resumedWords(resumed)}`)
	drive.readings$.pipe(take(1)).subscribe((batch) => {
		const missed = missedWords(resumed.made_up_to_ms, newestMs(batch))
		if (missed === null || resumed.made_up_to_ms === null) return
		warn(missed)
		note(resumed.made_up_to_ms, 'MISSED', missed)
	})
}

/** An embedded history is held by one process at a time, and so is what stands in its folder. */
function spoolFolder({ spool, historian }: RunOptions): string | null {
	if (spool !== undefined) return spool === 'none' ? null : spool
	return historian.startsWith('embedded:') ? pathJoin(historian.slice('embedded:'.length), 'spool') : null
}

function newestMs(batch: readonly { readonly tMs: number }[]): number {
	return batch.reduce((newest, reading) => Math.max(newest, reading.tMs), Number.NEGATIVE_INFINITY)
}

/** Wall clock that never runs back, whole ms since 1970. */
function arrivalClock(): () => number {
	const startMs = Date.now() - performance.now()
	return () => Math.round(startMs + performance.now())
}

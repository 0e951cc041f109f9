import { join as pathJoin } from 'node:path'
import { type Historian, openHistorian } from '@emberline/historian'
import { type HmiServer, startHmiServer } from '@emberline/hmi'
import { faultNamed, type LineConfig, type Recipe, tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipe, loadRecipesOfLine } from '@emberline/line-config/files'
import {
	type CommandPort,
	connectLine,
	createReadingSpool,
	createTwinNode,
	HeardMessages,
	isHostAtBroker,
	type LinePlc,
	type ReadingSpool,
	startEmbeddedBroker,
} from '@emberline/plc-gateway'
import { createSimulatedPlc, type FaultOptions, type SimulatedPlc, type WireOptions } from '@emberline/plc-gateway/simulated-plc'
import { createLineTwin, type Forecast, Forecaster, type LineTwin, type Reading } from '@emberline/twin'
import { merge, type Observable } from 'rxjs'
import { type BrokerAccessGiven, brokerAccess } from './broker-access.ts'
import { displayModel } from './display.ts'
import { doubledRun } from './doubled-run.ts'
import { InputError } from './errors.ts'
import { logFaults, logStore } from './fault-log.ts'
import { ForecastLoop } from './forecast-loop.ts'
import { ForecastWorkers } from './forecast-workers.ts'
import { retentionOf } from './history-retention.ts'
import { type CommandsGiven, lineCommands } from './line-commands.ts'
import { metricsText } from './metrics.ts'
import { connectPlainPlant, type PlainPlant, readMapping } from './plain-plant.ts'
import { PlantClock } from './plant-clock.ts'
import { readiness } from './readiness.ts'
import { TwinDrive } from './replay/twin-drive.ts'
import { TwinFiles } from './replay/twin-files.ts'
import { recordRoll } from './roll-record.ts'

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
	/** Mapping of a PLC that speaks JSON or bare numbers. */
	readonly plain?: string
	/** Folder for the files that a replay writes too. */
	readonly out?: string | undefined
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
	/** Ends everything in the reverse order of its start. */
	close(): Promise<void>
}

/** How often it is looked whether the plant has fallen silent, and what between two looks is a stall of this process. */
const LOOK_MS = 100
const STALL_MS = 1000
/** Plant time between two forecasts. */
const FORECAST_EVERY_MS = 60_000

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
	const twin = createLineTwin({ line, recipes: byId, seed: options.seed })
	const tags = tagsOfLine(line)
	const workers = new ForecastWorkers({ line, recipes: byId })
	closers.push(() => workers.close())
	const drive = new TwinDrive(line, twin)
	const heard = new HeardMessages()
	const arrivals = arrivalClock()
	const forecaster = new Forecaster({ line, recipes: byId, seed: options.seed })
	twin.frames$.subscribe((frame) => forecaster.frame(frame))
	const forecasts = new ForecastLoop({
		posterior: () => twin.posterior(),
		forecaster,
		workers,
		everyMs: FORECAST_EVERY_MS,
		failed: (error) => process.stderr.write(`forecast: ${error instanceof Error ? error.message : String(error)}\n`),
	})
	closers.push(() => forecasts.close())

	const access = brokerAccess(options)
	const commands = await lineCommands({ commands: 'off', ...options }, line, historian, closers)
	const another = options.broker !== undefined && (await isHostAtBroker({ brokerUrl, ...access }, 'EMBERLINE'))
	const plc = connectLine({
		brokerUrl,
		...access,
		group,
		node,
		tags,
		nowMs: () => clock.nowMs(),
		commands,
		// The twin is given what a recorder would write down, and nothing else: a log of it gives the same twin again.
		heard: (topic, payload) => {
			const told = heard.take(topic, payload, arrivals())
			if (told !== null) drive.message(told.message)
		},
	})
	closers.push(() => plc.close())
	const doubled = doubledRun(plc.faults$, brokerUrl, another, () => performance.now())
	const plain = mapping === null ? null : connectPlainPlant({ brokerUrl, ...access, mapping }, line, plc, commands)
	if (plain !== null) closers.push(() => plain.close())
	const readings$ = plain === null ? plc.readings$ : merge(plc.readings$, plain.readings$)
	const spoolDir = spoolFolder(options)
	const spool =
		spoolDir === null
			? null
			: createReadingSpool({
					dir: spoolDir,
					sink: { write: (readings) => historian.writeReadings(readings), flush: () => historian.flush() },
					acknowledge: (number) => plc.acknowledge(number),
				})
	if (spool !== null) closers.push(() => spool.close())
	readings$.subscribe((batch) => {
		clock.take(newestMs(batch))
		if (spool === null) historian.writeReadings(batch)
	})
	if (spool === null) plc.history$.subscribe((batch) => historian.writeReadings(batch))
	else {
		plc.arrivals$.subscribe((arrival) => spool.take(arrival))
		plain?.readings$.subscribe((readings) => spool.take({ readings, number: null, first: null }))
	}
	plain?.readings$.subscribe((batch) => drive.readings(batch, arrivals()))
	const files = options.out === undefined ? null : new TwinFiles({ dir: options.out, line, recipes: byId, twin })
	if (files !== null) {
		closers.push(() => files.close())
		drive.readings$.subscribe((batch) => files.readings(batch))
		twin.frames$.subscribe((frame) => files.frame(frame))
		forecasts.forecasts$.subscribe((forecast) => files.forecast(forecast))
	}
	twin.frames$.subscribe((frame) => historian.writeFrame(frame))
	const roll = recordRoll({
		line,
		recipes: byId,
		readings$: drive.readings$,
		twin,
		historian,
		store: options.historian,
		warn: (text) => process.stderr.write(`${text}\n`),
	})
	closers.push(() => roll.close())
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
		nowMs: () => clock.nowMs(),
	})
	closers.push(() => twinNode.close())

	const simulatedPlc = simulated
		? createSimulatedPlc({
				line,
				recipes: byId,
				brokerUrl,
				seed: options.seed,
				speed: options.speed,
				start: options.start,
				...(recipe && { recipe: recipe.id }),
				faults: options.faults,
				wire: options.wire,
				training: true,
			})
		: null
	if (simulatedPlc !== null) {
		closers.push(() => simulatedPlc.stop())
		await simulatedPlc.start()
	}

	const screen = await startScreen(options, { line, recipes, plc, plain, readings$, twin, historian, forecasts, spool })
	closers.push(() => screen.close())
	let lookedMs = arrivals()
	const timer = setInterval(() => {
		const nowMs = arrivals()
		// After a stall of this process what came meanwhile is heard first.
		if (nowMs - lookedMs < STALL_MS) drive.silent(nowMs)
		lookedMs = nowMs
	}, LOOK_MS)
	closers.push(() => clearInterval(timer))
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
	}
}

		units: { line, machines: () => twin.machines() },
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
}

function startScreen(options: RunOptions, parts: Parts): Promise<HmiServer> {
	const { line, recipes, plc, plain, readings$, twin, historian, forecasts, spool } = parts
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
	})
}

async function embeddedBroker(port: number, closers: (() => void | Promise<void>)[]): Promise<string> {
	const broker = await startEmbeddedBroker({ port })
	closers.push(() => broker.close())
	return broker.url
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

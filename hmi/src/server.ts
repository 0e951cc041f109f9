import { createServer, type Server } from 'node:http'
import type { AlarmGuide } from '@emberline/line-config'
import type { Forecast, LineFrame, Reading } from '@emberline/twin'
import type { Observable, Subscription } from 'rxjs'
import { Sessions } from './access/sessions.ts'
import { SignIn } from './access/sign-in.ts'
import { type User, Users } from './access/users.ts'
import type { AlarmStore } from './alarms/alarm-file.ts'
import type { AlarmJournalEntry } from './alarms/alarm-record.ts'
import { AlarmServer } from './alarms/alarm-server.ts'
import type { AuditPort } from './audit.ts'
import { Clients } from './clients.ts'
import type { CommandDoor } from './commands/command-door.ts'
import { OperatorCommands } from './commands/operator-commands.ts'
import { BATCH_MS, BEAT_MS, type PlantLink, SPARK_SERIES } from './contract.ts'
import { Desk } from './desk.ts'
import type { DisplayModel } from './display-model.ts'
import { HmiError } from './errors.ts'
import { LinePicture } from './line-picture.ts'
import { LotAnswers } from './lots/lot-answers.ts'
import type { LotSource } from './lots/lot-record.ts'
import { pages } from './pages.ts'
import type { Readiness } from './readiness.ts'
import type { RecipeBook } from './recipes/recipe-record.ts'
import { RollAnswers } from './rolls/roll-answers.ts'
import type { RollSource } from './rolls/roll-source.ts'
import { readScreenFiles } from './screen-files.ts'
import type { History } from './sparks.ts'
import type { WhatIfDoor } from './what-if/what-if.ts'
import { WhatIfDesk } from './what-if/what-if-desk.ts'

export interface HmiOptions {
	/** 0 takes any free port; the one taken is in `HmiServer.port`. */
	readonly port: number
	/** Address to listen on. Default 127.0.0.1: it speaks HTTP, so to open it to a network a proxy with TLS belongs in front. */
	readonly host?: string
	/** Names of this machine beside `localhost`, its host name and plain IP addresses, that browsers use for it. */
	readonly allowedHosts?: readonly string[]
	readonly display: DisplayModel
	readonly readings$: Observable<readonly Reading[]>
	readonly frames$: Observable<LineFrame>
	readonly forecasts$: Observable<Forecast>
	readonly plantLink$: Observable<PlantLink>
	readonly history?: History
	readonly readiness: () => Readiness
	/** Prometheus text of the other parts; the screen's own counts are added to it. */
	readonly metrics?: () => Promise<string>
	/** Time between two batches, ms; 100 where none is said. Shorter ones press a long run into a short one. */
	readonly batchMs?: number
	/** The plant is a simulated one: the header says SIM. */
	readonly simulated?: boolean
	readonly alarms?: {
		/** Texts and behaviour of the alarms, as the line has them. */
		readonly guide?: AlarmGuide
		/** Where their states and journal outlast a restart. */
		readonly store?: AlarmStore
		/** Told of every line of the journal. */
		readonly onEntry?: (entry: AlarmJournalEntry) => void
	}
	/** Who may sign in, and where that and all that they do is written. Without it the screen only shows. */
	readonly access?: { readonly users: readonly User[]; readonly audit: AuditPort }
	/** The way to the plant. Taken only together with `access`. */
	readonly commands?: CommandDoor
	/** Who answers what-ifs. */
	/** Revisions of recipes. Without it there are none to show. */
	readonly recipes?: RecipeBook
	/** Washed powder by the container. Without it there are no lots. */
	readonly lots?: LotSource
	/** Finished web by the metre. Without it there is no roll map. */
	readonly rolls?: RollSource
	readonly whatIf?: WhatIfDoor
	/** Folder of the built screen, for tests. */
	readonly screenFolder?: string
}

export interface HmiServer {
	readonly port: number
	readonly url: string
	/** Ends every socket, timer and subscription. */
	close(): Promise<void>
}

/** Serves the operator screen. Rejects with `HmiError` when the port cannot be had or the screen is not built. */
export async function startHmiServer(options: HmiOptions): Promise<HmiServer> {
	const host = options.host ?? '127.0.0.1'
	const steadyMs = () => performance.now()
	const nowMs = Date.now
	const files = readScreenFiles(options.screenFolder)
	const alarms = new AlarmServer({ ...options.alarms, nowMs })
	alarms.restore()
	const picture = new LinePicture(options.display, options.simulated ?? false, { nowMs, steadyMs }, alarms)
	const allowedHosts = [host, ...(options.allowedHosts ?? [])]
	const { access } = options
	const users = new Users(access?.users ?? [], steadyMs)
	const commands =
		options.commands === undefined || access === undefined
			? null
			: new OperatorCommands({ door: options.commands, picture, users, audit: access.audit, nowMs })
	const whatIfs = new WhatIfDesk(options.whatIf ?? null)
	const desk = new Desk({
		recipes: options.recipes ?? null,
		lots: new LotAnswers(options.lots ?? null),
		users,
		rolls: new RollAnswers(options.rolls ?? null),
		whatIfs,
		alarms,
		audit: access?.audit ?? null,
		commands,
		history: options.history ?? null,
		series: new Set([
			...SPARK_SERIES,
			...options.display.tags.map(({ name }) => name),
			...(options.display.pens ?? []).map(({ series }) => series),
		]),
		nowMs,
	})
	const sessions = new Sessions(steadyMs, (session) => clients.closeSession(session))
	const canCommand = commands !== null && options.commands?.enabled === true
	const note: Desk['note'] = (...line) => desk.note(...line)
	const signIn = new SignIn({ users, sessions, allowedHosts, commands: canCommand, note })
	const http = createServer()
	const touch = ({ id }: { readonly id: string }) => sessions.touch(id)
	const clients = new Clients(http, { picture, steadyMs, allowedHosts, signIn, desk, whatIfs, touch })
	const metrics = async () => `${(await options.metrics?.()) ?? ''}${ownMetrics(clients, alarms)}`
	http.on('request', pages({ files, readiness: options.readiness, metrics, signIn }))
	// Before anything is waited for: a plant tells all its values once, and then only what changes.
	const subscriptions = subscribe(options, picture, clients)
	try {
		await listen(http, options.port, host)
	} catch (error) {
		for (const subscription of subscriptions) subscription.unsubscribe()
		await clients.close()
		throw error
	}
	const timers = [
		setInterval(() => {
			alarms.tick()
			clients.sendBatch()
			void alarms.save()
		}, options.batchMs ?? BATCH_MS),
		setInterval(() => {
			sessions.expire()
			clients.sendBeat()
		}, BEAT_MS),
	]
	const address = http.address()
	const port = typeof address === 'object' && address !== null ? address.port : options.port
	return {
		port,
		url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
		async close() {
			for (const timer of timers) clearInterval(timer)
			for (const subscription of subscriptions) subscription.unsubscribe()
			http.closeAllConnections()
			await clients.close()
			await alarms.save()
		},
	}
}

function subscribe(options: HmiOptions, picture: LinePicture, clients: Clients): readonly Subscription[] {
	let filled = options.history === undefined
	return [
		options.readings$.subscribe((readings) => picture.takeReadings(readings)),
		options.frames$.subscribe((frame) => {
			picture.takeFrame(frame)
			if (filled || options.history === undefined) return
			filled = true
			void picture.sparks.fill(options.history).then(() => clients.sendSnapshots())
		}),
		options.forecasts$.subscribe((forecast) => picture.takeForecast(forecast)),
		options.plantLink$.subscribe((link) => picture.takeLink(link)),
	]
}

function listen(http: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		http.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, port, host)))
		http.listen(port, host, resolve)
	})
}

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): Error {
	if (cause.code === 'EADDRINUSE') {
		const message = `Port ${port} on ${host} is taken by another program. Stop that program, or choose another port with --port.`
		return new HmiError('PORT_TAKEN', message, { cause })
	}
	const message = `The screen cannot listen on ${host} port ${port} (${cause.code ?? cause.message}). Check the address, or choose a port above 1023.`
	return new HmiError('PORT_REFUSED', message, { cause })
}

function ownMetrics(clients: Clients, alarms: AlarmServer): string {
	const { batches, snapshots, slow, refused, closed } = clients.counts
	const rows: readonly (readonly [name: string, kind: string, value: number])[] = [
		['clients', 'gauge', clients.size],
		['batches_total', 'counter', batches],
		['snapshots_total', 'counter', snapshots],
		['slow_clients_total', 'counter', slow],
		['refused_clients_total', 'counter', refused],
		['closed_clients_total', 'counter', closed],
		['alarm_journal_errors_total', 'counter', alarms.counts.storeErrors],
	]
	return rows.map(([name, kind, value]) => `# TYPE emberline_hmi_${name} ${kind}\nemberline_hmi_${name} ${value}\n`).join('')
}

import type { LineConfig } from '@emberline/line-config'
import { type Forecast, type LineFrame, type LineMachinesSnapshot, LinePackTags, type PackTold } from '@emberline/twin'
import type { Observable } from 'rxjs'
import {
	createEdgeSession,
	type EdgeMetric,
	type EdgeSessionOptions,
	type EdgeStatus,
	metricProperties,
	SparkplugQuality,
} from '../edge/index.ts'
import { packTagMetrics, type TwinKnowledge, type TwinMetric, type TwinValue, twinMetrics } from './metrics.ts'

export interface TwinNodeOptions
	extends Pick<EdgeSessionOptions, 'brokerUrl' | 'bdSeqStore' | 'username' | 'password' | 'tls' | 'mqttVersion' | 'reconnect'> {
	readonly frames$: Observable<LineFrame>
	readonly forecasts$: Observable<Forecast>
	/** Default R2R. */
	readonly group?: string | undefined
	/** Default LINE1-TWIN. */
	readonly node?: string | undefined
	/** Heating zones of the line, each with a budget; default 4. */
	readonly heatingZones?: number | undefined
	/** The twin's machines of line and stations, looked at with each frame; their PackTags are then told as a device `PackTags`. Default: none. */
	readonly units?: { readonly line: LineConfig; machines(): LineMachinesSnapshot; inForce(): Omit<PackTold, 'frame'> } | undefined
	/** Shortest time between two messages of one device, ms; default 1000. */
	readonly publishMs?: number | undefined
	/** Without a frame for so long the twin counts as lost, ms; default 5000. */
	readonly frameSilentMs?: number | undefined
	/** The node's clock, ms since 1970. */
	readonly nowMs?: (() => number) | undefined
}

export interface TwinNode {
	readonly state$: Observable<EdgeStatus>
	readonly status: EdgeStatus
	/** Messages sent since the start, births included not. */
	messages(): number
	close(): Promise<void>
}

/**
 * The twin's own edge node, so that any SCADA can read what the twin knows. It tells by change and at most once a second
 * for each device. While the twin is lost its numbers are null with bad quality, and Health says why.
 *
 * It waits for no primary host: its readers are other systems, and they have to see that the twin is lost just when
 * this program's own host is not there.
 */
export function createTwinNode(options: TwinNodeOptions): TwinNode {
	const nowMs = options.nowMs ?? Date.now
	const frameSilentMs = options.frameSilentMs ?? 5_000
	const { units } = options
	const packTags = units === undefined ? null : new LinePackTags(units.line)
	const metrics = [...twinMetrics(options.heatingZones ?? 4), ...(packTags === null ? [] : packTagMetrics())]
	const devices = [...new Set(metrics.map(({ device }) => device))]
	const told = new Map<string, EdgeMetric>()
	let frame: LineFrame | null = null
	let forecast: Forecast | null = null
	let frameMs = performance.now()

	const known = (): TwinKnowledge => ({
		frame,
		forecast,
		packTags: packTags?.tags() ?? new Map(),
		packTagsMs: packTags === null ? null : (frame?.tMs ?? null),
		lostReason: lostReason(frame, performance.now() - frameMs, frameSilentMs),
	})
	const tell = (knowledge: TwinKnowledge, of: readonly TwinMetric[]): EdgeMetric[] =>
		of.map((metric) => wireForm(metric, knowledge, nowMs()))

	const session = createEdgeSession({
		brokerUrl: options.brokerUrl,
		group: options.group ?? 'R2R',
		node: options.node ?? 'LINE1-TWIN',
		devices,
		bdSeqStore: options.bdSeqStore,
		username: options.username,
		password: options.password,
		tls: options.tls,
		mqttVersion: options.mqttVersion,
		reconnect: options.reconnect,
		nowMs,
		getBirth: (device) => {
			const born = tell(
				known(),
				metrics.filter((metric) => metric.device === device),
			)
			for (const metric of born) told.set(metric.name, metric)
			return born.map((metric) => withUnit(metric, metrics))
		},
	})
	const publishChanges = (): void => {
		const knowledge = known()
		for (const device of devices) {
			const changed = tell(
				knowledge,
				metrics.filter((metric) => metric.device === device && isNews(metric, knowledge, told.get(metric.name))),
			)
			if (!session.publish(device, changed)) continue
			for (const metric of changed) told.set(metric.name, metric)
		}
	}
	const subscriptions = [
		options.frames$.subscribe((next) => {
			frame = next
			if (units !== undefined) packTags?.take(units.machines(), { frame: next, ...units.inForce() })
			frameMs = performance.now()
		}),
		options.forecasts$.subscribe((next) => {
			forecast = next
		}),
	]
	const timer = setInterval(publishChanges, options.publishMs ?? 1_000)
	return {
		state$: session.state$,
		get status() {
			return session.status
		},
		messages: () => session.counters().messages,
		close: async () => {
			clearInterval(timer)
			for (const subscription of subscriptions) subscription.unsubscribe()
			await session.close()
		},
	}
}

function lostReason(frame: LineFrame | null, silentMs: number, frameSilentMs: number): string | null {
	if (frame === null) return 'no frame yet'
	if (silentMs > frameSilentMs) return `no frame for ${Math.floor(frameSilentMs / 1000)} s`
	return frame.health === 'lost' ? frame.healthReason || 'lost' : null
}

/** A number that may not be trusted is not told. */
function trustedValue(metric: TwinMetric, known: TwinKnowledge): TwinValue | null {
	if (metric.device !== 'Health' && known.lostReason !== null) return null
	const value = metric.value(known)
	return typeof value === 'number' && !Number.isFinite(value) ? null : value
}

function wireForm(metric: TwinMetric, known: TwinKnowledge, nowMs: number): EdgeMetric {
	const value = trustedValue(metric, known)
	return {
		name: metric.name,
		type: metric.type,
		value,
		timestampMs: Math.floor(metric.tMs(known) ?? nowMs),
		...(value === null && { properties: metricProperties({ quality: SparkplugQuality.bad }) }),
	}
}

function isNews(metric: TwinMetric, known: TwinKnowledge, last: EdgeMetric | undefined): boolean {
	const value = trustedValue(metric, known)
	if (last === undefined) return true
	if (typeof value === 'number' && typeof last.value === 'number') {
		return metric.deadband === 0 ? value !== last.value : Math.abs(value - last.value) >= metric.deadband
	}
	if (Array.isArray(value) && Array.isArray(last.value)) return farApart(value, last.value, metric.deadband)
	return value !== last.value
}

const farApart = (now: readonly unknown[], before: readonly unknown[], deadband: number): boolean =>
	now.length !== before.length ||
	now.some((value, n) =>
		typeof value === 'number' && deadband > 0 ? Math.abs(value - Number(before[n])) >= deadband : value !== before[n],
	)

function withUnit(metric: EdgeMetric, metrics: readonly TwinMetric[]): EdgeMetric {
	const engUnit = metrics.find(({ name }) => name === metric.name)?.unit
	return { ...metric, properties: { ...metric.properties, ...metricProperties({ engUnit }) } }
}

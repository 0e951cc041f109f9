import type { Forecast, LineFrame, Reading, ReadingValue } from '@emberline/twin'
import { AlarmServer } from './alarms/alarm-server.ts'
import type { Batch, Beat, PlantLink, Snapshot, SparkPoint, TagsPart } from './contract.ts'
import { FRAME_SILENT_MS, PROTOCOL, QUALITIES } from './contract.ts'
import { type DisplayModel, deviceOf, silenceLimitMs } from './display-model.ts'
import { allParts, FramePartsSent, round } from './frame-parts.ts'
import { Sparks } from './sparks.ts'

export interface Clocks {
	/** Wall time, ms since 1970: shown, never compared. */
	readonly nowMs: () => number
	/** Runs evenly whatever happens to the wall clock, ms: all ages come from it. */
	readonly steadyMs: () => number
}

interface LatestReading {
	value: ReadingValue
	quality: number
	reason: string | undefined
	/** Steady time of the last reading that was not stale. */
	freshMs: number | null
}

const NO_VALUE_YET: Readonly<LatestReading> = {
	value: null,
	quality: QUALITIES.indexOf('bad'),
	reason: 'no value yet',
	freshMs: null,
}
const GOOD = QUALITIES.indexOf('good')
const UNCERTAIN = QUALITIES.indexOf('uncertain')
const STALE = QUALITIES.indexOf('stale')
/** Zones and profile travel in every fifth batch. */
const SLOW_EVERY = 5

/** The newest of everything that the screen shows, and what of it has changed since the last batch. */
export class LinePicture {
	readonly sparks = new Sparks()
	readonly alarms: AlarmServer
	readonly #display: DisplayModel
	readonly #simulated: boolean
	readonly #clocks: Clocks
	readonly #indexOf: ReadonlyMap<string, number>
	readonly #readings: LatestReading[]
	readonly #changed = new Set<number>()
	readonly #heardMs = new Map<string, number>()
	readonly #sent = new FramePartsSent()
	#frame: LineFrame | null = null
	#frameMs: number | null = null
	#dataMs: number | null = null
	#forecast: Forecast | null = null
	#link: PlantLink = { broker: 'connecting', node: 'unknown', devices: {}, lastDataAgeMs: null }
	#linkMs: number
	#news: { frame?: boolean; forecast?: Forecast; link?: PlantLink; spark?: SparkPoint } = {}
	#seq = 0
	#flushes = 0

	constructor(
		display: DisplayModel,
		simulated: boolean,
		clocks: Clocks,
		alarms: AlarmServer = new AlarmServer({ nowMs: clocks.nowMs }),
	) {
		this.alarms = alarms
		this.#display = display
		this.#simulated = simulated
		this.#clocks = clocks
		this.#linkMs = clocks.steadyMs()
		this.#indexOf = new Map(display.tags.map((tag, index) => [tag.name, index]))
		this.#readings = display.tags.map(() => ({ ...NO_VALUE_YET }))
	}

	get frameTMs(): number | null {
		return this.#frame?.tMs ?? null
	}

	takeReadings(readings: readonly Reading[]): void {
		const steadyMs = this.#clocks.steadyMs()
		for (const { tag, value, quality, reason } of readings) {
			if (quality !== 'stale') {
				this.#heardMs.set(deviceOf(tag), steadyMs)
				this.#dataMs = steadyMs
			}
			const index = this.#indexOf.get(tag)
			const latest = index === undefined ? undefined : this.#readings[index]
			if (index === undefined || latest === undefined) continue
			latest.value = this.#shown(index, value)
			latest.quality = latest.value === null && quality === 'good' ? QUALITIES.indexOf('bad') : QUALITIES.indexOf(quality)
			latest.reason = reason
			if (quality !== 'stale') latest.freshMs = steadyMs
			this.#changed.add(index)
		}
	}

	takeFrame(frame: LineFrame): void {
		this.#frame = frame
		this.#frameMs = this.#clocks.steadyMs()
		this.#news.frame = true
		this.alarms.take(frame, (tag) => this.#isUsable(tag))
		const spark = this.sparks.take(frame)
		if (spark !== null) this.#news.spark = spark
	}

	takeForecast(forecast: Forecast): void {
		this.#forecast = forecast
		this.#news.forecast = forecast
	}

	takeLink(link: PlantLink): void {
		this.#link = link
		this.#linkMs = this.#clocks.steadyMs()
		this.#news.link = link
	}

	/** What changed since the last call, or null. */
	batch(): Batch | null {
		this.#flushes++
		const { frame: newFrame, ...news } = this.#news
		const slow = this.#flushes % SLOW_EVERY === 0
		const frame = this.#frame !== null && (newFrame || slow) ? this.#sent.changed(this.#frame, slow) : undefined
		const alarms = this.alarms.changes()
		const tags = this.#changed.size > 0 ? this.#tagsPart([...this.#changed]) : undefined
		this.#news = {}
		this.#changed.clear()
		if (tags === undefined && frame === undefined && alarms === null && Object.keys(news).length === 0) return null
		this.#seq++
		return {
			seq: this.#seq,
			serverMs: this.#clocks.nowMs(),
			...(tags && { tags }),
			...(frame && { frame }),
			...(alarms && { alarms }),
			...news,
		}
	}

	beat(): Beat {
		const steadyMs = this.#clocks.steadyMs()
		const age = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : Math.round(steadyMs - ms))
		const sinceLinkMs = steadyMs - this.#linkMs
		const devices = new Set(this.#display.tags.map((tag) => deviceOf(tag.name)))
		const silentMs: Record<string, number | null> = {}
		for (const device of devices) silentMs[device] = this.#silentMs(device)
		const linkAge = this.#link.lastDataAgeMs === null ? null : Math.round(this.#link.lastDataAgeMs + sinceLinkMs)
		const dataAgeMs = age(this.#dataMs) ?? linkAge
		return { serverMs: this.#clocks.nowMs(), seq: this.#seq, silentMs, frameAgeMs: age(this.#frameMs), dataAgeMs }
	}

	snapshot(): Snapshot {
		return {
			protocol: PROTOCOL,
			seq: this.#seq,
			simulated: this.#simulated,
			display: this.#display,
			tags: this.#tagsPart(this.#readings.map((_, index) => index)),
			frame: this.#frame === null ? null : allParts(this.#frame),
			alarms: this.alarms.all(),
			forecast: this.#forecast,
			link: this.#link,
			spark: this.sparks.spans(),
			beat: this.beat(),
		}
	}

	/** The newest value of a tag and whether it may be used now; undefined for a tag that no display knows. */
	present(tag: string): { readonly value: ReadingValue; readonly good: boolean; readonly unit: string } | undefined {
		const index = this.#indexOf.get(tag)
		const latest = index === undefined ? undefined : this.#readings[index]
		if (index === undefined || latest === undefined) return undefined
		const { unit = '' } = this.#display.tags[index] ?? {}
		return { value: latest.value, good: latest.quality === GOOD && this.#isAlive(deviceOf(tag)), unit }
	}

	/** PackML state of the line; null while no frame says it. */
	get lineState(): string | null {
		const isSilent = this.#frameMs === null || this.#clocks.steadyMs() - this.#frameMs > FRAME_SILENT_MS
		return isSilent ? null : (this.#frame?.line.state ?? null)
	}

	/** Whether an alarm on this tag may be believed to be over. What no display knows is the twin's own. */
	#isUsable(tag: string): boolean {
		const index = this.#indexOf.get(tag)
		if (index === undefined) return this.#frame?.health !== 'lost'
		const quality = this.#readings[index]?.quality
		return (quality === GOOD || quality === UNCERTAIN) && this.#isAlive(deviceOf(tag))
	}

	#isAlive(device: string): boolean {
		const { broker, node, devices } = this.#link
		if (broker === 'lost' || node === 'offline' || devices[device] === 'offline' || devices[device] === 'stale') return false
		const limitMs = silenceLimitMs(this.#display, device)
		const silentMs = this.#silentMs(device)
		return limitMs === null || (silentMs !== null && silentMs <= limitMs)
	}

	#silentMs(device: string): number | null {
		const steadyMs = this.#clocks.steadyMs()
		const heardMs = this.#heardMs.get(device)
		const heard = heardMs === undefined ? null : Math.round(steadyMs - heardMs)
		const gateway = this.#link.silentMs?.[device]
		if (gateway === undefined) return heard
		return Math.min(heard ?? Number.POSITIVE_INFINITY, Math.round(gateway + steadyMs - this.#linkMs))
	}

	#tagsPart(indices: readonly number[]): TagsPart {
		const steadyMs = this.#clocks.steadyMs()
		const latest = indices.map((index) => this.#readings[index] ?? NO_VALUE_YET)
		const r: Record<number, string> = {}
		const a: Record<number, number> = {}
		indices.forEach((index, k) => {
			const reading = latest[k] ?? NO_VALUE_YET
			if (reading.reason !== undefined) r[index] = reading.reason
			if (reading.quality === STALE && reading.freshMs !== null) a[index] = Math.round(steadyMs - reading.freshMs)
		})
		const part: TagsPart = { i: indices, v: latest.map((l) => l.value), q: latest.map((l) => l.quality) }
		return { ...part, ...(Object.keys(r).length > 0 && { r }), ...(Object.keys(a).length > 0 && { a }) }
	}

	/** One digit more than a person sees, so that a mark moves smoothly; what JSON cannot carry is missing. */
	#shown(index: number, value: ReadingValue): ReadingValue {
		if (typeof value !== 'number') return value
		return Number.isFinite(value) ? round(value, (this.#display.tags[index]?.decimals ?? 3) + 1) : null
	}
}

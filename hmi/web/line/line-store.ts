import {
	type AlarmRecord,
	type AlarmSituation,
	type AlarmsPart,
	type Batch,
	type Beat,
	type DisplayModel,
	deviceOf,
	type Forecast,
	type FrameParts,
	type InterlockView,
	type PlantLink,
	type Residual,
	type Snapshot,
	type SoftSensors,
	SPARK_POINTS,
	SPARK_SERIES,
	SPARK_STEP_MS,
	type SparkPoint,
	type SparkSeries,
	type SparkSpans,
	type StatesPart,
	type TagsPart,
	type ZoneBalance,
} from '@emberline/hmi/contract'

export interface Profile {
	readonly sM: readonly number[]
	readonly temperatureK: readonly number[]
	readonly sdK: readonly number[]
}

/** What of the store has changed, for components that draw more than figures. */
export type Topic = 'display' | 'states' | 'alarms' | 'forecast' | 'link' | 'profile' | 'zones' | 'sparks'

/**
 * The newest of everything, in arrays by tag index. Painters read it when they draw; only changes of state, alarms and
 * forecast wake components. Times are of the browser's steady clock.
 */
export class LineStore {
	display: DisplayModel | null = null
	simulated = false
	seq = -1
	/** NaN where there is no number. */
	values = new Float64Array(0)
	texts: (string | null)[] = []
	quality = new Uint8Array(0)
	reasons: (string | undefined)[] = []
	/** Age of a stale value when it was received, NaN if unknown, and when that was. */
	staleAgeMs = new Float64Array(0)
	receivedMs = new Float64Array(0)
	devices: readonly string[] = []
	states: StatesPart | null = null
	soft: SoftSensors | null = null
	zones: readonly ZoneBalance[] = []
	/** Zones that have had any heat since the page was opened, `Heating 1`, in web order: others have no account to show. */
	heatedZones: readonly string[] = []
	profile: Profile | null = null
	/** What the twin expects of instruments, by tag. */
	expected: ReadonlyMap<string, Residual> = new Map()
	/** All alarms that are not normal, worst first. */
	alarms: readonly AlarmRecord[] = []
	situation: AlarmSituation = NO_SITUATION
	/** Trips that stand and the first of them; null while nothing is known of them. */
	interlocks: InterlockView | null = null
	forecast: Forecast | null = null
	link: PlantLink | null = null
	sparks: SparkSpans | null = null
	beat: Beat | null = null
	beatAtMs = 0
	serverLost = false
	/** When `tick` was last called: components judge ages by it, so that two of them agree. */
	paintedMs = 0
	/** Counts changes by topic: a painter that draws a whole plot compares it with what it drew. */
	readonly versions: Record<Topic, number> = {
		display: 0,
		states: 0,
		alarms: 0,
		forecast: 0,
		link: 0,
		profile: 0,
		zones: 0,
		sparks: 0,
	}
	readonly #indexOf = new Map<string, number>()
	readonly #listeners = new Set<() => void>()

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** Index of a tag on the wire; -1 where the display does not know it. */
	indexOf(tag: string): number {
		return this.#indexOf.get(tag) ?? -1
	}

	setServerLost(lost: boolean): void {
		if (lost === this.serverLost) return
		this.serverLost = lost
		this.#notify()
	}

	/** A few times a second: what depends on ages alone may have changed. */
	tick(steadyMs: number): void {
		this.paintedMs = steadyMs
		this.#notify()
	}

	takeSnapshot(snapshot: Snapshot, steadyMs: number): void {
		this.#takeDisplay(snapshot.display)
		this.simulated = snapshot.simulated
		this.seq = snapshot.seq
		this.states = null
		this.soft = null
		this.zones = []
		this.profile = null
		this.expected = new Map()
		this.alarms = []
		this.#takeAlarms(snapshot.alarms)
		this.interlocks = null
		this.#takeTags(snapshot.tags, steadyMs)
		if (snapshot.frame !== null) this.#takeFrame(snapshot.frame)
		this.forecast = snapshot.forecast
		this.link = snapshot.link
		this.sparks = snapshot.spark
		this.beat = snapshot.beat
		this.beatAtMs = steadyMs
		this.paintedMs = steadyMs
		for (const topic of Object.keys(this.versions) as Topic[]) this.versions[topic]++
		this.#notify()
	}

	/** False when a batch is missing before this one; it is not taken then. One that came twice is passed over. */
	takeBatch(batch: Batch, steadyMs: number): boolean {
		if (batch.seq <= this.seq) return true
		if (this.display === null || batch.seq !== this.seq + 1) return false
		this.seq = batch.seq
		if (batch.tags !== undefined) this.#takeTags(batch.tags, steadyMs)
		if (batch.frame !== undefined) this.#takeFrame(batch.frame)
		if (batch.alarms !== undefined) this.#takeAlarms(batch.alarms)
		if (batch.forecast !== undefined) {
			this.forecast = batch.forecast
			this.versions.forecast++
		}
		if (batch.link !== undefined) {
			this.link = batch.link
			this.versions.link++
		}
		if (batch.spark !== undefined) this.#takeSpark(batch.spark)
		this.#notify()
		return true
	}

	/** False when the server is ahead of what has arrived. */
	takeBeat(beat: Beat, steadyMs: number): boolean {
		this.beat = beat
		this.beatAtMs = steadyMs
		return beat.seq <= this.seq
	}

	#takeDisplay(display: DisplayModel): void {
		const same = this.display !== null && JSON.stringify(this.display) === JSON.stringify(display)
		if (!same) {
			this.display = display
			this.heatedZones = []
		}
		const count = display.tags.length
		if (this.values.length !== count) {
			this.values = new Float64Array(count)
			this.quality = new Uint8Array(count)
			this.staleAgeMs = new Float64Array(count)
			this.receivedMs = new Float64Array(count)
		}
		this.texts = new Array<string | null>(count).fill(null)
		this.reasons = new Array<string | undefined>(count).fill(undefined)
		this.devices = [...new Set(display.tags.map((tag) => deviceOf(tag.name)))]
		this.#indexOf.clear()
		display.tags.forEach((tag, index) => {
			this.#indexOf.set(tag.name, index)
		})
	}

	#takeTags(tags: TagsPart, steadyMs: number): void {
		tags.i.forEach((index, k) => {
			const value = tags.v[k]
			this.values[index] = typeof value === 'number' ? value : Number.NaN
			this.texts[index] = value === null || value === undefined || typeof value === 'number' ? null : String(value)
			this.quality[index] = tags.q[k] ?? 2
			this.reasons[index] = tags.r?.[index]
			this.staleAgeMs[index] = tags.a?.[index] ?? Number.NaN
			this.receivedMs[index] = steadyMs
		})
	}

	#takeFrame(frame: FrameParts): void {
		if (frame.states !== undefined) {
			this.states = frame.states
			this.versions.states++
		}
		if (frame.soft !== undefined) this.soft = frame.soft
		if (frame.zones !== undefined) {
			this.zones = frame.zones
			this.#noteHeatedZones()
			this.versions.zones++
		}
		if (frame.profile !== undefined) {
			const sM = frame.profile.sM ?? this.profile?.sM ?? []
			this.profile = { sM, temperatureK: frame.profile.temperatureK, sdK: frame.profile.sdK }
			this.versions.profile++
		}
		if (frame.residuals !== undefined) this.expected = new Map(frame.residuals.map((one) => [one.tag, one]))
		if (frame.interlocks !== undefined) this.interlocks = frame.interlocks
	}

	#takeAlarms({ changed, gone, situation }: AlarmsPart): void {
		const byId = new Map(this.alarms.map((alarm) => [alarm.id, alarm]))
		for (const id of gone) byId.delete(id)
		for (const alarm of changed) byId.set(alarm.id, alarm)
		this.alarms = [...byId.values()].sort(worstFirst)
		if (situation !== undefined) this.situation = situation
		this.versions.alarms++
	}

	#noteHeatedZones(): void {
		const known = new Set(this.heatedZones)
		const heated = this.zones.filter((z) => known.has(zoneKey(z)) || hasHeat(z)).map(zoneKey)
		if (heated.length !== known.size) this.heatedZones = heated
	}

	/** A gap of plant time stays a gap. */
	#takeSpark(point: SparkPoint): void {
		const spans = this.sparks
		if (spans === null) return
		const missed = Math.min(SPARK_POINTS, Math.max(0, Math.round((point.endMs - spans.endMs) / SPARK_STEP_MS) - 1))
		const series = {} as Record<SparkSeries, readonly (number | null)[]>
		for (const name of SPARK_SERIES) {
			const gap = new Array<number | null>(spans.endMs === 0 ? 0 : missed).fill(null)
			series[name] = [...spans.series[name], ...gap, point.values[name]].slice(-SPARK_POINTS)
		}
		this.sparks = { endMs: point.endMs, series }
		this.versions.sparks++
	}

	#notify(): void {
		for (const listener of this.#listeners) listener()
	}
}

const NO_SITUATION: AlarmSituation = { flood: false, floodSinceMs: null, inTenMinutes: 0, silencedMs: null }

/** Priority, then what waits for somebody, then age. */
function worstFirst(a: AlarmRecord, b: AlarmRecord): number {
	return (
		a.priority - b.priority ||
		Number(b.firstOut) - Number(a.firstOut) ||
		Number(isWaiting(b)) - Number(isWaiting(a)) ||
		a.sinceMs - b.sinceMs ||
		(a.id < b.id ? -1 : 1)
	)
}

/** It waits for somebody to acknowledge it. */
export function isWaiting({ state }: AlarmRecord): boolean {
	return state.endsWith('unacknowledged')
}

/** It speaks, and its condition holds. */
export function isStanding({ state }: AlarmRecord): boolean {
	return state === 'unacknowledged' || state === 'acknowledged'
}

/** It belongs in the list of what is to be done: it stands, or it was there and nobody has seen it or reset it. */
export function isSpeaking({ state }: AlarmRecord): boolean {
	return state !== 'shelved' && state !== 'suppressed-by-design' && state !== 'out-of-service'
}

/** A zone by its station and number. */
export function zoneKey({ station, zone }: Pick<ZoneBalance, 'station' | 'zone'>): string {
	return `${station} ${zone}`
}

function hasHeat(z: ZoneBalance): boolean {
	return [z.electricalKW, z.toWebKW, z.toGasKW, z.toSlotsKW, z.toWallsKW, z.toCoolantKW, z.storedKW].some((kW) => kW !== 0)
}

import type { ActiveAlarm, Estimate, LineFrame, Quality, ReadingValue, WebProfile, ZoneBalance } from '@emberline/twin'
import { SOFT_ESTIMATES, STATION_NAMES } from '@emberline/twin'
import type { HistoryEvent } from './port.ts'
import { eventRow, faultEvent, type Row, type SampleRow } from './row.ts'

const STATS = [
	'webSpeedMPerS',
	'webPositionM',
	'rollRemainingM',
	'scrapM',
	'productG',
] as const satisfies readonly (keyof LineFrame)[]
/** Heat accounts move slowly and are many: they are kept once in so many kept frames. */
const FRAMES_PER_BALANCE = 10
/** A fault that stays in the frames tick after tick is one event; so many of the last are remembered. */
const REMEMBERED_EVENTS = 1000

/** Makes rows of frames: numbers thinned to one frame in `frameEveryMs` of plant time, faults and alarm changes of every one. */
export class FrameRows {
	readonly #frameEveryMs: number
	#lastSlot: number | null = null
	#kept = 0
	#alarms = new Map<string, ActiveAlarm>()
	readonly #seen = new Set<string>()

	constructor(frameEveryMs: number) {
		this.#frameEveryMs = frameEveryMs
	}

	take(frame: LineFrame): Row[] {
		const rows: Row[] = [...frame.faults.map(faultEvent), ...this.#alarmChanges(frame)]
			.filter((e) => this.#isNew(e))
			.map(eventRow)
		const slot = Math.floor(frame.tMs / this.#frameEveryMs)
		if (slot === this.#lastSlot) return rows
		this.#lastSlot = slot
		rows.push(...frameSamples(frame, this.#kept++ % FRAMES_PER_BALANCE === 0))
		return rows
	}

	#alarmChanges(frame: LineFrame): HistoryEvent[] {
		const changes: HistoryEvent[] = []
		const now = new Map(frame.alarms.map((alarm) => [alarm.id, alarm]))
		for (const alarm of now.values()) if (!this.#alarms.has(alarm.id)) changes.push(alarmEvent(alarm, 'raised', alarm.sinceMs))
		for (const alarm of this.#alarms.values()) if (!now.has(alarm.id)) changes.push(alarmEvent(alarm, 'cleared', frame.tMs))
		this.#alarms = now
		return changes
	}

	#isNew(event: HistoryEvent): boolean {
		const key = JSON.stringify(event)
		if (this.#seen.has(key)) return false
		this.#seen.add(key)
		if (this.#seen.size > REMEMBERED_EVENTS) this.#seen.delete(this.#seen.values().next().value!)
		return true
	}
}

function alarmEvent(alarm: ActiveAlarm, change: 'raised' | 'cleared', tMs: number): HistoryEvent {
	const { id, priority, tag, value, limit, unit } = alarm
	return {
		tMs,
		kind: 'alarm',
		source: alarm.station,
		code: change,
		message: alarm.words,
		detail: { id, priority, tag, value, limit, unit },
	}
}

const QUALITY_OF_HEALTH: Readonly<Record<LineFrame['health'], Quality>> = { tracking: 'good', degraded: 'uncertain', lost: 'bad' }

/** The numbers of one frame as series. What the twin does not know is stored as null, so that it shows as a gap. */
export function frameSamples(frame: LineFrame, withBalances: boolean): SampleRow[] {
	const { tMs, soft } = frame
	const quality = QUALITY_OF_HEALTH[frame.health]
	const reason = frame.healthReason === '' ? null : frame.healthReason
	const rows: SampleRow[] = []
	const add = (series: string, value: ReadingValue | undefined, sd: number | null = null) => {
		const known = value !== undefined && value !== null && (typeof value !== 'number' || Number.isFinite(value))
		rows.push({
			row: 'sample',
			origin: 'twin',
			series,
			tMs,
			value: known ? value : null,
			quality: known ? quality : 'bad',
			reason: known ? reason : 'not known',
			sd: sd !== null && Number.isFinite(sd) ? sd : null,
		})
	}
	for (const name of SOFT_ESTIMATES) {
		const estimate: Estimate | null = soft[name]
		add(`soft/${name}`, estimate?.x, estimate?.sd ?? null)
	}
	add('soft/windowIndexPct', soft.windowIndexPct)
	add('soft/windowIndexCause', soft.windowIndexCause)
	for (const name of STATS) add(`stat/${name}`, frame[name])
	for (const [name, value, sd] of profileSummary(frame.web)) add(`profile/${name}`, value, sd)
	add('state/Line', frame.line.state)
	add('stopReason/Line', frame.line.stopReason)
	for (const station of STATION_NAMES) {
		add(`state/${station}`, frame.stations[station].state)
		add(`stopReason/${station}`, frame.stations[station].stopReason)
	}
	add('state/health', frame.health)
	add('state/recipe', frame.recipe)
	if (withBalances) for (const zone of frame.zones) addBalance(zone, add)
	return rows
}

function addBalance(balance: ZoneBalance, add: (series: string, value: number) => void): void {
	const { station, zone, web, ...terms } = balance
	for (const [name, value] of Object.entries({ ...terms, ...web })) add(`zone/${station}/${zone}/${name}`, value)
}

/** Hottest point, where it is (m from the coating nip), and the end of the grid: K with its standard deviation. */
function profileSummary(web: WebProfile): [name: string, value: number | undefined, sd: number | null][] {
	let hottest = -1
	for (let i = 0; i < web.temperatureK.length; i++)
		if (hottest < 0 || web.temperatureK[i]! > web.temperatureK[hottest]!) hottest = i
	const end = web.temperatureK.length - 1
	return [
		['maxK', web.temperatureK[hottest], web.sdK[hottest] ?? null],
		['maxAtM', web.sM[hottest], null],
		['endK', web.temperatureK[end], web.sdK[end] ?? null],
	]
}

import { FAULT_CAUSES, type FaultCauseName, type LineConfig } from '@emberline/line-config'
import { type ActiveAlarm, STATION_NAMES, type StationName } from '../port.ts'
import { linePlaces } from '../sync/line-places.ts'
import {
	type ChangeWatch,
	isLearnt,
	isOut,
	metAgain,
	NO_WATCH,
	onsetMs,
	quietAgain,
	spread,
	withMean,
	withTrip,
} from './change-watch.ts'
import { type DataTrouble, DataWatch, type DataWatchSnapshot, NO_DATA_WATCH } from './data-watch.ts'
import type { DiagnosisView } from './diagnosis-view.ts'
import { type EncoderWatch, NO_ENCODER, withEncoder } from './encoder-watch.ts'
import { type FaultSignature, faultSignatures } from './fault-signatures.ts'
import { NO_POINT, pointOf, type SetPoint, sameSetPoints } from './operating-point.ts'
import { type RankedCause, rankedCauses, type Shown } from './ranked-causes.ts'
import { type Gate, signalValue, type WatchedSignal, watchedSignals } from './watched-signals.ts'

/** A diagnosis of the twin; raised, and again when cleared. */
export interface Diagnosis {
	readonly id: string
	readonly raisedMs: number
	readonly onsetMs: number
	/** The test that found it: a lasting change, what a stopped line had just shown, or how the data themselves come. */
	readonly kind: 'cusum' | 'trip' | DataTrouble['kind']
	/** Likeliest first. */
	readonly top: readonly RankedCause[]
	readonly verdict: 'sensor' | 'process'
	/** Encoder metres of the web that it befell so far. */
	readonly webFromM: number
	readonly webToM: number
	/** Signals that moved: tag, by how many sd. */
	readonly evidence: readonly { readonly tag: string; readonly z: number }[]
	readonly clearedMs: number | null
}

/** Causes that an alarm names. */
const MOST_TOLD = 5

interface Standing {
	readonly diagnosis: Diagnosis
	/** Signals that showed it; and those that may move with it, which raise nothing of their own. */
	readonly signals: readonly string[]
	readonly also: readonly string[]
	/** Trouble of the data; null for a change of signals. */
	readonly key: string | null
	readonly quietSinceMs: number | null
	/** It is cleared, and what it moved and follows slowly is let alone until then. */
	readonly settlesUntilMs: number | null
}

/** Plain JSON. */
export interface DiagnosisSnapshot {
	readonly watches: Readonly<Record<string, ChangeWatch>>
	readonly sums: Readonly<Record<string, { readonly sum: number; readonly count: number; readonly last: number }>>
	readonly pendingSinceMs: number | null
	/** Since when a signal has been out that nothing explains. */
	readonly strangeSinceMs: Readonly<Record<string, number>>
	readonly standing: readonly Standing[]
	readonly raised: number
	/** What the line ran at when its usual values were learnt. */
	readonly point: SetPoint
	/** Where the web was, each minute: time and metre. */
	readonly places: readonly (readonly [number, number])[]
	readonly encoder: EncoderWatch
	readonly data: DataWatchSnapshot
	readonly lastMs: number
	/** When the plant was last silent. */
	readonly silentMs: number | null
	/** When the line last executed, past its start; null before. */
	readonly ranUntilMs: number | null
	/** What tripping signals were then: a line that stands may turn off what it likes. */
	readonly ranAt: Readonly<Record<string, number | null>>
}

export const NO_DIAGNOSIS: DiagnosisSnapshot = {
	watches: {},
	sums: {},
	pendingSinceMs: null,
	strangeSinceMs: {},
	standing: [],
	raised: 0,
	point: NO_POINT,
	places: [],
	encoder: NO_ENCODER,
	data: NO_DATA_WATCH,
	lastMs: 0,
	silentMs: null,
	ranUntilMs: null,
	ranAt: {},
}

const MEAN_MS = 10_000
/** From the first signal that is out to the alarm, so that the others can tell what it is: of what is far out, and of what creeps. */
const PENDING_MS = 40_000
const CREEPING_MS = 240_000
const FAR_SD = 6
/** Nothing is raised before one signal is so far out. */
const PLAIN_SD = 2.5
/** Of an executing line, until its flows are those of running. */
const RUNS_AFTER_MS = 120_000
/** Of steady web, until what follows it slowly is steady too: of instruments, of what warms up, and of the wash in its residence times. */
const STEADY_AFTER_MS = 60_000
const WARM_AFTER_MS = 900_000
const WASH_RESIDENCES = 3
/** Before that the wash still swings about what it will be, which is allowed for. */
const WASH_FROM_RESIDENCES = 1.5
/** What else may move with an alarm does so within this time; the wash takes longer. */
const ALSO_MS = 600_000
/** The model must find its way again behind a gap. */
const AFTER_GAP_MS = 300_000
/** All signals of an alarm this near to usual, or within this share of how far they were, for so long, and it is over. */
const QUIET_SD = 1.2
const QUIET_SHARE = 0.35
const QUIET_MS = 120_000
const PLACE_MS = 60_000
const PLACES = 480
const TOP = 5
const UNKNOWN_SIGNALS = 3
const STRANGE_MS = 600_000
/** A stop tells of what led to it for so long, and so soon what is still as it was. */
const TRIP_MS = 30_000
const TRIP_AFTER_MS = 5000
const STILL_MS = 2500
/** Codes of stops that nobody planned (PackML's reasons of this line). */
const UNPLANNED_CODE = 200

/** Finds lasting changes of what is measured, says since when, and ranks what may be behind them. Pure: no clock, no chance. */
export class FaultDiagnosis {
	readonly #config: LineConfig
	readonly #signals: readonly WatchedSignal[]
	readonly #signatures: readonly FaultSignature[]
	readonly #data: DataWatch
	#at: Omit<DiagnosisSnapshot, 'data'>

	constructor(config: LineConfig, from: DiagnosisSnapshot = NO_DIAGNOSIS) {
		this.#config = config
		this.#signals = watchedSignals(config)
		this.#signatures = faultSignatures(config)
		this.#data = new DataWatch(config, from.data)
		this.#at = from
	}

	snapshot(): DiagnosisSnapshot {
		return { ...this.#at, data: this.#data.snapshot() }
	}

	/** Looks at the line as it is now, once a tick. Gives what was raised and cleared. */
	update(view: DiagnosisView): readonly Diagnosis[] {
		const { tMs } = view
		this.#at = { ...this.#at, encoder: withEncoder(this.#at.encoder, view) }
		const troubles = this.#data.update(view, this.#at.encoder)
		const told = this.#tellTroubles(view, troubles)
		const mute = new Set(troubles.map(({ tag }) => tag))
		const deaf = troubles.some(({ kind }) => kind === 'gap')
		if (deaf) this.#at = { ...this.#at, silentMs: tMs }
		else this.#gather(view, mute)
		if (Math.floor(tMs / MEAN_MS) === Math.floor(this.#at.lastMs / MEAN_MS)) return told
		const { sums } = this.#at
		this.#at = { ...this.#at, lastMs: tMs, sums: {} }
		this.#notePlace(view)
		if (deaf) return told
		this.#watch(view, sums)
		return [...told, ...this.#clear(view), ...this.#raise(view)]
	}

	/** Those that stand, as alarms of the line. */
	get alarms(): readonly ActiveAlarm[] {
		const active = this.#at.standing.filter(({ settlesUntilMs }) => settlesUntilMs === null)
		return active.map(({ diagnosis }): ActiveAlarm => {
			const [first, second] = diagnosis.top
			const share = ({ cause, p }: RankedCause) => `${cause.replaceAll('_', ' ')} ${Math.round(100 * p)} %`
			const check = this.#signatures.find(({ name }) => name === first?.cause)?.check
			const causes = [first, second].filter((one) => one !== undefined && one.p >= 0.05) as RankedCause[]
			return {
				id: `diagnosis/${diagnosis.id}`,
				priority: 2,
				sinceMs: diagnosis.onsetMs,
				station: stationOf(diagnosis.evidence[0]?.tag ?? ''),
				tag: diagnosis.evidence[0]?.tag ?? '',
				words: `${causes.map(share).join(' or ')} (${diagnosis.verdict})${check === undefined ? '' : `: check ${check}`}`,
				value: null,
				limit: null,
				unit: '',
				diagnosis: {
					causes: diagnosis.top.slice(0, MOST_TOLD),
					webFromM: Math.round(diagnosis.webFromM),
					webToM: Math.round(diagnosis.webToM),
				},
			}
		})
	}

	/** What signals are at this tick, into their means; and of those that may trip the line, into what it last was. */
	#gather(view: DiagnosisView, mute: ReadonlySet<string>): void {
		const sums = { ...this.#at.sums }
		const runs = this.#isOpen('runs', view)
		const ranAt: Record<string, number | null> = { ...this.#at.ranAt }
		const sinceMs = this.#at.ranUntilMs === null ? Number.POSITIVE_INFINITY : view.tMs - this.#at.ranUntilMs
		const still = !runs && sinceMs <= STILL_MS && view.stopReason >= UNPLANNED_CODE
		for (const signal of this.#signals) {
			if (mute.has(signal.tag)) continue
			const x = this.#valueOf(signal, view)
			if (signal.trips && ((runs && this.#isOpen(signal.gate, view)) || (still && signal.anywhere))) ranAt[signal.id] = x ?? null
			if (x === undefined || !Number.isFinite(x)) continue
			const { sum, count, last } = sums[signal.id] ?? { sum: 0, count: 0, last: x }
			const value = signal.made.as === 'scatter' ? Math.abs(x - last) : x
			sums[signal.id] = { sum: sum + value, count: count + 1, last: x }
		}
		this.#at = { ...this.#at, sums, ranAt, ranUntilMs: runs ? view.tMs : this.#at.ranUntilMs }
	}

	#valueOf(signal: WatchedSignal, view: DiagnosisView): number | undefined {
		if (signal.made.as === 'encoder') return this.#at.encoder.ratio ?? undefined
		return signalValue(signal, view)
	}

	#notePlace({ tMs, webPositionM }: DiagnosisView): void {
		const { places } = this.#at
		if (tMs - (places.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY) < PLACE_MS) return
		this.#at = { ...this.#at, places: [...places, [tMs, webPositionM] as const].slice(-PLACES) }
	}

	#watch(view: DiagnosisView, sums: DiagnosisSnapshot['sums']): void {
		const { tMs } = view
		const point = this.#isOpen('steady', view) ? pointOf(view, this.#config) : this.#at.point
		const changed = !sameSetPoints(point, this.#at.point)
		const held = this.#held()
		const stoppedNow = this.#stoppedNow(view)
		const { silentMs } = this.#at
		const afterGap = silentMs !== null && tMs - silentMs < AFTER_GAP_MS
		const watches: Record<string, ChangeWatch> = {}
		for (const signal of this.#signals) {
			const { id, gate, anywhere, trips } = signal
			const before = changed && !anywhere ? NO_WATCH : (this.#at.watches[id] ?? NO_WATCH)
			const mean = sums[id]
			const ranAt = this.#at.ranAt[id] ?? null
			const least = leastOf(signal, before) * this.#swing(signal, view)
			const teaches = gate !== 'wash' || this.#sinceSteadyMs(view) >= WASH_RESIDENCES * this.#residenceMs
			if (stoppedNow && trips && ranAt !== null && !held.has(id))
				watches[id] = isOut(before) ? before : withTrip(before, { tMs: this.#at.ranUntilMs ?? tMs, x: ranAt, least })
			else if (stoppedNow && isOut(before)) watches[id] = before
			else if (!this.#isOpen(gate, view) || (afterGap && !anywhere)) watches[id] = quietAgain(before)
			else if (mean === undefined || (!teaches && !isLearnt(before))) watches[id] = before
			else
				watches[id] = withMean(before, {
					tMs,
					x: mean.sum / mean.count,
					least,
					holds: held.has(id) || !teaches,
					drifts: signal.drifts,
				})
		}
		this.#at = { ...this.#at, watches, point }
	}

	#held(): ReadonlySet<string> {
		return new Set(this.#at.standing.flatMap(({ signals, also }) => [...signals, ...also]))
	}

	/** The line has just left a run that was long enough to know it by. */
	#stoppedNow({ tMs, executesSinceMs, lost }: DiagnosisView): boolean {
		const { ranUntilMs } = this.#at
		return !lost && executesSinceMs === null && ranUntilMs !== null && tMs - ranUntilMs <= TRIP_MS
	}

	#isOpen(gate: Gate, view: DiagnosisView): boolean {
		const { tMs, executesSinceMs, lost } = view
		if (lost || executesSinceMs === null || tMs < executesSinceMs + RUNS_AFTER_MS) return false
		if (gate === 'runs') return true
		const washMs = WASH_FROM_RESIDENCES * this.#residenceMs
		return this.#sinceSteadyMs(view) >= { steady: STEADY_AFTER_MS, warm: WARM_AFTER_MS, wash: washMs }[gate]
	}

	get #residenceMs(): number {
		return this.#config.stations.wash.residenceTimeS * 1000
	}

	#sinceSteadyMs({ tMs, steadySinceMs }: DiagnosisView): number {
		return steadySinceMs === null ? Number.NEGATIVE_INFINITY : tMs - steadySinceMs
	}

	/** On the spread of a signal: what follows slowly still moves. */
	#swing({ swing }: WatchedSignal, view: DiagnosisView): number {
		return swing > 0 ? 1 + swing * Math.exp(-this.#sinceSteadyMs(view) / this.#residenceMs) : 1
	}

	#raise(view: DiagnosisView): readonly Diagnosis[] {
		const { tMs } = view
		const { watches, pendingSinceMs } = this.#at
		const stoppedNow = this.#stoppedNow(view)
		const held = this.#held()
		const out = this.#signals.filter(({ id }) => !held.has(id) && isOut(watches[id] ?? NO_WATCH))
		const most = Math.max(0, ...out.map(({ id }) => Math.abs(watches[id]?.z ?? 0)))
		const sinceMs = most < PLAIN_SD ? null : (pendingSinceMs ?? tMs)
		this.#at = { ...this.#at, pendingSinceMs: sinceMs }
		if (sinceMs === null) return []
		const waitMs = stoppedNow ? 0 : most >= FAR_SD ? PENDING_MS : CREEPING_MS
		if (tMs - sinceMs < waitMs || (stoppedNow && tMs - (this.#at.ranUntilMs ?? tMs) < TRIP_AFTER_MS)) return []
		const shown = new Map<string, Shown>()
		for (const signal of this.#signals) {
			const watch = watches[signal.id]
			if (watch === undefined || !isLearnt(watch) || held.has(signal.id)) continue
			// What is shut off now, and was not out before, tells nothing.
			if (!this.#isOpen(signal.gate, view) && !isOut(watch)) continue
			shown.set(signal.id, shownOf(signal, watch, this.#swing(signal, view)))
		}
		const ids = out.map(({ id }) => id)
		const top = rankedCauses(this.#signatures, shown, ids, stoppedNow ? view.stopReason : 0)
		// One signal that nothing explains is more likely the way of this line than a fault of it.
		if (top.length === 1 && out.length < UNKNOWN_SIGNALS) return this.#strange(tMs, ids)
		const moved = out.filter(({ id }) => Math.abs(watches[id]?.z ?? 0) >= PLAIN_SD)
		const at = Math.min(...moved.map(({ id }) => onsetMs(watches[id] ?? NO_WATCH)))
		const evidence = out.map(({ id, tag }) => ({ tag, z: watches[id]?.z ?? 0 })).sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
		const diagnosis = this.#diagnosisOf(view, { kind: stoppedNow ? 'trip' : 'cusum', at, top, evidence })
		// What moves with it is its too, and raises nothing of its own.
		const likely = top.filter(({ p }, n) => n === 0 || p > 0.1).map(({ cause }) => cause)
		const effects = this.#signatures.filter(({ name }) => likely.includes(name)).flatMap((one) => Object.keys(one.effects))
		const also = [...new Set(effects)].filter((id) => !held.has(id) && !ids.includes(id))
		this.#stand({ diagnosis, signals: ids, also, key: null, quietSinceMs: null, settlesUntilMs: null })
		this.#at = { ...this.#at, pendingSinceMs: null }
		return [diagnosis]
	}

	/** What stays out for long and nothing explains is how the line is now: it is learnt anew. */
	#strange(tMs: number, ids: readonly string[]): readonly Diagnosis[] {
		const before = this.#at.strangeSinceMs
		const since = Object.fromEntries(ids.map((id) => [id, before[id] ?? tMs]))
		const gone = ids.filter((id) => tMs - (since[id] ?? tMs) >= STRANGE_MS)
		const watches = { ...this.#at.watches }
		for (const id of gone) {
			watches[id] = NO_WATCH
			delete since[id]
		}
		this.#at = { ...this.#at, watches, strangeSinceMs: since }
		return []
	}

	#diagnosisOf(view: DiagnosisView, p: Pick<Diagnosis, 'kind' | 'top' | 'evidence'> & { readonly at: number }): Diagnosis {
		const { kind, at, top, evidence } = p
		const behindM = this.#behindM(top, evidence[0]?.tag ?? '')
		const ofSensor = top.reduce((sum, { cause, p: chance }) => sum + (isOfSensor(cause) ? chance : 0), 0)
		const ofUnknown = top.find(({ cause }) => cause === 'unknown')?.p ?? 0
		return {
			id: `a${this.#at.raised + 1}`,
			raisedMs: view.tMs,
			onsetMs: at,
			kind,
			top: top.slice(0, TOP),
			verdict: ofSensor > 0.5 * (1 - ofUnknown) ? 'sensor' : 'process',
			webFromM: Math.max(0, this.#positionAt(at, view) - behindM),
			webToM: Math.max(0, view.webPositionM - behindM),
			evidence,
			clearedMs: null,
		}
	}

	#stand(one: Standing): void {
		this.#at = { ...this.#at, raised: this.#at.raised + 1, standing: [...this.#at.standing, one] }
	}

	/** Raises what has come to be wrong with the data, and clears what has gone. */
	#tellTroubles(view: DiagnosisView, troubles: readonly DataTrouble[]): Diagnosis[] {
		const told: Diagnosis[] = []
		const keys = new Set(troubles.map(({ key }) => key))
		const over = this.#at.standing.filter(({ key }) => key !== null && !keys.has(key))
		for (const { diagnosis } of over)
			told.push({ ...diagnosis, webToM: Math.max(diagnosis.webFromM, view.webPositionM), clearedMs: view.tMs })
		if (over.length > 0) this.#at = { ...this.#at, standing: this.#at.standing.filter((one) => !over.includes(one)) }
		for (const { key, kind, tag, sinceMs, top } of troubles) {
			if (this.#at.standing.some((one) => one.key === key)) continue
			const diagnosis = this.#diagnosisOf(view, { kind, at: sinceMs, top, evidence: tag === '' ? [] : [{ tag, z: 0 }] })
			this.#stand({ diagnosis, signals: [], also: [], key, quietSinceMs: null, settlesUntilMs: null })
			told.push(diagnosis)
		}
		return told
	}

	#clear(view: DiagnosisView): readonly Diagnosis[] {
		const { tMs } = view
		const over: Diagnosis[] = []
		const standing: Standing[] = []
		for (const one of this.#at.standing) {
			const { diagnosis } = one
			if (one.settlesUntilMs !== null) {
				const also = tMs < one.settlesUntilMs ? one.also.filter((id) => !this.#isQuiet(id, view)) : []
				this.#forget(one.also.filter((id) => !also.includes(id)))
				if (also.length > 0) standing.push({ ...one, also })
				continue
			}
			const wasOut = new Map(diagnosis.evidence.map(({ tag, z }) => [tag, Math.abs(z)]))
			const isNear = (id: string) =>
				this.#isQuiet(id, view, QUIET_SHARE * (wasOut.get(this.#signals.find((signal) => signal.id === id)?.tag ?? '') ?? 0))
			const quiet = one.key === null && one.signals.every(isNear)
			const quietSinceMs = quiet ? (one.quietSinceMs ?? tMs) : null
			if (quietSinceMs === null || tMs - quietSinceMs < QUIET_MS) {
				standing.push({ ...one, also: this.#stillAlso(one, tMs), quietSinceMs })
				continue
			}
			const behindM = this.#behindM(diagnosis.top, diagnosis.evidence[0]?.tag ?? '')
			const webToM = Math.max(diagnosis.webFromM, this.#positionAt(quietSinceMs, view) - behindM)
			over.push({ ...diagnosis, webToM, clearedMs: tMs })
			this.#forget(one.signals, metAgain)
			const slow = one.also.filter((id) => this.#signals.find((signal) => signal.id === id)?.slow === true)
			this.#forget(one.also.filter((id) => !slow.includes(id)))
			if (slow.length > 0)
				standing.push({ ...one, signals: [], also: slow, settlesUntilMs: tMs + WASH_RESIDENCES * this.#residenceMs })
		}
		this.#at = { ...this.#at, standing }
		return over
	}

	/** What may move with an alarm and has not within its time does not. */
	#stillAlso({ also, diagnosis }: Standing, tMs: number): readonly string[] {
		if (tMs - diagnosis.raisedMs < ALSO_MS) return also
		return also.filter((id) => {
			const slow = this.#signals.find((signal) => signal.id === id)?.slow === true
			return slow || Math.abs(this.#at.watches[id]?.z ?? 0) >= QUIET_SD
		})
	}

	/** Looked at now, and near to what is usual. What is being learnt anew has nothing to be held against. */
	#isQuiet(id: string, view: DiagnosisView, nearSd = 0): boolean {
		const watch = this.#at.watches[id] ?? NO_WATCH
		const gate = this.#signals.find((signal) => signal.id === id)?.gate ?? 'runs'
		return this.#isOpen(gate, view) && (!isLearnt(watch) || Math.abs(watch.z) < Math.max(QUIET_SD, nearSd))
	}

	#forget(ids: readonly string[], as = quietAgain): void {
		const watches = { ...this.#at.watches }
		for (const id of ids) watches[id] = as(watches[id] ?? NO_WATCH)
		this.#at = { ...this.#at, watches }
	}

	/** Encoder metre at the nip at a time, between those noted; the oldest for what is older. */
	#positionAt(tMs: number, { webPositionM, tMs: nowMs }: DiagnosisView): number {
		const known = [...this.#at.places, [nowMs, webPositionM] as const]
		const after = known.findIndex(([ms]) => ms >= tMs)
		const [toMs, toM] = known[after] ?? [nowMs, webPositionM]
		const before = known[after - 1]
		if (before === undefined || toMs === before[0]) return toM
		return before[1] + ((toM - before[1]) * (tMs - before[0])) / (toMs - before[0])
	}

	/** Path from the nip to where the likeliest cause acts [m]; of an instrument, to its station. */
	#behindM(top: readonly RankedCause[], tag: string): number {
		const places = linePlaces(this.#config)
		const at = this.#signatures.find(({ name }) => name === top[0]?.cause)?.at
		if (typeof at === 'number') return places.zoneEndM[at - 1] ?? 0
		const of = { feed: 0, dryer: places.dryerOutM, quench: places.quenchOutM, wash: this.#config.stations.wash.scraperAtM }
		if (at !== undefined) return of[at]
		const station = stationOf(tag)
		const stations = {
			Line: 0,
			Feed: of.feed,
			Drying: of.dryer,
			Heating: places.zoneEndM.at(-1) ?? 0,
			Quench: of.quench,
			Wash: of.wash,
		}
		return stations[station]
	}
}

const leastOf = ({ least, share }: WatchedSignal, { mean }: ChangeWatch): number => (share ? least * Math.abs(mean) : least)

function shownOf(signal: WatchedSignal, watch: ChangeWatch, swing: number): Shown {
	const unit = signal.share ? Math.max(1e-9, Math.abs(watch.mean)) : 1
	return { off: watch.off / unit, sd: spread(watch, swing * leastOf(signal, watch)) / unit, slow: signal.slow }
}

const isOfSensor = (cause: string): boolean => {
	const name = cause.split('/')[0] as FaultCauseName
	return name in FAULT_CAUSES && FAULT_CAUSES[name].kind !== 'process'
}

const stationOf = (tag: string): StationName | 'Line' => STATION_NAMES.find((name) => tag.startsWith(`${name}/`)) ?? 'Line'

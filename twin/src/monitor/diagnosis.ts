import { FAULT_CAUSES, type FaultCauseName, type LineConfig } from '@emberline/line-config'
import { type ActiveAlarm, STATION_NAMES, type StationName } from '../port.ts'
import type { TagState } from '../sync/intake.ts'
import { linePlaces } from '../sync/line-places.ts'
import { type ChangeWatch, isLearnt, isOut, NO_WATCH, onsetMs, quietAgain, withMean, withTrip } from './change-watch.ts'
import {
	ENCODER_RATIO,
	type FaultSignature,
	faultSignatures,
	type Gate,
	type WatchedSignal,
	watchedSignals,
} from './fault-signatures.ts'
import { type RankedCause, rankedCauses } from './ranked-causes.ts'

/** A diagnosis of the twin; raised, and again when cleared. */
export interface Diagnosis {
	readonly id: string
	readonly raisedMs: number
	readonly onsetMs: number
	readonly kind: 'cusum'
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

export interface DiagnosisView {
	readonly tMs: number
	/** Since when the line executes; null while it does not. */
	readonly executesSinceMs: number | null
	/** All web has run alike since then; null while it has not. */
	readonly steadySinceMs: number | null
	/** The twin's words are worth nothing now. */
	readonly lost: boolean
	readonly recipe: string
	readonly webPositionM: number
	readonly webSpeedMPerS: number
	/** Why the line stands, as the plant says; 0 for no reason. */
	readonly stopReason: number
	number(tag: string): number | undefined
	/** What is known of a tag. */
	tagState(tag: string): TagState | undefined
	/** Plant time of the newest usable value of a device. */
	newestMs(device: string): number | undefined
	/**
	 * Newest reading of a tag beside what was expected of it, and beside what would have been without anything learnt; undefined while nothing is.
	 */
	compared(tag: string): Compared | undefined
}

export interface Compared {
	readonly measured: number
	readonly expected: number
	readonly unlearnt: number
}

/** Causes that an alarm names. */
const MOST_TOLD = 5

interface Standing {
	readonly diagnosis: Diagnosis
	readonly signals: readonly string[]
	readonly quietSinceMs: number | null
}

/** Plain JSON. */
export interface DiagnosisSnapshot {
	readonly watches: Readonly<Record<string, ChangeWatch>>
	readonly sums: Readonly<Record<string, { readonly sum: number; readonly count: number }>>
	readonly pendingSinceMs: number | null
	readonly standing: readonly Standing[]
	readonly raised: number
	readonly recipe: string
	/** Where the web was, each minute: time and metre. */
	readonly places: readonly (readonly [number, number])[]
	readonly travel: {
		readonly fromM: number | null
		readonly runM: number
		readonly lastMs: number
		readonly ratio: number | null
	}
	readonly lastMs: number
	/** When the line last executed, past its start; null before. */
	readonly ranUntilMs: number | null
	/** What tripping signals read then: a line that stands may turn off what it likes. */
	readonly ranAt: Readonly<Record<string, number | null>>
}

export const NO_DIAGNOSIS: DiagnosisSnapshot = {
	watches: {},
	sums: {},
	pendingSinceMs: null,
	standing: [],
	raised: 0,
	recipe: '',
	places: [],
	travel: { fromM: null, runM: 0, lastMs: 0, ratio: null },
	lastMs: 0,
	ranUntilMs: null,
	ranAt: {},
}

const MEAN_MS = 10_000
/** From the first signal that is out to the alarm, so that the others can tell what it is. */
const PENDING_MS = 30_000
/** Of an executing line, until its flows are those of running. */
const RUNS_AFTER_MS = 120_000
/** Of steady web, until what follows it slowly is steady too. */
const STEADY_AFTER_MS = 60_000
/** Wash: so many of its residence times. */
const WASH_RESIDENCES = 3
/** All signals of an alarm this near to usual, for so long, and it is over. */
const QUIET_SD = 1
const QUIET_MS = 120_000
/** Length over which the encoder is held against the speed. */
const TRAVEL_M = 3
const PLACE_MS = 60_000
const PLACES = 480
const TOP = 5
/** Nothing is raised before one signal is so far out. */
const PLAIN_SD = 2.5
/** What warms up after a stop is let alone for so much longer. */
const WARMS_MS = 900_000
const UNKNOWN_SIGNALS = 3
/** A trip shows in what tripped the line for so long after it. */
const TRIP_MS = 30_000

/** Finds lasting changes of what is measured, says since when, and ranks what may be behind them. Pure: no clock, no chance. */
export class FaultDiagnosis {
	readonly #config: LineConfig
	readonly #signals: readonly WatchedSignal[]
	readonly #signatures: readonly FaultSignature[]
	#at: DiagnosisSnapshot

	constructor(config: LineConfig, from: DiagnosisSnapshot = NO_DIAGNOSIS) {
		this.#config = config
		this.#signals = watchedSignals(config)
		this.#signatures = faultSignatures(config)
		this.#at = from
	}

	snapshot(): DiagnosisSnapshot {
		return this.#at
	}

	/** Looks at the line as it is now, once a tick. Gives what was raised and cleared. */
	update(view: DiagnosisView): readonly Diagnosis[] {
		const { tMs } = view
		this.#travel(view)
		if (this.#isOpen('runs', view)) {
			const ranAt = Object.fromEntries(
				this.#signals.flatMap(({ id, tag, trips }) => (trips === true ? [[id, view.number(tag) ?? null]] : [])),
			)
			this.#at = { ...this.#at, ranUntilMs: tMs, ranAt }
		}
		const sums = { ...this.#at.sums }
		for (const signal of this.#signals) {
			const x = this.#valueOf(signal, view)
			if (x === undefined || !Number.isFinite(x)) continue
			const { sum, count } = sums[signal.id] ?? { sum: 0, count: 0 }
			sums[signal.id] = { sum: sum + x, count: count + 1 }
		}
		this.#at = { ...this.#at, sums }
		if (Math.floor(tMs / MEAN_MS) === Math.floor(this.#at.lastMs / MEAN_MS)) return []
		this.#at = { ...this.#at, lastMs: tMs, sums: {} }
		this.#notePlace(view)
		this.#watch(view, sums)
		return [...this.#clear(view), ...this.#raise(view)]
	}

	/** Those that stand, as alarms of the line. */
	get alarms(): readonly ActiveAlarm[] {
		return this.#at.standing.map(({ diagnosis }): ActiveAlarm => {
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

	#valueOf({ tag, overExpected }: WatchedSignal, view: DiagnosisView): number | undefined {
		if (tag === ENCODER_RATIO) return this.#at.travel.ratio ?? undefined
		if (overExpected === true) {
			const one = view.compared(tag)
			return one === undefined || !(one.expected > 0) ? undefined : one.measured / one.expected
		}
		return view.number(tag)
	}

	/** Metres by the encoder over metres by the speed, stretch by stretch. */
	#travel({ tMs, webPositionM, webSpeedMPerS, executesSinceMs }: DiagnosisView): void {
		const { fromM, runM, lastMs, ratio } = this.#at.travel
		const ranM = runM + (webSpeedMPerS * (tMs - lastMs)) / 1000
		const goesOn = fromM !== null && executesSinceMs !== null && webPositionM >= fromM && tMs - lastMs < MEAN_MS
		const full = goesOn && ranM >= TRAVEL_M
		const begins = executesSinceMs === null ? null : webPositionM
		const travel = {
			fromM: goesOn && !full ? fromM : begins,
			runM: goesOn && !full ? ranM : 0,
			lastMs: tMs,
			ratio: full ? (webPositionM - fromM) / ranM : executesSinceMs === null ? null : ratio,
		}
		this.#at = { ...this.#at, travel }
	}

	#notePlace({ tMs, webPositionM }: DiagnosisView): void {
		const { places } = this.#at
		if (tMs - (places.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY) < PLACE_MS) return
		this.#at = { ...this.#at, places: [...places, [tMs, webPositionM] as const].slice(-PLACES) }
	}

	#watch(view: DiagnosisView, sums: DiagnosisSnapshot['sums']): void {
		const { recipe, tMs } = view
		const changed = recipe !== this.#at.recipe
		const held = new Set(this.#at.standing.flatMap(({ signals }) => signals))
		const stoppedNow = this.#stoppedNow(view)
		const watches: Record<string, ChangeWatch> = {}
		for (const { id, gate, least, share, warms, trips } of this.#signals) {
			const before = changed ? NO_WATCH : (this.#at.watches[id] ?? NO_WATCH)
			const mean = sums[id]
			const floor = share === true ? least * Math.abs(before.mean) : least
			const ranAt = this.#at.ranAt[id] ?? null
			if (stoppedNow && trips === true && ranAt !== null && !held.has(id))
				watches[id] = withTrip(before, { tMs, x: ranAt, least: floor })
			else if (stoppedNow && isOut(before)) watches[id] = before
			else if (!this.#isOpen(gate, view) || (warms === true && !this.#isWarm(view))) {
				// What is warm only after a while may be elsewhere after a stop; all else is where it was, and an alarm goes on.
				watches[id] = warms !== true || held.has(id) ? quietAgain(before) : NO_WATCH
			} else if (mean === undefined) watches[id] = before
			else
				watches[id] = withMean(before, {
					tMs,
					x: mean.sum / mean.count,
					least: floor,
					holds: held.has(id),
				})
		}
		this.#at = { ...this.#at, watches, recipe }
	}

	/** The line has just left a run that was long enough to know it by. */
	#stoppedNow({ tMs, executesSinceMs, lost }: DiagnosisView): boolean {
		const { ranUntilMs } = this.#at
		return !lost && executesSinceMs === null && ranUntilMs !== null && tMs - ranUntilMs <= TRIP_MS
	}

	#isWarm({ tMs, steadySinceMs }: DiagnosisView): boolean {
		return steadySinceMs !== null && tMs >= steadySinceMs + WARMS_MS
	}

	#isOpen(gate: Gate, { tMs, executesSinceMs, steadySinceMs, lost }: DiagnosisView): boolean {
		if (lost || executesSinceMs === null || tMs < executesSinceMs + RUNS_AFTER_MS) return false
		if (gate === 'runs') return true
		const waitMs = gate === 'steady' ? STEADY_AFTER_MS : WASH_RESIDENCES * this.#config.stations.wash.residenceTimeS * 1000
		return steadySinceMs !== null && tMs >= steadySinceMs + waitMs
	}

	#raise(view: DiagnosisView): readonly Diagnosis[] {
		const { tMs } = view
		const { watches, standing, pendingSinceMs } = this.#at
		const held = new Set(standing.flatMap(({ signals }) => signals))
		const out = this.#signals.filter(({ id }) => !held.has(id) && isOut(watches[id] ?? NO_WATCH))
		const plain = out.some(({ id }) => Math.abs(watches[id]?.z ?? 0) >= PLAIN_SD)
		if (!plain || pendingSinceMs === null || (tMs - pendingSinceMs < PENDING_MS && !this.#stoppedNow(view))) {
			this.#at = { ...this.#at, pendingSinceMs: !plain ? null : (pendingSinceMs ?? tMs) }
			return []
		}
		const known = new Map(
			this.#signals.flatMap(({ id }) => {
				const watch = watches[id]
				return watch === undefined || !isLearnt(watch) || held.has(id) ? [] : [[id, watch] as const]
			}),
		)
		const top = rankedCauses(
			this.#signatures,
			known,
			out.map(({ id }) => id),
		)
		// One signal that nothing explains is more likely the way of this line than a fault of it.
		if (top.length === 1 && out.length < UNKNOWN_SIGNALS) return []
		const at = Math.min(...out.map(({ id }) => onsetMs(watches[id] ?? NO_WATCH)))
		const first = this.#signatures.find(({ name }) => name === top[0]?.cause)
		const behindM = this.#pathM(first?.at ?? 'feed')
		const ofSensor = top.reduce((sum, { cause, p }) => sum + (isOfSensor(cause) ? p : 0), 0)
		const ofUnknown = top.find(({ cause }) => cause === 'unknown')?.p ?? 0
		const diagnosis: Diagnosis = {
			id: `a${this.#at.raised + 1}`,
			raisedMs: tMs,
			onsetMs: at,
			kind: 'cusum',
			top: top.slice(0, TOP),
			verdict: ofSensor > 0.5 * (1 - ofUnknown) ? 'sensor' : 'process',
			webFromM: Math.max(0, this.#positionAt(at, view) - behindM),
			webToM: Math.max(0, view.webPositionM - behindM),
			evidence: out.map(({ id, tag }) => ({ tag, z: watches[id]?.z ?? 0 })),
			clearedMs: null,
		}
		// What moves with it is its too, and raises nothing of its own.
		const effects = first?.effects ?? {}
		const also = this.#signals.filter(({ id }) => id in effects && !held.has(id)).map(({ id }) => id)
		const signals = [...new Set([...out.map(({ id }) => id), ...also])]
		this.#at = {
			...this.#at,
			raised: this.#at.raised + 1,
			pendingSinceMs: null,
			standing: [...standing, { diagnosis, signals, quietSinceMs: null }],
		}
		return [diagnosis]
	}

	#clear(view: DiagnosisView): readonly Diagnosis[] {
		const { tMs } = view
		const over: Diagnosis[] = []
		const standing: Standing[] = []
		for (const one of this.#at.standing) {
			const gates = this.#signals.filter(({ id }) => one.signals.includes(id))
			const looksAt = gates.some(({ gate }) => this.#isOpen(gate, view))
			const quiet = looksAt && one.signals.every((id) => Math.abs(this.#at.watches[id]?.z ?? 0) < QUIET_SD)
			const quietSinceMs = quiet ? (one.quietSinceMs ?? tMs) : null
			if (quietSinceMs === null || tMs - quietSinceMs < QUIET_MS) {
				standing.push({ ...one, quietSinceMs })
				continue
			}
			const first = this.#signatures.find(({ name }) => name === one.diagnosis.top[0]?.cause)
			const webToM = Math.max(0, this.#positionAt(quietSinceMs, view) - this.#pathM(first?.at ?? 'feed'))
			over.push({ ...one.diagnosis, webToM, clearedMs: tMs })
			const watches = { ...this.#at.watches }
			for (const id of one.signals) watches[id] = quietAgain(watches[id] ?? NO_WATCH)
			this.#at = { ...this.#at, watches }
		}
		this.#at = { ...this.#at, standing }
		return over
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

	/** Path from the nip to where a cause acts [m]. */
	#pathM(at: FaultSignature['at']): number {
		const places = linePlaces(this.#config)
		if (typeof at === 'number') return places.zoneEndM[at - 1] ?? 0
		const of = { feed: 0, dryer: places.dryerOutM, quench: places.quenchOutM, wash: this.#config.stations.wash.scraperAtM }
		return of[at]
	}
}

const isOfSensor = (cause: string): boolean => {
	const name = cause.split('/')[0] as FaultCauseName
	return name in FAULT_CAUSES && FAULT_CAUSES[name].kind !== 'process'
}

const stationOf = (tag: string): StationName | 'Line' => STATION_NAMES.find((name) => tag.startsWith(`${name}/`)) ?? 'Line'

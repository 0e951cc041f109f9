import type { LineConfig } from '@emberline/line-config'
import { faultPlaces } from '@emberline/line-config'
import type { DiagnosisView } from './diagnosis-view.ts'
import type { EncoderWatch } from './encoder-watch.ts'
import type { RankedCause } from './ranked-causes.ts'

/** What a tag usually does, to know it by when it is stuck. Plain JSON. */
interface Habit {
	readonly changedMs: number
	/** Longest time between two changes while the line ran, and how many there were. */
	readonly longestMs: number
	readonly changes: number
}

/** What is wrong with data now. */
export interface DataTrouble {
	/** One each: the same key is the same trouble. */
	readonly key: string
	readonly kind: 'no-value' | 'stuck' | 'gap' | 'clock'
	readonly tag: string
	readonly sinceMs: number
	readonly top: readonly RankedCause[]
}

/** Plain JSON. */
export interface DataWatchSnapshot {
	readonly habits: Readonly<Record<string, Habit>>
	/** Since when a tag says what cannot be used. */
	readonly refused: Readonly<Record<string, number>>
	readonly newestMs: number | null
	readonly gapSinceMs: number | null
	readonly gapEndMs: number | null
	/** The plant's clock ahead of its web, s, and since when. */
	readonly aheadS: number
	readonly aheadSinceMs: number
	readonly runsSinceMs: number | null
}

export const NO_DATA_WATCH: DataWatchSnapshot = {
	habits: {},
	refused: {},
	newestMs: null,
	gapSinceMs: null,
	gapEndMs: null,
	aheadS: 0,
	aheadSinceMs: 0,
	runsSinceMs: null,
}

/** What cannot be used for so long is no slip of the wire. */
const REFUSED_MS = 3000
/** More tags than this at once are not instruments that fail one by one. */
const TOGETHER = 5
/** A tag that has changed so often, and now has not for so long and for so many times its longest pause, is stuck. */
const HABIT_CHANGES = 60
const STUCK_MS = 45_000
const STUCK_TIMES = 4
/** The line must have run so long before anything is called a habit or stuck. */
const RUNS_MS = 120_000
const GAP_MS = 15_000
/** A gap is over when the plant has spoken for so long. */
const SPEAKS_MS = 20_000
const CLOCK_S = 1.5

/** Looks at how the plant's words come, not at what they say of the process. Keeps to plant time. */
export class DataWatch {
	readonly #tags: readonly { readonly tag: string; readonly device: string; readonly wall: number | null }[]
	readonly #devices: readonly string[]
	#at: DataWatchSnapshot
	readonly #habits: Map<string, Habit>

	constructor(config: LineConfig, from: DataWatchSnapshot = NO_DATA_WATCH) {
		this.#tags = faultPlaces('sensor_stuck', config).map((tag) => {
			const wall = /^Heating\/Zone(\d+)\/WallTemperature$/.exec(tag)?.[1]
			return { tag, device: tag.slice(0, tag.indexOf('/')), wall: wall === undefined ? null : Number(wall) }
		})
		this.#devices = [...new Set(this.#tags.map(({ device }) => device))]
		this.#at = from
		this.#habits = new Map(Object.entries(from.habits))
	}

	snapshot(): DataWatchSnapshot {
		return { ...this.#at, habits: Object.fromEntries(this.#habits) }
	}

	/** Everything that is wrong now, once a tick. */
	update(view: DiagnosisView, encoder: EncoderWatch): readonly DataTrouble[] {
		const gap = this.#gap(view)
		const clock = this.#clock(view, encoder)
		const tags = [...this.#refusals(view), ...this.#stuck(view, gap !== null)]
		const single = tags.length > TOGETHER ? [] : tags
		return [...(gap === null ? [] : [gap]), ...(clock === null ? [] : [clock]), ...single]
	}

	#gap(view: DiagnosisView): DataTrouble | null {
		const stamps = this.#devices.flatMap((device) => view.newestMs(device) ?? [])
		if (stamps.length === 0) return null
		const newestMs = Math.max(...stamps)
		const before = this.#at.newestMs ?? newestMs
		const silent = view.tMs - newestMs >= GAP_MS
		let { gapSinceMs, gapEndMs } = this.#at
		if (gapSinceMs === null && (silent || newestMs - before >= GAP_MS)) gapSinceMs = before
		if (gapSinceMs !== null && newestMs > before)
			gapEndMs = newestMs - before >= GAP_MS || gapEndMs === null ? newestMs : gapEndMs
		if (gapEndMs !== null && !silent && newestMs - gapEndMs >= SPEAKS_MS) {
			gapSinceMs = null
			gapEndMs = null
		}
		this.#at = { ...this.#at, newestMs, gapSinceMs, gapEndMs }
		if (gapSinceMs === null) return null
		return { key: 'gap', kind: 'gap', tag: '', sinceMs: gapSinceMs, top: sure('data_gap', 'unknown') }
	}

	/** Stamps that leap while the web does not: another clock, and later back again. */
	#clock(view: DiagnosisView, { leapS }: EncoderWatch): DataTrouble | null {
		if (leapS !== 0) {
			const aheadS = this.#at.aheadS + leapS
			const begins = Math.abs(this.#at.aheadS) < CLOCK_S
			this.#at = { ...this.#at, aheadS, aheadSinceMs: begins ? view.tMs - 1000 * Math.abs(leapS) : this.#at.aheadSinceMs }
		}
		if (Math.abs(this.#at.aheadS) < CLOCK_S) return null
		return {
			key: 'clock',
			kind: 'clock',
			tag: 'Line/Web/Position',
			sinceMs: this.#at.aheadSinceMs,
			top: sure('clock_skew', 'encoder_slip'),
		}
	}

	#refusals(view: DiagnosisView): DataTrouble[] {
		const refused: Record<string, number> = {}
		const found: DataTrouble[] = []
		for (const { tag, wall } of this.#tags) {
			const state = view.tagState(tag)
			// What never had a value, and what is only held back for being stuck, is no case of this.
			if (state === undefined || state.refused === null || state.value === null || /^(stuck|stale)/.test(state.refused)) continue
			const sinceMs = this.#at.refused[tag] ?? state.tMs
			refused[tag] = sinceMs
			if (state.tMs - sinceMs < REFUSED_MS && view.tMs - sinceMs < REFUSED_MS) continue
			found.push({ key: `no-value/${tag}`, kind: 'no-value', tag, sinceMs, top: causesOfRefusal(tag, wall, state.refused) })
		}
		this.#at = { ...this.#at, refused }
		return found
	}

	#stuck(view: DiagnosisView, gap: boolean): DataTrouble[] {
		const { tMs, executesSinceMs } = view
		const runs = executesSinceMs !== null && tMs >= executesSinceMs + RUNS_MS
		const fromMs = executesSinceMs === null ? 0 : executesSinceMs + RUNS_MS
		if (!runs || gap) {
			// What an idle line or a silent wire does is nobody's habit.
			for (const [tag, habit] of this.#habits) {
				const changedMs = view.tagState(tag)?.changedMs
				if (changedMs !== undefined && changedMs !== habit.changedMs) this.#habits.set(tag, { ...habit, changedMs })
			}
			return []
		}
		const found: DataTrouble[] = []
		for (const { tag, device, wall } of this.#tags) {
			const state = view.tagState(tag)
			if (typeof state?.value !== 'number' || state.value === 0) continue
			const habit = this.#habits.get(tag)
			if (habit === undefined) {
				this.#habits.set(tag, { changedMs: state.changedMs, longestMs: 0, changes: 0 })
				continue
			}
			if (state.changedMs !== habit.changedMs) {
				const counts = habit.changedMs >= fromMs && state.refused === null
				const pauseMs = state.changedMs - habit.changedMs
				// What was stuck until now does not make pauses of that length its habit.
				const was = counts && habit.changes >= HABIT_CHANGES && isStuck(habit, state.changedMs)
				this.#habits.set(tag, {
					changedMs: state.changedMs,
					longestMs: counts && !was ? Math.max(habit.longestMs, pauseMs) : habit.longestMs,
					changes: habit.changes + (counts ? 1 : 0),
				})
				continue
			}
			const newestMs = view.newestMs(device) ?? 0
			if (state.refused !== null && !/^stuck/.test(state.refused)) continue
			const sinceMs = Math.max(habit.changedMs, fromMs)
			if (habit.changes < HABIT_CHANGES || !isStuck({ ...habit, changedMs: sinceMs }, newestMs)) continue
			const cause = wall === null ? `sensor_stuck/${tag}` : `thermocouple_stuck/zone${wall}`
			found.push({
				key: `stuck/${tag}`,
				kind: 'stuck',
				tag,
				sinceMs: habit.changedMs,
				top: sure(cause, wall === null ? 'unknown' : `sensor_stuck/${tag}`),
			})
		}
		return found
	}
}

const isStuck = ({ changedMs, longestMs }: Habit, nowMs: number): boolean =>
	nowMs - changedMs >= Math.max(STUCK_MS, STUCK_TIMES * longestMs)

/** Direct tests leave little doubt [A]. */
const SURE = 0.95
const sure = (cause: string, other: string): readonly RankedCause[] => [
	{ cause, p: SURE },
	{ cause: other, p: 1 - SURE },
]

function causesOfRefusal(tag: string, wall: number | null, why: string): readonly RankedCause[] {
	if (why.startsWith('sentinel')) return sure(`sensor_sentinel/${tag}`, `sensor_nan/${tag}`)
	if (why.startsWith('out of range'))
		return [
			{ cause: `sensor_sentinel/${tag}`, p: 0.7 },
			{ cause: 'unknown', p: 0.3 },
		]
	if (wall === null || why === 'not a number')
		return sure(`sensor_nan/${tag}`, wall === null ? 'unknown' : `thermocouple_open/zone${wall}`)
	// An open thermocouple has no signal: bad, or nothing at all.
	return [
		{ cause: `thermocouple_open/zone${wall}`, p: 0.8 },
		{ cause: `sensor_nan/${tag}`, p: 0.2 },
	]
}

import {
	type Interlock,
	type InterlockAction,
	type InterlockArmed,
	type InterlockNeed,
	interlockLimit,
	type LineConfig,
	tagCountsOf,
} from '@emberline/line-config'
import type { Quality, StationName } from '../port.ts'

/**
 * The interlocks of the line, judged. Signals with their quality, what is armed and the time go in; standing trips, the first of them and
 * whether the heaters may be enabled come out. Pure, and its snapshot is plain JSON.
 *
 * This is not the safety function. Certified hardware is: it acts whether this program runs or not. The board shows what that hardware
 * guards against, keeps the machines from asking for it, and lets a what-if fail as the line would.
 */

export interface Signal {
	readonly value: number | boolean | string | null
	readonly quality: Quality
	/** When it was measured, where that is another time than that of the step which tells it. */
	readonly tMs?: number
}

/** What came first, and when its cause began. */
export interface FirstOut {
	readonly id: string
	readonly causeMs: number
}

export interface StandingTrip extends FirstOut {
	/** When it acted: cause and delay. */
	readonly tripMs: number
}

/** Somebody's decision to do without a condition for a while, in Maintenance. */
export interface Bypass {
	readonly id: string
	readonly name: string
	readonly reason: string
	readonly untilMs: number
}

export type Armed = Readonly<Record<InterlockArmed, boolean>>

export interface BoardSnapshot {
	readonly signals: Readonly<Record<string, Signal>>
	/** Rows that are not healthy now, with the instant since when; of trips those only that are armed. */
	readonly causeMs: Readonly<Record<string, number>>
	/** When a permissive became healthy; absent while it is not. */
	readonly healthyMs: Readonly<Record<string, number>>
	readonly armed: Armed
	readonly maintenance: boolean
	readonly trips: readonly StandingTrip[]
	/** Trip whose cause came first since the last CLEAR, though another may have acted sooner; and the permissive that was lost first since all held. */
	readonly firstTrip: FirstOut | null
	readonly firstLost: FirstOut | null
	/** When the first of the trips that stand acted, and what was armed then; absent while none stands. */
	readonly acted?: { readonly tMs: number; readonly armed: Armed }
	readonly bypasses: readonly Bypass[]
}

export interface BoardInput {
	readonly tMs: number
	readonly signals: Readonly<Record<string, Signal>>
	readonly armed: Armed
	/** The line is in Maintenance: the only mode with bypasses. */
	readonly maintenance: boolean
	readonly clear?: 'remote' | 'site'
}

export interface BypassRequest extends Bypass {
	readonly role: string
}

export interface InterlockBoard {
	readonly rows: readonly Interlock[]
	/** `proved`: every permissive has been healthy for long. */
	initial(proved: boolean, tMs: number): BoardSnapshot
	/** The same object where nothing has changed. */
	step(before: BoardSnapshot, input: BoardInput): BoardSnapshot
	/** Every permissive holds and was proved for its time, and no trip stands. */
	heatersEnabled(at: BoardSnapshot, tMs: number): boolean
	/** Permissives that are missing, in the order of the table. */
	missing(at: BoardSnapshot, tMs: number): readonly Interlock[]
	actions(at: BoardSnapshot): readonly TripAction[]
	/** Why a bypass is refused; null where it may be set. */
	bypassRefusal(at: BoardSnapshot, request: BypassRequest, tMs: number): string | null
	withBypass(at: BoardSnapshot, request: BypassRequest): BoardSnapshot
	/** When time alone changes something after `tMs`: a delay or a bypass over, a permissive proved. */
	dueMs(at: BoardSnapshot, tMs: number): number | null
}

export interface TripAction {
	readonly id: string
	readonly action: InterlockAction
	readonly station: StationName | 'Line'
	readonly reason: number
	readonly cause: string
}

/**
 * What counts where a signal has never been told: a what-if has no sensors that could fail; a live line may be asked for proof. `unproved`:
 * no permissive holds without a reading, and a trip is judged from its first reading on, so that no start latches trips that nobody saw.
 */
export type Untold = 'healthy' | 'dangerous' | 'unproved'

interface Row {
	readonly row: Interlock
	readonly names: readonly string[]
	readonly healthy: (signal: Signal | undefined) => boolean
	readonly provedForMs: number
	readonly delayMs: number
}

/** Causes within one scan of the controller came together: the table has first what the others follow from [ms] [A]. */
export const SCAN_MS = 100

/** Contact that says whether anything is heard of a station. */
export const heardSignal = (station: StationName): string => `Link/${station}`

export const UNARMED: Armed = { always: true, heating: false, moving: false, running: false }

/** The board of a line. A row whose limit the line does not have (a jacket, say) is left out. */
export function createInterlockBoard(config: LineConfig, untold: Untold = 'healthy'): InterlockBoard {
	const rows = config.interlocks.flatMap((row): Row[] => {
		const holds = condition(row.needs, config)
		if (holds === undefined) return []
		// Good alone satisfies a permissive. A trip takes an uncertain value as it stands; bad and stale are the dangerous value.
		const usable = (quality: Quality) => quality === 'good' || (quality === 'uncertain' && row.kind === 'trip')
		const untoldHolds = untold === 'healthy' || (untold === 'unproved' && row.kind === 'trip')
		const healthy = (s: Signal | undefined) => (s === undefined ? untoldHolds : usable(s.quality) && holds(s.value))
		const { signal } = row.needs
		return [{ row, names: expanded(signal, config), healthy, provedForMs: row.provedForS * 1000, delayMs: row.delayS * 1000 }]
	})
	const byId = new Map(rows.map((r) => [r.row.id, r]))
	const permissives = rows.filter(({ row }) => row.kind === 'permissive')
	const trips = rows.filter(({ row }) => row.kind === 'trip')
	const bypassed = (at: Pick<BoardSnapshot, 'bypasses'>, id: string) => at.bypasses.some((b) => b.id === id)
	const isHealthy = ({ names, healthy }: Row, signals: BoardSnapshot['signals']) => names.every((name) => healthy(signals[name]))
	/** When what is told now and is not healthy was measured. */
	const toldMs = ({ names, healthy }: Row, { signals, tMs }: BoardInput) =>
		names.reduce((ms, name) => {
			const signal = signals[name]
			return signal === undefined || healthy(signal) ? ms : Math.min(ms, signal.tMs ?? tMs)
		}, tMs)
	/** The earliest cause; of those within a scan of it, the first in the table. */
	const firstOf = (causes: readonly FirstOut[]): FirstOut | null => {
		const earliestMs = Math.min(...causes.map(({ causeMs }) => causeMs))
		const together = causes.filter(({ causeMs }) => causeMs - earliestMs <= SCAN_MS)
		const first = rows.find(({ row }) => together.some(({ id }) => id === row.id))
		const found = together.find(({ id }) => id === first?.row.id)
		return found === undefined ? null : { id: found.id, causeMs: found.causeMs }
	}
	const proved = (at: BoardSnapshot, { row, provedForMs }: Row, tMs: number) => {
		const sinceMs = at.healthyMs[row.id]
		return bypassed(at, row.id) || (sinceMs !== undefined && tMs >= sinceMs + provedForMs)
	}
	const board: InterlockBoard = {
		rows: rows.map(({ row }) => row),
		initial: (isProved, tMs) => ({
			signals: isProved ? { purgeProved: { value: true, quality: 'good' } } : { purgeProved: { value: false, quality: 'good' } },
			causeMs: {},
			healthyMs: isProved ? Object.fromEntries(permissives.map((p) => [p.row.id, tMs - p.provedForMs])) : {},
			armed: UNARMED,
			maintenance: false,
			trips: [],
			firstTrip: null,
			firstLost: null,
			bypasses: [],
		}),
		step: (before, input) => (isQuiet(before, input, actDueMs(before)) ? before : judged(before, input)),
		heatersEnabled: (at, tMs) => at.trips.length === 0 && permissives.every((p) => proved(at, p, tMs)),
		missing: (at, tMs) => permissives.filter((p) => !proved(at, p, tMs)).map(({ row }) => row),
		actions: (at) =>
			at.trips.flatMap(({ id }) => {
				const row = byId.get(id)?.row
				return row === undefined
					? []
					: [{ id, action: row.action, station: row.station, reason: row.reason, cause: row.cause } satisfies TripAction]
			}),
		bypassRefusal: (at, request, tMs) => bypassRefusal(byId.get(request.id)?.row, at, request, tMs),
		withBypass: (at, { id, name, reason, untilMs }) => ({
			...at,
			bypasses: [...at.bypasses.filter((b) => b.id !== id), { id, name, reason, untilMs }],
		}),
		dueMs: (at, tMs) => {
			let dueMs = actDueMs(at)
			for (const { row, provedForMs } of permissives) {
				const provedMs = (at.healthyMs[row.id] ?? Number.POSITIVE_INFINITY) + provedForMs
				if (provedMs > tMs) dueMs = Math.min(dueMs, provedMs)
			}
			return dueMs === Number.POSITIVE_INFINITY ? null : dueMs
		},
	}

	/** When a trip acts or a bypass ends. */
	function actDueMs(at: BoardSnapshot): number {
		let dueMs = Number.POSITIVE_INFINITY
		for (const id in at.causeMs) {
			const trip = byId.get(id)
			if (trip?.row.kind !== 'trip' || at.trips.some((t) => t.id === id)) continue
			dueMs = Math.min(dueMs, (at.causeMs[id] as number) + trip.delayMs)
		}
		for (const { untilMs } of at.bypasses) dueMs = Math.min(dueMs, untilMs)
		return dueMs
	}

	function judged(before: BoardSnapshot, input: BoardInput): BoardSnapshot {
		const { tMs, armed, maintenance } = input
		const signals = { ...before.signals, ...input.signals }
		const bypasses = before.bypasses.filter((b) => maintenance && b.untilMs > tMs)
		const causeMs: Record<string, number> = {}
		const healthyMs: Record<string, number> = {}
		const lost: FirstOut[] = []
		for (const permissive of permissives) {
			const { id } = permissive.row
			if (isHealthy(permissive, signals)) healthyMs[id] = before.healthyMs[id] ?? tMs
			else {
				causeMs[id] = before.causeMs[id] ?? toldMs(permissive, input)
				if (!bypassed({ bypasses }, id)) lost.push({ id, causeMs: causeMs[id] })
			}
		}
		const standing = before.trips.filter(({ id }) => {
			const trip = byId.get(id)
			if (trip === undefined) return false
			const { latched } = trip.row
			const healthy = isHealthy(trip, signals) || bypassed({ bypasses }, id)
			if (latched === 'no') return !healthy
			// A web that stands is no danger any more once nothing is hot: what is not armed may be cleared, and acts again when it is.
			if (!healthy && armed[trip.row.armed]) return true
			return input.clear === undefined || (latched === 'clear-on-site' && input.clear !== 'site')
		})
		const unhealthy = trips.filter((trip) => !bypassed({ bypasses }, trip.row.id) && !isHealthy(trip, signals))
		const time = (trip: Row, counts: (sinceMs: number) => boolean) => {
			const { id } = trip.row
			const sinceMs = before.causeMs[id] ?? toldMs(trip, input)
			if (!counts(sinceMs)) return
			causeMs[id] = sinceMs
			if (tMs >= sinceMs + trip.delayMs && !standing.some((t) => t.id === id))
				standing.push({ id, causeMs: sinceMs, tripMs: tMs })
		}
		const firstActed = standing.length > 0 ? before.acted : undefined
		for (const trip of unhealthy) time(trip, () => armed[trip.row.armed])
		const acted = standing.length === 0 ? undefined : (firstActed ?? { tMs, armed: either(before.armed, armed) })
		// What the first that acted disarms may have been wrong before it: its own time goes on.
		if (acted !== undefined)
			for (const trip of unhealthy) time(trip, (sinceMs) => acted.armed[trip.row.armed] && sinceMs <= acted.tMs)
		const kept = input.clear !== undefined && standing.length === 0 ? null : before.firstTrip
		const isNew = before.trips.length === 0 && standing.length > 0
		return {
			signals,
			causeMs,
			healthyMs,
			armed,
			maintenance,
			trips: standing,
			firstTrip: standing.length === 0 ? kept : firstOf(kept === null || isNew ? standing : [kept, ...standing]),
			firstLost: lost.length === 0 ? null : firstOf(before.firstLost === null ? lost : [before.firstLost, ...lost]),
			...(acted !== undefined && { acted }),
			bypasses,
		}
	}

	return board
}

const either = (a: Armed, b: Armed): Armed => ({
	always: a.always || b.always,
	heating: a.heating || b.heating,
	moving: a.moving || b.moving,
	running: a.running || b.running,
})

function isQuiet(before: BoardSnapshot, input: BoardInput, dueMs: number): boolean {
	if (input.clear !== undefined || dueMs <= input.tMs) return false
	if (input.maintenance !== before.maintenance) return false
	const { armed } = input
	const was = before.armed
	if (armed.heating !== was.heating || armed.moving !== was.moving || armed.running !== was.running) return false
	for (const name in input.signals) {
		const told = before.signals[name]
		const now = input.signals[name] as Signal
		if (told === undefined || told.value !== now.value || told.quality !== now.quality) return false
	}
	return true
}

function bypassRefusal(row: Interlock | undefined, at: BoardSnapshot, request: BypassRequest, tMs: number): string | null {
	if (row === undefined) return `${request.id}: no interlock of this line`
	if (row.bypass === undefined) return `${row.id}: nobody may bypass it`
	if (!at.maintenance) return `${row.id}: a bypass needs the mode Maintenance`
	if (row.bypass.role !== request.role) return `${row.id}: role ${request.role}, expected ${row.bypass.role}`
	if (request.name.trim() === '' || request.reason.trim() === '') return `${row.id}: a bypass needs a name and a reason`
	const lastsS = (request.untilMs - tMs) / 1000
	if (!(lastsS > 0)) return `${row.id}: its end is not after now`
	return lastsS > row.bypass.atMostS ? `${row.id}: ${lastsS} s, at most ${row.bypass.atMostS} s` : null
}

/** Whether a value is healthy; undefined where the line has no such limit. Missing and of another kind is never healthy. */
function condition(needs: InterlockNeed, config: LineConfig): ((value: Signal['value']) => boolean) | undefined {
	if (needs.is !== undefined) return (value) => value === needs.is
	const wanted = needs.atLeast ?? needs.atMost
	const limit = typeof wanted === 'string' ? interlockLimit(config, wanted) : wanted
	if (limit === undefined) return undefined
	const least = needs.atLeast !== undefined
	return (value) => typeof value === 'number' && Number.isFinite(value) && (least ? value >= limit : value <= limit)
}

/** A `*` stands for each zone, plate or stage that the line has. */
function expanded(signal: string, config: LineConfig): readonly string[] {
	if (!signal.includes('*')) return [signal]
	const counts = tagCountsOf(config)
	const [device] = signal.split('/')
	const count =
		device === 'Drying'
			? counts.dryingZones
			: device === 'Heating'
				? counts.heatingZones
				: device === 'Quench'
					? counts.quenchPlates
					: counts.washStages
	return Array.from({ length: count }, (_, n) => signal.replace('*', String(n + 1)))
}

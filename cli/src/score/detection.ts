import { FAULT_CAUSES, type FaultCauseName } from '@emberline/line-config'
import { type Score, scoreOf } from './score.ts'

/** A diagnosis as it was raised. */
export interface RaisedAlarm {
	readonly id: string
	readonly raisedMs: number
	readonly onsetMs: number
	readonly top: readonly { readonly cause: string; readonly p: number }[]
	readonly verdict: 'sensor' | 'process'
}

/** A fault that really stood. */
export interface StoodFault {
	readonly cause: string
	readonly fromMs: number
	readonly toMs: number
}

/** A fault and the diagnosis of it; null for one that was not found. */
export interface Found {
	readonly fault: StoodFault
	readonly alarm: RaisedAlarm | null
}

/** An alarm so long after a fault has gone may still be its, and does not count as false; found it is only while it stands. */
const AFTER_MS = 600_000
const LEAST_P = 1e-3

const isSensor = (cause: string): boolean => {
	const name = cause.split('/')[0] as FaultCauseName
	return name in FAULT_CAUSES && FAULT_CAUSES[name].kind !== 'process'
}

/** Which diagnosis is which fault's: the first that was raised while it stood. */
export function foundFaults(alarms: readonly RaisedAlarm[], faults: readonly StoodFault[]): readonly Found[] {
	return faults.map((fault) => ({
		fault,
		alarm: alarms.find(({ raisedMs }) => raisedMs >= fault.fromMs && raisedMs <= fault.toMs) ?? null,
	}))
}

/** Alarms while nothing was wrong, nor had been shortly before. */
export function falseAlarms(alarms: readonly RaisedAlarm[], faults: readonly StoodFault[]): readonly RaisedAlarm[] {
	return alarms.filter(({ raisedMs }) => !faults.some((fault) => raisedMs >= fault.fromMs && raisedMs <= fault.toMs + AFTER_MS))
}

/** Shares in per cent of what was found; `hours` of plant time, `falseCount` of alarms with no fault. */
export function detectionScores(all: readonly Found[], falseCount: number, hours: number): readonly Score[] {
	const found = all.flatMap(({ fault, alarm }) => (alarm === null ? [] : [{ fault, alarm }]))
	const share = (count: number, of: number) => (of > 0 ? (100 * count) / of : null)
	const isRight = ({ fault, alarm }: (typeof found)[number], first: number) =>
		alarm.top.slice(0, first).some(({ cause }) => cause === fault.cause)
	const chance = ({ fault, alarm }: (typeof found)[number]) => alarm.top.find(({ cause }) => cause === fault.cause)?.p ?? 0
	const brier = found.map((one) =>
		one.alarm.top.reduce((sum, { cause, p }) => sum + (p - (cause === one.fault.cause ? 1 : 0)) ** 2, chance(one) > 0 ? 0 : 1),
	)
	const mean = (list: readonly number[]) => (list.length > 0 ? list.reduce((sum, x) => sum + x, 0) / list.length : null)
	return [
		scoreOf(`faults found, of ${all.length}`, share(found.length, all.length), '%', { must: 85, aim: 95, more: true }),
		scoreOf('false alarms in 24 h', hours > 0 ? (24 * falseCount) / hours : null, '', { must: 2, aim: 0.5 }),
		scoreOf('cause right first', share(found.filter((one) => isRight(one, 1)).length, found.length), '%', {
			must: 60,
			aim: 80,
			more: true,
		}),
		scoreOf('cause among the first three', share(found.filter((one) => isRight(one, 3)).length, found.length), '%', {
			must: 85,
			aim: 95,
			more: true,
		}),
		scoreOf(
			'sensor or process right',
			share(found.filter(({ fault, alarm }) => (alarm.verdict === 'sensor') === isSensor(fault.cause)).length, found.length),
			'%',
			{ must: 85, aim: 95, more: true },
		),
		scoreOf('delay, median', middle(found.map(({ fault, alarm }) => (alarm.raisedMs - fault.fromMs) / 1000)), 's'),
		scoreOf('onset error, median', middle(found.map(({ fault, alarm }) => Math.abs(alarm.onsetMs - fault.fromMs) / 1000)), 's'),
		scoreOf('causes, Brier score', mean(brier), ''),
		scoreOf('causes, log score', mean(found.map((one) => -Math.log(Math.max(LEAST_P, chance(one))))), 'nat'),
	]
}

function middle(list: readonly number[]): number | null {
	const sorted = [...list].sort((a, b) => a - b)
	return sorted[Math.floor(sorted.length / 2)] ?? null
}

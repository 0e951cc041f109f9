import type { Retention } from '../port.ts'
import { WORST_USABLE } from '../row.ts'
import type { InfluxAnswer, InfluxClient, InfluxSeries } from './influx-client.ts'

/**
 * How long what is kept: the values under the database's own policy, `record` for events, forecasts, the roll map and when there was a
 * record, and the rollups each under one of their own. Continuous queries make the rollups of what comes in; what comes later than they look back
 * is rolled up as it is written.
 */
export const RECORD = 'record'
export const ROLLUPS = [
	{ policy: 'rollup_1s', everyMs: 1000 },
	{ policy: 'rollup_10s', everyMs: 10_000 },
] as const

/** How far back the continuous queries look each time they run. */
const LOOK_BACK_MS = 600_000
const RUN_EVERY = '5s'

/** Both halves of a rollup, of all values and of those that may be used: fields of one point. */
function halves(
	database: string,
	valuesPolicy: string,
	policy: string,
): readonly { readonly name: string; select: (where: string) => string }[] {
	const into = `INTO "${database}"."${policy}".:MEASUREMENT FROM "${database}"."${valuesPolicy}"./^(reading|estimate)$/`
	const every = ROLLUPS.find((one) => one.policy === policy)!.everyMs
	const group = `GROUP BY time(${every}ms), *`
	const where = (...conditions: readonly string[]) => {
		const all = conditions.filter((one) => one !== '')
		return all.length === 0 ? '' : `WHERE ${all.join(' AND ')} `
	}
	return [
		{
			name: 'all',
			select: (range) =>
				`SELECT count("quality") AS "n", max("quality") AS "worst", last("quality") AS "last_quality", last("value") AS "last", last("kind") AS "kind" ${into} ${where(range)}${group}`,
		},
		{
			name: 'usable',
			select: (range) =>
				`SELECT count("value") AS "used", sum("value") AS "total", min("value") AS "low", max("value") AS "high" ${into} ${where(`"quality" <= ${WORST_USABLE}`, range)}${group}`,
		},
	]
}

/** Makes the policies and continuous queries that are missing, and sets durations that are other than asked for. Gives the name of the database's own policy. */
export async function makePolicies(client: InfluxClient, retention: Retention): Promise<InfluxAnswer<string>> {
	const { database } = client
	const shown = await client.query([`SHOW RETENTION POLICIES ON "${database}"`, 'SHOW CONTINUOUS QUERIES'])
	if (shown.kind !== 'done') return shown
	const policies = records(shown.value[0])
	const own = String(policies.find((policy) => policy.default === true)?.name ?? 'autogen')
	const wanted: readonly (readonly [string, number | undefined])[] = [
		[own, retention.valuesMs],
		[RECORD, retention.tenSecondsMs],
		[ROLLUPS[0].policy, retention.oneSecondMs],
		[ROLLUPS[1].policy, retention.tenSecondsMs],
	]
	for (const [name, keptMs] of wanted) {
		const there = policies.find((policy) => policy.name === name)
		const duration = durationOf(keptMs)
		if (there !== undefined && (keptMs === undefined || durationMs(String(there.duration)) === durationMs(duration))) continue
		const verb = there === undefined ? 'CREATE' : 'ALTER'
		const made = await client.change(
			`${verb} RETENTION POLICY "${name}" ON "${database}" DURATION ${duration}${there === undefined ? ' REPLICATION 1' : ''} SHARD DURATION ${shardOf(keptMs)}`,
		)
		if (made.kind !== 'done')
			return {
				kind: 'away',
				reason: `its retention policy "${name}" cannot be made or changed (${made.reason}); let an administrator of InfluxDB do it`,
			}
	}
	const running = new Map(
		records(shown.value[1]?.filter(({ name }) => name === database)).map((query) => [query.name, query.query]),
	)
	for (const { policy } of ROLLUPS)
		for (const half of halves(database, own, policy)) {
			const name = `emberline_${policy}_${half.name}`
			if (running.has(name)) continue
			const made = await client.change(
				`CREATE CONTINUOUS QUERY "${name}" ON "${database}" RESAMPLE EVERY ${RUN_EVERY} FOR ${LOOK_BACK_MS / 60_000}m BEGIN ${half.select('')} END`,
			)
			if (made.kind !== 'done') return { kind: 'away', reason: `its continuous query "${name}" cannot be made (${made.reason})` }
		}
	return { kind: 'done', value: own }
}

/** Statements that roll up values of these times which no continuous query will look at any more: an hour of plant time each at most. */
export function rollUpLate(database: string, valuesPolicy: string, timesMs: readonly number[], nowMs: number): string[] {
	const hours = new Map<number, { fromMs: number; toMs: number }>()
	for (const tMs of timesMs) {
		// A minute less than they look back: the server's clock may be another.
		if (tMs > nowMs - LOOK_BACK_MS + 60_000) continue
		const hour = Math.floor(tMs / 3_600_000)
		const there = hours.get(hour)
		const fromMs = Math.floor(tMs / 10_000) * 10_000
		if (there === undefined) hours.set(hour, { fromMs, toMs: fromMs + 10_000 })
		else {
			there.fromMs = Math.min(there.fromMs, fromMs)
			there.toMs = Math.max(there.toMs, fromMs + 10_000)
		}
	}
	return [...hours.values()].flatMap(({ fromMs, toMs }) =>
		ROLLUPS.flatMap(({ policy }) =>
			halves(database, valuesPolicy, policy).map(({ select }) => select(`time >= ${fromMs}ms AND time < ${toMs}ms`)),
		),
	)
}

type Line = Readonly<Record<string, string | number | boolean | null>>

function records(series: readonly InfluxSeries[] | undefined): Line[] {
	return (series ?? []).flatMap(({ columns, values }) =>
		(values ?? []).map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))),
	)
}

/** At least an hour, as InfluxDB asks; without a limit for ever. */
function durationOf(keptMs: number | undefined): string {
	return keptMs === undefined ? 'INF' : `${Math.max(3600, Math.ceil(keptMs / 1000))}s`
}

/** Files of InfluxDB hold this much and go as a whole; one longer than the policy is refused. The lengths are its own defaults. */
function shardOf(keptMs: number | undefined): string {
	const days = (keptMs ?? Number.POSITIVE_INFINITY) / 86_400_000
	return days < 2 ? '1h' : days <= 180 ? '24h' : '168h'
}

/** `72h0m0s` and `3600s`; `0s` and `INF` are for ever. */
function durationMs(text: string): number {
	const parts = [...text.matchAll(/(\d+)(h|m|s)/g)]
	const seconds = parts.reduce((sum, [, n, unit]) => sum + Number(n) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1), 0)
	return seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000
}

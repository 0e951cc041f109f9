import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alarmGuideOf } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import type { ActiveAlarm, LineFrame } from '@emberline/twin'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aborted, frame, twoAlarms } from '../../test/fixture-line.ts'
import { alarmFile } from './alarm-file.ts'
import type { AlarmJournalEntry } from './alarm-record.ts'
import { AlarmServer, type AlarmServerOptions } from './alarm-server.ts'

const T0 = 1_790_000_000_000
const guide = alarmGuideOf(loadLine())

/** A server with a clock of its own, fed by hand. */
function aServer(options: Partial<AlarmServerOptions> = {}) {
	let nowMs = T0
	const entries: AlarmJournalEntry[] = []
	const server = new AlarmServer({ nowMs: () => nowMs, onEntry: (entry) => entries.push(entry), ...options })
	const stale = new Set<string>()
	return {
		server,
		entries,
		stale,
		pass: (ms: number) => {
			nowMs += ms
			server.tick()
		},
		take: (changed: Partial<LineFrame> = {}) => server.take(frame(nowMs, 0, changed), (tag) => !stale.has(tag)),
		states: () => Object.fromEntries(server.all().changed.map(({ id, state }) => [id, state])),
	}
}

const many = (count: number): ActiveAlarm[] =>
	Array.from({ length: count }, (_, k) => ({ ...twoAlarms(T0)[1]!, id: `limit/x${k}/high` }))

describe('the alarms of a line', () => {
	it('are raised, acknowledged and over, each on record with who did it', () => {
		const { server, entries, take, states } = aServer()
		take({ alarms: twoAlarms(T0) })
		expect(states()).toEqual({ a1: 'unacknowledged', a2: 'unacknowledged' })
		expect(server.ask('a2', { type: 'ACKNOWLEDGE' }, 'ada')).toBeNull()
		expect(server.ask('a2', { type: 'ACKNOWLEDGE' }, 'ada')).toBe('acknowledged is not possible while it is acknowledged')
		take()
		expect(states()).toEqual({ a1: 'returned-unacknowledged' })
		expect(entries.map(({ id, change, by }) => `${id} ${change} ${by}`.trim())).toEqual([
			'a1 raised',
			'a2 raised',
			'a2 acknowledged ada',
			'a2 refused ada',
			'a1 cleared',
			'a2 cleared',
		])
		expect(entries.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6])
	})

	it('tell of a line that a fault keeps from running, where no trip and no limit does', () => {
		const { server, take, pass, states } = aServer({ guide })
		const held = { line: { state: 'Held' as const, sinceMs: T0 - 5000, stopReason: 401 } }
		take(held)
		pass(2000)
		take(held)
		const [alarm] = server.all().changed
		expect(alarm).toMatchObject({ id: 'stop/401', state: 'unacknowledged', priority: 2, station: 'Heating', sinceMs: T0 - 5000 })
		expect(alarm?.words.en).toBe('line stopped by fault 401: emitter broken')
		expect(server.text('stop/401').action.en).toContain('UNHOLD')
		server.ask('stop/401', { type: 'ACKNOWLEDGE' }, 'ada')
		take()
		expect(states()).toEqual({})
	})

	it.each([
		['a planned stop', { line: { state: 'Held' as const, sinceMs: T0, stopReason: 101 } }],
		['a line that runs again', { line: { state: 'Execute' as const, sinceMs: T0, stopReason: 401 } }],
	])('tell of no fault for %s', (_, changed) => {
		const { take, pass, states } = aServer({ guide })
		take(changed)
		pass(5000)
		take(changed)
		expect(states()).toEqual({})
	})

	it('tell once of a trip that stops the line', () => {
		const { take, pass, states } = aServer({ guide })
		take(aborted(T0))
		pass(5000)
		take(aborted(T0))
		expect(states()).toEqual({ 'trip/web-stopped-hot': 'unacknowledged' })
	})

	it('hold while their input is stale, marked, and are over only when it is back', () => {
		const { server, stale, take } = aServer()
		take({ alarms: twoAlarms(T0) })
		stale.add('Wash/Stage3/Conductivity')
		take()
		expect(server.find('a2')).toMatchObject({ state: 'unacknowledged', active: true, held: true })
		expect(server.find('a1')).toMatchObject({ state: 'returned-unacknowledged', held: false })
		stale.clear()
		take()
		expect(server.find('a2')).toMatchObject({ state: 'returned-unacknowledged', held: false })
	})

	it('count a trip of the interlock table as an alarm with its station, priority and first-out', () => {
		const { server, take } = aServer({ guide })
		take(aborted(T0))
		expect(server.find('trip/web-stopped-hot')).toMatchObject({
			state: 'unacknowledged',
			priority: 1,
			station: 'Heating',
			firstOut: true,
			words: { en: 'web stopped while hot', de: 'Bahn steht bei heißem Ofen' },
		})
		expect(server.text('trip/web-stopped-hot').action.en).toMatch(/CLEAR/)
	})

	it('latch where somebody has to have looked at the line itself', () => {
		const { server, take } = aServer({ guide })
		const trips = [{ id: 'web-break', cause: 'web break', causeMs: T0 }]
		take({ interlocks: { trips, firstOut: { id: 'web-break', causeMs: T0 }, missing: [], line: 'First out: web break' } })
		take({ interlocks: { trips: [], firstOut: null, missing: [], line: '' } })
		expect(server.find('trip/web-break')?.state).toBe('latched-unacknowledged')
		expect(server.ask('trip/web-break', { type: 'RESET' }, 'ada')).not.toBeNull()
		server.ask('trip/web-break', { type: 'ACKNOWLEDGE' }, 'ada')
		expect(server.ask('trip/web-break', { type: 'RESET' }, 'ada')).toBeNull()
		expect(server.all().changed).toEqual([])
	})

	it('wait for the delay that their guide names before they are over', () => {
		const { server, take, pass } = aServer({ guide })
		const alarm: ActiveAlarm = { ...twoAlarms(T0)[1]!, id: 'limit/Wash/Stage3/Conductivity/high' }
		take({ alarms: [alarm] })
		take()
		pass(9000)
		take()
		expect(server.find(alarm.id)?.state).toBe('unacknowledged')
		pass(1500)
		take()
		expect(server.find(alarm.id)?.state).toBe('returned-unacknowledged')
	})

	it('say nothing in the states that their guide names, are listed there, and are announced when the state ends', () => {
		const { server, entries, take, states, pass } = aServer({ guide })
		const alarm: ActiveAlarm = {
			...twoAlarms(T0)[1]!,
			id: 'limit/Line/Web/Tension/low',
			station: 'Line',
			tag: 'Line/Web/Tension',
		}
		const at = (state: LineFrame['line']['state']) => ({ line: { state, sinceMs: T0, stopReason: 0 } })
		take({ ...at('Stopped'), alarms: [alarm] })
		expect(states()).toEqual({ [alarm.id]: 'suppressed-by-design' })
		expect(server.load().announced).toBe(0)
		take({ ...at('Execute'), alarms: [alarm] })
		expect(states()).toEqual({ [alarm.id]: 'unacknowledged' })
		pass(1)
		expect(server.load().announced).toBe(1)
		expect(entries.find(({ change }) => change === 'suppressed')?.reason).toBe('Line is Stopped')
	})

	it('come back from a shelf by themselves, unacknowledged while they still stand', () => {
		const { server, entries, take, pass, states } = aServer()
		take({ alarms: twoAlarms(T0) })
		const aside = { untilMs: T0 + 300_000, reason: 'gauge is being cleaned', by: 'ada' }
		expect(server.ask('a2', { type: 'SHELVE', ...aside }, 'ada', aside.reason)).toBeNull()
		expect(server.find('a2')).toMatchObject({ state: 'shelved', ...aside })
		pass(299_000)
		expect(states().a2).toBe('shelved')
		pass(1000)
		expect(states().a2).toBe('unacknowledged')
		expect(entries.at(-1)).toMatchObject({ change: 'unshelved', by: '', reason: 'time is over' })
	})

	it('remind once a day of what is out of service, until its end', () => {
		const { server, entries, take, pass } = aServer()
		take({ alarms: twoAlarms(T0) })
		const day = 86_400_000
		server.ask('a1', { type: 'TAKE_OUT', untilMs: T0 + 2.5 * day, reason: 'sensor broken', by: 'eva' }, 'eva')
		for (let k = 0; k < 60; k++) pass(day / 20)
		expect(entries.filter(({ change }) => change === 'reminded')).toHaveLength(2)
		expect(server.find('a1')?.state).toBe('unacknowledged')
	})

	it('are a flood over ten in ten minutes, and no more under five', () => {
		const { server, take, pass } = aServer()
		take({ alarms: many(10) })
		expect(server.all().situation?.flood).toBe(false)
		take({ alarms: many(11) })
		expect(server.all().situation).toMatchObject({ flood: true, inTenMinutes: 11 })
		pass(599_000)
		expect(server.all().situation?.flood).toBe(true)
		pass(1000)
		expect(server.all().situation).toMatchObject({ flood: false, inTenMinutes: 0 })
	})

	it('are silent for a minute, or until another comes', () => {
		const { server, take, pass } = aServer()
		take({ alarms: twoAlarms(T0).slice(0, 1) })
		server.silence()
		expect(server.all().situation?.silencedMs).toBe(T0 + 60_000)
		take({ alarms: twoAlarms(T0) })
		expect(server.all().situation?.silencedMs).toBeNull()
		server.silence()
		pass(60_000)
		expect(server.all().situation?.silencedMs).toBeNull()
	})

	it('tell what changed once, and all that is not normal at any time', () => {
		const { server, take } = aServer()
		take({ alarms: twoAlarms(T0) })
		expect(server.changes()?.changed.map(({ id }) => id)).toEqual(['a1', 'a2'])
		expect(server.changes()).toBeNull()
		server.ask('a1', { type: 'ACKNOWLEDGE' }, 'ada')
		take()
		expect(server.changes()).toMatchObject({ gone: ['a1'], changed: [{ id: 'a2' }] })
	})

	it('show the same by changes as by the whole, whatever happens', () => {
		const step = fc.record({
			which: fc.integer({ min: 0, max: 3 }),
			id: fc.constantFrom('a1', 'a2'),
			ask: fc.integer({ min: 0, max: 6 }),
		})
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				const { server, take, pass } = aServer()
				const seen = new Map<string, unknown>()
				const asks = ['ACKNOWLEDGE', 'RESET', 'UNSHELVE', 'RETURN'] as const
				for (const { which, id, ask } of steps) {
					take({ alarms: twoAlarms(T0).filter((_, k) => (which & (1 << k)) !== 0) })
					const type = asks[ask]
					const aside = { untilMs: T0 + 20_000, reason: 'why', by: 'eva' }
					server.ask(id, type === undefined ? { type: ask === 4 ? 'SHELVE' : 'TAKE_OUT', ...aside } : { type }, 'eva')
					pass(1000)
					const part = server.changes()
					for (const gone of part?.gone ?? []) seen.delete(gone)
					for (const record of part?.changed ?? []) seen.set(record.id, record)
					expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(server.all().changed.map((r) => [r.id, r])))
				}
			}),
			{ numRuns: 100 },
		)
	})
})

describe('the load figures', () => {
	it('equal those counted from the raw journal', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'emberline-alarms-'))
		const file = join(folder, 'alarms.jsonl')
		const store = alarmFile(file)
		const { server, take, pass } = aServer({ store })
		server.restore()
		for (let k = 0; k < 400; k++) {
			const alarms = many(20).filter((_, n) => (k * 7 + n * 13) % 17 < 2)
			take({ alarms: alarms.map((alarm, n) => ({ ...alarm, priority: ((n % 3) + 1) as 1 | 2 | 3 })) })
			if (k % 5 === 0) for (const { id } of server.all().changed) server.ask(id, { type: 'ACKNOWLEDGE' }, 'ada')
			pass(20_000)
		}
		await server.save()
		const raw = readFileSync(file, 'utf8')
			.trim()
			.split('\n')
			.map((line) => (JSON.parse(line) as { entry: AlarmJournalEntry }).entry)
		const announced = raw.filter(({ from, to }) => to === 'unacknowledged' && from !== to)
		const load = server.load()
		expect(load.announced).toBe(announced.length)
		expect(load.announced).toBeGreaterThan(100)
		expect(load.perTenMinutes).toBeCloseTo(announced.length / ((400 * 20) / 600), 6)
		const slots = new Map<number, number>()
		for (const { atMs } of announced)
			slots.set(Math.floor((atMs - T0) / 600_000), (slots.get(Math.floor((atMs - T0) / 600_000)) ?? 0) + 1)
		expect(load.slotsOverTenPct).toBeCloseTo((100 * [...slots.values()].filter((n) => n > 10).length) / Math.ceil(8000 / 600), 6)
		const counts = new Map<string, number>()
		for (const { id } of announced) counts.set(id, (counts.get(id) ?? 0) + 1)
		expect(load.mostFrequent.map(({ count }) => count)).toEqual([...counts.values()].sort((a, b) => b - a).slice(0, 10))
		expect(load.prioritiesPct.reduce((a, b) => a + b)).toBeCloseTo(100, 6)
		rmSync(folder, { recursive: true })
	})
})

describe('a restart', () => {
	it('finds each alarm as it was, and the journal, whatever half a line the end left behind', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'emberline-alarms-'))
		const file = join(folder, 'alarms.jsonl')
		const first = aServer({ store: alarmFile(file) })
		first.server.restore()
		first.take({ alarms: [...twoAlarms(T0), { ...twoAlarms(T0)[0]!, id: 'a3' }] })
		first.server.ask('a1', { type: 'ACKNOWLEDGE' }, 'ada')
		first.server.ask('a2', { type: 'SHELVE', untilMs: T0 + 900_000, reason: 'cleaning', by: 'ada' }, 'ada', 'cleaning')
		await first.server.save()
		writeFileSync(file, `${readFileSync(file, 'utf8')}{"entry":{"n":99,"id":"a3"`)
		const second = aServer({ store: alarmFile(file) })
		second.server.restore()
		expect(second.server.all().changed).toEqual(first.server.all().changed)
		expect(second.server.journal(10)).toEqual(first.server.journal(10))
		second.stale.add('Feed/Web/EdgePosition')
		second.take()
		expect(second.server.find('a1')).toMatchObject({ state: 'acknowledged', held: true })
		expect(second.server.journal(1)[0]?.n).toBeGreaterThan(first.server.journal(1)[0]?.n ?? 0)
		rmSync(folder, { recursive: true })
	})

	it('goes on without a disk, and counts it', async () => {
		const store = { restore: () => [], append: () => Promise.reject(new Error('disk full')) }
		const { server, take, states } = aServer({ store })
		server.restore()
		take({ alarms: twoAlarms(T0) })
		await server.save()
		expect(server.counts.storeErrors).toBe(1)
		expect(states().a1).toBe('unacknowledged')
	})
})

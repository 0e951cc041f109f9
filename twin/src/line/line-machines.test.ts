import { loadLine } from '@emberline/line-config/files'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STATION_NAMES } from '../port.ts'
import { PACKML_COMMANDS, PACKML_STATES } from '../stations/packml.ts'
import { equipmentInterlock, lineStateFrom } from './coordinator.ts'
import { createLineMachines, type LineMachineEvent, type LineMachinesSnapshot } from './line-machines.ts'
import { WEB_STANDS_REASON } from './machine-step.ts'
import type { LineControls } from './model-port.ts'

const config = loadLine()
const machines = createLineMachines(config)
const run: LineControls = {
	webSpeedMPerS: 0.05,
	screwRevPerS: 40 / 60,
	feedMoistureKgPerKg: 0.3,
	dryerAirK: [393.15, 393.15],
	heatersOn: true,
	emitterSetpointK: [1348, 1344, 1344, 1343],
	shutterOpenFraction: 1,
	quenchGasM3PerS: 0.002,
	quenchLengthM: 0.25,
	freshWaterM3PerS: 1e-5,
}
const ALL_READY: LineMachineEvent[] = ['emittersWarm', 'dryerWarm', 'purgeProved'].map((name) => ({
	kind: 'condition',
	name,
	holds: true,
}))

/** Steps of half a second; returns each snapshot. */
function play(from: LineMachinesSnapshot, first: readonly LineMachineEvent[], seconds: number): LineMachinesSnapshot[] {
	const out: LineMachinesSnapshot[] = []
	for (let at = from, i = 1; i <= seconds * 2; i++) {
		at = machines.step(at, i === 1 ? first : [], from.tMs + i * 500)
		out.push(at)
	}
	return out
}
const last = (snapshots: readonly LineMachinesSnapshot[]) => snapshots.at(-1)!
const states = (at: LineMachinesSnapshot) => [at.line.state, ...STATION_NAMES.map((name) => at.stations[name].state)].join(' ')

describe('line machines', () => {
	it('start wash and quench before purge and air, thread before the heaters, and ramp last', () => {
		const began = play(machines.initial('cold', 0), [{ kind: 'command', command: 'RESET' }, ...ALL_READY], 5)
		expect(states(last(began))).toBe('Idle Idle Idle Idle Idle Idle')
		const steps = play(last(began), [{ kind: 'command', command: 'START' }], 200)
		expect(states(last(steps))).toBe('Execute Execute Execute Execute Execute Execute')
		const when = (test: (at: LineMachinesSnapshot) => boolean) => steps.findIndex(test)
		const circulates = steps.find((s) => s.stations.Quench.state === 'Starting')
		expect(circulates === undefined ? 0 : machines.controls(circulates, run).quenchGasM3PerS).toBe(run.quenchGasM3PerS)
		const washRuns = when((s) => s.stations.Wash.state === 'Execute')
		const purge = when((s) => s.stations.Heating.state === 'Starting')
		const webMoves = when((s) => s.webSpeedMPerS > 0)
		const heaters = when((s) => machines.controls(s, run).heatersOn)
		const ramp = when((s) => s.webSpeedMPerS > config.web.threadSpeedMPerS + 1e-6)
		expect([washRuns, purge, webMoves, heaters, ramp].every((n) => n >= 0)).toBe(true)
		expect(purge).toBeGreaterThanOrEqual(washRuns)
		expect(webMoves).toBeGreaterThanOrEqual(washRuns)
		expect(heaters).toBeGreaterThan(webMoves)
		expect(ramp).toBeGreaterThan(heaters)
		expect(machines.controls(last(steps), run)).toEqual(run)
	})

	it('holds the line and suspends the other stations for trouble in one, with its reason, and comes back', () => {
		const trouble: LineMachineEvent = { kind: 'station', station: 'Wash', command: 'HOLD', reason: 601 }
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const slowing = machines.step(machines.step(warm, [trouble], 0), [], 300)
		expect(slowing.webSpeedMPerS).toBeGreaterThan(0.01)
		expect(machines.controls(slowing, run).screwRevPerS).toBe(0)
		const held = last(play(warm, [trouble], 40))
		expect(states(held)).toBe('Held Suspended Suspended Suspended Suspended Held')
		expect([held.line.context.stopReason, held.stations.Wash.context.stopReason]).toEqual([601, 601])
		const standing = machines.controls(held, run)
		expect(standing).toMatchObject({ webSpeedMPerS: 0, screwRevPerS: 0, shutterOpenFraction: 0, quenchGasM3PerS: 0 })
		expect(standing.emitterSetpointK).toEqual([900, 900, 900, 900])
		const back = last(play(held, [{ kind: 'command', command: 'UNHOLD' }], 120))
		expect(states(back)).toBe('Execute Execute Execute Execute Execute Execute')
		expect(back.line.context.stopReason).toBe(0)
	})

	it('stops the furnace and the powder first, lets the web run out, and stops the web last', () => {
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const steps = play(warm, [{ kind: 'command', command: 'STOP', reason: 103 }], 200)
		expect(machines.controls(steps[0]!, run).heatersOn).toBe(false)
		expect(steps.findIndex((s) => machines.controls(s, run).shutterOpenFraction === 0)).toBe(4)
		const furnaceStopped = steps.findIndex((s) => s.stations.Heating.state === 'Stopped')
		const webStands = steps.findIndex((s) => s.webSpeedMPerS === 0)
		expect(webStands).toBeGreaterThan(furnaceStopped)
		expect(states(last(steps))).toBe('Stopped Stopped Stopped Stopped Stopped Stopped')
		expect(steps.some((s) => machines.controls(s, run).screwRevPerS > 0)).toBe(false)
		const runOutM = steps.slice(0, webStands).reduce((m, s) => m + s.webSpeedMPerS * 0.5, 0)
		expect(runOutM).toBeGreaterThan(0.5)
	})

	it('aborts the furnace at once when the web stands under it, and needs Clear, Reset and Start to run again', () => {
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const tripped = machines.step(warm, [{ kind: 'speed', webSpeedMPerS: 0 }], 500)
		expect(tripped.stations.Heating).toMatchObject({ state: 'Aborting', context: { stopReason: WEB_STANDS_REASON } })
		expect(machines.controls(tripped, run).heatersOn).toBe(false)
		expect(machines.controls(last(play(tripped, [], 2)), run).shutterOpenFraction).toBe(0)
		const aborted = last(play(tripped, [{ kind: 'command', command: 'START' }], 60))
		expect(states(aborted)).toBe('Aborted Aborted Aborted Aborted Aborted Aborted')
		const cleared = last(play(aborted, [{ kind: 'command', command: 'CLEAR' }], 5))
		const idle = last(play(cleared, [{ kind: 'command', command: 'RESET' }], 5))
		expect(idle.line.state).toBe('Idle')
		expect(last(play(idle, [{ kind: 'command', command: 'START' }], 200)).line.state).toBe('Execute')
	})

	it('reports a command that is not taken and changes nothing', () => {
		const cold = machines.initial('cold', 0)
		const after = machines.step(cold, [{ kind: 'command', command: 'START' }], 100)
		expect(after.refused).toEqual([
			{ tMs: 100, unit: 'Line', command: 'START', state: 'Stopped', why: 'line is in Stopped, which does not take START' },
		])
		expect(states(after)).toBe(states(cold))
	})

	it.each([
		['roll', 101, 480],
		['recipe', 102, 420],
	] as const)('holds the line for a %s change, with its reason, and comes back when it is done', (what, reason, lastsS) => {
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const held = last(play(warm, [{ kind: 'change', what, lastsS }], 60))
		expect(held.line).toMatchObject({ state: 'Held', context: { stopReason: reason } })
		expect(held.stations.Feed.mode).toBe(what === 'roll' ? 'roll-change' : null)
		expect(last(play(held, [], 350)).line.state).toBe('Held')
		const back = last(play(held, [], 600))
		expect([states(back), back.change]).toEqual(['Execute Execute Execute Execute Execute Execute', null])
	})

	it('gives a change up when the line is aborted in it, or was stopped before it', () => {
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const held = last(play(warm, [{ kind: 'change', what: 'roll', lastsS: 100 }], 60))
		expect(last(play(held, [{ kind: 'command', command: 'ABORT' }], 60)).change).toBeNull()
		const bad = { kind: 'signal', name: 'Safety/WatchdogAlive', value: false, quality: 'good' } as const
		expect(last(play(held, [bad], 200)).line.state).toBe('Aborted')
		expect(machines.step(machines.initial('cold', 0), [{ kind: 'change', what: 'roll', lastsS: 100 }], 1000).change).toBeNull()
	})

	it('waits with the end of a change while a trip stands', () => {
		const level = (mm: number) => ({ kind: 'signal', name: 'Wash/Stage2/Level', value: mm, quality: 'good' }) as const
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const lost = machines.step(machines.step(warm, [level(0)], 0), [{ kind: 'change', what: 'roll', lastsS: 100 }], 10_000)
		expect(lost.board.trips.map((t) => t.id)).toEqual(['bath-level-lost'])
		const waits = last(play(lost, [], 300))
		expect([waits.line.state, waits.change?.step, waits.stations.Wash.state]).toEqual(['Held', 'changing', 'Held'])
		const back = last(play(waits, [level(300)], 120))
		expect([back.line.state, back.change]).toEqual(['Execute', null])
	})

	it('starts no station while a trip stands, and comes back by order when it has gone', () => {
		const water = (lPerMin: number) => ({ kind: 'signal', name: 'Quench/Coolant/Flow', value: lPerMin, quality: 'good' }) as const
		const began = play(machines.initial('cold', 0), [{ kind: 'command', command: 'RESET' }, ...ALL_READY], 5)
		const hot = play(last(began), [{ kind: 'command', command: 'START' }], 200).find((s) => s.line.mode === 'ramp')!
		expect(hot.line.state).toBe('Starting')
		const steps = play(hot, [water(0)], 30)
		const trips = steps.filter((s) => s.board.trips.length > 0)
		expect(trips[0]?.board.firstTrip?.id).toBe('plate-water-lost')
		expect(last(trips).stations.Quench.state).toBe('Held')
		expect(trips.some((s) => s.stations.Quench.state === 'Unholding')).toBe(false)
		const mended = last(play(last(trips), [water(8)], 20))
		expect([mended.line.state, mended.board.trips]).toEqual(['Held', []])
		expect(last(play(mended, [{ kind: 'command', command: 'UNHOLD' }], 200)).line.state).toBe('Execute')
	})

	it('is aborted and says which station is missing, and does not start without it', () => {
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const gone = last(play(warm, [{ kind: 'heard', station: 'Quench', heard: false }], 60))
		expect([gone.line.state, gone.line.context.stopReason]).toEqual(['Aborted', 596])
		expect(gone.board.firstTrip).toMatchObject({ id: 'silent-quench' })
		expect(machines.controls(gone, run)).toMatchObject({ heatersOn: false, shutterOpenFraction: 0, webSpeedMPerS: 0 })
		const clear = machines.step(gone, [{ kind: 'command', command: 'CLEAR' }], gone.tMs)
		expect(clear.refused.map((r) => r.why)).toEqual(['silent-quench stands: nothing is heard of Quench'])
		const heard = [
			{ kind: 'heard', station: 'Quench', heard: true },
			{ kind: 'command', command: 'CLEAR' },
		] as const
		const stopped = last(play(clear, heard, 10))
		expect([stopped.line.state, stopped.board.trips]).toEqual(['Stopped', []])
		expect(last(play(stopped, [{ kind: 'command', command: 'RESET' }], 10)).line.state).toBe('Idle')
	})

	it('changes the mode of all units together or of none, and starts in Production with all of them in it only', () => {
		const cold = machines.step(machines.initial('cold', 0), ALL_READY, 0)
		const idleWash = machines.step(cold, [{ kind: 'mode', unit: 'Wash', number: 3 }], 0)
		const refused = machines.step(idleWash, [{ kind: 'command', command: 'RESET' }], 100)
		expect(refused.refused.map((r) => r.why)).toEqual(['Wash is in Manual, not in Production'])
		const byHand = machines.step(refused, [{ kind: 'station', station: 'Wash', command: 'RESET' }], 200)
		expect(byHand.stations.Wash.state).toBe('Resetting')
		const half = machines.step(byHand, [{ kind: 'mode', unit: 'Line', number: 2 }], 300)
		expect(half.refused.map((r) => r.why)).toEqual(['wash is in Resetting; a mode is changed in Stopped, Idle, Aborted'])
		expect(half.line.context.unitMode).toBe('Production')
		const all = machines.step(cold, [{ kind: 'mode', unit: 'Line', number: 2 }], 300)
		for (const name of STATION_NAMES) expect(all.stations[name].context.unitMode).toBe('Maintenance')
		const alone = machines.step(cold, [{ kind: 'station', station: 'Wash', command: 'RESET' }], 300)
		expect(alone.refused.map((r) => r.why)).toEqual(['in Production only the coordinator commands Wash'])
	})

	it('suspends the line for a station that is starved, and does not come back while it is', () => {
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		const starved = { kind: 'condition', name: 'starved', holds: true, station: 'Feed' } as const
		const waits = last(play(warm, [starved], 60))
		expect([states(waits), waits.line.context.stopReason]).toEqual([
			'Suspended Suspended Suspended Suspended Suspended Suspended',
			291,
		])
		expect(equipmentInterlock('Quench', waits.stations)).toEqual({ starved: true, blocked: true })
		const tried = last(play(waits, [{ kind: 'command', command: 'UNSUSPEND' }], 60))
		expect(tried.stations.Feed.state).toBe('Suspended')
		expect(machines.heatersEnabled(tried) && tried.webSpeedMPerS < 0.005).toBe(false)
		expect(last(play(tried, [{ ...starved, holds: false }], 90)).line.state).toBe('Execute')
	})

	it('says when it next needs a step', () => {
		const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
		expect(machines.nextDueMs(warm)).toBeNull()
		const holding = machines.step(warm, [{ kind: 'station', station: 'Quench', command: 'HOLD' }], 100)
		expect(machines.nextDueMs(holding)).toBe(1100)
	})

	it.each([
		['Execute', ['Execute', 'Execute', 'Execute', 'Execute', 'Execute']],
		['Aborted', ['Execute', 'Held', 'Aborted', 'Suspended', 'Execute']],
		['Held', ['Suspended', 'Held', 'Suspended', 'Suspended', 'Suspended']],
		['Suspended', ['Execute', 'Suspended', 'Execute', 'Execute', 'Execute']],
		[undefined, ['Starting', 'Idle', 'Idle', 'Execute', 'Execute']],
	] as const)('reads the line state %s from its stations', (line, [Feed, Drying, Heating, Quench, Wash]) => {
		const of = (state: (typeof PACKML_STATES)[number]) => ({ state, mode: null })
		expect(lineStateFrom({ Feed: of(Feed), Drying: of(Drying), Heating: of(Heating), Quench: of(Quench), Wash: of(Wash) })).toBe(
			line,
		)
	})

	const event = fc.oneof(
		fc.record({ kind: fc.constant('command' as const), command: fc.constantFrom(...PACKML_COMMANDS) }),
		fc.record({
			kind: fc.constant('station' as const),
			station: fc.constantFrom(...STATION_NAMES),
			command: fc.constantFrom('HOLD' as const, 'ABORT' as const, 'SUSPEND' as const, 'STOP' as const),
			reason: fc.integer({ min: 201, max: 699 }),
		}),
		fc.record({
			kind: fc.constant('condition' as const),
			name: fc.constantFrom('emittersWarm', 'dryerWarm', 'purgeProved'),
			holds: fc.boolean(),
		}),
		fc.record({ kind: fc.constant('speed' as const), webSpeedMPerS: fc.constantFrom(0, 0.0001, 0.01, 0.05) }),
		fc.constant({ kind: 'splice' as const }),
	)
	const story = fc.array(fc.tuple(fc.array(event, { maxLength: 2 }), fc.integer({ min: 0, max: 60_000 })), { maxLength: 25 })

	it('whatever happens: heaters on only over moving web, never in Aborted; a snapshot goes on exactly', () => {
		fc.assert(
			fc.property(story, fc.constantFrom('warm' as const, 'cold' as const), (steps, kind) => {
				let at = machines.initial(kind, 0)
				let restored = at
				for (const [events, dtMs] of steps) {
					const wasAborted = at.line.state === 'Aborted'
					const tMs = at.tMs + dtMs
					at = machines.step(at, events, tMs)
					restored = machines.step(JSON.parse(JSON.stringify(restored)) as LineMachinesSnapshot, events, tMs)
					expect(restored).toEqual(at)
					const c = machines.controls(at, run)
					if (c.heatersOn) {
						expect(c.webSpeedMPerS).toBeGreaterThan(0.004)
						expect(['Aborted', 'Aborting', 'Stopped', 'Idle']).not.toContain(at.stations.Heating.state)
					}
					expect(PACKML_STATES).toContain(at.line.state)
					if (wasAborted) expect(at.line.state).not.toBe('Execute')
				}
			}),
			{ numRuns: 60 },
		)
	})
})

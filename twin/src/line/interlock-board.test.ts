import { type LineConfig, tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { Quality } from '../port.ts'
import { createInterlockBoard, SCAN_MS, type Signal } from './interlock-board.ts'
import { createLineMachines, type LineMachineEvent, type LineMachinesSnapshot } from './line-machines.ts'
import { nominalControls } from './nominal-controls.ts'

const config = loadLine()
const machines = createLineMachines(config)
const run = nominalControls(config, loadRecipe('HTR', config))
const told = (name: string, value: Signal['value'], quality: Quality = 'good'): LineMachineEvent => ({
	kind: 'signal',
	name,
	value,
	quality,
})
const ALL_READY: LineMachineEvent[] = ['emittersWarm', 'dryerWarm', 'purgeProved'].map((name) => ({
	kind: 'condition',
	name,
	holds: true,
}))
const warm = machines.step(machines.initial('warm', 0), ALL_READY, 0)
/** Steps of 100 ms until `test` holds, at most two minutes; the time that took [s]. */
function until(from: LineMachinesSnapshot, first: readonly LineMachineEvent[], test: (at: LineMachinesSnapshot) => boolean) {
	let at = machines.step(from, first, from.tMs)
	for (let n = 0; n < 1200 && !test(at); n++) at = machines.step(at, [], at.tMs + 100)
	return { at, s: test(at) ? (at.tMs - from.tMs) / 1000 : Number.POSITIVE_INFINITY }
}
const safe = (at: LineMachinesSnapshot) => {
	const { heatersOn, shutterOpenFraction } = machines.controls(at, run)
	return !heatersOn && shutterOpenFraction === 0
}
/** The event that makes a row's condition false. */
function broken(row: LineConfig['interlocks'][number]): LineMachineEvent {
	const { signal, is, atLeast } = row.needs
	if (signal === 'Line/Status/CurMachSpeed') return { kind: 'speed', webSpeedMPerS: 0 }
	if (signal === 'purgeProved') return { kind: 'condition', name: signal, holds: false }
	const name = signal.replace('*', '2')
	if (is !== undefined) return told(name, !is)
	return told(name, atLeast !== undefined ? 0 : 1e6)
}

describe('interlocks of the line', () => {
	it.each(machines.parts.board.rows.map((row) => [row.id, row] as const))(
		'%s ends with the heaters off and the shutter closed within its budget',
		(_, row) => {
			const { at, s } = until(warm, [broken(row)], safe)
			expect(s).toBeLessThanOrEqual(row.budgetS)
			// The shutter alone takes two seconds.
			expect(s).toBeGreaterThan(1.9)
			expect(machines.heatersEnabled(at)).toBe(false)
			if (row.kind === 'trip') {
				const trip = until(warm, [broken(row)], (b) => b.board.trips.some((t) => t.id === row.id)).at
				expect(trip.board.trips.find((t) => t.id === row.id)).toMatchObject({ causeMs: 0, tripMs: row.delayS * 1000 })
			}
			// Heat does not come back by itself.
			for (let n = 0, on = at; n < 50; n++) {
				on = machines.step(on, [], on.tMs + 1000)
				expect(machines.controls(on, run).heatersOn).toBe(false)
			}
		},
	)

	it('name what came first, also when more follows', () => {
		const both = machines.step(warm, [told('Heating/Cooling/Flow', 0)], 0)
		const after = until({ ...both, tMs: 1000 }, [told('Heating/Purge/Oxygen', 5000)], (at) => at.board.trips.length > 0).at
		// Oxygen trips after 2 s, the jacket after 3 s, both at 3 s: water was lost first.
		expect(after.board.firstTrip).toEqual({ id: 'jacket-water-lost', causeMs: 0 })
		const stopped = machines.step(warm, [{ kind: 'speed', webSpeedMPerS: 0 }], 500)
		const later = machines.step(stopped, [told('Safety/EmergencyStopReleased', false)], 700)
		expect(later.board.trips.map((t) => t.id)).toEqual(['web-stopped-hot', 'emergency-stop'])
		expect(later.board.firstTrip).toEqual({ id: 'web-stopped-hot', causeMs: 500 })
		expect(later.board.firstLost).toEqual({ id: 'web-moves', causeMs: 500 })
	})

	it('of two in the same instant name the one that stands first in the table, and both with that instant', () => {
		const both = [told('Safety/LimiterHealthy', false), told('Safety/EmergencyStopReleased', false)]
		const { board } = machines.step(warm, [...both, { kind: 'speed', webSpeedMPerS: 0 }], 300)
		expect(board.trips.map((t) => [t.id, t.causeMs])).toEqual([
			['emergency-stop', 300],
			['limiter', 300],
			['web-stopped-hot', 300],
		])
		expect([board.firstTrip, board.firstLost]).toEqual([
			{ id: 'emergency-stop', causeMs: 300 },
			{ id: 'web-moves', causeMs: 300 },
		])
	})

	it('name the cause that came first, also where one with a shorter delay acts sooner and takes the arming away', () => {
		// Torn web: the drive stops half a second later and trips at once; the tension takes its second to be believed.
		const torn = machines.step(warm, [told('Line/Web/Tension', 0)], 100)
		const stopped = machines.step(torn, [{ kind: 'speed', webSpeedMPerS: 0 }], 600)
		expect([stopped.board.firstTrip, stopped.line.context.stopReason]).toEqual([{ id: 'web-stopped-hot', causeMs: 600 }, 499])
		const believed = machines.step(stopped, [], 1100)
		expect(believed.board.firstTrip).toEqual({ id: 'web-break', causeMs: 100 })
		expect(believed.board.trips.map(({ id, tripMs }) => [id, tripMs])).toEqual([
			['web-stopped-hot', 600],
			['web-break', 1100],
		])
		expect([believed.line.state, believed.line.context.stopReason]).toEqual([stopped.line.state, 202])
		// One that was there for a moment only was no cause.
		const blip = machines.step(stopped, [told('Line/Web/Tension', 50)], 700)
		expect(machines.step(blip, [], 1200).board).toMatchObject({
			firstTrip: { id: 'web-stopped-hot' },
			trips: [{ id: 'web-stopped-hot' }],
		})
	})

	it('name nothing that began after the first had acted, and was not armed any more', () => {
		const stopped = machines.step(warm, [{ kind: 'speed', webSpeedMPerS: 0 }], 500)
		const later = until({ ...stopped, tMs: 600 }, [told('Heating/Purge/Oxygen', 5000)], (at) => at.tMs > 10_000).at
		expect(later.board.trips.map(({ id }) => id)).toEqual(['web-stopped-hot'])
	})

	it('go by the time at which a value was measured, not by when it came; within a scan by the order of the table', () => {
		const board = createInterlockBoard(config)
		const armed = { always: true, heating: true, moving: true, running: true }
		const measured = (value: number, tMs: number): Signal => ({ value, quality: 'good', tMs })
		const seen = (...news: [tMs: number, signals: Record<string, Signal>][]) =>
			news.reduce((at, [tMs, signals]) => board.step(at, { tMs, signals, armed, maintenance: false }), board.initial(true, 0))
		const lateWater = seen(
			[4000, { 'Heating/Zone1/EmitterTemperature': measured(2000, 1000) }],
			[5000, { 'Heating/Cooling/Flow': measured(0, 400) }],
		)
		expect(lateWater.trips.map(({ id, causeMs }) => [id, causeMs])).toEqual([
			['emitter-over-temperature', 1000],
			['jacket-water-lost', 400],
		])
		expect([lateWater.firstTrip, lateWater.firstLost]).toEqual([
			{ id: 'jacket-water-lost', causeMs: 400 },
			{ id: 'jacket-water-made', causeMs: 400 },
		])
		const hotAt = (tMs: number) =>
			seen([9000, { 'Heating/Zone1/EmitterTemperature': measured(2000, tMs), 'Heating/Cooling/Flow': measured(0, 400) }])
				.firstTrip
		expect(hotAt(400 + SCAN_MS)).toEqual({ id: 'emitter-over-temperature', causeMs: 400 + SCAN_MS })
		expect(hotAt(401 + SCAN_MS)).toEqual({ id: 'jacket-water-lost', causeMs: 400 })
		// A stamp from the time to come counts as now.
		expect(seen([1000, { 'Heating/Cooling/Flow': measured(0, 60_000) }]).causeMs['jacket-water-lost']).toBe(1000)
		// What stood long before it was armed began with that.
		const resting = board.step(board.initial(true, 0), {
			tMs: 1000,
			signals: { 'Heating/Cooling/Flow': measured(0, 1000) },
			armed: { ...armed, heating: false },
			maintenance: false,
		})
		expect(board.step(resting, { tMs: 8000, signals: {}, armed, maintenance: false }).causeMs['jacket-water-lost']).toBe(8000)
	})

	it('begin a new sequence once the line was clear, or once what was not latched has gone', () => {
		const held = until(warm, [told('Quench/Coolant/Flow', 0)], (b) => b.line.state === 'Held').at
		const mended = machines.step(held, [told('Quench/Coolant/Flow', 8)], held.tMs + 100)
		expect(mended.board.firstTrip?.id).toBe('plate-water-lost')
		const pressed = machines.step(mended, [told('Safety/EmergencyStopReleased', false)], mended.tMs + 100)
		expect(pressed.board.firstTrip).toEqual({ id: 'emergency-stop', causeMs: mended.tMs + 100 })
	})

	it('stand until they are cleared, and the emergency stop only at the line itself', () => {
		let at = until(warm, [told('Safety/EmergencyStopReleased', false)], (b) => b.line.state === 'Aborted').at
		const clear = (from: 'remote' | 'site', more: LineMachineEvent[] = []) => {
			at = machines.step(at, [...more, { kind: 'command', command: 'CLEAR', from }], at.tMs + 100)
			return at.refused.map((r) => r.why)
		}
		expect(clear('site')).toEqual(['emergency-stop stands: emergency stop pressed; it is cleared at the line itself'])
		expect(clear('remote', [told('Safety/EmergencyStopReleased', true)])).toHaveLength(1)
		expect(at.line.state).toBe('Aborted')
		expect(clear('site')).toEqual([])
		expect(at.board.trips).toEqual([])
		expect(at.board.firstTrip).toBeNull()
		expect(at.line.state).toBe('Clearing')
	})

	it('are cleared on site where a plant leads that leaves Aborted', () => {
		const plant = (state: 'Execute' | 'Aborted' | 'Clearing'): LineMachineEvent => ({ kind: 'plant', unit: 'Line', state })
		const pressed = machines.step(warm, [plant('Execute'), told('Safety/EmergencyStopReleased', false)], 100)
		const out = machines.step(machines.step(pressed, [plant('Aborted')], 200), [told('Safety/EmergencyStopReleased', true)], 300)
		expect(out.board.trips.map((t) => t.id)).toEqual(['emergency-stop'])
		expect(machines.step(out, [plant('Clearing')], 400).board.trips).toEqual([])
	})

	it('go by themselves where they are not latched, and the line waits for an order to come back', () => {
		const held = until(warm, [told('Quench/Coolant/Flow', 0)], (b) => b.line.state === 'Held').at
		expect(held.line.context.stopReason).toBe(501)
		const refused = machines.step(held, [{ kind: 'command', command: 'UNHOLD' }], held.tMs + 100)
		expect(refused.refused.map((r) => r.why)).toEqual(['plate-water-lost stands: water of the quench plates lost'])
		const mended = machines.step(refused, [told('Quench/Coolant/Flow', 8)], refused.tMs + 100)
		expect([mended.line.state, mended.board.trips.length]).toEqual(['Held', 0])
		expect(until(mended, [{ kind: 'command', command: 'UNHOLD' }], (b) => b.line.state === 'Execute').s).toBeLessThan(60)
	})

	it.each([['bad'], ['stale'], ['uncertain']] as const)('a value of %s quality never satisfies a permissive', (quality) => {
		const at = machines.step(warm, [told('Heating/Purge/Oxygen', 5, quality)], 100)
		expect(machines.heatersEnabled(at)).toBe(false)
		expect(machines.parts.board.missing(at.board, at.tMs).map((row) => row.id)).toEqual(['oxygen-low'])
	})

	it('bad and stale values trip like dangerous ones, an uncertain value counts as it stands', () => {
		const trips = (quality: Quality) =>
			until(warm, [told('Quench/Web/ExitTemperature', 300, quality)], (at) => at.board.trips.length > 0).s
		expect([trips('bad'), trips('stale'), trips('uncertain')]).toEqual([3, 3, Number.POSITIVE_INFINITY])
		const missing = until(warm, [told('Quench/Web/ExitTemperature', null)], (at) => at.board.trips.length > 0).s
		expect(missing).toBe(3)
	})

	it('a purge counts after its minimum time without a break', () => {
		const board = createInterlockBoard(config)
		const armed = { always: true, heating: false, moving: true, running: false }
		const tell = (from: ReturnType<typeof board.initial>, holds: boolean, tMs: number) =>
			board.step(from, { tMs, armed, maintenance: false, signals: { purgeProved: { value: holds, quality: 'good' } } })
		const begun = tell(board.initial(false, 0), true, 1000)
		expect([board.heatersEnabled(begun, 60_999), board.heatersEnabled(begun, 61_000)]).toEqual([false, true])
		expect(board.dueMs(begun, 1000)).toBe(6000)
		const broken = tell(tell(begun, false, 30_000), true, 30_100)
		expect([board.heatersEnabled(broken, 61_000), board.heatersEnabled(broken, 90_100)]).toEqual([false, true])
	})

	it('a line that asks for proof takes nothing for healthy that was never told', () => {
		const board = createInterlockBoard(config, 'dangerous')
		const input = {
			tMs: 0,
			signals: {},
			armed: { always: true, heating: false, moving: false, running: false },
			maintenance: false,
		}
		const at = board.step(board.initial(true, 0), {
			...input,
			signals: { 'Line/Status/CurMachSpeed': { value: 50, quality: 'good' } },
		})
		expect(board.heatersEnabled(at, 0)).toBe(false)
		expect(at.trips.map((t) => t.id)).toEqual(['emergency-stop', 'limiter', 'watchdog'])
	})

	it('are bypassed in Maintenance only, where the row allows it, by name, with a reason and an end that comes', () => {
		const cold = machines.step(machines.initial('cold', 0), [{ kind: 'mode', unit: 'Line', number: 2 }], 0)
		expect(cold.line.context.unitMode).toBe('Maintenance')
		const ask = {
			kind: 'bypass',
			id: 'quench-exit-hot',
			name: 'A. Meyer',
			role: 'engineer',
			reason: 'probe changed',
			untilMs: 600_000,
		} as const
		const why = (at: LineMachinesSnapshot, event: LineMachineEvent) => machines.step(at, [event], 1000).refused.map((r) => r.why)
		expect(why(cold, ask)).toEqual([])
		expect(why(warm, ask)).toEqual(['quench-exit-hot: a bypass needs the mode Maintenance'])
		expect(why(cold, { ...ask, id: 'web-moves' })).toEqual(['web-moves: nobody may bypass it'])
		expect(why(cold, { ...ask, id: 'nothing' })).toEqual(['nothing: no interlock of this line'])
		expect(why(cold, { ...ask, role: 'maintenance' })).toEqual(['quench-exit-hot: role maintenance, expected engineer'])
		expect(why(cold, { ...ask, reason: ' ' })).toEqual(['quench-exit-hot: a bypass needs a name and a reason'])
		expect(why(cold, { ...ask, untilMs: 1_802_000 })).toEqual(['quench-exit-hot: 1801 s, at most 1800 s'])
		expect(why(cold, { ...ask, untilMs: 500 })).toEqual(['quench-exit-hot: its end is not after now'])
		const set = machines.step(cold, [ask], 1000)
		expect(machines.step(set, [], 599_999).board.bypasses).toHaveLength(1)
		expect(machines.step(set, [], 600_000).board.bypasses).toEqual([])
		expect(machines.step(set, [{ kind: 'mode', unit: 'Line', number: 1 }], 2000).board.bypasses).toEqual([])
	})

	it('end a bypass whose time runs out while nothing runs: taken up after it, the condition counts again and trips', () => {
		// A line in Execute by hand in Maintenance, with the probe at the quench broken and bypassed.
		const inMaintenance = { kind: 'plant-mode', number: 2 } as const
		const ask = { name: 'A. Meyer', role: 'engineer', reason: 'probe changed', untilMs: 600_000 }
		const set = [
			inMaintenance,
			{ kind: 'bypass', id: 'quench-exit-hot', ...ask },
			told('Quench/Web/ExitTemperature', 900),
		] as const
		const broken = machines.step(machines.step(warm, [inMaintenance], 500), set, 1000)
		const kept = JSON.parse(JSON.stringify(machines.step(broken, [], 500_000))) as LineMachinesSnapshot
		expect([kept.board.trips, kept.board.bypasses.length, machines.heatersEnabled(kept)]).toEqual([[], 1, true])
		expect(machines.nextDueMs(kept)).toBe(600_000)
		// The break ends long after the bypass: it is gone at once, and the trip follows after its own delay.
		const taken = machines.step(kept, [], 700_000)
		expect([taken.board.bypasses, taken.board.causeMs['quench-exit-hot']]).toEqual([[], 700_000])
		const after = until(taken, [], (at) => at.board.trips.length > 0)
		expect([after.s, after.at.board.firstTrip]).toEqual([3, { id: 'quench-exit-hot', causeMs: 700_000 }])
		expect(machines.heatersEnabled(after.at)).toBe(false)
		// Without a break the same, from the instant at which the bypass ends.
		const through = until(machines.step(kept, [], 600_000), [], (at) => at.board.trips.length > 0).at
		expect(through.board.firstTrip).toEqual({ id: 'quench-exit-hot', causeMs: 600_000 })
	})

	it('of which nobody may bypass web, purge, oxygen, limiter and emergency stop', () => {
		const open = config.interlocks.filter((row) => row.bypass !== undefined).map((row) => row.id)
		expect(open).toEqual(['quench-exit-hot', 'web-too-wet', 'bath-level-lost'])
	})

	it('look at tags that the line has', () => {
		const tags = new Set(tagsOfLine(config).map((tag) => tag.name))
		for (const { needs } of config.interlocks)
			expect(tags.has(needs.signal.replace('*', '1')) || /^(Safety\/|Link\/|purgeProved)/.test(needs.signal)).toBe(true)
	})
})

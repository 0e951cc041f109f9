import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { createLineMachines, type LineMachinesSnapshot } from '../src/line/line-machines.ts'
import { PACKML } from '../src/stations/packml.ts'
import { type CheckedRow, expectedRows, wrongCell, wrongInterlock, wrongOrder } from './machines-checks.ts'
import { type Mutant, type MutantKind, mutantsOf } from './machines-mutants.ts'
import { COMMANDS, LOST_JACKET, LOST_WATER, modulesOf, SILENT, TIME, TROUBLE, WORLD, walk } from './machines-walk.ts'
import { wrongActing, wrongModes, wrongModule, wrongTroubles } from './units-checks.ts'

const config = loadLine()
const machines = createLineMachines(config)
const starts = [machines.initial('cold', 0), machines.initial('warm', 0)]
const world = walk(machines, starts, [TIME, ...COMMANDS, ...WORLD])

describe('stations, coordinator and interlocks together', () => {
	it('in every state that commands, purge, warmth, emergency stop and a stopping web lead to: no heat over still web, without purge or against a trip', () => {
		console.log(`walked ${world.states} states over ${world.edges} edges, ${world.heated} of them with the heaters enabled`)
		expect(world.violations).toEqual([])
		expect(world.states).toBeGreaterThan(5000)
		expect(world.heated).toBeGreaterThan(100)
		expect(world.lineStates.size).toBe(17)
	})

	it('nor in the first states with trouble in the stations and lost water beside all that', () => {
		const trouble = walk(machines, starts, [TIME, ...COMMANDS, ...WORLD, ...TROUBLE, LOST_WATER, LOST_JACKET, SILENT], 1500)
		expect(trouble.violations).toEqual([])
		expect(trouble.states).toBeGreaterThanOrEqual(1500)
	})

	it('nor with the machine of every heating module among them, one of which loses its heat: it never heats by itself, and failed it never runs on', () => {
		const steps = [TIME, ...COMMANDS, ...WORLD, ...modulesOf(config.stations.heating.modules.length)]
		const [near, lost] = modulesOf(config.stations.heating.modules.length)
		const ready = ['dryerWarm', 'purgeProved'].map((name) => ({ kind: 'condition' as const, name, holds: true }))
		const warm = machines.step(machines.initial('warm', 0), [...ready, ...(near?.events(machines.initial('warm', 0)) ?? [])], 0)
		const oneLost = machines.step(warm, lost?.events(warm) ?? [], 0)
		const modules = walk(machines, [...starts, warm, oneLost], steps, 6000)
		const states = new Set(modules.snapshots.flatMap((at) => (at.modules ?? []).map(({ state }) => state)))
		console.log(`walked ${modules.states} states with modules over ${modules.edges} edges, ${modules.heated} heated`)
		expect(modules.violations).toEqual([])
		expect(modules.states).toBeGreaterThanOrEqual(6000)
		expect([...states].sort()).toEqual(['control', 'failed', 'off', 'ramp', 'set-back'])
	})

	it('put down as text and taken up again in any of these states, in the middle of a wait, go on as if nothing had happened', () => {
		const again = (at: LineMachinesSnapshot) => JSON.parse(JSON.stringify(at)) as LineMachinesSnapshot
		// Deep comparison of each costs more than the steps: only where the texts differ.
		const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
		let inWait = 0
		for (const at of world.snapshots) {
			const dueMs = machines.nextDueMs(at)
			if (dueMs === null) {
				if (!same(again(at), at)) expect(again(at)).toEqual(at)
				continue
			}
			inWait++
			const middleMs = Math.floor((at.tMs + dueMs) / 2)
			const straight = machines.step(machines.step(at, [], middleMs), [], dueMs)
			const restored = machines.step(again(machines.step(again(at), [], middleMs)), [], dueMs)
			if (!same(restored, straight)) expect(restored).toEqual(straight)
		}
		expect(inWait).toBeGreaterThan(1000)
	})
})

describe('a mistake in a table', () => {
	const rows = expectedRows(config.interlocks)
	/** All rows are looked at; beginning with the changed one only saves time. */
	const changedFirst = (interlocks: typeof config.interlocks): readonly CheckedRow[] => {
		const isSame = ({ id }: CheckedRow) => interlocks.includes(config.interlocks.find((row) => row.id === id) as never)
		return [...rows.filter((row) => !isSame(row)), ...rows.filter(isSame)]
	}
	const caughtBy = ({ tables, interlocks }: Mutant): string | null => {
		try {
			const cell = tables.packMl === undefined ? null : wrongCell(tables.packMl)
			if (cell !== null) return cell
			const line = interlocks === undefined ? config : { ...config, interlocks }
			const mutant = createLineMachines(line, tables)
			const { unitOf } = mutant.parts
			const own =
				(tables.units === undefined ? null : (wrongModes(unitOf) ?? wrongTroubles(unitOf))) ??
				(tables.module === undefined ? null : wrongModule(tables.module))
			if (own !== null) return own
			const wrong = (interlocks === undefined ? null : wrongInterlock(mutant, changedFirst(interlocks))) ?? wrongOrder(mutant)
			if (wrong !== null) return wrong
			return (
				walk(mutant, [mutant.initial('cold', 0), mutant.initial('warm', 0)], [TIME, ...COMMANDS, ...WORLD], 300).violations[0] ??
				null
			)
		} catch (error) {
			return String(error)
		}
	}

	it('is none in the tables as they are: cells, order, interlocks, modes, troubles, modules', () => {
		const { unitOf } = machines.parts
		expect([
			wrongCell(PACKML),
			wrongOrder(machines),
			wrongInterlock(machines, rows),
			wrongModes(unitOf),
			wrongTroubles(unitOf),
			wrongActing(unitOf),
			wrongModule(),
		]).toEqual([null, null, null, null, null, null, null])
	})

	it('is caught in at least nineteen of twenty of all mutants, and in every one of latches, delays, budgets and times', () => {
		const all = mutantsOf(machines.parts)
		const counts = (Object.entries(all) as [MutantKind, readonly Mutant[]][]).map(([kind, mutants]) => {
			const missed = mutants.filter((mutant) => caughtBy(mutant) === null).map(({ name }) => name)
			console.log(
				`${kind}: ${mutants.length} mutants, ${missed.length} missed${missed.length > 0 ? `: ${missed.join('; ')}` : ''}`,
			)
			return { kind, of: mutants.length, missed }
		})
		const of = counts.reduce((sum, one) => sum + one.of, 0)
		const missed = counts.reduce((sum, one) => sum + one.missed.length, 0)
		console.log(`${of} mutants, ${(100 * (1 - missed / of)).toFixed(1)} % caught`)
		expect(missed / of).toBeLessThan(0.05)
		for (const kind of ['interlocks', 'units', 'modules'] as const) {
			const held = /latched|acts (late|early)|promises|needs|lasts|(a second|the time|three times)/
			expect(counts.find((one) => one.kind === kind)?.missed.filter((name) => held.test(name))).toEqual([])
		}
	})
})

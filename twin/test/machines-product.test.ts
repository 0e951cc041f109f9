import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { createLineMachines, type LineMachinesSnapshot } from '../src/line/line-machines.ts'
import { PACKML } from '../src/stations/packml.ts'
import { wrongCell, wrongInterlock, wrongOrder } from './machines-checks.ts'
import { drawn, type Mutant, mutantsOf } from './machines-mutants.ts'
import { COMMANDS, LOST_WATER, TIME, TROUBLE, WORLD, walk } from './machines-walk.ts'

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
		const trouble = walk(machines, starts, [TIME, ...COMMANDS, ...WORLD, ...TROUBLE, LOST_WATER], 1500)
		expect(trouble.violations).toEqual([])
		expect(trouble.states).toBeGreaterThanOrEqual(1500)
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
	/** All rows are looked at; beginning with the changed one only saves time. */
	const changedFirst = (interlocks: typeof config.interlocks) => {
		const isSame = (row: (typeof interlocks)[number]) => interlocks.includes(row)
		return [...config.interlocks.filter((row) => !isSame(row)), ...config.interlocks.filter(isSame)]
	}
	const caughtBy = ({ tables, interlocks }: Mutant): string | null => {
		try {
			const cell = tables.packMl === undefined ? null : wrongCell(tables.packMl)
			if (cell !== null) return cell
			const line = interlocks === undefined ? config : { ...config, interlocks }
			const mutant = createLineMachines(line, tables)
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

	it('is none in the tables as they are', () => {
		expect([wrongCell(PACKML), wrongOrder(machines), wrongInterlock(machines, config.interlocks)]).toEqual([null, null, null])
	})

	it('is caught in at least nine of ten of the mutants drawn from all three tables', () => {
		const all = mutantsOf(config)
		const seed = 20_26
		const some = [...drawn(all.transitions, 30, seed), ...drawn(all.orders, 25, seed), ...drawn(all.interlocks, 30, seed)]
		const missed = some.filter((mutant) => caughtBy(mutant) === null).map((m) => m.name)
		const share = 1 - missed.length / some.length
		const kinds = `${all.transitions.length} transitions, ${all.orders.length} orders, ${all.interlocks.length} interlocks`
		console.log(
			`${some.length} mutants drawn with seed ${seed} of ${kinds}: ${(100 * share).toFixed(1)} % caught; missed: ${missed.join('; ')}`,
		)
		expect(some.length).toBeGreaterThanOrEqual(60)
		expect(share).toBeGreaterThanOrEqual(0.9)
	})
})

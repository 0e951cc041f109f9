import { PACKML_COMMAND_NUMBER } from '@emberline/line-config'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { createLineTwin } from '../live/line-twin.ts'
import type { ActiveAlarm, Fault, LineFrame } from '../port.ts'
import { createLineMachines } from './line-machines.ts'
import { LinePackTags } from './line-pack-tags.ts'
import { nominalControls } from './nominal-controls.ts'

const line = loadLine()
const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
const T0 = 1_790_000_000_000

describe('PackTags of the line', () => {
	it('tell states, speeds and for how long, and the neighbours of a station that is held', () => {
		const machines = createLineMachines(line)
		const book = new LinePackTags(line)
		expect(book.tags().size).toBe(0)
		let at = machines.initial('warm', T0)
		book.take(at)
		at = machines.step(at, [], T0 + 60_000)
		book.take(at)
		at = machines.step(at, [{ kind: 'station', station: 'Quench', command: 'HOLD', reason: 502 }], T0 + 60_000)
		book.take(at)
		for (let s = 61; s <= 100; s++) {
			at = machines.step(at, [], T0 + s * 1000)
			book.take(at)
		}
		const tags = book.tags()
		expect(tags.get('Line/Status/StateCurrent')).toBe(11)
		expect(tags.get('Quench/Status/StateCurrent')).toBe(11)
		expect(tags.get('Quench/Admin/StopReason/ID')).toBe(502)
		expect(tags.get('Heating/Status/StateCurrent')).toBe(5)
		expect(tags.get('Heating/Status/EquipmentInterlock/Blocked')).toBe(true)
		expect(tags.get('Wash/Status/EquipmentInterlock/Starved')).toBe(true)
		expect(tags.get('Line/Status/CurMachSpeed')).toBe(0)
		expect(tags.get('Line/Status/MachSpeed')).toBeCloseTo(line.web.speedMPerS * 1000, 9)
		const inStates = tags.get('Line/Admin/StateCumulativeTime') as readonly number[]
		expect(inStates[5]).toBe(60)
		expect(inStates.reduce((sum, s) => sum + s, 0)).toBeGreaterThanOrEqual(98)
		expect(tags.get('Line/Admin/AccTimeSinceReset')).toBe(100)
		expect(tags.get('Line/Admin/ModeCumulativeTime')).toEqual([100, 0, 0])
	})
})

describe('arrays of the PackTags', () => {
	const recipe = recipes['htr-bisb'] as (typeof recipes)[string]
	const controls = nominalControls(line, recipe)
	const twin = createLineTwin({ line, recipes, seed: 1, initial: 'warm' })
	let frame: LineFrame | null = null
	twin.frames$.subscribe((next) => {
		frame = next
	})
	twin.tick({ tMs: T0 })
	const base = frame as unknown as LineFrame
	const machines = createLineMachines(line)
	const told = (more: Partial<LineFrame>) => ({ frame: { ...base, ...more }, controls, requested: { unitMode: 0, command: 0 } })
	const trip = (id: string, causeMs: number) => ({ trips: [{ id, cause: id, causeMs }], firstOut: null, missing: [], line: '' })
	const alarm: ActiveAlarm = {
		id: 'limit/x',
		priority: 3,
		sinceMs: T0 + 5,
		station: 'Quench',
		tag: 'Quench/Web/ExitTemperature',
		words: 'web hot behind the quench',
		value: 341,
		limit: 340,
		unit: 'K',
	}

	it('count web that ran in Execute, web lost and powder, since the start and since the last reset', () => {
		const book = new LinePackTags(line)
		const run = machines.initial('warm', T0)
		const stands = machines.initial('cold', T0)
		book.take(run, told({ webPositionM: 100, scrapM: 1, productG: 10 }))
		book.take(run, told({ webPositionM: 104, scrapM: 1.5, productG: 16 }))
		book.take(stands, told({ webPositionM: 105, scrapM: 2, productG: 17 }))
		book.take(stands, told({ webPositionM: 106, scrapM: 2, productG: 17 }))
		// A new roll: the encoder begins anew, and no web has run backwards.
		book.take(run, told({ webPositionM: 0, scrapM: 2, productG: 17 }))
		const of = (name: string) => book.tags().get(name)
		expect(of('Line/Admin/ProdConsumedCount/AccCount')).toEqual([6])
		expect(of('Line/Admin/ProdProcessedCount/AccCount')).toEqual([5])
		expect(of('Line/Admin/ProdDefectiveCount/AccCount')).toEqual([1])
		expect([of('Wash/Admin/ProdProcessedCount/AccCount'), of('Wash/Admin/ProdProcessedCount/Unit')]).toEqual([[7], ['g']])
		const resetting = { ...run, line: { ...run.line, state: 'Resetting' as const } }
		book.take(resetting, told({ webPositionM: 0, scrapM: 2, productG: 17 }))
		book.take(run, told({ webPositionM: 0, scrapM: 2, productG: 17 }))
		book.take(run, told({ webPositionM: 3, scrapM: 2.25, productG: 17 }))
		expect([of('Line/Admin/ProdProcessedCount/Count'), of('Line/Admin/ProdProcessedCount/AccCount')]).toEqual([[3], [8]])
		expect([of('Line/Admin/ProdDefectiveCount/Count'), of('Line/Admin/ProdDefectiveCount/AccCount')]).toEqual([[0.25], [1.25]])
	})

	it('have trips by their stop reason, limits as warnings, and what has gone in the history, newest first', () => {
		const book = new LinePackTags(line)
		const at = machines.initial('warm', T0)
		book.take(at, told({ interlocks: trip('quench-exit-hot', T0), alarms: [alarm] }))
		const of = (name: string) => book.tags().get(`Quench/Admin/${name}`)
		expect([of('Alarm/ID'), of('Alarm/Category'), of('Alarm/DateTime'), of('Alarm/Trigger')]).toEqual([[502], [2], [T0], [true]])
		expect([of('Warning/Message'), of('Warning/Value')]).toEqual([['web hot behind the quench'], [341]])
		expect((of('Warning/ID') as readonly number[])[0]).toBeGreaterThanOrEqual(1000)
		expect(of('AlarmHistory/ID')).toEqual([])
		book.take(at, told({ alarms: [alarm] }))
		book.take(at, told({ alarms: [] }))
		expect(of('AlarmHistory/Message')).toEqual(['web hot behind the quench', 'quench-exit-hot'])
		expect([of('Alarm/ID'), of('Warning/ID'), book.tags().get('Line/Admin/Alarm/ID')]).toEqual([[], [], []])
	})

	it('say what a unit is set to in the units of its tags, why it stands, and that the recipe is being changed', () => {
		const book = new LinePackTags(line)
		const running = machines.initial('warm', T0)
		const changing = machines.step(running, [{ kind: 'change', what: 'recipe', lastsS: 60 }], T0 + 1000)
		book.take(changing, told({}))
		const of = (name: string) => book.tags().get(name)
		expect([of('Wash/Status/Parameter/Name'), of('Wash/Status/Parameter/Unit')]).toEqual([
			['Wash/FreshWater/FlowSetpoint'],
			['L/min'],
		])
		expect((of('Line/Status/Parameter/Value') as readonly number[])[0]).toBeCloseTo(controls.webSpeedMPerS * 1000, 3)
		expect((of('Heating/Status/Parameter/Value') as readonly number[]).length).toBe(line.stations.heating.modules.length)
		expect([of('Line/Admin/StopReason/Message'), of('Line/Admin/StopReason/Category')]).toEqual(['recipe change', 1])
		expect([of('Line/Status/RecipeCurrent'), of('Line/Status/RecipeChangeInProcess')]).toEqual(['HTR', true])
	})
})

describe('PackTags into a twin that no plant leads', () => {
	/** What is written into the command tags, one after the other, a second apart. */
	function written(...writes: readonly (readonly [tag: string, value: number | boolean])[]) {
		const twin = createLineTwin({ line, recipes, seed: 1, initial: 'cold' })
		const faults: Fault[] = []
		twin.faults$.subscribe((fault) => faults.push(fault))
		let tMs = T0
		twin.tick({ tMs })
		for (const [tag, value] of writes) {
			twin.command({ kind: 'set', tMs, tag: `Line/Command/${tag}`, value })
			tMs += 1000
			twin.tick({ tMs })
		}
		return { at: twin.machines(), refused: faults.filter(({ code }) => code === 'command-refused').map(({ message }) => message) }
	}
	const command = (name: keyof typeof PACKML_COMMAND_NUMBER) => ['CntrlCmd', PACKML_COMMAND_NUMBER[name]] as const
	const raise = ['CmdChangeRequest', true] as const
	const lower = ['CmdChangeRequest', false] as const

	it('act on the rising edge of the request, once', () => {
		expect(written(command('RESET')).at.line.state).toBe('Stopped')
		expect(written(command('RESET'), raise).at.line.state).not.toBe('Stopped')
		const twice = written(command('RESET'), raise, ['MachSpeed', 50], raise, ['MachSpeed', 50], command('START'), raise)
		expect([twice.at.line.state, twice.refused]).toEqual(['Idle', []])
		const started = written(command('RESET'), raise, ['MachSpeed', 50], ['MachSpeed', 50], lower, command('START'), raise)
		expect([started.at.line.state, started.refused]).toEqual(['Starting', []])
	})

	it('are refused as any other command, and a number that PackML does not have is told', () => {
		const { at, refused } = written(command('UNHOLD'), raise)
		expect(at.line.state).toBe('Stopped')
		expect(refused).toEqual(['UNHOLD: line is in Stopped, which does not take UNHOLD'])
		expect(written(['CntrlCmd', 11], raise).refused).toEqual([
			'Line/Command/CntrlCmd: found 11, expected a PackML command 1 to 10',
		])
	})

	it('change the mode of the whole line where that may be', () => {
		const { at } = written(['UnitMode', 2], raise)
		expect([at.line, ...Object.values(at.stations)].map(({ context }) => context.unitMode)).toEqual(Array(6).fill('Maintenance'))
	})

	it('are not obeyed beside a plant, whose mode the twin follows', () => {
		const twin = createLineTwin({ line, recipes, seed: 1 })
		const told = (tag: string, value: number) => ({ tMs: T0, tag, value, quality: 'good' as const })
		twin.readings([
			told('Line/Status/StateCurrent', 2),
			told('Line/Status/UnitModeCurrent', 2),
			told('Line/Status/CurMachSpeed', 0),
		])
		twin.tick({ tMs: T0 })
		twin.command({ kind: 'set', tMs: T0, tag: 'Line/Command/CntrlCmd', value: PACKML_COMMAND_NUMBER.RESET })
		twin.command({ kind: 'set', tMs: T0, tag: 'Line/Command/CmdChangeRequest', value: true })
		twin.tick({ tMs: T0 + 1000 })
		expect(twin.machines().line.state).toBe('Stopped')
		expect(twin.machines().line.context.unitMode).toBe('Maintenance')
	})
})

import type { RunHands, RunOptions } from './record-run.ts'

/** One run of the plant over MQTT, from what to what. */
export interface PlantRun {
	readonly name: string
	readonly title: string
	readonly options: RunOptions
	carryOut(hands: RunHands): Promise<void>
	/** What the line must say, in this order. */
	readonly states: readonly string[]
	/** Stop reason that must stand at some time. */
	readonly reason: number
}

const RUN = [{ id: 'r', kind: 'run', length_m: 2000 }] as const
const RESTART = ['Resetting', 'Idle', 'Starting', 'Execute'] as const

export const PLANT_RUNS: readonly PlantRun[] = [
	{
		name: 'cold-start',
		title: 'Cold start to Execute',
		options: { start: 'cold', plan: RUN },
		carryOut: async (hands) => {
			await hands.lineIs('Execute', 500)
			await hands.wait(60)
		},
		states: ['Stopped', ...RESTART],
		reason: 103,
	},
	{
		name: 'hold',
		title: 'Hold for a minute, and on',
		options: { plan: [] },
		carryOut: async (hands) => {
			await hands.wait(30)
			hands.command('HOLD')
			await hands.lineIs('Held', 200)
			await hands.wait(60)
			hands.command('UNHOLD')
			await hands.lineIs('Execute', 300)
			await hands.wait(60)
		},
		states: ['Execute', 'Holding', 'Held', 'Unholding', 'Execute'],
		reason: 105,
	},
	{
		name: 'web-break',
		title: 'Web break at temperature, repaired in five minutes; the plan restarts the line',
		options: { plan: RUN },
		carryOut: async (hands) => {
			await hands.wait(30)
			await hands.train({ do: 'fault', fault: 'web_break', lastsS: 300 })
			await hands.lineIs('Aborted', 60)
			await hands.lineIs('Execute', 900)
			await hands.wait(60)
		},
		states: ['Execute', 'Aborting', 'Aborted', 'Clearing', 'Stopped', ...RESTART],
		reason: 202,
	},
	{
		name: 'splice',
		title: 'Roll change and splice',
		options: {
			plan: [
				{ id: 'a', kind: 'run', length_m: 2 },
				{ id: 'b', kind: 'rollChange', after: 'a', expected_s: 120 },
				{ id: 'c', kind: 'run', after: 'b', length_m: 2000 },
			],
		},
		carryOut: async (hands) => {
			await hands.lineIs('Held', 300)
			await hands.lineIs('Execute', 500)
			await hands.wait(60)
		},
		states: ['Execute', 'Holding', 'Held', 'Unholding', 'Execute'],
		reason: 101,
	},
	{
		name: 'recipe-change',
		title: 'Recipe change, HTR to NTS: the web runs empty, the emitters cool on bare web',
		options: {
			plan: [
				{ id: 'a', kind: 'run', length_m: 2, recipe: 'HTR' },
				{ id: 'b', kind: 'recipeChange', after: 'a', recipe: 'NTS', expected_s: 1350 },
				{ id: 'c', kind: 'run', after: 'b', length_m: 2000, recipe: 'NTS' },
			],
		},
		carryOut: async (hands) => {
			await hands.lineIs('Held', 400)
			await hands.lineIs('Execute', 3000)
			await hands.wait(60)
		},
		states: ['Execute', 'Holding', 'Held', 'Unholding', 'Execute'],
		reason: 102,
	},
	{
		name: 'abort',
		title: 'Abort over MQTT, clear and restart',
		options: { plan: [] },
		carryOut: async (hands) => {
			await hands.wait(30)
			hands.command('ABORT')
			await restart(hands)
		},
		states: ['Execute', 'Aborting', 'Aborted', 'Clearing', 'Stopped', ...RESTART],
		reason: 105,
	},
	{
		name: 'emergency-stop',
		title: 'Emergency stop at the machine: Clear is refused until the button is out and reset on site',
		options: { plan: [] },
		carryOut: async (hands) => {
			await hands.wait(30)
			await hands.train({ do: 'press-estop' })
			await hands.lineIs('Aborted', 120)
			hands.command('CLEAR')
			await hands.wait(20)
			await hands.lineIs('Aborted', 1)
			await hands.train({ do: 'release-estop' })
			hands.command('CLEAR')
			await hands.wait(20)
			await hands.lineIs('Aborted', 1)
			await hands.train({ do: 'reset-on-site' })
			await restart(hands)
		},
		states: ['Execute', 'Aborting', 'Aborted', 'Clearing', 'Stopped', ...RESTART],
		reason: 299,
	},
	{
		name: 'station-lost',
		title: 'The quench dies on the network (DDEATH): abort; back again: clear and restart',
		options: { plan: [] },
		carryOut: async (hands) => {
			await hands.wait(30)
			await hands.train({ do: 'cut-station', station: 'Quench' })
			await hands.lineIs('Aborted', 60)
			hands.command('CLEAR')
			await hands.wait(20)
			await hands.lineIs('Aborted', 1)
			await hands.train({ do: 'join-station', station: 'Quench' })
			await hands.wait(2)
			await restart(hands)
		},
		states: ['Execute', 'Aborting', 'Aborted', 'Clearing', 'Stopped', ...RESTART],
		reason: 596,
	},
]

async function restart(hands: RunHands): Promise<void> {
	await hands.lineIs('Aborted', 120)
	hands.command('CLEAR')
	await hands.lineIs('Stopped', 120)
	hands.command('RESET')
	await hands.lineIs('Idle', 120)
	hands.command('START')
	await hands.lineIs('Execute', 400)
	await hands.wait(60)
}

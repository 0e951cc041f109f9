import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import { linePartsOf, parseScenario, runScenario } from '../simulations/src/index.ts'

/**
 * Share of the machines (stations, coordinator, interlocks and the state-machine library under them) in the time of a what-if run:
 * `npx tsx bench/machines-share.ts [scenario ...]`. A sampling profile of runs after the first; the goal is under 5 %.
 */
const MOST_SHARE = 0.05
const ROUNDS = 5
const MACHINES =
	/twin\/src\/line\/(line-machines|machine-step|machine-controls|interlock|coordinator|plan|schedule)|twin\/src\/stations\/(unit-m|packml|heating\/module-machine)|node_modules\/xstate/

const asked = process.argv.slice(2)
const rows = []
for (const name of asked.length > 0 ? asked : ['htr-bisb', 'shift-8h', 'recipe-campaign', 'emitter-failure']) {
	const file = fileURLToPath(new URL(`../simulations/scenarios/${name}.yaml`, import.meta.url))
	const scenario = parseScenario(readFileSync(file, 'utf8'), file)
	const parts = linePartsOf(scenario, file)
	runScenario(scenario, parts)
	const session = new Session()
	session.connect()
	await session.post('Profiler.enable')
	await session.post('Profiler.setSamplingInterval', { interval: 500 })
	await session.post('Profiler.start')
	const from = process.cpuUsage()
	for (let round = 0; round < ROUNDS; round++) runScenario(scenario, parts)
	const { user, system } = process.cpuUsage(from)
	const { profile } = await session.post('Profiler.stop')
	session.disconnect()
	const urlOf = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.url]))
	const parentOf = new Map(profile.nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id] as const)))
	// What a machine calls is its time too.
	const isMachines = (id: number | undefined): boolean =>
		id !== undefined && (MACHINES.test(urlOf.get(id) ?? '') || isMachines(parentOf.get(id)))
	const samples = profile.samples ?? []
	const share = samples.filter(isMachines).length / samples.length
	rows.push({
		scenario: name,
		'line h': scenario.durationS / 3600,
		'run, CPU s': (user + system) / 1e6 / ROUNDS,
		'machines, %': 100 * share,
	})
	if (share > MOST_SHARE) process.exitCode = 1
}
console.table(
	rows.map((row) =>
		Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === 'number' ? Number(v.toFixed(2)) : v])),
	),
)

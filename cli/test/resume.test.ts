import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { startEmbeddedBroker } from '@emberline/plc-gateway'
import { createSimulatedPlc, type SimulatedPlc } from '@emberline/plc-gateway/simulated-plc'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { until } from '../../plc-gateway/test/brokers.ts'
import { replayLog } from '../src/replay/replay-log.ts'
import { readSnapshotFile } from '../src/snapshot-file.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })
const folder = mkdtempSync(join(tmpdir(), 'emberline-resume-'))
const BIN = fileURLToPath(new URL('../bin/emberline.js', import.meta.url))
const data = join(folder, 'data')
const out = join(folder, 'out')
const log = join(folder, 'log.jsonl')
const line = loadLine('line1')

/** A plant that lives on while the twin beside it dies, at a broker of its own. */
let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>
let plant: SimulatedPlc
beforeAll(async () => {
	broker = await startEmbeddedBroker({ port: 0 })
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	plant = createSimulatedPlc({ line, recipes, brokerUrl: broker.url, seed: 1 })
	await plant.start()
})
afterAll(async () => {
	await plant.stop()
	await broker.close()
	rmSync(folder, { recursive: true, force: true })
})

const children: ChildProcess[] = []
afterAll(() => {
	for (const child of children) child.kill('SIGKILL')
})

interface Run {
	readonly child: ChildProcess
	readonly said: () => string
	/** What `--json` says at its start. */
	readonly start: { readonly resumed: { file: string; age_s: number; made_up_readings: number; made_up_to_ms: number } | null }
}

async function run(...more: string[]): Promise<Run> {
	const args = ['run', '--json', '--plc', 'external', '--broker', broker.url, '--historian', `embedded:${data}`]
	const child = spawn(process.execPath, [
		BIN,
		...args,
		'--out',
		out,
		'--record',
		log,
		'--port',
		'0',
		'--snapshot-every',
		'2s',
		...more,
	])
	children.push(child)
	const told = { out: '', err: '' }
	child.stdout.on('data', (bytes) => {
		told.out += bytes
	})
	child.stderr.on('data', (bytes) => {
		told.err += bytes
	})
	await until(() => told.out.includes('\n') || child.exitCode !== null, 'a run that has started', 120_000)
	if (child.exitCode !== null) throw new Error(told.err)
	return { child, said: () => told.err, start: JSON.parse(told.out) }
}

const ended = async ({ child }: Run, signal: 'SIGKILL' | 'SIGTERM') => {
	child.kill(signal)
	await until(() => child.exitCode !== null || child.signalCode !== null, 'the end of the run', 60_000)
}
const snapshots = () => {
	try {
		return readdirSync(join(data, 'snapshots')).filter((name) => name.endsWith('.json'))
	} catch {
		return []
	}
}
const newestTwin = () => readSnapshotFile(join(data, 'snapshots', snapshots().sort().at(-1) ?? '')).state.twin
const lines = (name: string) => readFileSync(join(out, name), 'utf8').split('\n').slice(0, -1)
const stateTimes = () => lines('state.jsonl').map((text) => JSON.parse(text).t as number)

describe('a run that is killed', () => {
	it('goes on from its last snapshot, makes up what the history has, and says what it missed; a damaged snapshot is passed over', async () => {
		const first = await run()
		expect(first.start.resumed).toBeNull()
		await until(() => snapshots().length >= 3 && stateTimes().length >= 2, 'snapshots and states', 120_000)
		await ended(first, 'SIGKILL')
		const before = stateTimes()
		const twinThen = newestTwin()
		await new Promise((resolve) => setTimeout(resolve, 6000))

		const second = await run()
		const { resumed } = second.start
		expect(resumed?.file).toContain(join('data', 'snapshots', 'line1-'))
		expect(resumed?.age_s).toBeGreaterThanOrEqual(6)
		expect(resumed?.age_s).toBeLessThan(90)
		expect(resumed?.made_up_readings).toBeGreaterThan(20)
		await until(() => second.said().includes('missed '), 'what was missed', 30_000)
		expect(second.said()).toMatch(/missed \d+ s of readings, 20\d\d-.* UTC: there the twin follows the line by its model alone/)
		await until(() => stateTimes().length > before.length + 1, 'states that go on', 60_000)
		const times = stateTimes()
		expect(times.slice(0, before.length)).toEqual(before)
		expect([...new Set(times)].sort()).toEqual(times)
		// The same web, the same twin: not taken up anew.
		const twinNow = newestTwin()
		expect(twinNow.seq).toBeGreaterThan(twinThen.seq)
		expect(twinNow.ownFromM).toBe(twinThen.ownFromM)
		expect(twinNow.intake.counts.used).toBeGreaterThan(twinThen.intake.counts.used)
		await ended(second, 'SIGKILL')

		// Both logs together tell all that the two processes were given: the same files again, over the end of the first and the state that the second took up.
		const again = join(folder, 'again')
		const summary = await replayLog({
			logs: [log, log.replace('.jsonl', '.2.jsonl')],
			dir: again,
			line: 'line1',
			seed: 1,
			strict: false,
		})
		expect(summary).toMatchObject({ resumed: 1, line: 'line1' })
		for (const name of ['state.jsonl', 'params.jsonl', 'parcels.csv', 'alarms.jsonl']) {
			const [was, is] = [out, again].map((dir) => readFileSync(join(dir, name), 'utf8')) as [string, string]
			const whole = was.slice(0, was.lastIndexOf('\n') + 1)
			expect(is.slice(0, whole.length), name).toBe(whole)
		}

		const newest = snapshots().sort().at(-1) ?? ''
		truncateSync(join(data, 'snapshots', newest), 2000)
		const third = await run()
		expect(third.said()).toContain(`${newest}: found no whole JSON`)
		expect(third.start.resumed?.file).not.toContain(newest)
		expect(third.start.resumed).not.toBeNull()
		await ended(third, 'SIGTERM')

		const fresh = await run('--fresh')
		expect(fresh.start.resumed).toBeNull()
		await ended(fresh, 'SIGTERM')
	})
})

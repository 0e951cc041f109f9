import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { plantLog } from '../plant-log.ts'
import { type AtMark, secondsOf, walk } from './fork-walk.ts'

vi.setConfig({ testTimeout: 240_000 })
const folder = mkdtempSync(join(tmpdir(), 'emberline-fork-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs, stops for a broken drive, is started again by hand, and changes from HTR to NTS when 5 m have run. */
const SECONDS = secondsOf(
	plantLog(270, {
		plan: [
			{ id: 'a', kind: 'run', length_m: 5, recipe: 'HTR', expected_s: 110 },
			{ id: 'b', kind: 'recipeChange', recipe: 'NTS', expected_s: 1350 },
			{ id: 'c', kind: 'run', length_m: 100, recipe: 'NTS', expected_s: 2000 },
		],
		each: (plant, second) => {
			if (second === 40) plant.driveFailed = true
			if (second === 60) plant.driveFailed = false
			if (second < 62 || second > 110 || plant.program.line.state === 'Execute') return
			for (const command of ['CLEAR', 'RESET', 'START'] as const) plant.program.command(command, 0, plant.nowS)
		},
	}),
)
/** So long the two are let go on beside each other [s]. */
const GOES_ON_S = 30
const MOMENTS = [
	{ name: 'while it runs', at: 20, state: 'Execute' },
	{ name: 'while it stops', at: 48, state: 'Aborting' },
	{ name: 'while it is cleared', at: 67, state: 'Resetting' },
	{ name: 'on its way up', at: 85, state: 'Starting' },
	{ name: 'on its way down to the other recipe', at: 170, state: 'Holding' },
	{ name: 'in the change of recipe', at: 240, state: 'Held' },
]

/** In a process of its own. */
function elsewhere(name: string, ask: object): AtMark | undefined {
	const file = join(folder, `${name}.json`)
	writeFileSync(file, JSON.stringify(ask))
	const child = fileURLToPath(new URL('./fork-child.ts', import.meta.url))
	const args = ['--import', 'tsx', child, file]
	return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 }))[0]
}

describe('a line that goes on in another process', () => {
	const dir = join(folder, 'whole')
	const marks = MOMENTS.flatMap(({ at }) => [at, at + GOES_ON_S])
	let all: readonly AtMark[] | undefined
	it.each(MOMENTS)(
		'from a snapshot taken $name is the same bit for bit: frames, files, forecasts and all of its state',
		({ at, state }) => {
			all ??= walk(SECONDS, dir, marks)
			const before = all.find(({ mark }) => mark === at)
			const after = all.find(({ mark }) => mark === at + GOES_ON_S)
			if (before === undefined || after === undefined) throw new Error(`no mark at ${at}`)
			expect(before.frames.at(-1)).toMatch(new RegExp(`^${state} `))
			const there = join(folder, `there-${at}`)
			cpSync(`${dir}-${at}`, there, { recursive: true })
			const seconds = SECONDS.slice(at, at + GOES_ON_S)
			const restored = elsewhere(`ask-${at}`, { seconds, dir: there, from: JSON.parse(before.state) })
			expect(restored?.frames).toEqual(after.frames.slice(at))
			expect(restored?.state).toBe(after.state)
			const names = readdirSync(there)
			for (const name of ['state.jsonl', 'params.jsonl', 'forecast.jsonl', 'parcels.csv']) expect(names).toContain(name)
			for (const name of readdirSync(`${dir}-${at}`)) {
				const text = (where: string) => readFileSync(join(where, name), 'utf8')
				expect(text(`${there}-${GOES_ON_S}`), name).toBe(text(`${dir}-${at + GOES_ON_S}`))
				if (name === 'state.jsonl') expect(text(there).length).toBeGreaterThan(text(`${dir}-${at}`).length)
			}
		},
	)
})

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { createLineTwin, readTwinSnapshot } from '@emberline/twin'
import { afterAll, describe, expect, it } from 'vitest'
import { readSnapshotFile, type SnapshotFile } from './snapshot-file.ts'
import { newestSnapshot, SnapshotKeeper } from './snapshot-keeper.ts'

const folder = mkdtempSync(join(tmpdir(), 'emberline-snapshots-'))
afterAll(() => rmSync(folder, { recursive: true }))

const line = loadLine('line1')
const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
const T0 = 1_790_000_000_000

/** A keeper on a clock of its own that has written so many snapshots, one each minute. */
async function written(name: string, count: number) {
	const dir = join(folder, name)
	const twin = createLineTwin({ line, recipes, seed: 1 })
	const said: string[] = []
	let nowMs = T0
	const keeper = new SnapshotKeeper({
		dir,
		line: line.name,
		everyMs: 60_000,
		state: () => ({ twin: twin.snapshot(), roll: null, files: null }),
		nowMs: () => nowMs,
		steadyMs: () => nowMs,
		warn: (text) => said.push(text),
	})
	for (let n = 0; n < count; n++) {
		nowMs += 60_000
		twin.tick({ tMs: nowMs })
		await keeper.close()
	}
	return { dir, keeper, twin, said, later: (ms: number) => (nowMs += ms), files: () => readdirSync(dir).sort() }
}

const taken = (dir: string) => {
	const said: string[] = []
	const take = ({ state }: SnapshotFile) => readTwinSnapshot({ line, recipes, seed: 1 }, state.twin)
	return { newest: newestSnapshot(dir, line.name, take, (text) => said.push(text)), said }
}

describe('snapshots of a run', () => {
	it('are written once in their interval, whole or not at all, and five are kept', async () => {
		const { dir, keeper, later, files } = await written('kept', 7)
		const five = [3, 4, 5, 6, 7].map((n) => `line1-${T0 + n * 60_000}.json`)
		expect(files()).toEqual(five)
		keeper.frame()
		await keeper.close()
		later(10_000)
		keeper.frame()
		later(60_000)
		writeFileSync(join(dir, 'line1-1.json.part'), 'half')
		keeper.frame()
		await keeper.close()
		expect(files().filter((name) => name.endsWith('.json'))).toHaveLength(5)
		expect(files().at(-1)).toBe(`line1-${T0 + 7 * 60_000 + 70_000}.json`)
		await written('kept', 0)
		expect(files().filter((name) => name.endsWith('.part'))).toEqual([])
	})

	it('give back the newest, with its times', async () => {
		const { dir, twin } = await written('newest', 2)
		const { newest, said } = taken(dir)
		expect(said).toEqual([])
		expect(newest?.found).toMatchObject({ line: 'line1', tMs: T0 + 120_000, writtenMs: T0 + 120_000 })
		expect(newest?.taken).toEqual(JSON.parse(JSON.stringify(twin.snapshot())))
	})

	it.each([
		['cut in the middle', (file: string) => truncateSync(file, 5_000), 'found no whole JSON'],
		['empty', (file: string) => writeFileSync(file, ''), 'found no whole JSON'],
		['other JSON', (file: string) => writeFileSync(file, '{"a":1}'), 'found other JSON'],
		['a number changed in it', (file: string) => replaced(file, '"seq":3', '"seq":4'), 'damaged'],
		['of another version', (file: string) => replaced(file, '"version":1', '"version":9'), 'found version 9, expected 1'],
		[
			'a folder',
			(file: string) => {
				rmSync(file)
				mkdirSync(file)
			},
			'cannot be read',
		],
	])('of which the newest is %s are gone on from with the one before, and it is said', async (name, damage, why) => {
		const { dir, files } = await written(name, 3)
		const file = join(dir, files().at(-1) as string)
		damage(file)
		const { newest, said } = taken(dir)
		expect(newest?.found.tMs).toBe(T0 + 120_000)
		expect(said).toHaveLength(1)
		expect(said[0]).toContain(`${file}: `)
		expect(said[0]).toContain(why)
		expect(() => readSnapshotFile(file)).toThrow(why)
	})

	it('none of which is good are none, each told; nor are there any where there is no folder', async () => {
		const { dir, files } = await written('none', 2)
		for (const name of files()) replaced(join(dir, name), '"twin":{"version":', '"twin":{"version":9')
		const { newest, said } = taken(dir)
		expect(newest).toBeNull()
		expect(said).toHaveLength(2)
		expect(taken(join(folder, 'nowhere'))).toEqual({ newest: null, said: [] })
	})

	it('of another line are left alone', async () => {
		const { dir } = await written('lines', 1)
		expect(
			newestSnapshot(
				dir,
				'pilot',
				(found) => found,
				() => {},
			),
		).toBeNull()
	})

	it('that cannot be written are said once, and the run goes on', async () => {
		const { dir, keeper, said } = await written('full', 0)
		rmSync(dir, { recursive: true })
		writeFileSync(dir, 'no folder')
		await keeper.close()
		await keeper.close()
		expect(said).toHaveLength(1)
		expect(said[0]).toContain('snapshots in')
	})
})

function replaced(file: string, from: string, to: string): void {
	const text = readFileSync(file, 'utf8')
	expect(text).toContain(from)
	writeFileSync(file, text.replace(from, to))
}

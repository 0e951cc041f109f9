import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@emberline/line-config'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { linePartsOf, runScenario, snapshotFileOf } from '@emberline/simulations'
import { createLineTwin, type LineFrame } from '@emberline/twin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PlantOfAModel } from '../../twin/test/plant-of-a-model.ts'
import { readScenario } from '../src/scenario-file.ts'
import { snapshotText } from '../src/snapshot-file.ts'
import { snapshotStart } from '../src/snapshot-start.ts'

const folder = mkdtempSync(join(tmpdir(), 'emberline-start-'))
afterAll(() => rmSync(folder, { recursive: true }))

const line = loadLine('line1')
const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))

/** Runs beside a plant that is not as drawn, then stands: a snapshot of each. */
let running: LineFrame
let learnt = 1
beforeAll(() => {
	const plant = new PlantOfAModel({ line, recipe: recipes['htr-bisb']!, truth: { feeder: 1.06 } })
	const twin = createLineTwin({ line, recipes, seed: 1 })
	let frame: LineFrame | undefined
	twin.frames$.subscribe((one) => {
		frame = one
	})
	const go = (seconds: number) => {
		for (let s = 0; s < seconds; s++) {
			twin.readings(plant.run(1000))
			twin.tick({ tMs: plant.tMs })
		}
	}
	const save = (name: string) =>
		writeFileSync(join(folder, name), snapshotText({ twin: twin.snapshot(), roll: null, files: null }, plant.tMs))
	go(420)
	save('running.json')
	running = frame!
	learnt = twin.posterior()!.parameters.feeder
	plant.go('Held', 501)
	go(60)
	save('held.json')
}, 240_000)

function scenario(name: string, more: object = {}) {
	const file = join(folder, `${name}.yaml`)
	const given = { kind: 'scenario', name, title: name, line: 'line1', recipe: 'htr-bisb', duration: '10 min', ...more }
	writeFileSync(file, JSON.stringify(given))
	const read = readScenario(file)
	const snapshot = snapshotFileOf(read, file)
	const parts = linePartsOf(read, file)
	return runScenario(read, { ...parts, from: snapshot === null ? null : snapshotStart(snapshot, parts.line) })
}

const mistakes = (make: () => unknown): string => {
	try {
		make()
		return 'none'
	} catch (error) {
		return error instanceof ConfigError
			? error.issues.map(({ path, message }) => `${path}: ${message}`).join('\n')
			: String(error)
	}
}

describe('a what-if that begins at a snapshot of the live line', () => {
	it('goes on as the line runs, with what its twin has learnt, and leaves the snapshot as it was', () => {
		const start = { snapshot: 'running.json' }
		const { summary, history } = scenario('goes-on', { start, sampling: '10 s' })
		expect(learnt).toBeGreaterThan(1.01)
		expect(summary.throughput.furnace_gph / (running.soft.furnaceGPerH?.x ?? 0)).toBeCloseTo(1, 1)
		// As drawn the screw lays less.
		const drawn = scenario('drawn', { start: 'warm' }).summary
		expect(summary.throughput.feed_gph / drawn.throughput.feed_gph).toBeCloseTo(learnt, 2)
		expect(history[0]).toMatchObject({ state: 'Execute', recipe: 'htr-bisb' })
		expect(scenario('again', { start, sampling: '10 s' }).history).toEqual(history)
	})

	it('is set otherwise where the scenario says so: speed, parameters, timeline', () => {
		const start = { snapshot: 'running.json' }
		const slow = scenario('slow', { start, speedFactor: 0.8, sampling: '10 s' })
		expect(slow.history.at(-1)?.web_speed_m_s).toBeCloseTo(0.8 * running.webSpeedMPerS, 3)
		const lean = scenario('lean', { start, parameters: { feeder: 0.9 } }).summary
		const same = scenario('same', { start }).summary
		expect(lean.throughput.feed_gph / same.throughput.feed_gph).toBeCloseTo(0.9 / learnt, 1)
		const held = scenario('held-later', { start, timeline: [{ at: '5 min', order: 'hold' }], sampling: '10 s' })
		expect(held.history.at(-1)?.state).toBe('Held')
	})

	it('that stood is brought back by its operator, through the states of a restart', () => {
		const { history, summary } = scenario('restart', { start: { snapshot: 'held.json' }, duration: '30 min', sampling: '1 s' })
		const states = [...new Set(history.map(({ state }) => state))]
		expect(states).toEqual(['Unholding', 'Execute'])
		expect(summary.throughput.furnace_gph).toBeGreaterThan(100)
	})

	it('is refused where there is no file, where it is damaged, of another line, or cut otherwise', () => {
		expect(mistakes(() => scenario('none', { start: { snapshot: 'nowhere.json' } }))).toContain(
			`start.snapshot: found no file ${join(folder, 'nowhere.json')}`,
		)
		writeFileSync(join(folder, 'half.json'), '{"kind":"snapshot","versi')
		expect(mistakes(() => scenario('half', { start: { snapshot: 'half.json' } }))).toContain('half.json: found no whole JSON')
		expect(mistakes(() => scenario('other', { line: 'pilot', start: { snapshot: 'running.json' } }))).toContain(
			'running.json: snapshot: found one of line line1, expected one of pilot',
		)
		expect(mistakes(() => scenario('cut', { start: { snapshot: 'running.json' }, resolution: '50 mm' }))).toContain(
			'resolution: found with a snapshot',
		)
		expect(mistakes(() => scenario('built', { start: { snapshot: 'running.json' }, built: { washStages: 5 } }))).toContain(
			'built: found with a snapshot',
		)
	})
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { createLineTwin, readTwinSnapshot } from '@emberline/twin'
import { bench, describe, expect } from 'vitest'
import { type LineSnapshot, readSnapshotFile, snapshotText } from '../cli/src/snapshot-file.ts'
import { PlantOfAModel } from '../twin/test/plant-of-a-model.ts'

/** What a snapshot of the live twin takes and how large it is; the musts are 50 ms and 5 MB. */
const MAX_MS = 50
const MAX_BYTES = 5e6
const ROUNDS = 31

describe('a snapshot of line1', () => {
	const line = loadLine()
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	bench(
		'to the text of its file and back',
		() => {
			const recipe = recipes['htr-bisb']
			if (recipe === undefined) throw new Error('no htr-bisb')
			const plant = new PlantOfAModel({ line, recipe })
			const twin = createLineTwin({ line, recipes, seed: 1 })
			// All spreads known, all rings full.
			for (let s = 0; s < 240; s++) {
				twin.readings(plant.run(1000))
				twin.tick({ tMs: plant.tMs })
			}
			const state = (): LineSnapshot => ({ twin: twin.snapshot(), roll: null, files: null })
			const dir = mkdtempSync(join(tmpdir(), 'emberline-snapshot-'))
			const file = join(dir, 'line1-1.json')
			const taken = { write: [] as number[], read: [] as number[] }
			let text = ''
			for (let n = 0; n < ROUNDS; n++) {
				const from = performance.now()
				text = snapshotText(state(), 1)
				taken.write.push(performance.now() - from)
				writeFileSync(file, text)
				const back = performance.now()
				readTwinSnapshot({ line, recipes, seed: 1 }, readSnapshotFile(file).state.twin)
				taken.read.push(performance.now() - back)
			}
			rmSync(dir, { recursive: true })
			const middle = (ms: number[]) => ms.sort((a, b) => a - b)[Math.floor(ms.length / 2)] ?? Number.NaN
			const worst = Math.max(...taken.write)
			console.table([
				{
					'to text, median ms': middle(taken.write).toFixed(1),
					'worst ms': worst.toFixed(1),
					'read and checked, median ms': middle(taken.read).toFixed(1),
					MB: (text.length / 1e6).toFixed(2),
				},
			])
			expect(middle(taken.write)).toBeLessThan(MAX_MS)
			expect(text.length).toBeLessThan(MAX_BYTES)
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)
})

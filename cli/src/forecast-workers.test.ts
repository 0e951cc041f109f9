import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { createLineTwin, type ForecastJob, forecast, type Posterior } from '@emberline/twin'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ForecastWorkers } from './forecast-workers.ts'

const LINE = loadLine('line1')
const RECIPES = Object.fromEntries([...loadRecipesOfLine(LINE).values()].map((recipe) => [recipe.id, recipe]))

/** A warm line that has run for a minute. */
function posterior(): Posterior {
	const twin = createLineTwin({ line: LINE, recipes: RECIPES, seed: 1, initial: 'warm' })
	for (let s = 0; s <= 60; s++) twin.tick({ tMs: 1_790_000_000_000 + 1000 * s })
	const known = twin.posterior()
	if (known === null) throw new Error('the twin has no posterior')
	return known
}

let workers: ForecastWorkers
beforeAll(() => {
	workers = new ForecastWorkers({ line: LINE, recipes: RECIPES, count: 2 })
})
afterAll(() => workers.close())

it('gives the very numbers that the same job gives here, in the order of the jobs, while the event loop goes on', async () => {
	// A twin without readings is lost, and the lost give no numbers.
	const known: Posterior = { ...posterior(), health: 'tracking', healthReason: '' }
	const jobs = [1, 2, 3].map(
		(seed): ForecastJob => ({
			posterior: known,
			availability: 1,
			actual: [],
			options: { seed, members: 6, horizonsS: [900, 3600] },
		}),
	)
	let turns = 0
	const timer = setInterval(() => turns++, 5)
	const found = await Promise.all(jobs.map((job) => workers.run(job)))
	clearInterval(timer)
	expect(turns).toBeGreaterThan(5)
	for (const [n, one] of found.entries()) {
		expect(one.targets.length).toBeGreaterThan(20)
		expect(one).toEqual(forecast(known, { line: LINE, recipes: RECIPES, ...jobs[n]!.options }))
	}
})

it('rejects what is under way when it is closed', async () => {
	const one = new ForecastWorkers({ line: LINE, recipes: RECIPES })
	const run = one.run({ posterior: posterior(), availability: 1, actual: [], options: { seed: 1 } })
	const refused = expect(run).rejects.toThrow('closed')
	await one.close()
	await refused
})

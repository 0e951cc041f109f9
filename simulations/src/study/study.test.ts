import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkText } from '@emberline/line-config'
import { afterAll, describe, expect, it } from 'vitest'
import { runStudy } from './run-study.ts'
import { ownHands, threads } from './runner/threads.ts'
import { parseStudy, STUDY_FILE } from './study.ts'
import { studyPartsOf } from './study-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'emberline-study-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const text = (more: string) => `kind: study
name: short
title: Short
line: pilot
recipe: htr-bisb
${more}`

async function ran(more: string, options: { cache?: string; hands?: ReturnType<typeof ownHands> } = {}) {
	const study = parseStudy(text(more), 'short.yaml')
	const hands = options.hands ?? ownHands()
	try {
		return await runStudy(study, studyPartsOf(study, 'short.yaml'), { hands, cache: options.cache ?? null })
	} finally {
		await hands.close()
	}
}

const GRID =
	'method: grid\ndraws: 4\nvary:\n  webSpeed: { from: 40 mm/s, to: 90 mm/s, steps: 3 }\n  freshWater: { from: 18 L/h, to: 30 L/h, steps: 2 }\n'

describe('a study', () => {
	it('has a row for every point, the same again, in threads and from the cache', async () => {
		const { findings } = await ran(GRID)
		expect(findings.table.rows.map(([speed]) => speed)).toEqual([0.04, 0.04, 0.065, 0.065, 0.09, 0.09])
		const cache = join(folder, 'grid')
		const inThreads = await ran(GRID, { hands: threads(2), cache })
		expect(inThreads.findings).toEqual(findings)
		expect(inThreads.manifest.runs_from_cache).toBe(0)
		const again = await ran(GRID, { cache })
		expect(again.findings).toEqual(findings)
		expect(again.manifest.runs_from_cache).toBe(6)
	})

	it('goes on from a log that a crash cut in the middle of a line', async () => {
		const cache = join(folder, 'cut')
		const whole = await ran(GRID, { cache })
		const log = join(cache, 'runs.jsonl')
		const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
		writeFileSync(log, `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 200)}`)
		const resumed = await ran(GRID, { cache })
		expect(resumed.manifest.runs_from_cache).toBe(3)
		expect(resumed.findings).toEqual(whole.findings)
		expect((await ran(GRID, { cache })).manifest.runs_from_cache).toBe(6)
	})

	it('finds set-points that make more than the recipe and keep every limit in fresh draws', async () => {
		const { findings } = await ran(
			'method: optimise\nwithin: [powder, line, plc]\nunknown: [line]\ndraws: 8\nevaluations: 48\nvary:\n  webSpeed: { from: 40 mm/s, to: 70 mm/s }\n  freshWater: { from: 18 L/h, to: 40 L/h }\n',
			{ hands: threads(2) },
		)
		const { best } = findings
		expect(best!.goodGph).toBeGreaterThan(best!.recipeGoodGph)
		expect(best!.goodGphDraws).toHaveLength(1024)
		for (const { pBroken } of best!.limits) expect(pBroken).toBeLessThanOrEqual(0.05)
	}, 240_000)

	it('draws the larger part of g/h from what is not known of the recipe', async () => {
		const { findings } = await ran('method: tornado\n')
		const [first] = findings.findings
		if (first?.kind !== 'tornado') throw new Error('expected a tornado')
		expect(first.bars[0]?.name).toBe('precursor.saltPerCitrateKgPerKg')
		expect(first.base).toBeCloseTo(401, 0)
	})
})

describe('mistakes of a study', () => {
	const mistakes = (all: string) => {
		const checked = checkText(all, 'short.yaml', STUDY_FILE)
		return checked.ok ? [] : checked.issues.map(({ line, path, message }) => `${line} ${path}: ${message}`)
	}

	it.each([
		[
			'method: grid\nvary:\n  webSpeed: { from: 90 mm/s, to: 40 mm/s }\n',
			'8 vary.webSpeed: found a section, expected "from" below "to"',
		],
		['method: grid\nvary:\n  webSped: { from: 40 mm/s, to: 50 mm/s }\n', '8 vary.webSped: unknown key, did you mean "webSpeed"?'],
		['method: grid\nvary: {}\n', '7 vary: found nothing to vary'],
		[
			'method: optimise\nvary:\n  webSpeed: { from: 40 mm/s, to: 120 mm/s }\n',
			'8 vary.webSpeed.to: found 120 mm/s, expected 10 mm/s to 90 mm/s, what the PLC of pilot takes',
		],
		['method: optimize\nvary: {}\n', '6 method: found "optimize", expected one of'],
		['method: grid\npoints: 5\nvary:\n  webSpeed: { from: 40 mm/s, to: 50 mm/s }\n', '7 points: unknown key'],
		['method: tornado\nknown: [emisivity]\n', '7 known.0: found "emisivity", expected one of emissivity, zoneLoss1'],
		[
			'method: optimise\nprobability: 1.2\nvary:\n  webSpeed: { from: 40 mm/s, to: 50 mm/s }\n',
			'7 probability: found 1.2, expected at most 0.999',
		],
	])('%j is told with its place', (more, told) => {
		expect(mistakes(text(more)).join('\n')).toContain(told)
	})

	it('a scenario that is not there, and one named twice, are told', () => {
		const compare = 'kind: study\nname: c\ntitle: C\nmethod: compare\nscenarios: [htr-bisb, htr-bisb-slow]\n'
		expect(mistakes(compare).join()).toMatch(/^5 scenarios.1: no such scenario, expected a file or one of .*, htr-bisb, /)
		expect(mistakes(compare.replace('htr-bisb-slow', 'htr-bisb'))).toEqual(['5 scenarios.1: found "htr-bisb" twice'])
	})
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { issueText } from './errors.ts'
import {
	checkFile,
	DEFAULT_LINE,
	LINE_CONFIG_KINDS,
	LINES_DIR,
	loadLine,
	loadRecipe,
	loadRecipes,
	loadRecipesOfLine,
	RECIPES_DIR,
} from './files.ts'
import { furnaceEndM } from './line-problems.ts'

const dir = mkdtempSync(join(tmpdir(), 'line-config-'))
afterAll(() => rmSync(dir, { recursive: true }))

const shipped = (folder: string) =>
	readdirSync(folder)
		.filter((name) => name.endsWith('.yaml'))
		.map((name) => join(folder, name))

const errorOf = (attempt: () => unknown): string => {
	try {
		attempt()
	} catch (error) {
		return (error as Error).message
	}
	return ''
}

/** Issues, without their place, of a copy of a file with one text replaced; each must stand on the line of the new text. */
function issuesWith(source: string, from: string, to: string): string[] {
	const text = readText(source)
	expect(text.split(from)).toHaveLength(2)
	const changed = text.replace(from, to)
	const file = join(dir, 'changed.yaml')
	writeFileSync(file, changed)
	const checked = checkFile(file)
	if (checked.ok) return []
	const line = changed.slice(0, changed.indexOf(to)).split('\n').length
	for (const issue of checked.issues) expect(issue).toMatchObject({ file, line })
	return checked.issues.map(({ path, message }) => `${path}: ${message}`)
}

const readText = (file: string) => readFileSync(file, 'utf8')

describe('the shipped files', () => {
	it.each([...shipped(LINES_DIR), ...shipped(RECIPES_DIR)])('%s is right', (file) => {
		const checked = checkFile(file)
		expect(checked.ok ? '' : checked.issues.map(issueText).join('\n')).toBe('')
	})

	it('are three lines and, for both papers, thirteen recipes and two furnace comparators', () => {
		expect(shipped(LINES_DIR)).toHaveLength(3)
		const processes = loadRecipes().map((recipe) => recipe.process)
		expect(processes.filter((process) => process === 'htr')).toHaveLength(8)
		expect(processes.filter((process) => process === 'nts')).toHaveLength(5)
		expect(processes.filter((process) => process === 'tfa')).toHaveLength(2)
	})

	it('call each recipe by the name of its file', () => {
		for (const name of readdirSync(RECIPES_DIR)) expect(`${loadRecipe(join(RECIPES_DIR, name)).id}.yaml`).toBe(name)
	})

	it('lay the furnace and the quench of the lines where they stand', () => {
		expect(furnaceEndM(loadLine('line1'))).toBeCloseTo(2.9, 12)
		expect(loadLine('line1').stations.quench.fromM).toBe(2.95)
		expect(loadLine('pilot').stations.quench.fromM).toBe(2.9)
		expect(furnaceEndM(loadLine('production'))).toBeCloseTo(10.5, 12)
		expect(loadLine('production').stations.quench.fromM).toBe(10.5)
	})

	it('dose what the web carries away: turns of the screw against loading, speed and width', () => {
		for (const name of ['line1', 'pilot', 'production']) {
			const { web, stations } = loadLine(name)
			const dosed = stations.feed.screwSpeedRevPerS * stations.feed.moistMassPerTurnKg
			const carried = web.speedMPerS * web.coatedWidthM * web.dryLoadingKgPerM2 * (1 + stations.feed.moistureKgPerKg)
			expect(dosed / carried).toBeCloseTo(1, 2)
		}
	})
})

describe('loading by name', () => {
	it('takes line1 when told nothing', () => {
		expect(loadLine().name).toBe('line1')
		expect(loadLine(DEFAULT_LINE)).toEqual(loadLine())
	})

	it('knows a recipe by id, by file and by the name that the tags of a line use', () => {
		const recipe = loadRecipe('nts-bisnsb')
		expect(loadRecipe(join(RECIPES_DIR, 'nts-bisnsb.yaml'))).toEqual(recipe)
		expect(loadRecipe('NTS', loadLine())).toEqual(recipe)
		expect(loadRecipe('nts-bisnsb', loadLine())).toEqual(recipe)
		expect(loadRecipesOfLine(loadLine()).get('NTS')).toEqual(recipe)
	})

	it('lists the lines when there is none of that name', () => {
		expect(errorOf(() => loadLine('pilto'))).toBe(
			'pilto:1:1 no such line, expected one of line1, pilot, production; did you mean "pilot"?',
		)
		expect(errorOf(() => loadLine('/nowhere/mine.yaml'))).toBe(
			'/nowhere/mine.yaml:1:1 no such line, expected one of line1, pilot, production',
		)
	})

	it('lists the recipes when there is none of that name', () => {
		expect(errorOf(() => loadRecipe('htr-bisp'))).toMatch(
			/^htr-bisp:1:1 no such recipe, expected one of htr-bisb, htr-cosb, .*; did you mean "htr-bisb"\?$/,
		)
		expect(errorOf(() => loadRecipe('tfa-bisb', loadLine()))).toMatch(
			/^tfa-bisb:1:1 no such recipe on line1, expected one of htr-bisb, HTR, nts-bisnsb, NTS, /,
		)
	})

	it('says so when the file is a folder', () => {
		expect(errorOf(() => loadLine(`${LINES_DIR}/`))).toMatch(/lines\/:1:1 cannot be read: EISDIR/)
		expect(checkFile(LINES_DIR)).toMatchObject({ ok: false })
	})
})

describe('mistakes in a copy of a shipped file', () => {
	it.each([
		[
			'line',
			'    from: 2.95 m',
			'    from: 2.85 m',
			'stations.quench.from: found the inlet of the quench at 2850 mm, expected it after the outlet of the furnace at 2900 mm',
		],
		[
			'line',
			'coatedWidth: 280 mm',
			'coatedWidth: 310 mm',
			'web.coatedWidth: found 310 mm, expected at most the cloth width, 300 mm',
		],
		[
			'line',
			'  speed: 50 mm/s',
			'  speed: 95 mm/s',
			'web.speed: found 0.095 m/s, expected at most speedMax, 0.09 m/s\nweb.speed: found 0.095 m/s, expected within writeRanges.webSpeed, 0.01 to 0.09 m/s',
		],
		[
			'line',
			'equilibriumMoisture: 0.003 kg/kg',
			'equilibriumMoisture: 0.3 kg/kg',
			'stations.drying.equilibriumMoisture: found 0.3 kg/kg, expected at most criticalMoisture, 0.1 kg/kg',
		],
		[
			'line',
			'source: Quench/Plate1/Temperature',
			'source: Quench/Plate9/Temperature',
			'display.Quench.2.source: found "Quench/Plate9/Temperature", expected a tag of this line or a soft sensor such as soft/peakK',
		],
		[
			'line',
			'htr-fesb: HTR-FeSb',
			'htr-fesn: HTR-FeSn',
			'recipes.htr-fesn: found no recipe of this id, expected one of htr-bisb, htr-cosb, htr-cu2sb, htr-fesb, htr-nisb, htr-sb, htr-snbi, htr-snsb, nts-bisbpb, nts-bisnsb, nts-bisnsbpb, nts-bisnsbpbzn, nts-bisnsbzn, tfa-bisb, tfa-bisnsb; did you mean "htr-fesb"?',
		],
		[
			'line',
			'setpointSet: pilot',
			'setpointSet: bench',
			'setpointSet: found "bench", expected a set of the recipes: pilot, production',
		],
		[
			'line',
			'  htr-fesb: HTR-FeSb',
			'  tfa-bisb: TFA',
			'recipes.tfa-bisb: found set-points for no line, expected them for "pilot"',
		],
		[
			'recipe',
			'metals: { Bi: 1, Sb: 1 }',
			'metals: { Bi: 1, Xx: 1 }',
			'precursor.metals.Xx: unknown key, expected one of Bi, Sb, Sn, Pb, Zn, Co, Ni, Fe, Cu',
		],
		['recipe', 'metals: { Bi: 1, Sb: 1 }', 'metals: { Bi: 1, Sbb: 1 }', 'precursor.metals.Sbb: unknown key, did you mean "Sb"?'],
		['recipe', 'metals: { Bi: 1, Sb: 1 }', 'metals: {}', 'precursor.metals: found a section, expected at least one metal'],
		['recipe', 'id: htr-bisb', 'id: nts-bisb', 'id: found "nts-bisb", expected it to start with its process, "htr-"'],
		[
			'recipe',
			'gas: [1122 K, 1177 K, 1177 K, 1226 K]',
			'gas: [1122 K]',
			'setpoints.pilot.gas: found a list of 1, expected one for each of the 4 emitters',
		],
		[
			'recipe',
			'peak: [1320 K, 1360 K]',
			'peak: [1320 K, 1460 K]',
			'window.peak: found 1320 to 1460 K, expected it within good.peak, 1285 to 1400 K',
		],
		['recipe', 'webSpeed: 50 mm/s', 'webSpeed: 0 mm/s', 'setpoints.pilot.webSpeed: found "0 mm/s", expected 0.001 to 5 m/s'],
		[
			'recipe',
			'yieldChar2: { value: 0.12132',
			'yieldChar2: { value: 0.31',
			'kinetics.yieldChar2: found 0.31, expected at most yieldChar1, 0.2: the second step gives off gas',
		],
	])('in a %s: %s', (what, from, to, expected) => {
		const source = what === 'line' ? DEFAULT_LINE : join(RECIPES_DIR, 'htr-bisb.yaml')
		expect(issuesWith(source, from, to).join('\n')).toBe(expected)
	})
})

it('checks kinds of file that other packages add, and names them all when the kind is unknown', () => {
	const kinds = [...LINE_CONFIG_KINDS, { kind: 'scenario', schema: z.strictObject({ kind: z.literal('scenario') }) }]
	const file = join(dir, 'scenario.yaml')
	writeFileSync(file, 'kind: scenario\n')
	expect(checkFile(file, kinds)).toEqual({ ok: true, kind: 'scenario', value: { kind: 'scenario' } })
	expect(checkFile(file)).toMatchObject({
		ok: false,
		issues: [{ line: 1, column: 1, path: 'kind', message: 'found "scenario", expected one of line, recipe, parameters' }],
	})
})

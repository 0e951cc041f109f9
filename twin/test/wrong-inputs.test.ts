import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import {
	coldLine,
	evaluateCase,
	InputRangeError,
	nominalControls,
	nominalParameters,
	type PhysicsCase,
	steadyLine,
	warmLine,
} from '@emberline/twin'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const config = loadLine('pilot')
const recipe = loadRecipe('htr-bisb')
const controls = nominalControls(config, recipe)
const parameters = nominalParameters(config)

/** A field by its path, with the least and greatest number that it may be. */
type Field = readonly [path: string, least: number, greatest: number]

/** Numbers out of a range, and what is no number at all. */
const wrongFor = (least: number, greatest: number): fc.Arbitrary<unknown> =>
	fc.oneof(
		fc.double({ max: least, maxExcluded: true, noNaN: true }).filter((x) => x < least),
		fc.double({ min: greatest, minExcluded: true, noNaN: true }),
		fc.constantFrom(Number.NaN, Infinity, -Infinity, '1', '', null, true, [], [1], {}, 'constructor'),
	)
const wrongField = (fields: readonly Field[]) =>
	fc.constantFrom(...fields).chain(([path, least, greatest]) => fc.tuple(fc.constant(path), wrongFor(least, greatest)))

/** A copy of what was given with one value at a path replaced. */
function changed<T>(given: T, path: string, value: unknown): T {
	const [key = '', ...rest] = path.split('.')
	const inner = rest.length === 0 ? value : changed((given as Record<string, unknown>)[key], rest.join('.'), value)
	if (Array.isArray(given)) return given.map((each, k) => (String(k) === key ? inner : each)) as T
	return { ...given, [key]: inner }
}

/** The error that a call ends with; fails when it ends without, or with another. */
function refusal(call: () => unknown): InputRangeError {
	try {
		call()
	} catch (cause) {
		if (cause instanceof InputRangeError) return cause
		throw cause
	}
	throw new Error('was not refused')
}

function expectRefused(call: () => unknown, field: string): void {
	const error = refusal(call)
	expect(error.field).toBe(field)
	expect(error.code).toBe('INPUT_RANGE')
	expect(error.message.startsWith(`${field}: `), error.message).toBe(true)
	expect(error.expected).not.toBe('')
}

const pilot = JSON.parse(
	readFileSync(fileURLToPath(new URL('../cases/pilot-htr-bisb.json', import.meta.url)), 'utf8'),
) as PhysicsCase
const evaluated = (inputs: unknown) => evaluateCase({ ...pilot, inputs } as PhysicsCase)

describe('a wrong control of a line at rest', () => {
	const fields: readonly Field[] = [
		['webSpeedMPerS', Number.MIN_VALUE, 100],
		['screwRevPerS', 0, 1e4],
		['feedMoistureKgPerKg', 0, 5],
		...[0, 1, 2].map((k): Field => [`dryerAirK.${k}`, 200, 2500]),
		...[0, 1, 2, 3].map((k): Field => [`emitterSetpointK.${k}`, 200, 2500]),
		['shutterOpenFraction', 0, 1],
		['quenchGasM3PerS', 0, 100],
		['quenchLengthM', 0, config.stations.quench.lengthM],
		['freshWaterM3PerS', 0, 10],
		['dryerExitK', 200, 2500],
		['furnaceInletK', 200, 2500],
	].filter(
		([path]) => !String(path).startsWith('dryerAirK') || Number(String(path).slice(10)) < controls.dryerAirK.length,
	) as Field[]

	it('is refused by its name with its range, by the steady line and the warm line', () => {
		fc.assert(
			fc.property(wrongField(fields), ([path, wrong]) => {
				const asked = changed(controls, path, wrong)
				expectRefused(() => steadyLine(config, recipe, asked), `controls.${path}`)
				expectRefused(() => warmLine(config, recipe, asked), `controls.${path}`)
			}),
			{ numRuns: 400, seed: 1 },
		)
	})

	it('says what was found and what was expected, with the unit', () => {
		const messages = [
			[
				'webSpeedMPerS',
				0,
				'controls.webSpeedMPerS: a line at rest needs a moving web, found a web speed of 0 m/s, expected above 0',
			],
			['emitterSetpointK.2', 3000, 'controls.emitterSetpointK.2: 3000 is not from 200 to 2500 K'],
			['emitterSetpointK', [1300], 'controls.emitterSetpointK: found [1300], expected a list of 4'],
			['screwRevPerS', Number.NaN, 'controls.screwRevPerS: found NaN, expected a number from 0 to 10000 turns/s'],
		] as const
		for (const [path, wrong, message] of messages)
			expect(refusal(() => steadyLine(config, recipe, changed(controls, path, wrong))).message).toContain(message)
	})
})

describe('a wrong factor of the model', () => {
	const fields: readonly Field[] = [
		['emissivity', 0, 5],
		...[0, 1, 2, 3].map((k): Field => [`zoneLoss.${k}`, 0.01, 100]),
		['feeder', 0, 100],
		['arealHeat', 0.01, 100],
		['quench', 0, 100],
		['drying', 0, 100],
		['wash', 0.01, 100],
		['charYield', 0, 5],
		['coarsening', 0, 1e6],
		['evaporation', 0, 1e3],
		['yield', 0, 5],
	]

	it('is refused by its name with its range, by a steady line, a new line and a line that runs', () => {
		const model = coldLine(config, recipe)
		fc.assert(
			fc.property(wrongField(fields), ([path, wrong]) => {
				const asked = changed(parameters, path, wrong)
				expectRefused(() => steadyLine(config, recipe, controls, asked), `parameters.${path}`)
				expectRefused(() => coldLine(config, recipe, asked), `parameters.${path}`)
				expectRefused(() => {
					model.parameters = asked
				}, `parameters.${path}`)
			}),
			{ numRuns: 300, seed: 2 },
		)
		expect(model.parameters).toEqual(parameters)
	})
})

describe('a wrong recipe that no file was checked for', () => {
	const fields: readonly Field[] = [
		['precursor.metals.Bi', 0, 1e9],
		['precursor.citratePerMetalMolPerMol.value', 0.001, 1000],
		['precursor.saltPerCitrateKgPerKg.value', 0, 1000],
		['kinetics.reduction.activationEnergyJPerMol.value', 0, 1e6],
		['kinetics.yieldChar1.value', 0, 1],
		['growth.exponent', 0.5, 20],
		['evaporation.openFractionMetals.value', 0, 1],
		['dose.referenceK', 200, 2500],
	]
	/** As the recipe file names it. */
	const inFile = (path: string) => `recipe.${path.replace('.value', '').replace(/(MolPerMol|KgPerKg|JPerMol|K)$/, '')}`

	it('is refused by the name of the file with its range', () => {
		fc.assert(
			fc.property(wrongField(fields), ([path, wrong]) => {
				const asked = changed(recipe, path, wrong)
				expectRefused(() => steadyLine(config, asked, controls), inFile(path))
				expectRefused(() => coldLine(config, asked), inFile(path))
			}),
			{ numRuns: 200, seed: 3 },
		)
	})

	it('unknown metals, none at all, and char that grows as it chars', () => {
		const asked = (path: string, value: unknown) =>
			refusal(() => steadyLine(config, changed(recipe, path, value), controls)).message
		expect(asked('precursor.metals', { Xx: 1 })).toContain('recipe.precursor.metals: "Xx" is not one of Bi, Sb')
		expect(asked('precursor.metals', { toString: 1 })).toContain('"toString" is not one of')
		expect(asked('precursor.metals', {})).toContain('recipe.precursor.metals: none, expected at least one')
		expect(asked('kinetics.yieldChar2.value', 0.3)).toBe('recipe.kinetics.yieldChar2: 0.3 is not from 0 to 0.2')
	})
})

describe('a wrong input of a profile case', () => {
	const zone = (key: string, least: number, greatest: number): Field[] =>
		(pilot.inputs.zones as unknown[]).map((_, k) => [`zones.${k}.${key}`, least, greatest])
	const fields: readonly Field[] = [
		['load', 0, 10],
		['mCloth', 0.001, 10],
		['T0', 200, 2500],
		['rCit', 0, 1000],
		['rSalt', 0, 1000],
		['TrefDose', 200, 2500],
		['phiMetal', 0, 1],
		['phiNaCl', 0, 1],
		['metals.Bi', 0, 1e9],
		['coarsen.k0', 0, 1e30],
		['coarsen.Ea', 0, 1e6],
		['coarsen.n', 0.5, 20],
		['coarsen.dRef', 0.001, 1e6],
		['coarsen.betaRef', 1e-6, 1e6],
		['coarsen.p', 0, 5],
		...zone('tau', 0, 1e6),
		...zone('Te', 200, 2500),
		...zone('h', 0, 1e4),
		...zone('Tg', 200, 2500),
		...zone('epsE', Number.MIN_VALUE, 1),
		['v', Number.MIN_VALUE, 100],
		['coatedWidth', Number.MIN_VALUE, 100],
		['clothWidth', Number.MIN_VALUE, 100],
		['etaTransfer', Number.MIN_VALUE, 1],
		['etaWash', Number.MIN_VALUE, 1],
		['waterRatio_L_kg', 0, 1e6],
	]

	it('is refused by its path with its range', () => {
		fc.assert(
			fc.property(wrongField(fields), ([path, wrong]) => {
				expectRefused(() => evaluated(changed(pilot.inputs, path, wrong)), `inputs.${path}`)
			}),
			{ numRuns: 1500, seed: 4 },
		)
	})

	it.each<readonly [string, Record<string, unknown>, string]>([
		['zones that are no list', { zones: { tau: 1 } }, 'inputs.zones: found a group, expected a list of zones'],
		['no zones', { zones: undefined }, 'inputs.zones: found nothing, expected a list of zones'],
		['a zone that is no group', { zones: [3] }, 'inputs.zones.0: found 3, expected a group'],
		['a metal by the name of a method', { metals: { constructor: 1 } }, 'inputs.metals: "constructor" is not one of Bi, Sb'],
		['no time at all', { sampleTimes: [1, Infinity] }, 'inputs.sampleTimes.1: found Infinity, expected a number'],
		['a time before the start', { sampleTimes: [-1] }, 'inputs.sampleTimes.0: -1 is not from 0'],
	])('%s', (_, inputs, message) => {
		expect(refusal(() => evaluated({ ...pilot.inputs, ...inputs })).message).toContain(message)
	})

	it('a key of T_at that is no time, and a case without inputs', () => {
		const asked = (T_at: Record<string, number>) => () => evaluateCase({ ...pilot, expected: { T_at } })
		for (const key of ['soon', '-1', '', 'Infinity']) expect(refusal(asked({ [key]: 1 })).field).toBe(`expected.T_at.${key}`)
		expect(refusal(() => evaluated(null)).message).toBe('case.inputs: found null, expected a group')
	})
})

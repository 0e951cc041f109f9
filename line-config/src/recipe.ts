import { z } from 'zod'
import { METALS } from './materials.ts'
import { fraction, group, optional, quantities, quantity, sourced, sourcedNumber, span } from './quantity.ts'

/**
 * A recipe: what goes in, how fast it reacts and grows, what the line is set to, and when the powder is good.
 * Each number of the chemistry says where it comes from (`evidence`, `source`).
 */

const metalSymbol = z.enum(Object.keys(METALS) as [keyof typeof METALS, ...(keyof typeof METALS)[]])

const precursor = group({
	/** Mole ratio of the metals. */
	metals: z.partialRecord(metalSymbol, z.number().positive()).refine((m) => Object.keys(m).length > 0, {
		message: 'expected at least one metal',
	}),
	citratePerMetal: sourced('moleRatio', { min: 0.1, max: 20 }),
	/** NaCl over citrate, by mass. */
	saltPerCitrate: sourced('moisture', { min: 0, max: 50 }),
})

const step = group({
	preExponential: sourced('rate', { min: 0 }),
	activationEnergy: sourced('molarEnergy', { min: 0 }),
})

const kinetics = group({
	citrateToChar1: step,
	char1ToChar2: step,
	reduction: step,
	/** Taken up per kg citrate. */
	heatOfCitrate: sourced('specificEnergy'),
	heatOfChar1: sourced('specificEnergy'),
	/** kg char per kg citrate. */
	yieldChar1: sourcedNumber({ min: 0, max: 1 }),
	yieldChar2: sourcedNumber({ min: 0, max: 1 }),
})

/** d^n = Xm (dForm^n + Theta), dForm = reference * (reference rate / heating rate)^p. */
const growth = group({
	coarseningRate: sourced('coarseningRate', { min: 0 }),
	activationEnergy: sourced('molarEnergy', { min: 0 }),
	exponent: z.number().min(1).max(10),
	formationSize: sourced('particleSize', { min: 0.1 }),
	formationRate: sourced('temperatureRate', { min: 1e-6 }),
	formationExponent: sourcedNumber({ min: 0, max: 1 }),
})

const evaporation = group({
	/** Share of the surface that is open to the gas. */
	openFractionMetals: sourcedNumber({ min: 0, max: 1 }),
	openFractionNaCl: sourcedNumber({ min: 0, max: 1 }),
})

const dose = group({
	activationEnergy: quantity('molarEnergy', { min: 0 }),
	reference: quantity('temperature'),
})

/** What one size of line is set to. */
const setpoints = group({
	/** Emitters are on at these set-points: standing web would burn. */
	webSpeed: quantity('speed', { min: 0.001, max: 5 }),
	dryLoading: quantity('arealMass', { min: 0 }),
	emitters: quantities('temperature', { min: 300, max: 1500 }),
	/** Gas temperatures that the worked columns were computed with; the twin computes its own. */
	gas: quantities('temperature'),
	quenchFilmCoefficient: quantity('heatTransferCoefficient', { min: 0 }),
	/** Length of the quench whose jets blow. */
	quenchLength: quantity('length', { min: 0 }),
	evidence: z.enum(['F', 'A']),
})

/** Powder outside these is not good product. */
const good = group({
	peak: span('temperature'),
	sizeMax: quantity('particleSize'),
	reductionMin: fraction,
	spliceDistance: quantity('length', { min: 0 }),
})

/** Window of the profile: the operator's picture of "as it should be". */
const window = group({
	peak: span('temperature'),
	heatRate: span('temperatureRate'),
	quenchRate: span('temperatureRate'),
	timeAbove: span('time'),
	doseEq: span('time'),
})

/** What the papers measured on this material; a key is absent where they give nothing. */
const measured = group({
	size: optional(sourced('particleSize')),
	alloy: optional(sourced('massFraction')),
	sizeDistribution: z.string().optional(),
	/** Temperature that the paper states for the web or carbon cloth, from the start of heating. */
	profile: z
		.array(group({ time: quantity('time'), temperature: quantity('temperature') }))
		.min(2)
		.optional(),
	notes: z.string().optional(),
	source: z.string().min(1),
})

/** Half cell against potassium unless noted: what the powder is worth. */
const capacity = group({
	/** First discharge, first charge, mAh per g of powder, and coulombic efficiency. */
	firstDischarge_mAhPerG: z.number().positive().optional(),
	firstCharge_mAhPerG: z.number().positive().optional(),
	initialEfficiency: fraction.optional(),
	/** Current in A/g to capacity. */
	rate_mAhPerG: z.record(z.string(), z.number().positive()).optional(),
	cycling: z.string(),
	source: z.string().min(1),
})

/** Batch furnace: temperature against time, straight lines between the points. */
const furnace = group({
	/** Of finished powder that is annealed again; absent where the powder forms in the furnace. */
	startSize: optional(quantity('particleSize')),
	/** One charge, and the furnace that takes it. */
	batch: group({
		/** Dry precursor, or finished powder where that is annealed again. */
		charge: quantity('mass', { min: 1e-6 }),
		/** Unloading, cleaning and loading between two charges. */
		turnaround: quantity('time', { min: 0 }),
		footprint: quantity('area', { min: 0.01 }),
		/** Of the tube and the hot half of the insulation. */
		heatCapacity_JPerK: z.number().positive(),
		insulationArea: quantity('area', { min: 0.001 }),
		insulationThickness: quantity('length', { min: 0.001 }),
		insulationConductivity: quantity('conductivity', { min: 0.001 }),
		outerArea: quantity('area', { min: 0.001 }),
		outerFilmCoefficient: quantity('heatTransferCoefficient', { min: 0.1 }),
		gridEfficiency: fraction,
	}),
	variants: z
		.array(
			z.strictObject({
				name: z.string(),
				profile: z.array(z.strictObject({ time: quantity('time'), temperature: quantity('temperature') })).min(2),
				note: z.string(),
			}),
		)
		.min(1),
})

export const recipeSchema = group({
	kind: z.literal('recipe'),
	id: z.string().regex(/^(htr|nts|tfa)-[a-z0-9]+$/, 'expected process-material in small letters, such as htr-bisb'),
	title: z.string().min(1),
	revision: z.number().int().min(1),
	process: z.enum(['htr', 'nts', 'tfa']),
	material: z.string().min(1),
	precursor,
	kinetics,
	growth,
	evaporation,
	dose,
	/** `t_above_s` counts the time above this. */
	timeAbove: group({ threshold: quantity('temperature') }),
	/** By size of line (`setpointSet` of the line file). Empty for a furnace recipe. */
	setpoints: z.record(z.string(), setpoints),
	good,
	window: window.optional(),
	measured: measured.optional(),
	capacity: capacity.optional(),
	furnace: furnace.optional(),
})

export type Recipe = z.output<typeof recipeSchema>
export type RecipeSetpoints = Recipe['setpoints'][string]

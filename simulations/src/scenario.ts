import { type FileKind, group, optional, parseText, quantities, quantity } from '@emberline/line-config'
import { z } from 'zod'
import { withInherited } from './scenario-library.ts'
import { scenarioProblems } from './scenario-problems.ts'

/**
 * A what-if: one line, one recipe, what is set otherwise than the recipe says, and for how long. Every quantity in the
 * file carries its unit; in the code it is SI and its name ends in its unit (`webSpeed: 60 mm/s` is read as `webSpeedMPerS`).
 */

const factor = z.number().min(0.01).max(100)

/** Set-points in place of those of the recipe. A key that is absent leaves the recipe's. */
const setpoints = group({
	webSpeed: optional(quantity('speed', { min: 0.001, max: 5 })),
	/** Dry powder on the coated web; sets the screw. Without it and without `screw` the loading stays as the recipe has it. */
	dryLoading: optional(quantity('arealMass', { min: 0.001, max: 2 })),
	screw: optional(quantity('rotation', { min: 0 })),
	feedMoisture: optional(quantity('moisture', { min: 0, max: 5 })),
	/** One for each drying zone. */
	dryerAir: optional(quantities('temperature', { min: 250, max: 600 })),
	/** One for each heating module. */
	emitters: optional(quantities('temperature', { min: 300, max: 2000 })),
	quenchGas: optional(quantity('volumeFlow', { min: 0 })),
	/** Length of the quench whose jets blow. */
	quenchLength: optional(quantity('length', { min: 0 })),
	freshWater: optional(quantity('volumeFlow', { min: 0 })),
})

/** Factors on what is not known exactly; 1 = as in the line and recipe files. */
const parameters = z.strictObject({
	emissivity: factor.optional(),
	/** One for all heating modules, or one for each. */
	zoneLoss: z.union([factor, z.array(factor).min(1)]).optional(),
	feeder: factor.optional(),
	arealHeat: factor.optional(),
	quench: factor.optional(),
	drying: factor.optional(),
	wash: factor.optional(),
	charYield: factor.optional(),
	coarsening: factor.optional(),
	evaporation: factor.optional(),
	yield: factor.optional(),
})

/** What of the line is built or bought otherwise than its file says. */
const built = group({
	clothArealMass: optional(quantity('arealMass', { min: 0.01, max: 2 })),
	washStages: z.number().int().min(1).max(9).optional(),
})

/** What happens to the line at one instant. An entry may change the recipe, the set-points, both, or give an order. */
const timelineEvent = group({
	/** From the start of the run. */
	at: quantity('time', { min: 0 }),
	/** As the operator gives it: `stop` runs the hot web out and switches off; `hold` stands behind closed shutters; `start` ends either. */
	order: z.enum(['stop', 'hold', 'start']).optional(),
	/** Another recipe of that line: its powder is fed from now on, at its set-points. What was set otherwise before ends. */
	recipe: z.string().min(1).optional(),
	/** In place of those that hold now. */
	setpoints: setpoints.optional(),
})

/** One item of the plan, as the plant publishes it; the items follow one another. */
const scheduleItem = group({
	id: z.string().min(1).max(200),
	kind: z.enum(['run', 'rollChange', 'recipeChange', 'stop']),
	/** Not before, from the start of the run. */
	start: optional(quantity('time', { min: 0 })),
	/** Metres of Execute, of a run. */
	length: optional(quantity('length', { min: 0.1 })),
	/** Of a run or a recipe change. Heat-up or cool-down to its set-points takes what it takes. */
	recipe: z.string().min(1).optional(),
	/** Planned time. Of a roll change and a planned stop it is how long they last; of a run its length over its speed, unless given. */
	expected: optional(quantity('time', { min: 0 })),
})

const own = group({
	kind: z.literal('scenario'),
	name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected small letters, digits and hyphens'),
	title: z.string().min(1).max(120),
	/** A shipped line by its name (`pilot`), or a line file, from the place of this file. */
	line: z.string().min(1),
	/** A recipe of that line by its id (`htr-bisb`). */
	recipe: z.string().min(1),
	/**
	 * `warm`: furnace at its set-points and web coated; `cold`: at ambient temperature, started as the line is started; or the live line as it
	 * was at a snapshot of `emberline run`, with what its twin had learnt: `start: { snapshot: FILE }`, from the place of this file.
	 */
	start: z.union([z.enum(['warm', 'cold']), z.strictObject({ snapshot: z.string().min(1) })]),
	duration: quantity('time', { min: 1, max: 7 * 86_400 }),
	/** On the speed of the recipe or of `setpoints`; the loading stays. */
	speedFactor: factor.default(1),
	setpoints: setpoints.prefault({}),
	built: built.prefault({}),
	parameters: parameters.default({}),
	/** What happens in the course of the run, in order of time. */
	timeline: z.array(timelineEvent).default([]),
	/** The plan: the coordinator carries it out, item by item, in place of a timeline. */
	schedule: z.array(scheduleItem).default([]),
	/** Web on the unwind at the start; without it that of the snapshot begun at, or a whole roll of the line. At its end the line is held and the next roll spliced to it. */
	rollLeft: optional(quantity('length', { min: 0 })),
	/** Length of a parcel of web. Without it that of the line, or 200 mm in a run of over an hour; what happens to a parcel does not depend on it. */
	resolution: optional(quantity('length', { min: 0.005, max: 0.2 })),
	/** One value of the history each so often. */
	sampling: optional(quantity('time', { min: 0.1 })),
})

/** `extends: htr-bisb`: what a file does not say is taken from that scenario of the library; sections are laid over one another key by key. */
export const scenarioSchema = z.unknown().transform(withInherited).pipe(own)

export type Scenario = z.output<typeof scenarioSchema>
/** What is set otherwise than the recipe says. */
export type ScenarioSetpoints = Partial<Scenario['setpoints']>
export type TimelineEvent = Scenario['timeline'][number]

/** For `checkFile` and `checkText` of line-config: the schema, and what needs more than one value to see. */
export const SCENARIO_FILE: FileKind<Scenario> = { kind: 'scenario', schema: scenarioSchema, problems: scenarioProblems }

/** A scenario from its text (YAML or JSON). Throws a ConfigError with every mistake; `file` is the name they are told under. */
export const parseScenario = (text: string, file: string): Scenario => parseText(text, file, SCENARIO_FILE)

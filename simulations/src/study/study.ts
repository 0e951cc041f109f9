import { type FileKind, parseText } from '@emberline/line-config'
import { z } from 'zod'
import { OUTPUTS } from './outputs.ts'
import { SOBOL_DIMENSIONS_MAX } from './sampling/sobol-sequence.ts'
import { SCENARIO_OUTPUTS } from './scenario-outputs.ts'
import { VARIED, type VariedName } from './set-points.ts'
import { studyProblems } from './study-problems.ts'

/** From where to where something is varied, both ends with their units; `steps` are those of a grid or a sweep. */
const ends = (value: z.ZodType<number>) =>
	z
		.strictObject({ from: value, to: value, steps: z.number().int().min(2).max(1000).default(5) })
		.refine(({ from, to }) => from < to, { message: 'expected "from" below "to"' })

const vary = z.strictObject(
	Object.fromEntries(Object.entries(VARIED).map(([name, value]) => [name, ends(value).optional()])) as {
		[K in VariedName]: z.ZodOptional<ReturnType<typeof ends>>
	},
)

const common = {
	kind: z.literal('study'),
	name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected small letters, digits and hyphens'),
	title: z.string().min(1).max(120),
	seed: z
		.number()
		.int()
		.min(0)
		.max(2 ** 31 - 1)
		.default(1),
	/** What is drawn of what nobody knows exactly: the register of the line, the ranges of the recipe. An empty list draws nothing. */
	unknown: z.array(z.enum(['line', 'recipe'])).default(['line', 'recipe']),
	/** Names of those that are known after all: weighed in, or measured. */
	known: z.array(z.string()).default([]),
}
/** The settled line by its files. */
const settled = {
	line: z.string().min(1),
	recipe: z.string().min(1),
	/** A snapshot of `emberline run`, from the place of this file: what its twin has learnt of the line is drawn, in place of the register. */
	start: z.strictObject({ snapshot: z.string().min(1) }).optional(),
}
const draws = z.number().int().min(1).max(10_000)
const output = z.enum(OUTPUTS)
const outputs = z.array(output).min(1).default(['good_g_per_h', 'energy_kWh_per_kg'])
/** Which limits count: of the powder, the window of the recipe, of the line, of what the PLC takes, and the flags of the engineer. */
const within = z
	.array(z.enum(['powder', 'window', 'line', 'plc', 'flag']))
	.min(1)
	.default(['powder', 'window', 'line', 'plc', 'flag'])
/** Of the draws, at least this share keeps each limit. */
const probability = z.number().min(0.5).max(0.999).default(0.95)
/** The same for the window of the recipe, which is how the profile should look and not what product or line must keep; `probability` without. */
const windowProbability = z.number().min(0.5).max(0.999).optional()
const sampled = { ...common, ...settled, vary, draws: draws.default(32), within, probability, windowProbability }
/** A scenario by its name in the library, or a file from the place of this one. */
const scenario = z.string().min(1)
const replications = z.number().int().min(2).max(10_000)

const METHODS = [
	/** Every combination of the steps. */
	z.strictObject({ ...sampled, method: z.literal('grid') }),
	/** One thing at a time, the others as the recipe has them. */
	z.strictObject({ ...sampled, method: z.literal('sweep') }),
	z.strictObject({ ...sampled, method: z.literal('latin-hypercube'), points: z.number().int().min(2).max(100_000).default(64) }),
	z.strictObject({ ...sampled, method: z.literal('sobol-sequence'), points: z.number().int().min(2).max(100_000).default(64) }),
	/** A scenario with what nobody knows drawn, and for each draw with so many runs of luck (unplanned stops): what each adds to the spread. */
	z.strictObject({
		...common,
		method: z.literal('monte-carlo'),
		scenario,
		draws: draws.default(16),
		replications: replications.default(4),
	}),
	/** Each thing at either end of its range, the others nominal. */
	z.strictObject({ ...common, ...settled, method: z.literal('tornado'), vary: vary.default({}), outputs }),
	z.strictObject({
		...common,
		...settled,
		method: z.literal('morris'),
		vary: vary.default({}),
		outputs,
		trajectories: z.number().int().min(2).max(10_000).default(10),
		levels: z.number().int().min(4).max(100).multipleOf(2).default(4),
	}),
	z.strictObject({
		...common,
		...settled,
		method: z.literal('sobol-indices'),
		vary: vary.default({}),
		outputs,
		samples: z
			.number()
			.int()
			.min(16)
			.max(2 ** 20)
			.default(256),
		bootstrap: z.number().int().min(10).max(10_000).default(200),
	}),
	/** Scenarios beside the first, with the same draws and the same luck; ends early once every difference is decided. */
	z.strictObject({
		...common,
		method: z.literal('compare'),
		scenarios: z.array(scenario).min(2).max(20),
		output: z.enum(SCENARIO_OUTPUTS).default('good_g_per_h'),
		replications: replications.default(32),
		confidence: z.number().min(0.5).max(0.999).default(0.95),
	}),
	/** What limits a scenario's line: gain from a small improvement of each station beside the active periods. */
	z.strictObject({
		...common,
		...settled,
		method: z.literal('bottleneck'),
		improvement: z.number().min(0.001).max(1).default(0.1),
		replications: replications.default(200),
		duration: z.number().min(1).max(10_000).default(100),
		draws: draws.default(32),
		within,
		probability,
		windowProbability,
	}),
	z.strictObject({
		...sampled,
		method: z.literal('optimise'),
		/** `cma-es` for cheap runs, `gaussian-process` where each point is dear and only some tens can be tried. */
		strategy: z.enum(['cma-es', 'gaussian-process']).default('cma-es'),
		/** Points tried. */
		evaluations: z.number().int().min(10).max(100_000).default(600),
	}),
	/** What of one thing costs how much of another, every limit kept. */
	z.strictObject({
		...sampled,
		method: z.literal('front'),
		objectives: z
			.array(z.strictObject({ output, aim: z.enum(['most', 'least']) }))
			.min(2)
			.max(3)
			.default([
				{ output: 'good_g_per_h', aim: 'most' },
				{ output: 'energy_kWh_per_kg', aim: 'least' },
			]),
		population: z.number().int().min(8).max(400).multipleOf(4).default(40),
		generations: z.number().int().min(2).max(10_000).default(20),
	}),
] as const

export const studySchema = z.discriminatedUnion('method', METHODS)
export type Study = z.output<typeof studySchema>
export type MethodName = Study['method']
export type StudyOf<M extends MethodName> = Extract<Study, { method: M }>
export type Varied = Study extends infer S ? (S extends { vary: infer V } ? V : never) : never
/** How many factors a study with Sobol' points can have. */
export const FACTORS_MAX: number = Math.floor(SOBOL_DIMENSIONS_MAX / 2)

/** For `checkFile` and `checkText` of line-config. */
export const STUDY_FILE: FileKind<Study> = { kind: 'study', schema: studySchema, problems: studyProblems }

/** A study from its text (YAML or JSON). Throws a ConfigError with every mistake; `file` is the name they are told under. */
export const parseStudy = (text: string, file: string): Study => parseText(text, file, STUDY_FILE)

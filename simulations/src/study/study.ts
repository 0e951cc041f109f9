import { type FileKind, group, parseText, quantity } from '@emberline/line-config'
import { z } from 'zod'

/** From where to where a set-point is varied; `steps` are those of a grid. */
const ends = (value: z.ZodType<number>) =>
	z
		.strictObject({ from: value, to: value, steps: z.number().int().min(2).max(1000).default(5) })
		.refine(({ from, to }) => from < to, { message: 'expected "from" below "to"' })

const varied = z.strictObject({
	webSpeed: ends(quantity('speed', { min: 0.001, max: 5 })).optional(),
	dryLoading: ends(quantity('arealMass', { min: 0.001, max: 2 })).optional(),
	/** The same air in all zones. */
	dryerAir: ends(quantity('temperature', { min: 250, max: 600 })).optional(),
	/** Added to the set-points of all modules. */
	emitterShift: ends(quantity('temperatureDifference', { min: -500, max: 500 })).optional(),
	quenchGas: ends(quantity('volumeFlow', { min: 0 })).optional(),
	freshWater: ends(quantity('volumeFlow', { min: 0 })).optional(),
})

export const studySchema = group({
	kind: z.literal('study'),
	name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected small letters, digits and hyphens'),
	title: z.string().min(1).max(120),
	line: z.string().min(1),
	recipe: z.string().min(1),
	/** `grid`: every combination; `optimise`: most good grams an hour with every limit kept. */
	method: z.enum(['grid', 'optimise']),
	seed: z.number().int().min(0).default(1),
	/** Draws of what nobody knows exactly, at each point. */
	draws: z.number().int().min(1).max(10_000).default(32),
	/** Of the draws, at least this share keeps each limit. */
	probability: z.number().min(0.5).max(1).default(0.95),
	/** Points tried by `optimise`. */
	evaluations: z.number().int().min(10).max(100_000).default(400),
	vary: varied,
})

export type Study = z.output<typeof studySchema>
export type VariedName = keyof Study['vary']

export const STUDY_FILE: FileKind<Study> = {
	kind: 'study',
	schema: studySchema,
	problems: (study) => (Object.keys(study.vary).length > 0 ? [] : [{ path: ['vary'], message: 'found nothing to vary' }]),
}

/** A study from its text. Throws a ConfigError with every mistake; `file` is the name they are told under. */
export const parseStudy = (text: string, file: string): Study => parseText(text, file, STUDY_FILE)

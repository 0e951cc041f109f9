import { z } from 'zod'

/**
 * What `emberline calibrate` found of a line, one version after the other; which one counts stands in `current`. A line file names it:
 * `parameterSet: line1-parameters.json`, or one version of it whatever is current: `parameterSet: line1-parameters.json@2`.
 */

const finite = z.number().finite()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')

/** One factor (1 = as the line file says), or one bias (reading minus truth), with one standard deviation and its 95 % interval. */
const fitted = z.strictObject({
	name: z.string().min(1),
	unit: z.string(),
	value: finite,
	sd: finite.nonnegative(),
	prior_value: finite,
	prior_sd: finite.nonnegative(),
	/** The log has at least halved what was not known. */
	resolved: z.boolean(),
	/** By the profile of the likelihood; null where it runs into a bound. */
	low95: finite.nullable(),
	high95: finite.nullable(),
	/** The interval of value and sd is the same to a fifth. */
	is_normal: z.boolean(),
})

/** Scatter of one reading about the level of its instrument, and how fast that level wanders, in the unit of the tag. */
const noise = z.strictObject({ sd: finite.positive(), drift_per_root_s: finite.nonnegative() })

const version = z.strictObject({
	version: z.number().int().min(1),
	/** When it was made, ISO 8601. */
	made: z.string().min(1),
	program: z.string(),
	logs: z.array(z.strictObject({ log: z.string(), sha256 })).min(1),
	/** Plant time that the log covers, ms since 1970. */
	from_ms: finite,
	to_ms: finite,
	parameters: z.array(fitted).min(1),
	/** By the names of params.jsonl. */
	told: z.array(z.strictObject({ param: z.string(), unit: z.string(), value: finite, sd: finite, resolved: z.boolean() })),
	/** In the order of `parameters`, row by row. */
	correlations: z.array(z.array(finite)),
	confused: z.array(z.strictObject({ a: z.string(), b: z.string(), correlation: finite })),
	runs: z.array(z.strictObject({ recipe: z.string(), seconds: finite, webSpeedMPerS: finite })),
	fit: z.strictObject({ steps: finite, converged: z.boolean(), squareBefore: finite, squareAfter: finite }),
	noise: z.record(z.string(), noise).optional(),
})

export const parameterSetSchema = z.strictObject({
	kind: z.literal('parameters'),
	line: z.string().min(1),
	current: z.number().int().min(1),
	versions: z.array(version).min(1),
})

export type ParameterSet = z.output<typeof parameterSetSchema>
export type ParameterSetVersion = ParameterSet['versions'][number]

/** What a line takes from its parameter set. */
export interface CalibratedLine {
	readonly version: number
	/** By name, as `uncertaintyOf` names them, and biases beside them. */
	readonly parameters: Readonly<Record<string, { readonly value: number; readonly sd: number }>>
	/** By tag. */
	readonly noise: Readonly<Record<string, { readonly sd: number; readonly driftPerRootS: number }>>
}

/** Mistakes that take more than one value to see. */
export function parameterSetProblems({ current, versions }: ParameterSet) {
	const numbers = versions.map(({ version }) => version)
	const twice = numbers.findIndex((number, n) => numbers.indexOf(number) !== n)
	return [
		...(numbers.includes(current)
			? []
			: [{ path: ['current'], message: `found ${current}, expected one of the versions ${numbers.join(', ')}` }]),
		...(twice < 0 ? [] : [{ path: ['versions', twice, 'version'], message: `found ${numbers[twice]} twice, expected it once` }]),
	]
}

/** The version that counts, or the one that is asked for; undefined where there is none. */
export function versionOf(set: ParameterSet, asked: number = set.current): ParameterSetVersion | undefined {
	return set.versions.find(({ version }) => version === asked)
}

/** `FILE` or `FILE@VERSION`. */
export function parameterSetName(text: string): { readonly file: string; readonly version: number | undefined } {
	const named = /^(.+)@(\d+)$/.exec(text)
	return named === null ? { file: text, version: undefined } : { file: named[1] as string, version: Number(named[2]) }
}

export function calibratedLine({ version, parameters, noise = {} }: ParameterSetVersion): CalibratedLine {
	return {
		version,
		parameters: Object.fromEntries(parameters.map(({ name, value, sd }) => [name, { value, sd }])),
		noise: Object.fromEntries(
			Object.entries(noise).map(([tag, { sd, drift_per_root_s }]) => [tag, { sd, driftPerRootS: drift_per_root_s }]),
		),
	}
}

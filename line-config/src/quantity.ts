import { z } from 'zod'
import { DIMENSIONS, type DimensionName, parseQuantity, type SuffixOf } from './units.ts'

const DIMENSION = Symbol('dimension')

type Limits = { readonly min?: number; readonly max?: number }

/** A schema that knows its dimension, so that `group` can put the unit into the name. */
export type Quantity<D extends DimensionName, T = number> = z.ZodType<T> & { readonly [DIMENSION]: D }

/** A number with a unit, read into the code's unit; `min` and `max` are in that unit and inclusive. */
export function quantity<const D extends DimensionName>(name: D, limits: Limits = {}): Quantity<D> {
	const { si } = DIMENSIONS[name]
	const schema = z.unknown().transform((text, context): number => {
		const parsed = parseQuantity(text, name)
		if ('problem' in parsed) {
			context.addIssue({ code: 'custom', message: parsed.problem })
			return z.NEVER
		}
		const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits
		if (parsed.value < min || parsed.value > max) {
			context.addIssue({ code: 'custom', message: `found "${String(text)}", expected ${rangeText(min, max, si)}` })
			return z.NEVER
		}
		return parsed.value
	})
	return Object.assign(schema, { [DIMENSION]: name }) as unknown as Quantity<D>
}

function rangeText(min: number, max: number, si: string): string {
	if (max === Number.POSITIVE_INFINITY) return `at least ${min} ${si}`
	if (min === Number.NEGATIVE_INFINITY) return `at most ${max} ${si}`
	return `${min} to ${max} ${si}`
}

/** A list of quantities of one dimension; its name takes the same suffix. */
export function quantities<const D extends DimensionName>(
	name: D,
	limits: Limits & { readonly length?: number } = {},
): Quantity<D, number[]> {
	const list = z.array(quantity(name, limits))
	return Object.assign(limits.length === undefined ? list.min(1) : list.length(limits.length), {
		[DIMENSION]: name,
	}) as unknown as Quantity<D, number[]>
}

/** From low to high, written `[1320 K, 1360 K]`. */
export function span<const D extends DimensionName>(name: D, limits: Limits = {}): Quantity<D, [number, number]> {
	const pair = z
		.tuple([quantity(name, limits), quantity(name, limits)])
		.refine(([low, high]) => low <= high, { message: 'expected the lower value first' })
	return Object.assign(pair, { [DIMENSION]: name }) as unknown as Quantity<D, [number, number]>
}

/** Where a number comes from: S the two papers, J JANAF, C checked compilation, L literature, H handbook, A assumption, F fitted. */
export const EVIDENCE = ['S', 'J', 'C', 'L', 'H', 'A', 'F'] as const
export type Evidence = (typeof EVIDENCE)[number]

/** A number that says where it comes from, and how far it may be off where that is known. */
export interface Sourced {
	readonly value: number
	readonly evidence: Evidence
	readonly source: string
	/** Plausible range, in the unit of the value. */
	readonly range?: readonly [number, number]
}

const sourcedShape = <T extends z.ZodType<number>>(value: T) =>
	z
		.strictObject({
			value,
			evidence: z.enum(EVIDENCE),
			source: z.string().min(1),
			range: z.tuple([value, value]).optional(),
		})
		.transform((s): Sourced => s as Sourced)

/** `{ value: 14.9 nm, evidence: S, source: … }`. */
export function sourced<const D extends DimensionName>(name: D, limits: Limits = {}): Quantity<D, Sourced> {
	return Object.assign(sourcedShape(quantity(name, limits)), { [DIMENSION]: name }) as unknown as Quantity<D, Sourced>
}

/** A plain number (no unit) that says where it comes from. */
export const sourcedNumber = (limits: Limits = {}): z.ZodType<Sourced> =>
	sourcedShape(
		z
			.number()
			.min(limits.min ?? -Number.MAX_VALUE)
			.max(limits.max ?? Number.MAX_VALUE),
	)

/** A number between 0 and 1. */
export const fraction = z.number().min(0).max(1)

export const optional = <const D extends DimensionName, T>(schema: Quantity<D, T>): Quantity<D, T | undefined> =>
	Object.assign(schema.optional(), { [DIMENSION]: schema[DIMENSION] }) as unknown as Quantity<D, T | undefined>

type Shape = Record<string, z.ZodType>
type NameOf<K, S> = K extends string ? (S extends Quantity<infer D, unknown> ? `${K}${SuffixOf<D>}` : K) : never
type Named<S extends Shape> = { readonly [K in keyof S as NameOf<K, S[K]>]: z.output<S[K]> }

/** A section of a file. Unknown keys are mistakes; each quantity comes out under its name with the unit: `lengthM`. */
export function group<const S extends Shape>(shape: S): z.ZodType<Named<S>> {
	const renamed = new Map<string, string>()
	for (const [key, schema] of Object.entries(shape)) {
		const name = (schema as Partial<Quantity<DimensionName>>)[DIMENSION]
		renamed.set(key, name === undefined ? key : key + DIMENSIONS[name].suffix)
	}
	return z.strictObject(shape).transform((section) => {
		const entries = Object.entries(section).filter(([, value]) => value !== undefined)
		return Object.fromEntries(entries.map(([key, value]) => [renamed.get(key) ?? key, value]))
	}) as unknown as z.ZodType<Named<S>>
}

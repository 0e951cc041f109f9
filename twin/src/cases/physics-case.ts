/** Numbers, lists and groups of numbers, as JSON has them; null: it does not occur. */
export type CaseValue = number | null | readonly CaseValue[] | { readonly [key: string]: CaseValue }

/** A worked case of the physics given as data. The first tolerance whose expression matches a value's path applies. */
export interface PhysicsCase {
	readonly name: string
	readonly section: string
	readonly note?: string
	readonly inputs: Readonly<Record<string, unknown>>
	readonly expected: { readonly [key: string]: CaseValue }
	readonly tolerance: readonly (readonly [expression: string, limits: { readonly abs?: number; readonly rel?: number }])[]
}

/** A number of a case's inputs, or an error that names what is missing. */
export function numberOf(inputs: Readonly<Record<string, unknown>>, key: string, fallback?: number): number {
	const value = inputs[key] ?? fallback
	if (typeof value !== 'number' || !Number.isFinite(value)) {
		throw new RangeError(`inputs.${key}: found ${JSON.stringify(value) ?? 'nothing'}, expected a number`)
	}
	return value
}

/** A list of numbers of a case's inputs. */
export function numbersOf(inputs: Readonly<Record<string, unknown>>, key: string): readonly number[] {
	const value = inputs[key]
	if (!Array.isArray(value) || value.some((each) => typeof each !== 'number')) {
		throw new RangeError(`inputs.${key}: found ${JSON.stringify(value) ?? 'nothing'}, expected a list of numbers`)
	}
	return value as number[]
}

/** A group of a case's inputs. */
export function groupOf(inputs: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
	const value = inputs[key]
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new RangeError(`inputs.${key}: found ${JSON.stringify(value) ?? 'nothing'}, expected a group`)
	}
	return value as Readonly<Record<string, unknown>>
}

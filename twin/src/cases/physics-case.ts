import { InputRangeError } from '../physics/input-range.ts'

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

type Group = Readonly<Record<string, unknown>>

/** A number of a case's inputs, or an InputRangeError that names what is missing. `place`: where the group stands in the case. */
export function numberOf(inputs: Group, key: string, fallback?: number, place = 'inputs'): number {
	const value = inputs[key] ?? fallback
	if (typeof value !== 'number' || !Number.isFinite(value)) throw new InputRangeError(`${place}.${key}`, value, 'a number')
	return value
}

/** A list of numbers of a case's inputs. */
export function numbersOf(inputs: Group, key: string, place = 'inputs'): readonly number[] {
	const value = inputs[key]
	if (!Array.isArray(value)) throw new InputRangeError(`${place}.${key}`, value, 'a list of numbers')
	value.forEach((each, k) => {
		if (!Number.isFinite(each)) throw new InputRangeError(`${place}.${key}.${k}`, each, 'a number')
	})
	return value as number[]
}

/** A group of a case's inputs. */
export function groupOf(inputs: Group, key: string, place = 'inputs'): Group {
	const value = inputs[key]
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new InputRangeError(`${place}.${key}`, value, 'a group')
	}
	return value as Group
}

import { type CaseValue, groupOf, type PhysicsCase } from './physics-case.ts'
import { profileCase } from './profile-case.ts'
import { workedCase } from './worked-case.ts'

/** All values that a case's inputs lead to, by the names of the case. Throws an InputRangeError that names a wrong input. */
export function evaluateCase(c: PhysicsCase): Record<string, CaseValue> {
	const inputs = groupOf(c as unknown as Record<string, unknown>, 'inputs', 'case')
	return inputs.zones === undefined && (inputs.of !== undefined || inputs.metals === undefined) ? workedCase(c) : profileCase(c)
}

/** Names of inputs, of the case and of its zones, that the evaluation never looked at: a slip of the pen, or a remark. */
export function unreadInputs(c: PhysicsCase): readonly string[] {
	const read = new Set<string>()
	const watched = (group: object, place: string): object =>
		new Proxy(group, {
			get(target, key) {
				if (typeof key !== 'string') return Reflect.get(target, key)
				const name = place === '' ? key : `${place}.${key}`
				read.add(name)
				const value: unknown = Reflect.get(target, key)
				return key === 'zones' && Array.isArray(value) ? value.map((zone) => watched(zone, 'zones')) : value
			},
		})
	evaluateCase({ ...c, inputs: watched(c.inputs, '') as PhysicsCase['inputs'] })
	const { zones } = c.inputs
	const ofZones = Array.isArray(zones) ? zones.flatMap((zone) => Object.keys(zone as object).map((key) => `zones.${key}`)) : []
	return [...new Set([...Object.keys(c.inputs), ...ofZones])].filter((name) => !read.has(name))
}

/** One number of a case beside what was found. */
export interface CaseLine {
	/** `/zones/0/Tout`. */
	readonly path: string
	readonly found: number | null
	readonly expected: number | null
	/** Found less expected; null where one of them does not occur. */
	readonly error: number | null
	readonly passes: boolean
}

/** The values found, with the very keys of `expected`; null where the evaluation knows no such value. */
export function inShapeOf(expected: CaseValue, found: CaseValue | undefined): CaseValue {
	if (expected === null || typeof expected === 'number') return typeof found === 'number' ? found : null
	if (Array.isArray(expected)) {
		const list = Array.isArray(found) ? found : []
		return expected.map((each: CaseValue, k: number) => inShapeOf(each, list[k]))
	}
	const group = typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, CaseValue>) : {}
	return Object.fromEntries(Object.entries(expected).map(([key, each]) => [key, inShapeOf(each, group[key])]))
}

/** Every number of `expected` beside what was found. A value without a matching tolerance must be met exactly. */
export function judgeCase(c: PhysicsCase, found: Record<string, CaseValue> = evaluateCase(c)): readonly CaseLine[] {
	const limits = c.tolerance.map(([expression, limit]) => [new RegExp(expression), limit] as const)
	const lines: CaseLine[] = []
	const walk = (path: string, expected: CaseValue, value: CaseValue | undefined): void => {
		if (expected !== null && typeof expected === 'object') {
			for (const [key, each] of Object.entries(expected)) walk(`${path}/${key}`, each, (value as Record<string, CaseValue>)[key])
			return
		}
		const actual = typeof value === 'number' ? value : null
		const limit = limits.find(([expression]) => expression.test(path))?.[1] ?? {}
		const error = actual === null || expected === null ? null : actual - expected
		const allowed = (limit.abs ?? 0) + (limit.rel ?? 0) * Math.abs(expected ?? 0)
		const passes = error === null ? actual === expected : Math.abs(error) <= allowed
		lines.push({ path, found: actual, expected, error, passes })
	}
	walk('', c.expected, inShapeOf(c.expected, found))
	return lines
}

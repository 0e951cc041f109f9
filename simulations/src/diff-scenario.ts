import type { Scenario } from './scenario.ts'

/** One thing in which two scenarios differ. `path` as in the code (`setpoints.webSpeedMPerS`); a value is undefined where there is none. */
export interface ScenarioDifference {
	readonly path: string
	readonly a: unknown
	readonly b: unknown
}

/** What of `b` is other than in `a`, in the order of the file; name and title are left out. */
export function diffScenario(a: Scenario, b: Scenario): readonly ScenarioDifference[] {
	return differences(a, b, []).filter(({ path }) => path !== 'name' && path !== 'title')
}

function differences(a: unknown, b: unknown, path: readonly string[]): ScenarioDifference[] {
	if (Object.is(a, b)) return []
	if (!isSection(a) || !isSection(b)) return [{ path: path.join('.'), a, b }]
	const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
	return keys.flatMap((key) => differences(a[key], b[key], [...path, key]))
}

const isSection = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

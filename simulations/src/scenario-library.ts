import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkText, type FileKind } from '@emberline/line-config'
import { z } from 'zod'

/** The ready scenarios of this package. */
export const SCENARIOS_DIR: string = fileURLToPath(new URL('../scenarios', import.meta.url))

/** Names of the ready scenarios, in alphabetical order. */
export const scenarioNames = (): readonly string[] =>
	readdirSync(SCENARIOS_DIR)
		.filter((name) => name.endsWith('.yaml'))
		.map((name) => name.slice(0, -'.yaml'.length))
		.sort()

type Raw = Readonly<Record<string, unknown>>
const RAW: FileKind<Raw> = { kind: 'scenario', schema: z.record(z.string(), z.unknown()) }
/** Sections that are laid over one another; of all else the later holds. */
const SECTIONS: readonly string[] = ['setpoints', 'parameters', 'built']
/** Identity of a scenario: never inherited. */
const OF_ITSELF: readonly string[] = ['name', 'title', 'extends']

/** The text of a file as YAML gives it, with what it inherits in the places that it leaves open. */
export function withInherited(value: unknown, context: z.RefinementCtx): unknown {
	if (!isRaw(value) || value.extends === undefined) return value
	const chain: string[] = []
	let merged: Raw = value
	for (let parent: unknown = value.extends; parent !== undefined; ) {
		const found = typeof parent === 'string' && !chain.includes(parent) ? readyScenario(parent) : null
		if (found === null) {
			const inCircle = typeof parent === 'string' && chain.includes(parent)
			const message = inCircle
				? `found a circle: ${[...chain, parent].join(', ')}`
				: `found ${JSON.stringify(parent)}, expected one of ${scenarioNames().join(', ')}`
			context.addIssue({ code: 'custom', path: ['extends'], message })
			return z.NEVER
		}
		chain.push(String(parent))
		merged = laidUnder(found, merged)
		parent = found.extends
	}
	const { extends: _, ...rest } = merged
	return rest
}

function readyScenario(name: string): Raw | null {
	if (!scenarioNames().includes(name)) return null
	const file = join(SCENARIOS_DIR, `${name}.yaml`)
	const checked = checkText(readFileSync(file, 'utf8'), file, RAW)
	return checked.ok ? checked.value : null
}

function laidUnder(parent: Raw, child: Raw): Raw {
	const inherited = Object.entries(parent).filter(([key]) => !OF_ITSELF.includes(key))
	const merged: Record<string, unknown> = { ...Object.fromEntries(inherited), ...child }
	for (const key of SECTIONS) {
		const [below, above] = [parent[key], child[key]]
		if (isRaw(below) && isRaw(above)) merged[key] = { ...below, ...above }
	}
	return merged
}

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)

import type { Evidence } from '../quantity.ts'

/** One number of a material: value, unit, evidence, where it comes from and where it holds. */
export type Fact = readonly [value: number, unit: string, evidence: Evidence, source: string]

/** The bare numbers, for code that computes with them. */
export function valuesOf<const F extends Readonly<Record<string, Fact>>>(facts: F): { readonly [K in keyof F]: number } {
	return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, fact[0]])) as { readonly [K in keyof F]: number }
}

import { z } from 'zod'
import type { TagDefinition } from '../tags.ts'

/** A number in the unit of some tag, written `50 K`, or bare where the tag has no unit. */
export interface Amount {
	readonly value: number
	/** Empty where none was written. */
	readonly unit: string
}

const AMOUNT = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s+(\S+)\s*$/

export const amount: z.ZodType<Amount> = z.union([z.number(), z.string().regex(AMOUNT)]).transform((found): Amount => {
	if (typeof found === 'number') return { value: found, unit: '' }
	const match = AMOUNT.exec(found)
	return { value: Number(match?.[1]), unit: match?.[2] ?? '' }
}) as unknown as z.ZodType<Amount>

const UNITLESS = ['-', 'enum', 'code']

/** What is wrong with an amount for this tag, in words; null when its unit is the tag's. */
export function amountProblem(found: Amount, tag: TagDefinition): string | null {
	const expected = UNITLESS.includes(tag.unit) ? '' : tag.unit
	if (found.unit === expected) return null
	const text = found.unit === '' ? `${found.value} without a unit` : `"${found.value} ${found.unit}"`
	return `found ${text}, expected ${expected === '' ? 'a bare number' : `a number in ${expected}`}, as ${tag.name} has it`
}

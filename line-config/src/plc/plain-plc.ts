import { z } from 'zod'
import type { LineConfig } from '../line.ts'
import { tagsOfLine } from '../line-tags.ts'
import type { Problem } from '../load.ts'
import { group, quantity } from '../quantity.ts'

/** A PLC that speaks JSON or bare numbers on topics of its own: which of its values is which tag of the line. */

/** Steps into a JSON value, joined by points: `furnace.zones.0.power`. */
const path = z.string().regex(/^[^.\s]+(\.[^.\s]+)*$/, 'expected keys joined by points')
const topic = z.string().regex(/^[^+#\s]+$/, 'expected one topic without + and #')

const plainTag = z.strictObject({
	tag: z.string().min(1),
	topic,
	/** Left out: the whole payload is the value. */
	path: path.optional(),
	/** Tag value = value * scale + offset, in the tag's unit. */
	scale: z.number().default(1),
	offset: z.number().default(0),
	/** Unit after scale and offset: the tag's own, said again so that a mistake shows. */
	unit: z.string(),
	/** Good while the value at this path is one of `good`. */
	quality: z.strictObject({ path, good: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1) }).optional(),
	/** Left out: the time of arrival. */
	time: z.strictObject({ path, in: z.enum(['ms', 's', 'iso']) }).optional(),
	/** Where a wanted value is written to, as a bare value in the PLC's own scale. */
	writeTopic: topic.optional(),
})

export const plainPlcSchema = group({
	kind: z.literal('plain-plc'),
	line: z.string().min(1),
	/** Without a message for longer than this a value is stale. */
	silentAfter: quantity('time', { min: 0.1, max: 86_400 }),
	tags: z.array(plainTag).min(1),
})

export type PlainPlc = z.output<typeof plainPlcSchema>
export type PlainTag = PlainPlc['tags'][number]

/** Mistakes that show only beside the line: unknown tags, other units, a tag twice, a scale of nothing, a write to what is read only. */
export function plainPlcProblems(plain: PlainPlc, line: LineConfig): readonly Problem[] {
	const tags = new Map(tagsOfLine(line).map((tag) => [tag.name, tag]))
	const seen = new Set<string>()
	return plain.tags.flatMap((mapped, i): Problem[] => {
		const at = (key: string, message: string): Problem => ({ path: ['tags', i, key], message })
		const tag = tags.get(mapped.tag)
		if (tag === undefined) return [at('tag', `found "${mapped.tag}", expected a tag of ${line.name}`)]
		const problems: Problem[] = []
		if (seen.has(mapped.tag)) problems.push(at('tag', `found ${mapped.tag} again, expected each tag once`))
		seen.add(mapped.tag)
		if (mapped.unit !== tag.unit)
			problems.push(at('unit', `found "${mapped.unit}", expected ${tag.unit}, the unit of ${tag.name}`))
		if (mapped.scale === 0) problems.push(at('scale', 'found 0, expected another number'))
		if (mapped.writeTopic !== undefined && !tag.writable)
			problems.push(at('writeTopic', `found one for ${tag.name}, which is read only`))
		return problems
	})
}

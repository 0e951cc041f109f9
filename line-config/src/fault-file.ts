import { z } from 'zod'
import { FAULT_CAUSE_NAMES } from './fault-causes.ts'
import type { FileKind } from './load.ts'
import { quantity } from './quantity.ts'

/** A script of faults for a simulated plant; times are read into s. */
const fault = z.strictObject({
	/** Name of the cause, with its place (`emitter_break/zone2`), or alone with `zone`, `stage` or `tag` beside it. */
	cause: z.string().refine((text) => FAULT_CAUSE_NAMES.some((name) => text === name || text.startsWith(`${name}/`)), {
		message: `expected one of ${FAULT_CAUSE_NAMES.join(', ')}`,
	}),
	zone: z.number().int().min(1).optional(),
	stage: z.number().int().min(1).optional(),
	tag: z.string().min(1).optional(),
	/** After the start of the plant, or an instant. */
	after: quantity('time', { min: 0 }).optional(),
	at: z.iso.datetime({ offset: true }).optional(),
	severity: z.number().min(0.01).max(10).optional(),
	/** Until it is put right; default the mean time to repair of its cause. */
	lasts: quantity('time', { min: 0.1 }).optional(),
	onset: quantity('time', { min: 0 }).optional(),
})

export const faultFileSchema = z.strictObject({ kind: z.literal('faults'), faults: z.array(fault).min(1) })
export type FaultFile = z.output<typeof faultFileSchema>

export const FAULT_FILE: FileKind<FaultFile> = {
	kind: 'faults',
	schema: faultFileSchema,
	problems: ({ faults }) =>
		faults.flatMap(({ cause, zone, stage, tag, after, at }, n) => {
			const places = [cause.includes('/'), zone !== undefined, stage !== undefined, tag !== undefined].filter(Boolean).length
			const found = (what: string, message: string) => ({ path: ['faults', n, what], message })
			return [
				...(places > 1 ? [found('cause', 'found two places, expected one of cause/PLACE, zone, stage, tag')] : []),
				...(after !== undefined && at !== undefined ? [found('at', 'found beside "after", expected one of them')] : []),
			]
		}),
}

/** The faults of a file by name and plant seconds or instant, as a simulated plant takes them. */
export function scriptedFaults(file: FaultFile): readonly {
	readonly fault: string
	readonly at: number | string
	readonly severity?: number | undefined
	readonly lastsS?: number | undefined
	readonly onsetS?: number | undefined
}[] {
	return file.faults.map(({ cause, zone, stage, tag, after, at, severity, lasts, onset }) => {
		const place = tag ?? (zone === undefined ? (stage === undefined ? '' : `stage${stage}`) : `zone${zone}`)
		return { fault: place === '' ? cause : `${cause}/${place}`, at: at ?? after ?? 0, severity, lastsS: lasts, onsetS: onset }
	})
}

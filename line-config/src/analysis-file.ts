import { z } from 'zod'
import type { FileKind } from './load.ts'

/** What `emberline analyse` is told of a table of process data. Rows count from 0, the header aside. */
const column = z.string().min(1)
const rows = z.array(z.number().int().min(1)).min(1)

export const analysisSchema = z.strictObject({
	kind: z.literal('analysis').optional(),
	time: z.strictObject({ column, unit: z.enum(['s', 'ms', 'iso']) }),
	/** Columns that help to tell the outputs. */
	inputs: z.array(column).default([]),
	/** Columns that are forecast. */
	outputs: z.array(column).min(1, 'expected at least one column'),
	/** How many rows back the columns are looked at beside now. */
	lags: rows.default([1, 2, 3, 6]),
	/** How many rows ahead. */
	horizons: rows.default([1]),
	/** First row that is forecast from; rows before it are learnt from. */
	train_until: z.number().int().min(1),
	/** Values that stand for none, beside text and empty cells. */
	invalid: z.array(z.union([z.number(), z.string()])).default([]),
	detect: z.boolean().default(false),
	/** Columns of a heated thing: what it comes to, what is around it, what heats it. */
	thermal: z.strictObject({ temperature: column, ambient: column, power: column }).optional(),
})

export type AnalysisConfig = z.output<typeof analysisSchema>
export const ANALYSIS_FILE: FileKind<AnalysisConfig> = { kind: 'analysis', schema: analysisSchema }

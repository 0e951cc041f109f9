import { type Score, scoreOf } from './score.ts'
import { trueValues } from './true-values.ts'
import { readLines, type TruthLine } from './truth-file.ts'

interface ParamLine {
	readonly t: number
	readonly param: string
	readonly value: number | null
	readonly sd: number | null
	readonly resolved: boolean
}

/** One parameter at the end of the run beside the truth. */
export interface ParameterRow {
	readonly param: string
	readonly value: number
	readonly sd: number
	readonly truth: number
	readonly resolved: boolean
}

const Z90 = 1.645
/** Before that the twin may still be learning. */
const LEARNT_MS = 2 * 3_600_000

/** Parameters with a meaning outside any model, from params.jsonl: at the end, and whether the truth lay inside their interval. */
export function scoreParameters(
	file: string,
	truth: readonly TruthLine[],
): { readonly scores: readonly Score[]; readonly rows: readonly ParameterRow[] } {
	const real = trueValues(truth)
	const startMs = truth[0]!.t
	const last = new Map<string, ParamLine>()
	let [inside, told] = [0, 0]
	for (const { value } of readLines(file)) {
		const line = value as unknown as ParamLine
		if (line.value === null || line.sd === null) continue
		last.set(line.param, line)
		const trueValue = real.get(line.param)
		if (trueValue === undefined || line.t - startMs < LEARNT_MS) continue
		told++
		if (Math.abs(line.value - trueValue) <= Z90 * line.sd) inside++
	}
	const rows = [...last.values()].flatMap(({ param, value, sd, resolved }): ParameterRow[] => {
		const trueValue = real.get(param)
		return trueValue === undefined || value === null || sd === null ? [] : [{ param, value, sd, truth: trueValue, resolved }]
	})
	// A bias has no scale of its own.
	const errors = rows
		.filter(({ param }) => !param.includes('bias'))
		.map((row) => (100 * Math.abs(row.value - row.truth)) / Math.abs(row.truth))
		.sort((a, b) => a - b)
	return {
		rows,
		scores: [
			scoreOf('parameters at the end, median error', errors[Math.floor(errors.length / 2)] ?? null, '%', { must: 7, aim: 4 }),
			scoreOf('truth inside 90 % interval, 75 to 97 asked', told > 0 ? (100 * inside) / told : null, '%', {
				must: 75,
				aim: 85,
				more: true,
			}),
		],
	}
}

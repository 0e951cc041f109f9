import { readTruth, type TruthLine } from './truth-file.ts'

/** True parameters by the names of params.jsonl: constants as they are, what changes with the recipe as its mean while the line runs. */
export function trueValues(truth: readonly TruthLine[]): ReadonlyMap<string, number> {
	const sums = new Map<string, [number, number]>()
	for (const line of truth) {
		if (line.state !== 'Execute') continue
		for (const [param, value] of Object.entries(line.params)) {
			const [sum, count] = sums.get(param) ?? [0, 0]
			sums.set(param, [sum + value, count + 1])
		}
	}
	return new Map([...sums].map(([param, [sum, count]]) => [param, sum / count]))
}

export const trueValuesOf = (file: string): ReadonlyMap<string, number> => trueValues(readTruth(file))

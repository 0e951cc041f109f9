import type { ParameterFilter } from './parameter-filter.ts'
import type { Sensitivities, Slopes } from './sensitivities.ts'

/** How one output moves with the parameters, and its spread by them, which holds until the filter moves on. */
interface Row {
	readonly byParameters: Float64Array
	readonly perEmitterK: number
	readonly perSpeedShare: number
	sd: number
	version: number
}

/** Standard deviations of the outputs of the steady line. Each is asked for at every reading and changes with every tick. */
export class Spreads {
	readonly #filter: ParameterFilter
	readonly #count: number
	#of: Sensitivities | null = null
	#rows: Record<keyof Slopes, (Row | undefined)[]> = { expected: [], soft: [], profileK: [] }

	/** `count`: how many of the filter's elements are parameters of the model; they come first. */
	constructor(filter: ParameterFilter, count: number) {
		this.#filter = filter
		this.#count = count
	}

	/** Of one output, in its own unit; `emitterSdK` [K] and `speedSdShare` [1] are the spreads of the two inputs. */
	sd(set: Sensitivities, output: keyof Slopes, index: number, emitterSdK: number, speedSdShare: number): number {
		if (this.#of !== set) {
			this.#of = set
			this.#rows = { expected: [], soft: [], profileK: [] }
		}
		const rows = this.#rows[output]
		const row = rows[index] ?? this.#row(set, output, index)
		rows[index] = row
		if (row.version !== this.#filter.version) {
			row.sd = this.#filter.sdOf(row.byParameters)
			row.version = this.#filter.version
		}
		return Math.hypot(row.sd, row.perEmitterK * emitterSdK, row.perSpeedShare * speedSdShare)
	}

	#row({ columns }: Sensitivities, output: keyof Slopes, index: number): Row {
		const slope = (column: number) => columns[column]?.[output][index] ?? 0
		return {
			byParameters: Float64Array.from({ length: this.#count }, (_, column) => slope(column)),
			perEmitterK: slope(this.#count),
			perSpeedShare: slope(this.#count + 1),
			sd: 0,
			version: -1,
		}
	}
}

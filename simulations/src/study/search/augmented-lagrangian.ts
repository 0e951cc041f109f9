import { medianSorted } from 'simple-statistics'
import { excess, type Judged } from './judged.ts'

type Answer = Omit<Judged, 'x'>

/** A violation this many times larger than its last one makes the penalty dearer, and one smaller cheaper. */
const GROWTH = 2
/** A constraint as far off as the first generation spreads weighs this many halves of the spread of the value. */
const FIRST_PENALTY = 4
/** Of the steps by which multipliers are learnt. */
const DAMPING = 2

/**
 * Value with its constraints g <= 0 in one number, which a search without constraints can follow to their edge:
 *
 *   f + sum (gamma g + omega/2 g^2) where g > -gamma/omega, else f - gamma^2 / (2 omega)
 *
 * Multipliers gamma and penalties omega are learnt from the points that a generation recombines (Atamna, Auger and Hansen 2017).
 */
export class AugmentedLagrangian {
	readonly #dimensions: number
	#gamma: number[] = []
	#omega: number[] = []
	#last: number[] | null = null

	constructor(dimensions: number) {
		this.#dimensions = dimensions
	}

	/** First penalties from how far values and constraints of the first generation spread. */
	begin(answers: readonly Answer[]): void {
		if (this.#omega.length > 0) return
		const count = answers[0]?.constraints.length ?? 0
		const spread = (values: readonly number[]) => {
			const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
			if (sorted.length < 2) return 0
			return sorted[Math.floor(0.75 * (sorted.length - 1))]! - sorted[Math.floor(0.25 * (sorted.length - 1))]!
		}
		const ofValue =
			spread(answers.map(({ value }) => value)) ||
			Math.abs(medianSorted(answers.map(({ value }) => value).sort((a, b) => a - b))) ||
			1
		this.#gamma = new Array(count).fill(0)
		this.#omega = Array.from({ length: count }, (_, i) => {
			const ofConstraint = spread(answers.map(({ constraints }) => constraints[i]!))
			return ofConstraint > 0 ? (FIRST_PENALTY * ofValue) / ofConstraint ** 2 : ofValue
		})
	}

	fitness({ value, constraints }: Answer): number {
		return constraints.reduce((sum, g, i) => {
			const [gamma, omega] = [this.#gamma[i]!, this.#omega[i]!]
			return sum + (g * omega > -gamma ? gamma * g + (omega / 2) * g * g : -(gamma * gamma) / (2 * omega))
		}, value)
	}

	/** From the parents of the next generation, the best first, with the weights that recombine them. */
	learn(parents: readonly Answer[], weights: readonly number[]): void {
		const now = this.#gamma.map((_, i) => parents.reduce((sum, { constraints }, k) => sum + weights[k]! * constraints[i]!, 0))
		const allKeep = parents.every((parent) => excess(parent) === 0)
		for (const [i, g] of now.entries()) {
			const omega = this.#omega[i]!
			this.#gamma[i] = Math.max(0, this.#gamma[i]! + (omega * g) / DAMPING)
			const before = this.#last?.[i]
			if (before === undefined) continue
			// Far from the edge and still broken: dearer. All kept and hardly felt: cheaper.
			const grow = GROWTH ** (1 / this.#dimensions)
			if (g > 0 && g > 0.5 * before) this.#omega[i] = omega * grow ** 2
			else if (allKeep || (Math.abs(g) < Math.abs(before) && g <= 0)) this.#omega[i] = omega / grow
		}
		this.#last = now
	}
}

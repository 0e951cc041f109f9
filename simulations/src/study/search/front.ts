import { chance } from '@emberline/twin'
import { excess } from './judged.ts'

/** A point with several values, each the lower the better. */
export interface Weighed {
	readonly x: readonly number[]
	readonly values: readonly number[]
	/** Kept where none is above 0. */
	readonly constraints: readonly number[]
}

/** Distribution index of crossover and mutation, and the chance of a mutation in a coordinate is 1 / dimensions: as NSGA-II uses. */
const CROSSOVER_INDEX = 15
const MUTATION_INDEX = 20

/**
 * The front of a problem with several values: points of which none is better than another in everything, spread along it. NSGA-II with
 * constrained domination (Deb et al. 2002), coordinates in [0, 1]. Yields a generation of points, wants values and constraints, and returns all
 * that was tried; `frontOf` picks the front.
 */
export function* paretoSearch(options: {
	readonly start: readonly number[]
	readonly seed: number
	readonly population: number
	readonly generations: number
}): Generator<readonly (readonly number[])[], readonly Weighed[], readonly Omit<Weighed, 'x'>[]> {
	const { start, population } = options
	const { uniform } = chance(options.seed, 0, 'search')
	const first = [start, ...Array.from({ length: population - 1 }, () => start.map(() => uniform()))]
	const weigh = (points: readonly (readonly number[])[], answers: readonly Omit<Weighed, 'x'>[]): Weighed[] =>
		answers.map((answer, n) => ({ x: points[n]!, ...answer }))
	let parents = ranked(weigh(first, yield first))
	const tried: Weighed[] = parents.map(({ one }) => one)
	for (let generation = 1; generation < options.generations; generation++) {
		const pick = () => {
			const [a, b] = [0, 0].map(() => parents[Math.floor(uniform() * parents.length)]!)
			return (a!.rank - b!.rank || b!.room - a!.room) <= 0 ? a!.one.x : b!.one.x
		}
		const children = Array.from({ length: population / 2 }, () => bred(pick(), pick(), uniform)).flat()
		const grown = weigh(children, yield children)
		tried.push(...grown)
		parents = ranked([...parents.map(({ one }) => one), ...grown])
			.sort((a, b) => a.rank - b.rank || b.room - a.room)
			.slice(0, population)
	}
	return tried
}

/** Of points that keep their constraints, those that no other one beats in everything; in order of the first value. */
export function frontOf(tried: readonly Weighed[]): readonly Weighed[] {
	const kept = tried.filter((one) => excess(one) === 0)
	return kept
		.filter((one) => !kept.some((other) => beats(other, one)))
		.filter((one, n, front) => front.findIndex((other) => other.values.every((v, i) => v === one.values[i])) === n)
		.sort((a, b) => a.values[0]! - b.values[0]!)
}

function beats(a: Weighed, b: Weighed): boolean {
	const [overA, overB] = [excess(a), excess(b)]
	if (overA !== overB) return overA < overB
	return a.values.every((v, i) => v <= b.values[i]!) && a.values.some((v, i) => v < b.values[i]!)
}

interface Ranked {
	readonly one: Weighed
	readonly rank: number
	/** Distance to its neighbours on the front, greater where it is lonely. */
	readonly room: number
}

function ranked(all: readonly Weighed[]): Ranked[] {
	const done: Ranked[] = []
	let rest = [...all]
	for (let rank = 0; rest.length > 0; rank++) {
		const front = rest.filter((one) => !rest.some((other) => beats(other, one)))
		const rooms = roomOf(front)
		done.push(...front.map((one, i) => ({ one, rank, room: rooms[i]! })))
		const taken = new Set(front)
		rest = rest.filter((one) => !taken.has(one))
	}
	return done
}

function roomOf(front: readonly Weighed[]): number[] {
	const room = front.map(() => 0)
	for (let v = 0; v < (front[0]?.values.length ?? 0); v++) {
		const order = front.map((_, i) => i).sort((a, b) => front[a]!.values[v]! - front[b]!.values[v]!)
		const width = front[order.at(-1)!]!.values[v]! - front[order[0]!]!.values[v]!
		for (const [place, i] of order.entries()) {
			const below = order[place - 1]
			const above = order[place + 1]
			if (below === undefined || above === undefined) room[i] = Number.POSITIVE_INFINITY
			else if (width > 0) room[i]! += (front[above]!.values[v]! - front[below]!.values[v]!) / width
		}
	}
	return room
}

/** Many fronts lie on a bound: what goes beyond is set on it. */
const within = (x: number): number => Math.min(1, Math.max(0, x))

/** Two children by simulated binary crossover and polynomial mutation. */
function bred(a: readonly number[], b: readonly number[], uniform: () => number): [number[], number[]] {
	const pairs = a.map((x, i): [number, number] => {
		const y = b[i]!
		if (uniform() > 0.9) return [x, y]
		const u = uniform()
		const beta = (u <= 0.5 ? 2 * u : 1 / (2 * (1 - u))) ** (1 / (CROSSOVER_INDEX + 1))
		return [((1 + beta) * x + (1 - beta) * y) / 2, ((1 - beta) * x + (1 + beta) * y) / 2]
	})
	const changed = (x: number) => {
		if (uniform() > 1 / a.length) return within(x)
		const u = uniform()
		const delta = u < 0.5 ? (2 * u) ** (1 / (MUTATION_INDEX + 1)) - 1 : 1 - (2 * (1 - u)) ** (1 / (MUTATION_INDEX + 1))
		return within(x + delta)
	}
	return [pairs.map(([x]) => changed(x)), pairs.map(([, y]) => changed(y))]
}

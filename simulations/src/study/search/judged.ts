/** A point that was tried. */
export interface Judged {
	readonly x: readonly number[]
	/** The lower the better. */
	readonly value: number
	/** Kept where none is above 0. */
	readonly constraints: readonly number[]
}

/** How far a point breaks its constraints, all together; 0 when it keeps them. */
export const excess = ({ constraints }: Pick<Judged, 'constraints'>): number =>
	constraints.reduce((sum, g) => sum + Math.max(0, g), 0)

/** Order of points, the best first: what breaks less comes before what is lower (Deb 2000). */
export const better = (a: Judged, b: Judged): number => excess(a) - excess(b) || a.value - b.value

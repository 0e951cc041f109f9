/** One figure beside what is asked of it. */
export interface Score {
	readonly what: string
	/** Null where the run gives nothing to reckon it from. */
	readonly value: number | null
	readonly unit: string
	readonly must?: number
	readonly aim?: number
	readonly verdict: 'aim' | 'must' | 'missed' | 'unknown' | ''
}

/** `more`: larger is better; else smaller is. */
export function scoreOf(
	what: string,
	value: number | null,
	unit: string,
	asked?: { readonly must: number; readonly aim: number; readonly more?: boolean },
): Score {
	if (asked === undefined) return { what, value, unit, verdict: '' }
	const { must, aim, more = false } = asked
	if (value === null || !Number.isFinite(value)) return { what, value: null, unit, must, aim, verdict: 'unknown' }
	const meets = (bound: number) => (more ? value >= bound : value <= bound)
	return { what, value, unit, must, aim, verdict: meets(aim) ? 'aim' : meets(must) ? 'must' : 'missed' }
}

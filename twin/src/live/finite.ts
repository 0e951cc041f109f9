import type { Estimate } from '../port.ts'

/** A frame holds no NaN and no Infinity: what is not a number is unknown. */
export const estimate = (x: number | null | undefined, sd: number): Estimate | null =>
	x === null || x === undefined || !Number.isFinite(x) ? null : { x, sd: Number.isFinite(sd) ? Math.max(0, sd) : Math.abs(x) }

export const finite = (x: number, otherwise: number): number => (Number.isFinite(x) ? x : otherwise)

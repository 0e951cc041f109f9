import { clock, MISSING } from './figures.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** Date and wall time, `2026-11-30 14:02:11`, of the place where the screen stands. */
export function instant(ms: number): string {
	const t = new Date(ms)
	if (Number.isNaN(t.getTime())) return MISSING
	return `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())} ${clock(ms)}`
}

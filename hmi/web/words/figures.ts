/** How figures and times are written: the same in every language. */

export const MISSING = '- - -'
const MINUS = '\u2212'
const THIN_SPACE = '\u2009'
/** From here on a figure is written with a power of ten, so that it fits its place. */
const LONGEST = 1e7

/** A number with so many decimals; a dash where there is none. Thousands are parted from 10 000 on. */
export function figure(x: number, decimals: number): string {
	if (!Number.isFinite(x)) return MISSING
	if (Math.abs(x) >= LONGEST) return signed(x, Math.abs(x).toExponential(1))
	const text = Math.abs(x).toFixed(decimals)
	return signed(Number(text) === 0 ? 0 : x, Math.abs(x) >= 10_000 ? parted(text) : text)
}

const signed = (x: number, text: string) => (x < 0 ? `${MINUS}${text}` : text)

function parted(text: string): string {
	const [whole = '', fraction] = text.split('.')
	const groups = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)
	return fraction === undefined ? groups : `${groups}.${fraction}`
}

/** As many decimals as leave about three digits. */
export function decimalsFor(x: number): number {
	const size = Math.abs(x)
	return size >= 100 ? 0 : size >= 10 ? 1 : 2
}

/** A range as two figures with a dash between. */
export function range(low: number, high: number, decimals: number): string {
	return `${figure(low, decimals)}\u2013${figure(high, decimals)}`
}

const two = (n: number) => String(n).padStart(2, '0')

/** hh:mm:ss; hours go on past 99. */
export function duration(ms: number): string {
	if (!Number.isFinite(ms)) return MISSING
	const s = Math.max(0, Math.floor(ms / 1000))
	return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}

/** A short age: 0.4 s, 12 s, then mm:ss and hh:mm:ss. */
export function age(ms: number): string {
	if (!Number.isFinite(ms)) return MISSING
	const s = Math.max(0, ms / 1000)
	if (s < 9.95) return `${s.toFixed(1)} s`
	if (s < 60) return `${Math.floor(s)} s`
	return s < 3600 ? duration(ms).slice(3) : duration(ms)
}

/** Of a stale value: mm:ss, or hh:mm:ss after an hour; empty if nobody knows. */
export function staleAge(ms: number): string {
	if (!Number.isFinite(ms)) return ''
	return ms < 3_600_000 ? duration(ms).slice(3) : duration(ms)
}

/** Wall time hh:mm:ss of the place where the screen stands. */
export function clock(ms: number): string {
	const t = new Date(ms)
	return Number.isNaN(t.getTime()) ? MISSING : `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`
}

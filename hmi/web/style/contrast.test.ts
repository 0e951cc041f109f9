import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** The tokens of a palette: those of day, and what dusk has instead. */
function tokens(palette: 'day' | 'dusk'): Readonly<Record<string, string>> {
	const [day = '', rest = ''] = css.split(':root[data-palette="dusk"]')
	const read = (text: string) =>
		Object.fromEntries([...text.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{3,6});/g)].map(([, a, b]) => [a, b]))
	return palette === 'day' ? read(day) : { ...read(day), ...read(rest.split('}')[0] ?? '') }
}

/** Relative luminance of WCAG 2.2. */
function luminance(colour: string): number {
	const hex = colour.length === 4 ? [...colour.slice(1)].map((c) => c + c).join('') : colour.slice(1)
	const [r = 0, g = 0, b = 0] = [0, 2, 4]
		.map((k) => Number.parseInt(hex.slice(k, k + 2), 16) / 255)
		.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
	return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
	const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
	return (high + 0.05) / (low + 0.05)
}

describe.each(['day', 'dusk'] as const)('the palette of %s', (palette) => {
	const of = tokens(palette)
	const pair = (a: string, b: string) => contrast(of[a] ?? '#000', of[b] ?? '#000')

	it.each(['field', 'panel', 'bar', 'track', 'band'])('can be read on %s', (ground) => {
		expect(pair('ink', ground)).toBeGreaterThan(4.5)
		if (ground !== 'band') expect(pair('ink2', ground)).toBeGreaterThan(4.5)
	})

	it.each(['field', 'panel', 'track'])('has outlines, set-points and forecasts that stand out of %s', (ground) => {
		for (const line of ['edge', 'setpoint', 'estimate']) expect(pair(line, ground)).toBeGreaterThan(3)
	})

	it('has links that can be read, and words on dark fills', () => {
		expect(pair('setpoint', 'panel')).toBeGreaterThan(4.5)
		expect(pair('on-ink', 'ink')).toBeGreaterThan(4.5)
		expect(pair('on-ink', 'ink2')).toBeGreaterThan(4.5)
	})

	it('has alarm marks whose figure and outline can be seen', () => {
		expect(contrast('#ffffff', of.p1 ?? '#000')).toBeGreaterThan(4.5)
		for (const priority of ['p2', 'p3']) expect(contrast('#000000', of[priority] ?? '#000')).toBeGreaterThan(4.5)
		expect(contrast('#ffffff', of.diag ?? '#000')).toBeGreaterThan(4.5)
		expect(pair('ink', 'panel')).toBeGreaterThan(3)
	})
})

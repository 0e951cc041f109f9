import { describe, expect, it } from 'vitest'
import { figureOf } from './figures.ts'
import { csv } from './files.ts'
import type { Finding } from './findings.ts'
import { reportHtml } from './html.ts'
import { limitWords, wordsFor } from './words.ts'

const FINDINGS: readonly Finding[] = [
	{ kind: 'table', title: 'Limits <&>', head: ['limit'], rows: [['a < b']] },
	{
		kind: 'bars',
		title: 'Shares',
		unit: 'share',
		series: ['alone', 'with all'],
		bars: [
			{
				name: 'emissivity',
				values: [
					{ value: 0.3, interval: [0.2, 0.4] },
					{ value: 0.5, interval: [0.4, 0.6] },
				],
			},
		],
	},
	{
		kind: 'tornado',
		title: 'T',
		unit: 'good_g_per_h',
		base: 400,
		bars: [{ name: 'feeder', ends: ['0.9', '1.1'], values: [360, 440] }],
	},
	{
		kind: 'scatter',
		title: 'S',
		x: 'x',
		y: 'y',
		points: [
			{ x: 1, y: 2, kept: true },
			{ x: 2, y: 3, kept: false },
		],
		best: { x: 1, y: 2 },
	},
	{
		kind: 'contour',
		title: 'C',
		x: { name: 'x', at: [0, 1, 2] },
		y: { name: 'y', at: [0, 1] },
		values: [
			[1, 2, 3],
			[2, 3, 4],
		],
		// Broken right of x = 1.5 in both rows: the edge is one upright line.
		beyond: [
			[-1, -1, 1],
			[-1, -1, 1],
		],
		best: { x: 1, y: 0 },
	},
	{
		kind: 'front',
		title: 'F',
		x: 'a',
		y: 'b',
		front: [
			[1, 2],
			[2, 3],
		],
		others: [[1, 3]],
		recipe: [1, 2.5],
	},
	{
		kind: 'bands',
		title: 'B',
		x: 'time, h',
		y: 'g/h',
		series: [{ name: 'one', x: [0, 1], middle: [1, 2], low: [0, 1], high: [2, 3] }],
	},
]

describe('a report', () => {
	it('draws every kind of finding, the same again, and tables as text', () => {
		for (const finding of FINDINGS) {
			const svg = figureOf(finding)
			if (finding.kind === 'table') expect(svg).toBeNull()
			else {
				expect(svg).toMatch(/^<svg /)
				expect(svg).not.toContain('NaN')
				expect(figureOf(finding)).toBe(svg)
			}
		}
	})

	it('draws the edge of what is allowed where the worst limit is just kept', () => {
		const svg = figureOf(FINDINGS[4]!)!
		const [, x1, x2] = /<path d="M([\d.]+) [\d.]+L([\d.]+) [\d.]+" fill="#000" stroke="#2b2f33" stroke-width="2"/.exec(svg) ?? []
		expect(x1).toBeDefined()
		expect(Number(x1)).toBeCloseTo(Number(x2), 6)
		// 1.5 of an axis from -0.5 to 2.5 over 450 pixels that begin at 70.
		expect(Number(x1)).toBeCloseTo(70 + (450 * 2) / 3, 0)
	})

	it('is one file that asks for no other, with all texts in it as they were written', () => {
		const html = reportHtml(
			{ says: ['More < less'], findings: FINDINGS, table: { columns: [], rows: [] }, best: null },
			{ title: 'T & T', study: 'kind: study # <b>', scenarios: { one: 'kind: scenario' }, manifest: { seed: 1 } },
		)
		expect(html).not.toMatch(/(src|href)=|url\((?!#)|@import|<script/)
		for (const text of [
			'More &lt; less',
			'T &amp; T',
			'kind: study # &lt;b&gt;',
			'kind: scenario',
			'"seed": 1',
			'a &lt; b',
			'Limits &lt;&amp;&gt;',
		])
			expect(html).toContain(text)
		expect(html.match(/<svg /g)).toHaveLength(FINDINGS.length - 1)
	})

	it('writes a table that spreadsheets read: no NaN, commas in quotes', () => {
		expect(
			csv({
				columns: ['a', 'b,c'],
				rows: [
					[1.5, 'x "y"'],
					[Number.NaN, 'z'],
				],
			}),
		).toBe('a,"b,c"\n1.5,"x ""y"""\n,z\n')
	})

	it('says names as people do', () => {
		expect(wordsFor('good_g_per_h')).toBe('good product, g/h')
		expect(wordsFor('zoneLoss3')).toBe('losses of module 3, factor')
		expect(wordsFor('webSpeed')).toBe('web speed')
		expect(limitWords('window_peak_K_min')).toBe('window: peak of the web, K, at least')
	})
})

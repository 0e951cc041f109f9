import { COLOURS, drawn, FAINT, INK, valueAxis } from './chart.ts'
import { contourChart } from './contour-chart.ts'
import type { Finding } from './findings.ts'
import { wordsFor } from './words.ts'

type Of<K extends Finding['kind']> = Extract<Finding, { kind: K }>

interface Api {
	coord(at: readonly (number | string)[]): number[]
	size(of: readonly number[]): number[]
	value(dimension: number): number
}

/** A finding as SVG text; null for a table, which is text. */
export function figureOf(finding: Finding): string | null {
	switch (finding.kind) {
		case 'table':
			return null
		case 'bars':
			return barChart(finding)
		case 'tornado':
			return tornadoChart(finding)
		case 'scatter':
			return scatterChart(finding)
		case 'contour':
			return contourChart(finding)
		case 'front':
			return frontChart(finding)
		case 'bands':
			return bandChart(finding)
	}
}

const ROW = 26
const nameAxis = (names: readonly string[]) => ({
	type: 'category',
	data: names.map(wordsFor),
	inverse: true,
	axisTick: { show: false },
	axisLabel: { interval: 0, fontSize: 12, width: 250, overflow: 'truncate' },
})

function barChart({ unit, series, bars }: Of<'bars'>): string {
	const height = 70 + bars.length * ROW * Math.max(1, series.length * 0.75)
	const interval = (s: number) => ({
		type: 'custom',
		z: 5,
		data: bars.flatMap(({ values }, row) => (values[s]?.interval === undefined ? [] : [[...values[s].interval, row]])),
		encode: { x: [0, 1], y: 2 },
		renderItem: (_: unknown, api: Api) => {
			const offset = (s - (series.length - 1) / 2) * (ROW * 0.45)
			const [low, high] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])]
			const y = low[1]! + offset
			const line = (x1: number, y1: number, x2: number, y2: number) => ({
				type: 'line',
				shape: { x1, y1, x2, y2 },
				style: { stroke: INK, lineWidth: 1.4 },
			})
			return {
				type: 'group',
				children: [line(low[0]!, y, high[0]!, y), line(low[0]!, y - 4, low[0]!, y + 4), line(high[0]!, y - 4, high[0]!, y + 4)],
			}
		},
	})
	return drawn(
		{
			legend: series.length > 1 ? { top: 0, data: [...series] } : { show: false },
			grid: { left: 270, right: 40, top: 30, bottom: 45 },
			xAxis: valueAxis(wordsFor(unit), { scale: false }),
			yAxis: nameAxis(bars.map(({ name }) => name)),
			series: [
				...series.map((name, s) => ({
					type: 'bar',
					name,
					barWidth: series.length > 1 ? ROW * 0.35 : ROW * 0.55,
					barGap: '30%',
					data: bars.map(({ values }) => values[s]?.value ?? 0),
				})),
				...series.map((_, s) => interval(s)),
			],
		},
		900,
		height,
	)
}

function tornadoChart({ unit, base, bars }: Of<'tornado'>): string {
	const all = bars.flatMap(({ values }) => values)
	const [least, most] = [Math.min(base, ...all), Math.max(base, ...all)]
	const room = (most - least || 1) * 0.16
	return drawn(
		{
			grid: { left: 270, right: 40, top: 30, bottom: 45 },
			xAxis: valueAxis(wordsFor(unit), {
				min: least - room,
				max: most + room,
				axisLabel: { formatter: (v: number) => String(Number(v.toPrecision(3))), showMinLabel: false, showMaxLabel: false },
			}),
			yAxis: nameAxis(bars.map(({ name }) => name)),
			series: [
				{
					type: 'custom',
					data: bars.map(({ values }, row) => [...values, row]),
					encode: { x: [0, 1], y: 2 },
					renderItem: ({ dataIndex }: { readonly dataIndex: number }, api: Api) => {
						const row = bars[dataIndex]!
						const from = api.coord([base, dataIndex])
						const half = ROW * 0.3
						const sides = row.values.map((value, end) => {
							const [x] = api.coord([value, dataIndex])
							const left = Math.min(x!, from[0]!)
							const outward = value < base || (value === base && end === 0)
							return [
								{
									type: 'rect',
									shape: { x: left, y: from[1]! - half, width: Math.abs(x! - from[0]!), height: 2 * half },
									style: { fill: COLOURS[end], opacity: 0.85 },
								},
								{
									type: 'text',
									style: {
										text: row.ends[end],
										x: x! + (outward ? -4 : 4),
										y: from[1]!,
										fill: INK,
										fontSize: 10,
										textAlign: outward ? 'right' : 'left',
										textVerticalAlign: 'middle',
									},
								},
							]
						})
						// Where both ends lie on one side, the longer bar goes below and only its label is clear of the other.
						const [a, b] = sides
						const longFirst = Math.abs(row.values[0] - base) >= Math.abs(row.values[1] - base)
						return { type: 'group', children: (longFirst ? [a, b] : [b, a]).flat() }
					},
				},
				{
					type: 'line',
					data: [],
					markLine: {
						silent: true,
						symbol: 'none',
						label: { formatter: `nominal ${Number(base.toPrecision(4))}`, position: 'start', distance: 4 },
						lineStyle: { color: INK, type: 'solid' },
						data: [{ xAxis: base }],
					},
				},
			],
		},
		900,
		90 + bars.length * ROW,
	)
}

function scatterChart({ x, y, points, best }: Of<'scatter'>): string {
	const series = (kept: boolean) => ({
		type: 'scatter',
		name: kept ? 'every limit kept' : 'a limit broken',
		symbolSize: 5,
		itemStyle: { color: kept ? COLOURS[0] : FAINT },
		data: points.filter((point) => point.kept === kept).map((point) => [point.x, point.y]),
	})
	return drawn(
		{
			legend: { top: 0 },
			grid: { left: 65, right: 20, top: 30, bottom: 50 },
			xAxis: valueAxis(x),
			yAxis: valueAxis(y, { nameGap: 45 }),
			series: [
				series(false),
				series(true),
				...(best === undefined
					? []
					: [
							{
								type: 'scatter',
								name: 'answer',
								symbol: 'diamond',
								symbolSize: 14,
								itemStyle: { color: COLOURS[1] },
								data: [[best.x, best.y]],
							},
						]),
			],
		},
		440,
		300,
	)
}

function frontChart({ x, y, front, others, recipe }: Of<'front'>): string {
	return drawn(
		{
			legend: { top: 0 },
			grid: { left: 70, right: 30, top: 35, bottom: 50 },
			xAxis: valueAxis(wordsFor(x)),
			yAxis: valueAxis(wordsFor(y), { nameGap: 45 }),
			series: [
				{ type: 'scatter', name: 'beaten', symbolSize: 4, itemStyle: { color: FAINT }, data: others },
				{
					type: 'line',
					name: 'front',
					symbol: 'circle',
					symbolSize: 8,
					lineStyle: { width: 2 },
					itemStyle: { color: COLOURS[0] },
					data: front,
				},
				{ type: 'scatter', name: 'recipe', symbol: 'diamond', symbolSize: 14, itemStyle: { color: COLOURS[1] }, data: [recipe] },
			],
		},
		700,
		400,
	)
}

function bandChart({ x, y, series }: Of<'bands'>): string {
	return drawn(
		{
			legend: { top: 0, data: series.map(({ name }) => name) },
			grid: { left: 70, right: 30, top: 35, bottom: 50 },
			xAxis: valueAxis(x, { scale: false, max: Math.max(...series.flatMap((one) => one.x)) }),
			yAxis: valueAxis(wordsFor(y), { nameGap: 45 }),
			series: series.flatMap((one, s) => {
				const colour = COLOURS[s % COLOURS.length]
				const line = (values: readonly number[]) => values.map((value, i) => [one.x[i]!, value])
				const hidden = { type: 'line', symbol: 'none', stack: one.name, stackStrategy: 'all', lineStyle: { opacity: 0 } }
				return [
					{ ...hidden, name: `${one.name}, low`, data: line(one.low) },
					{
						...hidden,
						name: `${one.name}, band`,
						areaStyle: { color: colour, opacity: 0.18 },
						data: line(one.high.map((high, i) => high - one.low[i]!)),
					},
					{
						type: 'line',
						name: one.name,
						symbol: 'none',
						lineStyle: { width: 2, color: colour },
						itemStyle: { color: colour },
						data: line(one.middle),
					},
				]
			}),
		},
		900,
		340,
	)
}

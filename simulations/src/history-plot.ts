import type { Recipe } from '@emberline/line-config'
import type { PathSample } from '@emberline/twin'
import { init } from 'echarts'
import { numberedFromOne } from './svg-text.ts'

const WIDTH = 1000
const HEIGHT = 560
const INK = '#2b2f33'
const WEB = '#b3261e'
const EMITTER = '#8a8f94'
const SIZE = '#1f5fa8'

/** One stretch of the path in one zone. */
interface Stretch {
	readonly name: string
	readonly fromS: number
	readonly toS: number
}

/**
 * The thermal history of a parcel as SVG text: web and emitter temperature [K] and particle size [nm] against the time since it entered
 * the furnace [s], with what the paper states drawn as points. Throws a RangeError when the path has no furnace.
 */
export function historyPlot(samples: readonly PathSample[], recipe: Recipe, title: string): string {
	const first = samples.findIndex(({ station }) => station === 'Heating')
	// The sample at the inlet itself is still counted to the stretch before it.
	const startS = samples[Math.max(0, first - 1)]?.tS
	if (first < 0 || startS === undefined) throw new RangeError('a history needs a path through the furnace, found none')
	const hot = samples
		.filter(({ station }) => station === 'Heating' || station === 'Quench')
		.map((sample) => ({ ...sample, t: sample.tS - startS }))
	const stretches = stretchesOf(hot)
	const endS = (stretches.findLast(({ name }) => name === 'quench')?.toS ?? 0) + 1
	const stated = recipe.measured?.profile ?? []
	const shown = hot.filter(({ t }) => t <= endS)
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		textStyle: { fontFamily: 'sans-serif', color: INK },
		title: {
			text: title,
			subtext: 'a parcel from the furnace inlet on',
			left: 60,
			top: 8,
			textStyle: { color: INK, fontSize: 18 },
		},
		legend: { right: 70, top: 16, textStyle: { color: INK } },
		grid: { left: 70, right: 75, top: 90, bottom: 60 },
		xAxis: {
			type: 'value',
			name: 'time, s',
			nameLocation: 'middle',
			nameGap: 32,
			min: 0,
			max: Math.ceil(endS),
			splitLine: { show: false },
		},
		yAxis: [
			{ type: 'value', name: 'temperature, K', min: 200, splitLine: { lineStyle: { color: '#e6e8ea' } } },
			{ type: 'value', name: 'size, nm', min: 0, splitLine: { show: false } },
		],
		series: [
			{
				name: 'web',
				type: 'line',
				showSymbol: false,
				lineStyle: { width: 3, color: WEB },
				itemStyle: { color: WEB },
				data: shown.map(({ t, temperatureK }) => [t, temperatureK]),
				markArea: { silent: true, data: stretches.map(shade) },
			},
			{
				name: 'emitter',
				type: 'line',
				step: 'end',
				showSymbol: false,
				lineStyle: { width: 2, type: 'dashed', color: EMITTER },
				itemStyle: { color: EMITTER },
				data: shown.filter(({ emitterK }) => emitterK !== null).map(({ t, emitterK }) => [t, emitterK]),
			},
			{
				name: 'mean size',
				type: 'line',
				yAxisIndex: 1,
				showSymbol: false,
				lineStyle: { width: 2, color: SIZE },
				itemStyle: { color: SIZE },
				data: shown.filter(({ sizeNm }) => sizeNm > 0).map(({ t, sizeNm }) => [t, sizeNm]),
			},
			...(stated.length === 0
				? []
				: [
						{
							name: 'stated in the paper',
							type: 'line',
							symbol: 'diamond',
							symbolSize: 13,
							lineStyle: { width: 1, type: 'dotted', color: INK },
							itemStyle: { color: INK },
							data: stated.map(({ timeS, temperatureK }) => [timeS, temperatureK]),
						},
					]),
		],
	})
	const svg = chart.renderToSVGString()
	chart.dispose()
	return numberedFromOne(svg)
}

/** Modules, then the quench, in order of the path. */
function stretchesOf(hot: readonly (PathSample & { readonly t: number })[]): readonly Stretch[] {
	const names = new Map<string, { fromS: number; toS: number }>()
	for (const { station, zone, t, temperatureK } of hot) {
		// Behind the quench the web runs on at room temperature: nothing to see there.
		if (station === 'Quench' && temperatureK < 320) continue
		const name = station === 'Heating' ? `H${zone}` : 'quench'
		const known = names.get(name)
		names.set(name, { fromS: known?.fromS ?? t, toS: t })
	}
	return [...names].map(([name, { fromS, toS }]) => ({ name, fromS, toS }))
}

const shade = ({ name, fromS, toS }: Stretch, n: number) => [
	{
		name,
		xAxis: fromS,
		itemStyle: { color: n % 2 === 0 ? '#f4f5f6' : 'transparent' },
		label: { color: '#6b7075', position: 'insideTop' },
	},
	{ xAxis: toS },
]

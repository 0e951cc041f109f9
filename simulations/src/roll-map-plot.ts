import type { RollMetre } from '@emberline/twin'
import { init } from 'echarts'
import { numberedFromOne } from './svg-text.ts'

const WIDTH = 1200
const HEIGHT = 640
const SIDES = { left: 90, right: 60, containLabel: false }
const INK = '#2b2f33'
const FAINT = '#e6e8ea'
const FLAG_COLOURS: Readonly<Record<string, string>> = {
	reject: '#b3261e',
	over_dosed: '#d97706',
	stop: '#6b7075',
	splice: '#1f5fa8',
	lost: '#c0c4c8',
}

/**
 * The roll map as SVG text: for each metre of web the peak temperature (highest and mean of the metre) [K], particle size [nm] and dry powder
 * [g/m2], with a row for each flag and the stretches of each recipe and precursor lot. Throws a RangeError without web.
 */
export function rollMapPlot(metres: readonly RollMetre[], title: string, limitK?: number): string {
	const first = metres[0]
	const last = metres.at(-1)
	if (first === undefined || last === undefined) throw new RangeError('a roll map needs web, found none')
	const axis = (gridIndex: number, name = '') => ({
		type: 'value',
		gridIndex,
		min: first.metre,
		max: last.metre + 1,
		name,
		nameLocation: 'middle',
		nameGap: 28,
		axisLabel: { show: name !== '' },
		splitLine: { show: false },
	})
	const value = (gridIndex: number, name: string) => ({
		type: 'value',
		gridIndex,
		name,
		scale: true,
		nameTextStyle: { align: 'left' },
		nameGap: 8,
		splitNumber: 3,
		splitLine: { lineStyle: { color: FAINT } },
	})
	const line = (name: string, at: number, colour: string, of: (metre: RollMetre) => number | null) => ({
		name,
		type: 'line',
		xAxisIndex: at,
		yAxisIndex: at,
		showSymbol: false,
		lineStyle: { width: 1.5, color: colour },
		itemStyle: { color: colour },
		data: withGaps(metres).map((metre) => (metre === null ? [null, null] : [metre.metre, of(metre)])),
	})
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
	const flags = Object.keys(FLAG_COLOURS)
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		textStyle: { fontFamily: 'sans-serif', color: INK },
		title: { text: title, subtext: stretches(metres).join('   '), left: 60, top: 8, textStyle: { color: INK, fontSize: 18 } },
		legend: { right: 60, top: 12, textStyle: { color: INK } },
		grid: [
			{ ...SIDES, top: 90, height: 110 },
			{ ...SIDES, top: 235, height: 95 },
			{ ...SIDES, top: 365, height: 95 },
			{ ...SIDES, top: 490, height: 90 },
		],
		xAxis: [axis(0), axis(1), axis(2), axis(3, 'web from the coating nip, m')],
		yAxis: [
			value(0, 'peak, K'),
			value(1, 'size, nm'),
			value(2, 'powder, g/m2'),
			{
				type: 'category',
				gridIndex: 3,
				data: flags,
				axisTick: { show: false },
				splitLine: { show: true, lineStyle: { color: FAINT } },
			},
		],
		series: [
			{
				...line('highest of the metre', 0, '#b3261e', (metre) => metre.peakMaxK),
				...(limitK !== undefined && {
					markLine: {
						silent: true,
						symbol: 'none',
						lineStyle: { color: INK, type: 'dashed' },
						data: [{ yAxis: limitK, name: 'asked' }],
					},
				}),
			},
			line('mean of the metre', 0, '#8a8f94', (metre) => metre.peakMeanK),
			line('size', 1, '#1f5fa8', (metre) => metre.sizeNm),
			line('powder', 2, '#3f7d3a', (metre) => metre.arealGPerM2),
			...flags.map((flag) => ({
				name: flag,
				type: 'scatter',
				xAxisIndex: 3,
				yAxisIndex: 3,
				symbol: 'rect',
				symbolSize: [3, 12],
				itemStyle: { color: FLAG_COLOURS[flag] },
				data: metres.filter((metre) => metre.flags.includes(flag)).map((metre) => [metre.metre + 0.5, flag]),
			})),
		],
	})
	const svg = chart.renderToSVGString()
	chart.dispose()
	return numberedFromOne(titled(svg, title))
}

/** With the title that a reader by voice needs, and without the styles for a pointer over it: it is a picture. */
function titled(svg: string, title: string): string {
	const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
	return svg
		.replace(/<style[^>]*>[\s\S]*?<\/style>\s*/g, '')
		.replace(/^(<svg[^>]*>)/, (start) => `${start}<title>${text}</title>`)
}

/** A metre that nobody saw breaks the lines. */
function withGaps(metres: readonly RollMetre[]): readonly (RollMetre | null)[] {
	return metres.flatMap((metre, i) => (i > 0 && metre.metre > metres[i - 1]!.metre + 1 ? [null, metre] : [metre]))
}

function stretches(metres: readonly RollMetre[]): string[] {
	const found: { text: string; from: number; to: number }[] = []
	for (const { metre, roll, lot, recipe } of metres) {
		const text = [recipe, lot, roll].filter((name) => name !== '').join(' / ')
		const last = found.at(-1)
		if (last?.text === text) last.to = metre + 1
		else found.push({ text, from: metre, to: metre + 1 })
	}
	const told = found.slice(0, 6).map(({ text, from, to }) => `${text}: ${from} to ${to} m`)
	return found.length > 6 ? [...told, `and ${found.length - 6} more`] : told
}

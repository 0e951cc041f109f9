import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent, VisualMapComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { numberedFromOne } from '../../svg-text.ts'

use([
	BarChart,
	CustomChart,
	LineChart,
	ScatterChart,
	GridComponent,
	LegendComponent,
	MarkLineComponent,
	TitleComponent,
	VisualMapComponent,
	SVGRenderer,
])

export const INK = '#2b2f33'
export const FAINT = '#b4b9be'
/** Told apart by eyes that do not see all colours (Okabe and Ito). */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const

/** One drawing as SVG text. */
export function drawn(option: EChartsCoreOption, width: number, height: number): string {
	const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		color: [...COLOURS],
		textStyle: { fontFamily: 'sans-serif', color: INK },
		...option,
	})
	const svg = chart.renderToSVGString()
	chart.dispose()
	return numberedFromOne(svg)
}

export const valueAxis = (name: string, more: object = {}) => ({
	type: 'value',
	name,
	nameLocation: 'middle',
	nameGap: 30,
	scale: true,
	splitLine: { lineStyle: { color: '#eceef0' } },
	axisLabel: { hideOverlap: true, showMinLabel: false, showMaxLabel: false },
	...more,
})

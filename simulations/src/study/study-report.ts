import { ScatterChart } from 'echarts/charts'
import { GridComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { numberedFromOne } from '../svg-text.ts'
import type { StudyResult } from './run-study.ts'
import type { Study, VariedName } from './study.ts'

use([ScatterChart, GridComponent, TitleComponent, SVGRenderer])

/** report.html of a study, one self-contained file: good g/h over each thing varied, the best point with its limits, the text of the study. */
export function studyReport(study: Study, { rows, best }: StudyResult, studyText: string, manifest: object): string {
	const most = 1 - study.probability + 1e-9
	const plots = (Object.keys(study.vary) as VariedName[]).map((name) => {
		const chart = init(null, null, { renderer: 'svg', ssr: true, width: 460, height: 280 })
		chart.setOption({
			animation: false,
			title: { text: `good g/h over ${name} (SI)`, textStyle: { fontSize: 13 } },
			xAxis: { type: 'value', scale: true },
			yAxis: { type: 'value' },
			series: [true, false].map((kept) => ({
				type: 'scatter',
				symbolSize: 5,
				itemStyle: { color: kept ? '#1b6ca8' : '#bbbbbb' },
				data: rows
					.filter((row) => row.limits.every(({ pBroken }) => pBroken <= most) === kept)
					.map((row) => [row.point[name] ?? 0, row.goodGph]),
			})),
		})
		const svg = numberedFromOne(chart.renderToSVGString())
		chart.dispose()
		return svg
	})
	const cells = (tag: string, values: readonly string[]) => `<tr>${values.map((v) => `<${tag}>${v}</${tag}>`).join('')}</tr>`
	const answer =
		best === null
			? ''
			: `<h2>Best point: ${best.goodGph.toFixed(0)} good g/h</h2><p>Judged by ${best.goodGphDraws.length} further draws, on which the best points of the search are tried in turn until one keeps every limit.</p>
<table>${cells('th', ['varied', 'value (SI)'])}${Object.entries(best.point)
					.map(([name, value]) => cells('td', [name, value.toPrecision(5)]))
					.join('')}</table>
<table>${cells('th', ['limit', 'at', 'share of draws that break it'])}${best.limits
					.map(({ name, limit, pBroken }) => cells('td', [name, String(limit), `${(100 * pBroken).toFixed(1)} %`]))
					.join('')}</table>`
	return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(study.title)}</title>
<style>body{font:15px sans-serif;max-width:980px;margin:2em auto}table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:3px 9px;text-align:left}pre{background:#f4f4f4;padding:1em;overflow:auto}</style>
<h1>${escaped(study.title)}</h1>${answer}
<h2>Points tried</h2><p>Blue keeps every limit in at least ${100 * study.probability} % of the draws, grey does not. Settled line.</p>${plots.join('')}
<h2>Study</h2><pre>${escaped(studyText)}</pre><h2>Manifest</h2><pre>${escaped(JSON.stringify(manifest, null, 2))}</pre></html>\n`
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

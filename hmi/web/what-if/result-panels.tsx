import { WHAT_IF_FIGURES, type WhatIfBand, type WhatIfCourse, type WhatIfFigureName } from '@emberline/hmi/contract'
import { useRef } from 'react'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { usePlotSize } from '../elements/plot-size.ts'
import { decimalsFor, figure, MISSING, range } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { shownIn, unitName } from '../words/units.ts'
import type { Run } from './runs.ts'
import { FIGURE_TEXTS, LIMIT_OF_TEXTS, WHAT_IF_TEXTS } from './texts.ts'

const MOST_LIMITS = 14
const NAMES = Object.keys(WHAT_IF_FIGURES) as WhatIfFigureName[]

/** Runs that are done beside the line as it runs, and of one of them its course and what limits it. */
export function ResultPanels({ done, shown }: { readonly done: readonly Run[]; readonly shown: Run }) {
	const text = useTexts(WHAT_IF_TEXTS)
	const { result } = shown
	if (result === null) return null
	return (
		<>
			<Panel area="compare" title={text('compare')}>
				<Compare done={done} />
			</Panel>
			<Panel
				area="course"
				title={`${text('course')} g/h, ${shown.number}`}
				note={
					<ul className="legend">
						<li>
							<svg viewBox="0 0 24 16" aria-hidden="true">
								<rect className="course-now" x="1" y="1" width="22" height="14" />
							</svg>
							{text('as-now')}
						</li>
						<li>
							<svg viewBox="0 0 24 16" aria-hidden="true">
								<path className="course-tried-edge" d="M0 3h24M0 13h24" />
								<path className="course-tried" d="M0 8h24" />
							</svg>
							{text('as-tried')}
						</li>
					</ul>
				}
				table={() => <CourseTable course={result.course} />}
			>
				<CoursePlot course={result.course} label={`${text('course')} g/h`} />
			</Panel>
			<Panel area="limiting" title={`${text('limits')}, ${shown.number}`}>
				<Limits run={shown} />
			</Panel>
		</>
	)
}

const bandWords = (band: WhatIfBand | null, unit: string): string => {
	if (band === null) return MISSING
	const shown = (x: number) => shownIn(x, unit)
	const decimals = decimalsFor(shown(band.p50))
	return `${figure(shown(band.p50), decimals)} (${range(shown(band.p05), shown(band.p95), decimals)})`
}

function Compare({ done }: { readonly done: readonly Run[] }) {
	const text = useTexts(WHAT_IF_TEXTS)
	const name = useTexts(FIGURE_TEXTS)
	const newest = done.at(-1)?.result
	const of = (run: Run, figureName: WhatIfFigureName) => run.result?.figures.find((one) => one.name === figureName)
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('compare')}>
			<table className="data alarm-table">
				<thead>
					<tr>
						<th scope="col">{text('figure')}</th>
						<th scope="col">{text('now')}</th>
						{done.map((run) => (
							<th key={run.ask.id} scope="col">
								{run.number}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{NAMES.filter((one) => newest?.figures.some((f) => f.name === one && (f.now !== null || f.tried !== null))).map(
						(one) => {
							const unit = WHAT_IF_FIGURES[one]
							return (
								<tr key={one}>
									<th scope="row">
										{name(one)} <span className="unit">{unitName(unit)}</span>
									</th>
									<td>{bandWords(newest?.figures.find((f) => f.name === one)?.now ?? null, unit)}</td>
									{done.map((run) => {
										const found = of(run, one)
										return (
											<td key={run.ask.id} className="strong">
												{bandWords(found?.tried ?? null, unit)}
												{found?.pMore !== null && found?.pMore !== undefined && (
													<span className="quiet">
														{' '}
														{text('more')} {figure(100 * found.pMore, 0)} %
													</span>
												)}
											</td>
										)
									})}
								</tr>
							)
						},
					)}
				</tbody>
			</table>
		</section>
	)
}

const LEFT = 56
const BOTTOM = 26
const TOP = 8
const MARKS = 5

function CoursePlot(p: {
	readonly course: { readonly now: WhatIfCourse; readonly tried: WhatIfCourse }
	readonly label: string
}) {
	const box = useRef<HTMLDivElement>(null)
	const { width, height } = usePlotSize(box)
	const { now, tried } = p.course
	const all = [...now.netGPerH, ...tried.netGPerH]
	const high = all.reduce((m, { p95 }) => Math.max(m, p95), 1) * 1.05
	const endS = Math.max(1, now.tS.at(-1) ?? 1, tried.tS.at(-1) ?? 1)
	const x = (s: number) => LEFT + (s / endS) * Math.max(1, width - LEFT - 12)
	const y = (g: number) => TOP + (1 - g / high) * Math.max(1, height - TOP - BOTTOM)
	const line = (course: WhatIfCourse, of: (band: WhatIfBand) => number): string =>
		course.netGPerH.map((band, k) => `${x(course.tS[k] ?? 0).toFixed(1)} ${y(of(band)).toFixed(1)}`).join('L')
	const back = (course: WhatIfCourse): string =>
		course.netGPerH
			.map((band, k) => `${x(course.tS[k] ?? 0).toFixed(1)} ${y(band.p05).toFixed(1)}`)
			.reverse()
			.join('L')
	return (
		<div ref={box} className="course-plot" role="img" aria-label={p.label}>
			{width > 0 && all.length > 0 && (
				<svg width={width} height={height} aria-hidden="true">
					{Array.from({ length: MARKS }, (_, k) => (k / (MARKS - 1)) * high).map((g) => (
						<g key={g}>
							<path className="course-rule" d={`M${LEFT} ${y(g)}H${width - 12}`} />
							<text x={LEFT - 6} y={y(g) + 5} textAnchor="end">
								{figure(g, 0)}
							</text>
						</g>
					))}
					{Array.from({ length: MARKS }, (_, k) => (k / (MARKS - 1)) * endS).map((s) => (
						<text key={s} x={x(s)} y={height - 6} textAnchor={s === 0 ? 'start' : s === endS ? 'end' : 'middle'}>
							{figure(s / 3600, 2)} h
						</text>
					))}
					<path className="course-now" d={`M${line(now, (b) => b.p95)}L${back(now)}Z`} />
					<path className="course-now-mean" d={`M${line(now, (b) => b.p50)}`} />
					<path className="course-tried-edge" d={`M${line(tried, (b) => b.p95)}`} />
					<path className="course-tried-edge" d={`M${line(tried, (b) => b.p05)}`} />
					<path className="course-tried" d={`M${line(tried, (b) => b.p50)}`} />
				</svg>
			)}
		</div>
	)
}

function CourseTable({ course }: { readonly course: { readonly now: WhatIfCourse; readonly tried: WhatIfCourse } }) {
	const text = useTexts(WHAT_IF_TEXTS)
	return (
		<table className="data">
			<thead>
				<tr>
					<th scope="col">h</th>
					<th scope="col">{text('now')}</th>
					<th scope="col">{text('try')}</th>
				</tr>
			</thead>
			<tbody>
				{course.tried.tS.map((s, k) => (
					<tr key={s}>
						<th scope="row">{figure(s / 3600, 2)}</th>
						<td>{bandWords(course.now.netGPerH[k] ?? null, 'g/h')}</td>
						<td>{bandWords(course.tried.netGPerH[k] ?? null, 'g/h')}</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}

function Limits({ run }: { readonly run: Run }) {
	const text = useTexts(WHAT_IF_TEXTS)
	const of = useTexts(LIMIT_OF_TEXTS)
	const { result } = run
	if (result === null) return null
	const percent = (share: number) => `${figure(100 * share, 0)} %`
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('limits')}>
			<table className="data alarm-table">
				<thead>
					<tr>
						{(['limit', 'broken', 'room'] as const).map((key) => (
							<th key={key} scope="col">
								{text(key)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{result.limits.slice(0, MOST_LIMITS).map((one) => (
						<tr key={`${one.of} ${one.name}`}>
							<th scope="row">
								{one.name} <span className="quiet">{of(one.of)}</span>
							</th>
							<td className={one.pBroken > 0 ? 'strong' : ''}>
								{percent(one.pBrokenNow)} → {percent(one.pBroken)}
								{one.pBroken > 0 && ' !'}
							</td>
							<td>{percent(one.room)}</td>
						</tr>
					))}
				</tbody>
			</table>
			<p className="quiet">
				{text('origin')} {instant(result.originMs)}, {result.draws.settled} + {result.draws.ahead} {text('draws')},{' '}
				{figure(result.wallMs / 1000, 1)} s
			</p>
			<details>
				<summary>{text('scenario')}</summary>
				<pre className="scenario">{result.scenario}</pre>
			</details>
		</section>
	)
}

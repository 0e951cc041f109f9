import { type AlarmJournalEntry, TREND_MAX_PENS, type TrendPen } from '@emberline/hmi/contract'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { usePlotSize } from '../elements/plot-size.ts'
import type { Courses } from '../stations/courses.ts'
import { decimalsFor, figure } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { useSettings } from '../words/settings.ts'
import { shownIn, unitName } from '../words/units.ts'

/** Strokes of the pens: told apart by dash and weight, not by colour. */
export const STROKES: readonly { readonly dash: readonly number[]; readonly width: number }[] = [
	{ dash: [], width: 2 },
	{ dash: [10, 4], width: 2 },
	{ dash: [2, 4], width: 2 },
	{ dash: [14, 4, 2, 4], width: 2 },
	{ dash: [], width: 1 },
	{ dash: [10, 4], width: 1 },
	{ dash: [2, 4], width: 1 },
	{ dash: [14, 4, 2, 4], width: 1 },
].slice(0, TREND_MAX_PENS)

const AXIS_FONT = '15px Inter, sans-serif'
/** Axes that the plot has room for; pens of further units share the last scale's side without one. */
const MOST_AXES = 3

interface Props {
	readonly pens: readonly TrendPen[]
	readonly found: Courses
	/** As `columnsOf` gives them. */
	readonly columns: readonly (readonly (number | null)[])[]
	/** Of each step, where the plot is drawn over the web that ran; null over time. */
	readonly metres: readonly number[] | null
	/** Marked on the lane at the foot, oldest first. */
	readonly events: readonly AlarmJournalEntry[]
	readonly label: string
	/** Index on the grid, null beside the plot. */
	readonly onCursor: (index: number | null) => void
}

/** x values [s] and, for each pen, mean, least and greatest on one grid; null is a gap. */
export function columnsOf(pens: readonly TrendPen[], found: Courses): (number | null)[][] {
	const instants = [...new Set(found.courses.flatMap(({ tMs }) => tMs))].sort((a, b) => a - b)
	const columns: (number | null)[][] = [instants.map((tMs) => tMs / 1000)]
	for (const pen of pens) {
		const course = found.courses.find(({ series }) => series === pen.series)
		const at = new Map(course?.tMs.map((tMs, k) => [tMs, k]))
		const read = (list: readonly (number | null)[] | undefined) =>
			instants.map((tMs) => {
				const x = list?.[at.get(tMs) ?? -1] ?? null
				return x === null ? null : shownIn(x, pen.unit)
			})
		columns.push(read(course?.mean), read(course?.min), read(course?.max))
	}
	return columns
}

/** Pens over plant time: mean as a line, least to greatest of each step as a shade, so that no spike is lost. */
export function TrendPlot({ pens, found, columns, metres, events, label, onCursor }: Props) {
	const box = useRef<HTMLDivElement>(null)
	const plot = useRef<uPlot | null>(null)
	const cursorTo = useRef(onCursor)
	cursorTo.current = onCursor
	const { width, height } = usePlotSize(box)
	const { palette, temperature } = useSettings()
	const key = JSON.stringify(pens)
	const isOverWeb = metres !== null
	const lane = useRef<Lane>({ events: [], xOf: () => Number.NaN })
	lane.current = { events, xOf: (tMs) => (metres === null ? tMs / 1000 : metreAt(columns[0] ?? [], metres, tMs / 1000)) }
	const hasSize = width > 0 && height > 0
	// biome-ignore lint/correctness/useExhaustiveDependencies: palette and temperature change what the options read; size follows below
	useEffect(() => {
		const place = box.current
		if (place === null || !hasSize) return
		const made = new uPlot(
			optionsOf(JSON.parse(key) as TrendPen[], { width, height }, isOverWeb, lane, (index) => cursorTo.current(index)),
			[[]],
			place,
		)
		plot.current = made
		return () => {
			made.destroy()
			plot.current = null
		}
	}, [key, hasSize, palette, temperature, isOverWeb])
	useEffect(() => {
		if (hasSize) plot.current?.setSize({ width, height })
	}, [width, height, hasSize])
	// biome-ignore lint/correctness/useExhaustiveDependencies: a plot made anew has to be filled again
	useEffect(() => {
		const { current } = plot
		if (current === null) return
		const [times = [], ...values] = columns
		current.setData([metres ?? times, ...values] as unknown as uPlot.AlignedData, false)
		const [min, max] = metres === null ? [found.fromMs / 1000, found.toMs / 1000] : [metres[0] ?? 0, metres.at(-1) ?? 0]
		if (max > min) current.setScale('x', { min, max })
	}, [found, key, hasSize, palette, temperature, isOverWeb, events])
	return (
		<div
			ref={box}
			className="trend-plot"
			role="img"
			aria-label={label}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move its cursor
			tabIndex={0}
			onKeyDown={(event) => {
				const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
				if (by !== 0 && plot.current !== null) moveCursor(plot.current, by * (event.shiftKey ? 10 : 1))
			}}
		/>
	)
}

function moveCursor(plot: uPlot, by: number): void {
	const x = plot.data[0]
	if (x.length === 0) return
	const at = plot.cursor.idx ?? x.length - 1
	const next = Math.min(x.length - 1, Math.max(0, at + by))
	plot.setCursor({ left: plot.valToPos(x[next] ?? 0, 'x'), top: 10 })
}

function optionsOf(
	pens: readonly TrendPen[],
	size: { readonly width: number; readonly height: number },
	isOverWeb: boolean,
	lane: { readonly current: Lane },
	onCursor: (index: number | null) => void,
): uPlot.Options {
	const css = getComputedStyle(document.documentElement)
	const of = (token: string) => css.getPropertyValue(token).trim()
	const [ink, ink2, rule, band] = [of('--ink'), of('--ink2'), of('--rule'), of('--band')]
	const units = [...new Set(pens.map(({ unit }) => unit))]
	const series: uPlot.Series[] = [{}]
	const bands: uPlot.Band[] = []
	pens.forEach((pen, k) => {
		const { dash, width } = STROKES[k % STROKES.length] ?? { dash: [], width: 2 }
		const scale = pen.unit
		const common = { scale, spanGaps: false, points: { show: false } }
		series.push(
			{ ...common, stroke: ink, width, dash: [...dash] },
			{ ...common, stroke: 'transparent', width: 0 },
			{ ...common, stroke: 'transparent', width: 0 },
		)
		bands.push({ series: [3 * k + 3, 3 * k + 2], fill: `color-mix(in srgb, ${ink2} 28%, transparent)` })
	})
	return {
		...size,
		series,
		bands,
		legend: { show: false },
		cursor: { drag: { x: false, y: false }, points: { show: false } },
		scales: { x: { time: !isOverWeb } },
		axes: [
			{
				stroke: ink2,
				font: AXIS_FONT,
				space: MARKS_APART_PX,
				grid: { stroke: rule },
				ticks: { stroke: rule },
				...(isOverWeb ? WEB_AXIS : { values: timeMarks }),
			},
			...units.slice(0, MOST_AXES).map(
				(unit, k): uPlot.Axis => ({
					scale: unit,
					side: k === 0 ? 3 : 1,
					stroke: ink2,
					font: AXIS_FONT,
					labelFont: AXIS_FONT,
					values: (_, marks) => marks.map((mark) => figure(mark, decimalsFor(mark))),
					label: unitName(unit),
					labelSize: 22,
					size: 64,
					grid: { show: k === 0, stroke: rule },
					ticks: { stroke: rule },
				}),
			),
		],
		hooks: {
			drawClear: [(plot) => drawNormal(plot, pens[0], band)],
			draw: [(plot) => drawLimits(plot, pens, ink2), (plot) => drawLane(plot, lane.current, of)],
			setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
		},
	}
}

/** A time with seconds, in the axis' type, needs so much. */
const MARKS_APART_PX = 90

const WEB_AXIS: Partial<uPlot.Axis> = {
	values: (_, metres) => metres.map((metre) => figure(metre, decimalsFor(metre))),
	label: 'm',
	labelFont: AXIS_FONT,
	labelSize: 22,
}

interface Lane {
	readonly events: readonly AlarmJournalEntry[]
	/** Place of an instant of plant time on the x axis; NaN where the web did not run. */
	readonly xOf: (tMs: number) => number
}

/** Where the web was at an instant, by the nearest step before it. */
function metreAt(timesS: readonly (number | null)[], metres: readonly number[], s: number): number {
	const after = timesS.findIndex((t) => t !== null && t > s)
	return metres[after < 0 ? metres.length - 1 : after - 1] ?? Number.NaN
}

const LANE_PX = 18

/** A lane at the foot of the plot: alarms that came as filled marks in the colour and shape of their priority, other changes as open ones. */
function drawLane(plot: uPlot, { events, xOf }: Lane, token: (name: string) => string): void {
	const { ctx } = plot
	const { left, top, width, height } = plot.bbox
	const dpr = window.devicePixelRatio
	const size = LANE_PX * dpr
	const y = top + height - size
	ctx.save()
	ctx.fillStyle = token('--bar')
	ctx.fillRect(left, y, width, size)
	ctx.lineWidth = 2 * dpr
	ctx.strokeStyle = token('--ink')
	for (const { plantMs, priority, change } of events) {
		const x = plot.valToPos(xOf(plantMs), 'x', true)
		if (!(x >= left && x <= left + width)) continue
		const r = size / 2 - 2 * dpr
		const middle = y + size / 2
		ctx.beginPath()
		if (priority === 1) ctx.rect(x - r, middle - r, 2 * r, 2 * r)
		else {
			const up = priority === 2 ? 1 : -1
			ctx.moveTo(x, middle - up * r)
			ctx.lineTo(x + r, middle + up * r)
			ctx.lineTo(x - r, middle + up * r)
			ctx.closePath()
		}
		ctx.fillStyle = token(change === 'raised' ? `--p${priority}` : '--track')
		ctx.fill()
		ctx.stroke()
	}
	ctx.restore()
}

/** 24-hour clock, with the date where days are far apart, in every language. */
function timeMarks(_: uPlot, instants: number[], _axis: number, _space: number, stepS: number): string[] {
	return instants.map((s) => {
		const words = instant(1000 * s)
		return stepS >= DAY_S ? words.slice(0, 10) : stepS >= 60 ? words.slice(11, 16) : words.slice(11)
	})
}

const DAY_S = 86_400

/** The band lies behind the grid and must not look like a value. */
const NORMAL_ALPHA = 0.45

function drawNormal(plot: uPlot, pen: TrendPen | undefined, fill: string): void {
	if (pen?.normal === undefined) return
	const { left, top, width, height } = plot.bbox
	const at = (x: number) => Math.min(top + height, Math.max(top, plot.valToPos(shownIn(x, pen.unit), pen.unit, true)))
	const [low, high] = pen.normal
	if (!Number.isFinite(at(low))) return
	plot.ctx.save()
	plot.ctx.globalAlpha = NORMAL_ALPHA
	plot.ctx.fillStyle = fill
	plot.ctx.fillRect(left, at(high), width, Math.max(0, at(low) - at(high)))
	plot.ctx.restore()
}

function drawLimits(plot: uPlot, pens: readonly TrendPen[], stroke: string): void {
	const { left, top, width, height } = plot.bbox
	plot.ctx.save()
	plot.ctx.strokeStyle = stroke
	plot.ctx.lineWidth = 2
	plot.ctx.setLineDash([4, 8])
	for (const pen of pens)
		for (const limit of [pen.low, pen.high]) {
			if (limit === undefined) continue
			const y = plot.valToPos(shownIn(limit, pen.unit), pen.unit, true)
			if (!(y >= top && y <= top + height)) continue
			plot.ctx.beginPath()
			plot.ctx.moveTo(left, y)
			plot.ctx.lineTo(left + width, y)
			plot.ctx.stroke()
		}
	plot.ctx.restore()
}

import type { Forecast, ForecastTarget } from '@emberline/hmi/contract'
import { useRef } from 'react'
import { useTexts } from '../alarms/language.ts'
import { usePlotSize } from '../elements/plot-size.ts'
import { decimalsFor, figure } from '../words/figures.ts'
import { TWIN_TEXTS } from './texts.ts'

const LEFT = 56
const RIGHT = 28
const TOP = 14
const BOTTOM = 30
const HOUR_S = 3600
const TICKS = 5
const FANS = [
	['0.025', '0.975', 'fan-95'],
	['0.1', '0.9', 'fan-80'],
	['0.25', '0.75', 'fan-50'],
] as const

export interface FanPoint {
	readonly hS: number
	readonly q: ForecastTarget['q']
	readonly asPlanned: number | null
	readonly baselines: Readonly<Record<'persistence' | 'smoothing' | 'schedule', number | null>>
}

/** Grams over each horizon as a rate over it, nearest first: all of them stand on one axis. */
export function ratesOf(forecast: Forecast): readonly FanPoint[] {
	return forecast.targets
		.filter(({ target, zone }) => target === 'good_grams' && zone === undefined)
		.sort((a, b) => a.hS - b.hS)
		.map(({ hS, q, asPlanned, baselines }) => {
			const rate = (x: number) => (x * HOUR_S) / hS
			const or = (x: number | null | undefined) => (x === null || x === undefined ? null : rate(x))
			return {
				hS,
				q: Object.fromEntries(Object.entries(q).map(([name, x]) => [name, rate(x)])) as ForecastTarget['q'],
				asPlanned: or(asPlanned),
				baselines: {
					persistence: or(baselines?.persistence),
					smoothing: or(baselines?.smoothing),
					schedule: or(baselines?.schedule),
				},
			}
		})
}

/** Ends of the axis: from nought where that leaves the fan at least a third of the height, and about the fan alone where it does not. */
export function axisOf(all: readonly number[]): readonly [low: number, high: number] {
	const [least, most] = [Math.min(...all), Math.max(...all)]
	if (!Number.isFinite(least)) return [0, 1]
	const span = Math.max(most - least, 0.01 * Math.abs(most), 1e-9)
	const isWide = least <= 0 || span >= most / 3
	return isWide ? [Math.min(0, least), most + 0.05 * span] : [least - 0.1 * span, most + 0.1 * span]
}

/** Words for a span ahead. */
export const aheadWords = (hS: number): string =>
	hS < HOUR_S ? `${Math.round(hS / 60)} min` : `${Number((hS / HOUR_S).toFixed(1))} h`

/** Quantiles of what is to come as shades, the middle as a line, simpler forecasts as marks of their own shape. */
export function FanChart({ points }: { readonly points: readonly FanPoint[] }) {
	const text = useTexts(TWIN_TEXTS)
	const box = useRef<HTMLDivElement>(null)
	const { width, height } = usePlotSize(box)
	const all = points.flatMap(({ q, asPlanned, baselines }) =>
		[q['0.025'], q['0.975'], asPlanned, ...Object.values(baselines)].filter((x) => x !== null),
	)
	const [low, high] = axisOf(all)
	// Even steps: a quarter of an hour and a shift do not share a linear axis.
	const x = (k: number) => LEFT + ((k + 0.5) / Math.max(1, points.length)) * (width - LEFT - RIGHT)
	const y = (v: number) => height - BOTTOM - ((v - low) / (high - low)) * (height - TOP - BOTTOM)
	const line = (read: (point: FanPoint) => number) => points.map((p, k) => `${x(k).toFixed(1)} ${y(read(p)).toFixed(1)}`)
	const ticks = Array.from({ length: TICKS }, (_, k) => low + ((high - low) * k) / (TICKS - 1))
	return (
		<div ref={box} className="fan-chart">
			{width > 0 && height > 0 && (
				<svg width={width} height={height} role="img" aria-label={text('fan')}>
					<title>{text('fan-says')}</title>
					{ticks.map((t) => (
						<g key={t}>
							<line className="grid" x1={LEFT} x2={width - RIGHT} y1={y(t)} y2={y(t)} />
							<text x={LEFT - 8} y={y(t) + 5} textAnchor="end">
								{figure(t, decimalsFor(high))}
							</text>
						</g>
					))}
					{FANS.map(([a, b, name]) => (
						<path
							key={name}
							className={name}
							d={`M${[...line(({ q }) => q[a]), ...line(({ q }) => q[b]).reverse()].join('L')}Z`}
						/>
					))}
					<path className="twin-line" d={`M${line(({ q }) => q['0.5']).join('L')}`} />
					{points.map((point, k) => (
						<g key={point.hS}>
							<text x={x(k)} y={height - 8} textAnchor="middle">
								{aheadWords(point.hS)}
							</text>
							{point.asPlanned !== null && <path className="plan-mark" d={`M${x(k) - 22} ${y(point.asPlanned)}h44`} />}
							{point.baselines.persistence !== null && (
								<circle className="baseline-mark" cx={x(k)} cy={y(point.baselines.persistence)} r="5" />
							)}
							{point.baselines.smoothing !== null && (
								<path className="baseline-mark" d={diamond(x(k), y(point.baselines.smoothing))} />
							)}
							{point.baselines.schedule !== null && (
								<rect className="baseline-mark" x={x(k) - 4.5} y={y(point.baselines.schedule) - 4.5} width="9" height="9" />
							)}
						</g>
					))}
				</svg>
			)}
		</div>
	)
}

const diamond = (x: number, y: number): string => `M${x - 6} ${y}l6 -6l6 6l-6 6Z`

export function FanLegend() {
	const text = useTexts(TWIN_TEXTS)
	return (
		<ul className="legend">
			<li>
				<svg viewBox="0 0 24 16" aria-hidden="true">
					<path className="twin-line" d="M0 8h24" />
				</svg>
				{text('median')}
			</li>
			<li>
				<svg viewBox="0 0 24 16" aria-hidden="true">
					<path className="plan-mark" d="M0 8h24" />
				</svg>
				{text('as-planned')}
			</li>
			<li>
				<svg viewBox="0 0 24 16" aria-hidden="true">
					<circle className="baseline-mark" cx="12" cy="8" r="5" />
				</svg>
				{text('persistence')}
			</li>
			<li>
				<svg viewBox="0 0 24 16" aria-hidden="true">
					<path className="baseline-mark" d={diamond(12, 8)} />
				</svg>
				{text('smoothing')}
			</li>
			<li>
				<svg viewBox="0 0 24 16" aria-hidden="true">
					<rect className="baseline-mark" x="7.5" y="3.5" width="9" height="9" />
				</svg>
				{text('schedule')}
			</li>
		</ul>
	)
}

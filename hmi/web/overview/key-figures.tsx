import { type DisplayRecipe, SPARK_POINTS, SPARK_STEP_MS, type SparkSeries } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { Panel } from '../elements/panel.tsx'
import { Sparkline } from '../elements/sparkline.tsx'
import { expected, forecastStanding } from '../line/forecast-figures.ts'
import type { LineStore } from '../line/line-store.ts'
import { shownOf } from '../line/value-state.ts'
import { useScreen } from '../screen.ts'
import { clock, figure, MISSING } from '../words/figures.ts'
import { useSettings } from '../words/settings.ts'
import { TEXTS, type TextKey } from '../words/texts.ts'
import { shownIn, unitName } from '../words/units.ts'

interface KeyFigure {
	readonly series: SparkSeries
	readonly label: TextKey
	readonly unit: string
	readonly decimals: number
	/** Recipe window that is its normal range. */
	readonly window?: string
	/** Least height of the sparkline, in the unit. */
	readonly leastSpan: number
	/** What the forecast expects of the next hour; absent where it forecasts none. */
	readonly nextHour?: (store: LineStore) => number
}

const HOUR_S = 3600

const KEY_FIGURES: readonly KeyFigure[] = [
	{
		series: 'soft/netGPerH',
		label: 'product',
		unit: 'g/h',
		decimals: 0,
		leastSpan: 40,
		nextHour: (store) => expected(store, 'g_per_h', HOUR_S)?.q['0.5'] ?? Number.NaN,
	},
	{
		series: 'soft/peakK',
		label: 'peak-web',
		unit: 'K',
		decimals: 0,
		window: 'peak_K',
		leastSpan: 20,
		nextHour: (store) => expected(store, 'peak_K', HOUR_S)?.q['0.5'] ?? Number.NaN,
	},
	{ series: 'soft/sizeNm', label: 'particle-size', unit: 'nm', decimals: 1, window: 'size_nm', leastSpan: 2 },
	{
		series: 'stat/scrapM',
		label: 'scrap',
		unit: 'm',
		decimals: 1,
		leastSpan: 10,
		nextHour: (store) => (store.states?.scrapM ?? Number.NaN) + (expected(store, 'scrap_m', HOUR_S)?.q['0.5'] ?? Number.NaN),
	},
	{ series: 'soft/kWhPerKg', label: 'energy', unit: 'kWh/kg', decimals: 1, leastSpan: 2 },
]

export function KeyFiguresPanel({ recipe }: { readonly recipe: DisplayRecipe | undefined }) {
	const text = useTexts(TEXTS)
	useSettings()
	return (
		<Panel area="key" title={text('key-figures')} table={() => <SparkTable />}>
			<table className="figures key-figures">
				<thead>
					<tr>
						<th scope="col">
							<span className="hidden">{text('figure')}</span>
						</th>
						<th scope="col">{text('last-30-min')}</th>
						<th scope="col">{text('now-head')}</th>
						<th scope="col" className="forecast-head">
							{text('in-1-h-head')}
						</th>
						<th scope="col">
							<span className="hidden">{text('unit')}</span>
						</th>
					</tr>
				</thead>
				<tbody>
					{KEY_FIGURES.map((key) => (
						<tr key={key.series}>
							<th scope="row">{text(key.label)}</th>
							<td className="spark-cell">
								<Sparkline
									series={key.series}
									band={key.window ? recipe?.windows[key.window] : undefined}
									leastSpan={key.leastSpan}
								/>
							</td>
							<td className="now">
								<Figure read={(store, nowMs) => nowText(store, key, nowMs)} />
							</td>
							<td>{key.nextHour && <Figure className="forecast" read={(store, nowMs) => nextText(store, key, nowMs)} />}</td>
							<td className="unit">{unitName(key.unit)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</Panel>
	)
}

function nowText(store: LineStore, key: KeyFigure, nowMs: number): FigureText {
	const [kind, name] = key.series.split('/') as ['soft' | 'stat', string]
	const source = kind === 'soft' ? { soft: name as 'peakK' } : { stat: name }
	const { value, sd, state, reason } = shownOf(store, source, nowMs)
	if (Number.isNaN(value)) return { text: MISSING, state, reason }
	const spread = Number.isNaN(sd) ? '' : ` \u00b1${figure(2 * sd, key.decimals)}`
	return { text: `~${figure(shownIn(value, key.unit), key.decimals)}${spread}`, state, reason }
}

function nextText(store: LineStore, key: KeyFigure, nowMs: number): FigureText {
	const { state, reason } = forecastStanding(store, nowMs)
	const x = state === 'bad' ? Number.NaN : (key.nextHour?.(store) ?? Number.NaN)
	return { text: figure(shownIn(x, key.unit), key.decimals), italic: state === 'stale', reason }
}

/** Every fifth point of the sparklines, newest first. */
function SparkTable() {
	const { sparks } = useScreen().store
	const text = useTexts(TEXTS)
	const rows = Array.from({ length: SPARK_POINTS / 6 }, (_, k) => SPARK_POINTS - 1 - 6 * k)
	return (
		<table className="data">
			<thead>
				<tr>
					<th scope="col">{text('time')}</th>
					{KEY_FIGURES.map((key) => (
						<th key={key.series} scope="col">
							{text(key.label)} {unitName(key.unit)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map((k) => (
					<tr key={k}>
						<th scope="row">{clock((sparks?.endMs ?? 0) - (SPARK_POINTS - 1 - k) * SPARK_STEP_MS)}</th>
						{KEY_FIGURES.map((key) => (
							<td key={key.series}>{figure(shownIn(sparks?.series[key.series][k] ?? Number.NaN, key.unit), key.decimals)}</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	)
}

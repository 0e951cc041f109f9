import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { Panel } from '../elements/panel.tsx'
import { goTo } from '../frame/display.ts'
import { expected, forecastStanding, middle80 } from '../line/forecast-figures.ts'
import type { LineStore } from '../line/line-store.ts'
import { clock, decimalsFor, figure, MISSING, range, staleAge } from '../words/figures.ts'
import { TEXTS, type TextKey } from '../words/texts.ts'

const HOUR_S = 3600

/** Horizons, and whether one is a headline. */
const HORIZONS = [
	{ hS: 900, words: '15 min', strong: false },
	{ hS: HOUR_S, words: '1 h', strong: true },
	{ hS: 4 * HOUR_S, words: '4 h', strong: false },
	{ hS: 8 * HOUR_S, words: '8 h', strong: true },
] as const

interface Column {
	readonly target: string
	readonly title: TextKey
	readonly unit: string
	/** Factor from the amount over the horizon to what is shown. */
	readonly factor: (hS: number) => number
	readonly decimals: (x: number) => number
	/** Follows from another column: left out where there is no room. */
	readonly derived?: boolean
}

const COLUMNS: readonly Column[] = [
	{ target: 'good_grams', title: 'good-product', unit: 'g', factor: () => 1, decimals: () => 0 },
	{ target: 'good_grams', title: 'rate', unit: 'g/h', factor: (hS) => HOUR_S / hS, decimals: () => 0, derived: true },
	{ target: 'kWh', title: 'energy', unit: 'kWh', factor: () => 1, decimals: decimalsFor },
	{ target: 'scrap_m', title: 'scrap', unit: 'm', factor: () => 1, decimals: () => 1 },
]

/** What the next hours bring: the middle of the cases (half are above), and the range that holds 80 % of them. A mean would stand outside that range where few cases are far off. */
export function ForecastPanel() {
	const text = useTexts(TEXTS)
	return (
		<Panel
			area="forecast"
			title={text('forecast')}
			note={
				<>
					<Figure className="quiet" read={(store, nowMs) => origin(store, nowMs, text)} />
					<button type="button" className="plain-button" onClick={() => goTo('trends', 'twin')}>
						{text('open')}
					</button>
				</>
			}
		>
			<table className="figures forecast-table">
				<thead>
					<tr>
						<th scope="col">{text('next')}</th>
						{COLUMNS.map((c) => (
							<th key={c.title} scope="col" className={c.derived ? 'derived' : ''}>
								{text(c.title)} <span className="unit">{c.unit}</span>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{HORIZONS.map(({ hS, words, strong }) => (
						<tr key={hS} className={strong ? 'strong-row' : ''}>
							<th scope="row">{words}</th>
							{COLUMNS.map((column) => (
								<td key={column.title} className={column.derived ? 'derived' : ''}>
									<span className="value-and-range">
										<Figure read={(store, nowMs) => medianText(store, column, hS, nowMs)} />
										<Figure className="interval" read={(store, nowMs) => intervalText(store, column, hS, nowMs)} />
									</span>
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</Panel>
	)
}

function origin(store: LineStore, nowMs: number, text: (key: TextKey) => string): FigureText {
	const { state, reason, ageMs } = forecastStanding(store, nowMs)
	const { forecast } = store
	if (state === 'bad' || forecast === null) return { text: reason, state: 'bad', reason }
	if (state === 'stale') return { text: `${text('stale')} ${staleAge(ageMs)}`, state, reason }
	const made = `${text('from')} ${clock(forecast.originMs)}, ${forecast.members} ${text('runs')}, 80 %`
	return { text: state === 'uncertain' ? reason : made, state, reason }
}

function medianText(store: LineStore, column: Column, hS: number, nowMs: number): FigureText {
	const { state, reason } = forecastStanding(store, nowMs)
	const target = expected(store, column.target, hS)
	if (state === 'bad' || target === undefined) return { text: MISSING, reason }
	const x = target.q['0.5'] * column.factor(hS)
	return { text: figure(x, column.decimals(x)), italic: state === 'stale', reason }
}

function intervalText(store: LineStore, column: Column, hS: number, nowMs: number): FigureText {
	const target = expected(store, column.target, hS)
	const { state } = forecastStanding(store, nowMs)
	if (state === 'bad' || target === undefined) return { text: '' }
	const factor = column.factor(hS)
	const [low, high] = middle80(target)
	return { text: range(low * factor, high * factor, column.decimals(high * factor)), italic: state === 'stale' }
}

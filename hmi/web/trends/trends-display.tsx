import { type DisplayModel, TREND_MAX_PENS, type TrendPen } from '@emberline/hmi/contract'
import { useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { csvOf, saveFile } from '../elements/save-file.ts'
import { goTo, usePlace } from '../frame/display.ts'
import { useLine, useScreen } from '../screen.ts'
import { useCourses } from '../stations/courses.ts'
import { TwinDisplay } from '../twin/twin-display.tsx'
import { decimalsFor, duration, figure } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { unitName } from '../words/units.ts'
import { overWeb, WEB_POSITION } from './over-web.ts'
import { SavedSets } from './saved-sets.tsx'
import { TREND_TEXTS } from './texts.ts'
import { EventList, useEvents } from './trend-events.tsx'
import { columnsOf, STROKES, TrendPlot } from './trend-plot.tsx'

/** Spans that a button gives, minutes. */
const SPANS = [
	['5 min', 5],
	['30 min', 30],
	['1 h', 60],
	['8 h', 480],
	['24 h', 1440],
	['7 d', 10_080],
	['30 d', 43_200],
] as const
const MINUTE_MS = 60_000
const POINTS = 900
const LIVE_EVERY_MS = 5000
const FIXED_EVERY_MS = 3_600_000
const FIRST_PENS = 2
const TWIN = 'twin'

/** What the address says: minutes, `m` for metres of web, the last instant where it is held, and the pens: `60m@1796074893000:Feed/…`. */
interface Asked {
	readonly minutes: number
	/** Over metres of web that ran, and not over time. */
	readonly overWeb: boolean
	readonly toMs: number | null
	readonly series: readonly string[]
}

function askedOf(object: string, display: DisplayModel | null): Asked {
	const [head = '', tail = ''] = object.split(/:(.*)/s)
	const [span = '', toMs] = head.split('@')
	const minutes = Number.parseInt(span, 10)
	const known = display?.pens ?? []
	const series = tail
		.split(',')
		.filter((one) => known.some((pen) => pen.series === one))
		.slice(0, TREND_MAX_PENS)
	const first = display?.stations.flatMap(({ detail }) => detail?.trends[0]?.series ?? []).slice(0, FIRST_PENS)
	return {
		minutes: SPANS.find(([, m]) => m === minutes)?.[1] ?? 60,
		overWeb: span.endsWith('m'),
		toMs: toMs === undefined || !Number.isFinite(Number(toMs)) ? null : Number(toMs),
		series: object === '' ? (first ?? []) : series,
	}
}

function show({ minutes, overWeb, toMs, series }: Asked): void {
	goTo('trends', `${minutes}${overWeb ? 'm' : ''}${toMs === null ? '' : `@${toMs}`}:${series.join(',')}`)
}

/** F3: the course of values, and how well the twin knows and foresees them. */
export function TrendsDisplay() {
	const text = useTexts(TREND_TEXTS)
	const { object } = usePlace()
	const isTwin = object === TWIN
	return (
		<div className="trends-display">
			<div className="tabs" role="tablist" aria-label={text('trends')}>
				{([false, true] as const).map((twin) => (
					<button
						key={String(twin)}
						type="button"
						role="tab"
						aria-selected={twin === isTwin}
						className={twin === isTwin ? 'tab is-here' : 'tab'}
						onClick={() => goTo('trends', twin ? TWIN : '')}
					>
						{text(twin ? 'twin-tab' : 'trends')}
					</button>
				))}
			</div>
			{isTwin ? <TwinDisplay /> : <Trends object={object} />}
		</div>
	)
}

function Trends({ object }: { readonly object: string }) {
	const text = useTexts(TREND_TEXTS)
	const { store } = useScreen()
	const display = useLine((line) => line.display)
	const asked = askedOf(object, display)
	const [at, setAt] = useState<number | null>(null)
	const [mark, setMark] = useState<number | null>(null)
	const pens = asked.series.flatMap((series) => display?.pens?.find((pen) => pen.series === series) ?? [])
	const lastMs = asked.minutes * MINUTE_MS
	const { toMs } = asked
	const hasWeb = display?.tags.some(({ name }) => name === WEB_POSITION) ?? false
	const isOverWeb = asked.overWeb && hasWeb
	const found = useCourses({
		// The web's own position comes with eight pens as a ninth only where one is left free for it.
		series: isOverWeb ? [...new Set([...asked.series.slice(0, TREND_MAX_PENS - 1), WEB_POSITION])] : asked.series,
		points: POINTS,
		everyMs: toMs === null ? LIVE_EVERY_MS : FIXED_EVERY_MS,
		span: toMs === null ? { lastMs } : { fromMs: toMs - lastMs, toMs },
	})
	const move = (by: number): void => {
		const endMs = toMs ?? store.states?.tMs
		if (endMs !== undefined) show({ ...asked, toMs: Math.round(endMs + by * lastMs) })
	}
	const all = columnsOf(pens, found)
	const web = isOverWeb ? overWeb(all, found) : null
	const columns = web?.columns ?? all
	const events = useEvents(found.fromMs, found.toMs)
	const index = at ?? Math.max(0, (columns[0]?.length ?? 0) - 1)
	return (
		<>
			<div className="button-row trend-buttons">
				<fieldset className="spans">
					<legend className="hidden">{text('span')}</legend>
					{SPANS.map(([words, minutes]) => (
						<button
							key={minutes}
							type="button"
							className="command-button"
							aria-pressed={minutes === asked.minutes}
							onClick={() => show({ ...asked, minutes })}
						>
							{words}
						</button>
					))}
				</fieldset>
				<button type="button" className="command-button" onClick={() => move(-0.5)}>
					{text('earlier')}
				</button>
				<button type="button" className="command-button" disabled={toMs === null} onClick={() => move(0.5)}>
					{text('later')}
				</button>
				<button
					type="button"
					className="command-button"
					aria-pressed={toMs === null}
					onClick={() => (toMs === null ? move(0) : show({ ...asked, toMs: null }))}
				>
					{text(toMs === null ? 'hold' : 'live')}
				</button>
				<button
					type="button"
					className="command-button"
					onClick={() => setMark(mark === null ? index : null)}
					aria-pressed={mark !== null}
				>
					{text('mark')}
				</button>
				{hasWeb && (
					<button
						type="button"
						className="command-button"
						aria-pressed={isOverWeb}
						onClick={() => {
							setMark(null)
							show({ ...asked, overWeb: !asked.overWeb })
						}}
					>
						{text('over-web')}
					</button>
				)}
				<button
					type="button"
					className="command-button"
					disabled={pens.length === 0}
					onClick={() => saveFile('trend.csv', csvText(pens, columns, web?.metres ?? null), 'text/csv')}
				>
					{text('csv')}
				</button>
				<SavedSets series={asked.series} choose={(series) => show({ ...asked, series: [...series] })} />
			</div>
			<Panel
				area="trend"
				title={text('course')}
				note={
					<span>
						{found.refusal === '' ? text('normal-limits') : text(found.refusal === 'no-history' ? 'no-history' : 'no-answer')}
					</span>
				}
				table={() => <CourseTable pens={pens} columns={columns} />}
			>
				{pens.length === 0 ? (
					<p className="empty">{text('no-pens')}</p>
				) : (
					<TrendPlot
						pens={pens}
						found={found}
						columns={columns}
						metres={web?.metres ?? null}
						events={events}
						label={`${text('course')}; ${text('keys-move')}`}
						onCursor={setAt}
					/>
				)}
			</Panel>
			<PenTable asked={asked} pens={pens} columns={columns} index={index} mark={mark} metres={web?.metres ?? null} />
			<EventList events={events} />
		</>
	)
}

const at = (columns: readonly (readonly (number | null)[])[], column: number, index: number): number =>
	columns[column]?.[index] ?? Number.NaN

/** The pens with how they are drawn, and their values at the cursor and since the mark. */
function PenTable(p: {
	readonly asked: Asked
	readonly pens: readonly TrendPen[]
	readonly columns: readonly (readonly (number | null)[])[]
	readonly index: number
	readonly mark: number | null
	readonly metres: readonly number[] | null
}) {
	const text = useTexts(TREND_TEXTS)
	const { pens, columns, index, mark, metres } = p
	const betweenS = mark === null ? Number.NaN : at(columns, 0, index) - at(columns, 0, mark)
	const all = useLine((line) => line.display?.pens) ?? []
	return (
		<section className="panel area-pens" aria-label={text('pens')}>
			<table className="data pens">
				<thead>
					<tr>
						<th scope="col">{text('name')}</th>
						<th scope="col">
							{text('cursor')} {instant(1000 * at(columns, 0, index))}
							{metres !== null && `, ${figure(metres[index] ?? Number.NaN, 1)} m`}
						</th>
						<th scope="col">{text('least')}</th>
						<th scope="col">{text('greatest')}</th>
						<th scope="col">
							{mark !== null && `${text('difference')} ${betweenS < 0 ? '\u2212' : '+'}${duration(1000 * Math.abs(betweenS))}`}
						</th>
						<th scope="col">{mark === null ? '' : text('slope')}</th>
						<th scope="col">
							<span className="hidden">{text('remove')}</span>
						</th>
					</tr>
				</thead>
				<tbody>
					{pens.map((pen, k) => {
						const mean = at(columns, 3 * k + 1, index)
						const difference = mark === null ? Number.NaN : mean - at(columns, 3 * k + 1, mark)
						const { dash, width } = STROKES[k % STROKES.length] ?? { dash: [], width: 2 }
						return (
							<tr key={pen.series}>
								<th scope="row">
									<svg className="pen-sample" viewBox="0 0 48 10" aria-hidden="true">
										<path d="M0 5h48" strokeDasharray={dash.join(' ')} strokeWidth={width} />
									</svg>
									{pen.series}
								</th>
								<td className="strong">
									{Number.isNaN(mean) ? text('gap') : figure(mean, pen.decimals)} {unitName(pen.unit)}
								</td>
								<td>{figure(at(columns, 3 * k + 2, index), pen.decimals)}</td>
								<td>{figure(at(columns, 3 * k + 3, index), pen.decimals)}</td>
								<td>{mark === null ? '' : figure(difference, pen.decimals)}</td>
								<td>{mark === null ? '' : slopeText((60 * difference) / betweenS, pen.unit)}</td>
								<td>
									<button
										type="button"
										className="command-button"
										aria-label={`${text('remove')} ${pen.series}`}
										onClick={() => show({ ...p.asked, series: p.asked.series.filter((one) => one !== pen.series) })}
									>
										×
									</button>
								</td>
							</tr>
						)
					})}
				</tbody>
			</table>
			{pens.length < TREND_MAX_PENS && (
				<label className="field add-pen">
					{text('add')}
					<select value="" onChange={(event) => show({ ...p.asked, series: [...p.asked.series, event.target.value] })}>
						<option value="" />
						{all
							.filter(({ series }) => !p.asked.series.includes(series))
							.map(({ series, unit }) => (
								<option key={series} value={series}>
									{series} {unitName(unit)}
								</option>
							))}
					</select>
				</label>
			)}
		</section>
	)
}

/** Per minute; nothing between an instant and itself. */
const slopeText = (perMinute: number, unit: string): string =>
	Number.isFinite(perMinute) ? `${figure(perMinute, decimalsFor(perMinute))} ${unit === '-' ? '' : unit}/min` : ''

/** What is seen, as it is seen: a step a row, mean, least and greatest of each pen in the unit of the screen. */
function csvText(
	pens: readonly TrendPen[],
	columns: readonly (readonly (number | null)[])[],
	metres: readonly number[] | null,
): string {
	const head = pens.flatMap(({ series, unit }) =>
		['mean', 'least', 'greatest'].map((what) => `${series} ${what} [${unitName(unit)}]`),
	)
	const rows = (columns[0] ?? []).map((s, k) => [
		new Date(1000 * (s ?? 0)).toISOString(),
		...(metres === null ? [] : [metres[k] ?? null]),
		...columns.slice(1).map((column) => column[k] ?? null),
	])
	return csvOf([['time', ...(metres === null ? [] : ['web [m]']), ...head], ...rows])
}

const TABLE_ROWS = 60

function CourseTable({
	pens,
	columns,
}: {
	readonly pens: readonly TrendPen[]
	readonly columns: readonly (readonly (number | null)[])[]
}) {
	const text = useTexts(TREND_TEXTS)
	const times = columns[0] ?? []
	const step = Math.max(1, Math.ceil(times.length / TABLE_ROWS))
	return (
		<table className="data">
			<thead>
				<tr>
					<th scope="col">{text('time')}</th>
					{pens.map((pen) => (
						<th key={pen.series} scope="col">
							{pen.series} {unitName(pen.unit)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{times
					.map((t, k) => [t, k] as const)
					.filter(([, k]) => k % step === 0)
					.map(([t, k]) => (
						<tr key={t}>
							<th scope="row">{instant(1000 * (t ?? Number.NaN))}</th>
							{pens.map((pen, n) => {
								const x = at(columns, 3 * n + 1, k)
								return <td key={pen.series}>{Number.isNaN(x) ? text('gap') : figure(x, pen.decimals)}</td>
							})}
						</tr>
					))}
			</tbody>
		</table>
	)
}

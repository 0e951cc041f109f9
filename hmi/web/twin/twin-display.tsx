import type { Forecast } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { Figure } from '../elements/figure.tsx'
import { Panel } from '../elements/panel.tsx'
import { forecastStanding } from '../line/forecast-figures.ts'
import { twinStanding } from '../line/value-state.ts'
import { useLine } from '../screen.ts'
import { clock, decimalsFor, figure } from '../words/figures.ts'
import { BudgetBars } from './budget-bars.tsx'
import { aheadWords, FanChart, FanLegend, type FanPoint, ratesOf } from './fan-chart.tsx'
import { PART_TEXTS, TWIN_TEXTS } from './texts.ts'

const BUDGET_HS = 3600
const LEVELS = ['50', '80', '90', '95'] as const
/** Parts of a change that are too small to be told, of its size. */
const TELL_SHARE = 0.02

/** How far the twin may be trusted, what it foresees, how good that was, and why it changed its mind. */
export function TwinDisplay() {
	const text = useTexts(TWIN_TEXTS)
	const forecast = useLine((line) => line.forecast)
	const health = useLine((line) => line.states?.health)
	return (
		<div className="twin-display">
			<Panel
				area="twin-health"
				title={text('health')}
				note={<span className="strong">{health === undefined ? '' : text(health)}</span>}
			>
				<p>
					<Figure
						read={(store, nowMs) => {
							const { reason } = twinStanding(store, nowMs)
							return { text: reason, reason }
						}}
					/>
				</p>
				<p className="quiet">
					<Figure
						read={(store, nowMs) => {
							const { state, reason } = forecastStanding(store, nowMs)
							return {
								text:
									forecast === null ? reason : `${text('from')} ${clock(forecast.originMs)}, ${forecast.members} ${text('runs')}`,
								state,
								reason,
							}
						}}
					/>
				</p>
			</Panel>
			{forecast === null ? <p className="empty">{text('no-forecast')}</p> : <Foreseen forecast={forecast} />}
		</div>
	)
}

function Foreseen({ forecast }: { readonly forecast: Forecast }) {
	const text = useTexts(TWIN_TEXTS)
	const points = ratesOf(forecast)
	const budgets = forecast.budgets.filter(({ hS }) => hS === BUDGET_HS)
	return (
		<>
			<Panel area="fan" title={text('fan')} table={() => <FanTable points={points} />}>
				<FanChart points={points} />
				<FanLegend />
			</Panel>
			<Panel area="skill" title={text('skill')} note={text('skill-says')}>
				<SkillTable forecast={forecast} />
			</Panel>
			<Panel area="heat" title={text('budget')}>
				<BudgetBars budgets={budgets} />
			</Panel>
			<Panel area="why" title={text('why')}>
				<Why forecast={forecast} />
			</Panel>
			<Panel area="limits" title={text('limits')}>
				<LimitTable forecast={forecast} />
			</Panel>
		</>
	)
}

function FanTable({ points }: { readonly points: readonly FanPoint[] }) {
	const text = useTexts(TWIN_TEXTS)
	const or = (x: number | null) => (x === null ? '' : figure(x, 0))
	return (
		<table className="data">
			<thead>
				<tr>
					<th scope="col">{text('ahead')}</th>
					{['2.5 %', '10 %', '25 %', '50 %', '75 %', '90 %', '97.5 %'].map((p) => (
						<th key={p} scope="col">
							{p}
						</th>
					))}
					<th scope="col">{text('as-planned')}</th>
					<th scope="col">{text('persistence')}</th>
					<th scope="col">{text('smoothing')}</th>
					<th scope="col">{text('schedule')}</th>
				</tr>
			</thead>
			<tbody>
				{points.map(({ hS, q, asPlanned, baselines }) => (
					<tr key={hS}>
						<th scope="row">{aheadWords(hS)}</th>
						{(['0.025', '0.1', '0.25', '0.5', '0.75', '0.9', '0.975'] as const).map((p) => (
							<td key={p}>{figure(q[p], 0)}</td>
						))}
						<td>{or(asPlanned)}</td>
						<td>{or(baselines.persistence)}</td>
						<td>{or(baselines.smoothing)}</td>
						<td>{or(baselines.schedule)}</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}

function SkillTable({ forecast }: { readonly forecast: Forecast }) {
	const text = useTexts(TWIN_TEXTS)
	const rows = (forecast.skills ?? []).filter(({ target, zone }) => ['good_grams', 'kWh'].includes(target) && zone === undefined)
	if (rows.length === 0) return <p className="empty">{text('no-skill')}</p>
	const skill = (x: number | null) => (x === null ? '–' : figure(x, 2))
	return (
		<table className="data">
			<thead>
				<tr>
					<th scope="col">{text('target')}</th>
					<th scope="col">{text('ahead')}</th>
					<th scope="col">{text('outcomes')}</th>
					<th scope="col">{text('error')}</th>
					{(['persistence', 'smoothing', 'schedule'] as const).map((name) => (
						<th key={name} scope="col">
							{text('over')} {text(name)}
						</th>
					))}
					{LEVELS.map((level) => (
						<th key={level} scope="col">
							{text('inside')} {level} %
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map((row) => (
					<tr key={`${row.target} ${row.hS}`}>
						<th scope="row">{row.target}</th>
						<td>{aheadWords(row.hS)}</td>
						<td>{figure(row.outcomes, 0)}</td>
						<td>{figure(row.meanError, decimalsFor(row.meanError))}</td>
						<td>{skill(row.overPersistence)}</td>
						<td>{skill(row.overSmoothing)}</td>
						<td>{skill(row.overSchedule)}</td>
						{LEVELS.map((level) => (
							<td key={level}>{figure(100 * row.inside[level], 0)}</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	)
}

function Why({ forecast }: { readonly forecast: Forecast }) {
	const text = useTexts(TWIN_TEXTS)
	const part = useTexts(PART_TEXTS)
	const changes = (forecast.changes ?? []).filter(({ target }) => target === 'good_grams')
	if (changes.length === 0 && (forecast.explanation ?? '') === '') return <p className="empty">{text('no-change')}</p>
	return (
		<>
			{forecast.explanation !== undefined && <p className="strong">{forecast.explanation}</p>}
			<table className="data">
				<thead>
					<tr>
						<th scope="col">{text('ahead')}</th>
						<th scope="col">{text('from')} g</th>
						<th scope="col">{text('to')} g</th>
						<th scope="col">{text('part')}</th>
					</tr>
				</thead>
				<tbody>
					{changes.map(({ hS, from, to, parts }) => {
						const names = Object.keys(parts) as (keyof typeof parts)[]
						const most = Math.max(...names.map((name) => Math.abs(parts[name])))
						const told = names
							.filter((name) => Math.abs(parts[name]) > TELL_SHARE * most && Math.abs(parts[name]) >= 0.05)
							.sort((a, b) => Math.abs(parts[b]) - Math.abs(parts[a]))
						return (
							<tr key={hS}>
								<th scope="row">{aheadWords(hS)}</th>
								<td>{figure(from, 0)}</td>
								<td>{figure(to, 0)}</td>
								<td>{told.map((name) => `${part(name)} ${parts[name] > 0 ? '+' : ''}${figure(parts[name], 1)}`).join(', ')}</td>
							</tr>
						)
					})}
				</tbody>
			</table>
		</>
	)
}

function LimitTable({ forecast }: { readonly forecast: Forecast }) {
	const text = useTexts(TWIN_TEXTS)
	const limits = forecast.limits ?? []
	const names = [...new Set(limits.map(({ name }) => name))]
	const horizons = [...new Set(limits.map(({ hS }) => hS))].sort((a, b) => a - b)
	return (
		<table className="data">
			<thead>
				<tr>
					<th scope="col">{text('limit')}</th>
					{horizons.map((hS) => (
						<th key={hS} scope="col">
							{aheadWords(hS)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{names.map((name) => {
					const first = limits.find((one) => one.name === name)
					return (
						<tr key={name}>
							<th scope="row">
								{name} {first === undefined ? '' : `${figure(first.limit, decimalsFor(first.limit))} ${first.unit}`}
							</th>
							{horizons.map((hS) => {
								const one = limits.find((l) => l.name === name && l.hS === hS)
								return <td key={hS}>{one === undefined ? '' : `${figure(100 * one.probability, 1)} %`}</td>
							})}
						</tr>
					)
				})}
			</tbody>
		</table>
	)
}

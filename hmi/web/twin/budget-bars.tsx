import type { ForecastBudget } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { figure } from '../words/figures.ts'
import { BUDGET_TERMS, type BudgetTermName } from './names.ts'
import { TERM_TEXTS, TWIN_TEXTS } from './texts.ts'

type Terms = Pick<ForecastBudget, BudgetTermName | 'electricalKW'>
const LENGTH = 1000
const HEIGHT = 16

/** Each zone's heat as stacked terms: what it was, what is forecast, what was planned, on one scale. */
export function BudgetBars({ budgets }: { readonly budgets: readonly ForecastBudget[] }) {
	const text = useTexts(TWIN_TEXTS)
	const term = useTexts(TERM_TEXTS)
	const rows = budgets.flatMap((budget) =>
		(['actual', 'forecast', 'plan'] as const).flatMap((kind) => {
			const terms: Terms | undefined = kind === 'actual' ? budget.actual : kind === 'plan' ? budget.planned : budget
			return terms === undefined ? [] : [{ budget, kind, terms }]
		}),
	)
	const most = Math.max(0.1, ...rows.map(({ terms }) => BUDGET_TERMS.reduce((sum, name) => sum + Math.max(0, terms[name]), 0)))
	return (
		<>
			<table className="figures budget-bars">
				<tbody>
					{rows.map(({ budget, kind, terms }, k) => (
						<tr key={`${budget.zone} ${kind}`} className={k > 0 && rows[k - 1]?.budget !== budget ? 'zone-first' : ''}>
							<th scope="row">{rows[k - 1]?.budget === budget ? '' : `${text('zone')} ${budget.zone}`}</th>
							<th scope="row">{text(kind)}</th>
							<td className="bar-cell">
								<Bar terms={terms} most={most} />
							</td>
							<td>{figure(terms.electricalKW, 2)}</td>
							<td className="moved">
								{kind === 'forecast' && budget.moved !== undefined && Math.abs(budget.moved.kW) >= 0.005 && (
									<>
										{isTerm(budget.moved.term) ? term(budget.moved.term) : budget.moved.term} {budget.moved.kW > 0 ? '+' : ''}
										{figure(budget.moved.kW, 2)}
									</>
								)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			<ul className="legend">
				{BUDGET_TERMS.map((name) => (
					<li key={name}>
						<svg viewBox="0 0 24 16" aria-hidden="true">
							<rect className={`term term-${name}`} x="1" y="1" width="22" height="14" />
						</svg>
						{term(name)}
					</li>
				))}
			</ul>
		</>
	)
}

const isTerm = (name: string): name is BudgetTermName => BUDGET_TERMS.some((term) => term === name)

function Bar({ terms, most }: { readonly terms: Terms; readonly most: number }) {
	let at = 0
	return (
		<svg className="term-bar" viewBox={`0 0 ${LENGTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
			{BUDGET_TERMS.map((name) => {
				const width = (LENGTH * Math.max(0, terms[name])) / most
				const x = at
				at += width
				return <rect key={name} className={`term term-${name}`} x={x} y="0" width={width} height={HEIGHT} />
			})}
		</svg>
	)
}

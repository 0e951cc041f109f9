import type { RecipeRevision } from '@emberline/hmi/contract'
import { useState } from 'react'
import '../style/recipes.css'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { goTo, usePlace } from '../frame/display.ts'
import { useAnswer } from '../lots/ask.ts'
import { useLine } from '../screen.ts'
import { decimalsFor, figure, MISSING, range } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { Draft, Judge } from './judge.tsx'
import { Load } from './load.tsx'
import { RECIPE_TEXTS, STATUS_TEXTS } from './texts.ts'

const EVERY_MS = 5000

/** F7: revisions of the recipes. The address names one, and one to compare it with: `HTR@2:1`. */
export function RecipeDisplay() {
	const text = useTexts(RECIPE_TEXTS)
	const { object } = usePlace()
	const [version, setVersion] = useState(0)
	const { value, refusal } = useAnswer(`recipes ${version}`, (connection) => connection.ask('recipes'), EVERY_MS)
	const running = useLine((line) => line.states?.recipe ?? '')
	if (value === null) return <p className="empty">{text(refusal === 'no-recipes' ? 'no-recipes' : 'no-answer')}</p>
	const { revisions } = value
	const [, recipe = running, number, other] = /^([^@]+)@(\d+)(?::(\d+))?$/.exec(object) ?? []
	const own = revisions.filter((one) => one.recipe === recipe)
	const shown = own.find(({ revision }) => revision === Number(number)) ?? own.at(-1) ?? revisions[0]
	if (shown === undefined) return <p className="empty">{text('no-recipes')}</p>
	const compared = own.find(({ revision }) => revision === Number(other))
	return (
		<div className="recipe-display">
			<Panel area="recipe-list" title={text('recipes')} note={<span>{`${text('running')}: ${running || MISSING}`}</span>}>
				<RecipeList revisions={revisions} shown={shown} />
			</Panel>
			<Panel
				area="recipe-values"
				title={`${text('values')}: ${shown.recipe} r${shown.revision}`}
				note={
					<label className="compare-field">
						{text('compare')}{' '}
						<select
							value={compared?.revision ?? ''}
							onChange={(event) =>
								goTo('recipe', `${shown.recipe}@${shown.revision}${event.target.value === '' ? '' : `:${event.target.value}`}`)
							}
						>
							<option value="">{text('plant')}</option>
							{own
								.filter(({ revision }) => revision !== shown.revision)
								.map(({ revision }) => (
									<option key={revision} value={revision}>
										r{revision}
									</option>
								))}
						</select>
					</label>
				}
			>
				<Values shown={shown} compared={compared} />
			</Panel>
			<Panel area="recipe-who" title={text('history')}>
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
				<section className="scroll" tabIndex={0} aria-label={text('history')}>
					<Who shown={shown} />
					<Judge key={`judge ${shown.recipe} ${shown.revision}`} shown={shown} done={() => setVersion(version + 1)} />
					<Draft key={`draft ${shown.recipe} ${shown.revision}`} shown={shown} done={() => setVersion(version + 1)} />
					<Load key={`load ${shown.recipe} ${shown.revision}`} shown={shown} />
				</section>
			</Panel>
		</div>
	)
}

function RecipeList(p: { readonly revisions: readonly RecipeRevision[]; readonly shown: RecipeRevision }) {
	const text = useTexts(RECIPE_TEXTS)
	const status = useTexts(STATUS_TEXTS)
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('recipes')}>
			<table className="data alarm-table">
				<thead>
					<tr>
						{(['recipe', 'revision', 'status', 'by'] as const).map((key) => (
							<th key={key} scope="col">
								{text(key)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{p.revisions.map((one) => (
						<tr key={`${one.recipe} ${one.revision}`} className={one === p.shown ? 'is-chosen' : ''}>
							<th scope="row">
								<button type="button" className="row-button" onClick={() => goTo('recipe', `${one.recipe}@${one.revision}`)}>
									{one.recipe} r{one.revision}
								</button>
							</th>
							<td>{one.revision}</td>
							<td className={one.status === 'approved' ? 'strong' : ''}>{status(one.status)}</td>
							<td>{one.made === null ? text('file') : `${one.made.by}, ${instant(one.made.atMs).slice(0, 16)}`}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}

/** Set-points beside the plant's, or beside another revision; limits below. What differs is strong. */
function Values({ shown, compared }: { readonly shown: RecipeRevision; readonly compared: RecipeRevision | undefined }) {
	const text = useTexts(RECIPE_TEXTS)
	const bound = (x: number | null) => (x === null ? '' : figure(x, decimalsFor(x)))
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('values')}>
			<p className="quiet">{shown.title}</p>
			<table className="data alarm-table">
				<thead>
					<tr>
						<th scope="col">{text('tag')}</th>
						<th scope="col">{text('in-recipe')}</th>
						<th scope="col">{compared === undefined ? text('in-plant') : `r${compared.revision}`}</th>
						<th scope="col">{text('difference')}</th>
						<th scope="col">{text('takes')}</th>
					</tr>
				</thead>
				<tbody>
					{shown.setpoints.map((one) => (
						<ValueRow
							key={one.tag}
							one={one}
							other={compared === undefined ? undefined : compared.setpoints.find(({ tag }) => tag === one.tag)?.value}
						/>
					))}
				</tbody>
			</table>
			<table className="data alarm-table">
				<thead>
					<tr>
						<th scope="col">{text('limit')}</th>
						<th scope="col">r{shown.revision}</th>
						<th scope="col">{compared === undefined ? '' : `r${compared.revision}`}</th>
					</tr>
				</thead>
				<tbody>
					{shown.limits.map((one) => {
						const other = compared?.limits.find(({ name }) => name === one.name)
						const differs = other !== undefined && (other.low !== one.low || other.high !== one.high)
						return (
							<tr key={one.name}>
								<th scope="row">
									{one.name} <span className="unit">{one.unit}</span>
								</th>
								<td className={differs ? 'strong' : ''}>
									{one.low === null ? `≤ ${bound(one.high)}` : `${bound(one.low)} – ${bound(one.high)}`}
								</td>
								<td>
									{other === undefined
										? ''
										: other.low === null
											? `≤ ${bound(other.high)}`
											: `${bound(other.low)} – ${bound(other.high)}`}
								</td>
							</tr>
						)
					})}
				</tbody>
			</table>
		</section>
	)
}

/** Value of the plant now; NaN where it is not known. */
export function usePlantValue(tag: string): number {
	return useLine((line) => {
		const x = line.values[line.indexOf(tag)]
		return x === undefined ? Number.NaN : Number(x.toPrecision(6))
	})
}

/** Under a thousandth the two are taken for the same: the plant rounds. */
export const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 * Math.max(1e-9, Math.abs(a), Math.abs(b))

function ValueRow({ one, other }: { readonly one: RecipeRevision['setpoints'][number]; readonly other: number | undefined }) {
	const now = usePlantValue(one.actualTag)
	const beside = other ?? now
	const difference = one.value - beside
	const differs = Number.isFinite(beside) && !isSame(one.value, beside)
	const decimals = decimalsFor(one.value)
	return (
		<tr>
			<th scope="row">
				{one.tag} <span className="unit">{one.unit}</span>
			</th>
			<td className={differs ? 'strong' : ''}>{figure(one.value, decimals)}</td>
			<td>{Number.isFinite(beside) ? figure(beside, decimals) : MISSING}</td>
			<td className={differs ? 'strong' : 'quiet'}>{differs ? `${figure(difference, decimals)} !` : ''}</td>
			<td className="quiet">{range(one.range[0], one.range[1], decimalsFor(one.range[1]))}</td>
		</tr>
	)
}

function Who({ shown }: { readonly shown: RecipeRevision }) {
	const text = useTexts(RECIPE_TEXTS)
	const status = useTexts(STATUS_TEXTS)
	return (
		<ul className="judgements">
			{shown.made !== null && (
				<li>
					<strong>{shown.made.by}</strong>, {instant(shown.made.atMs)}, {text('from')} {shown.made.from}: {shown.made.reason}
				</li>
			)}
			{shown.judgements.map((one) => (
				<li key={one.atMs}>
					<strong>
						{status(one.verdict)} {one.by}
					</strong>
					, {instant(one.atMs)}: {one.reason}
				</li>
			))}
			{shown.judgements.length === 0 && <li className="quiet">{text('not-judged')}</li>}
		</ul>
	)
}

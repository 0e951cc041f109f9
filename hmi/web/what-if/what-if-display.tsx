import type { WhatIfOffer } from '@emberline/hmi/contract'
import { useState } from 'react'
import '../style/what-if.css'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { useAnswer } from '../lots/ask.ts'
import { decimalsFor, figure, MISSING, range } from '../words/figures.ts'
import { numberIn } from '../words/number-words.ts'
import { ResultPanels } from './result-panels.tsx'
import { isOpen, type Run, useRuns } from './runs.ts'
import { RUN_TEXTS, WHAT_IF_TEXTS } from './texts.ts'

const EVERY_MS = 3000
const HOURS = [1, 4, 8] as const

/** F8: the line at other set-points. The frame says all the time that it is not the plant. */
export function WhatIfDisplay() {
	const text = useTexts(WHAT_IF_TEXTS)
	const { value, refusal } = useAnswer('offer', (connection) => connection.ask('whatIfOffer'), EVERY_MS)
	const { all, start, remove } = useRuns()
	const [chosen, setChosen] = useState<string | null>(null)
	const done = all.filter(({ result }) => result !== null)
	const shown = done.find(({ ask }) => ask.id === chosen) ?? done.at(-1)
	return (
		<div className="what-if">
			<p className="what-if-title">
				<strong>{text('title')}</strong> <span>{text('begins')}</span>
			</p>
			{value === null ? (
				<p className="empty">{refusal === '' ? MISSING : text('unavailable')}</p>
			) : (
				<div className="what-if-body">
					<Tried offer={value.offer} start={start} isFull={all.length > 0 && all.every(isOpen) && all.length >= 4} />
					<Panel
						area="runs"
						title={text('runs')}
						note={
							<span>
								{value.offer.queue.taken} / {value.offer.queue.size} {text('queue')}
							</span>
						}
					>
						{all.length === 0 ? (
							<p className="empty">{text('no-runs')}</p>
						) : (
							<ul className="runs">
								{all.map((run) => (
									<RunLine
										key={run.ask.id}
										run={run}
										isShown={run === shown}
										show={() => setChosen(run.ask.id)}
										remove={() => remove(run.ask.id)}
									/>
								))}
							</ul>
						)}
					</Panel>
					{shown !== undefined && <ResultPanels done={done} shown={shown} />}
				</div>
			)}
		</div>
	)
}

function Tried(p: {
	readonly offer: WhatIfOffer
	readonly start: ReturnType<typeof useRuns>['start']
	readonly isFull: boolean
}) {
	const text = useTexts(WHAT_IF_TEXTS)
	const { offer } = p
	const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
	const [recipe, setRecipe] = useState('')
	const [hours, setHours] = useState<number>(Math.round(offer.horizonS.usual / 3600) || HOURS[0])
	const problem = ({ tag, range: [low, high] }: WhatIfOffer['setpoints'][number]): 'no-number' | 'out-of-range' | null => {
		const words = typed[tag] ?? ''
		if (words.trim() === '') return null
		const value = numberIn(words)
		return value === null ? 'no-number' : value < low || value > high ? 'out-of-range' : null
	}
	const setpoints = Object.fromEntries(
		Object.entries(typed).flatMap(([tag, words]) => {
			const value = numberIn(words)
			return value === null ? [] : [[tag, value]]
		}),
	)
	const hasProblem = offer.setpoints.some((one) => problem(one) !== null)
	const isChanged = Object.keys(setpoints).length > 0 || recipe !== ''
	const run = (): void =>
		p.start({ setpoints, horizonS: Math.min(offer.horizonS.most, hours * 3600), ...(recipe !== '' && { recipe }) })
	return (
		<form
			className="panel area-tried"
			aria-label={text('tried')}
			onSubmit={(event) => {
				event.preventDefault()
				run()
			}}
		>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
			<section className="scroll" tabIndex={0} aria-label={text('tried')}>
				<table className="data alarm-table">
					<thead>
						<tr>
							{(['tag', 'now', 'try', 'takes'] as const).map((key) => (
								<th key={key} scope="col">
									{text(key)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{offer.setpoints.map((one) => {
							const wrong = problem(one)
							return (
								<tr key={one.tag}>
									<th scope="row">
										{one.tag} <span className="unit">{one.unit === '-' ? '' : one.unit}</span>
									</th>
									<td>{one.now === null ? MISSING : figure(one.now, decimalsFor(one.now))}</td>
									<td>
										<input
											inputMode="decimal"
											className="try-input"
											aria-label={`${text('try')} ${one.tag}`}
											aria-invalid={wrong !== null}
											value={typed[one.tag] ?? ''}
											onChange={(event) => setTyped({ ...typed, [one.tag]: event.target.value })}
										/>
									</td>
									<td className={wrong === null ? 'quiet' : 'strong'}>
										{wrong === null ? range(one.range[0], one.range[1], decimalsFor(one.range[1])) : text(wrong)}
									</td>
								</tr>
							)
						})}
					</tbody>
				</table>
			</section>
			<div className="button-row">
				<label className="field">
					{text('recipe')}
					<select value={recipe} onChange={(event) => setRecipe(event.target.value)}>
						{offer.recipes.map((id, k) => (
							<option key={id} value={k === 0 ? '' : id}>
								{id}
							</option>
						))}
					</select>
				</label>
				<fieldset className="spans">
					<legend>{text('horizon')}</legend>
					{HOURS.map((one) => (
						<button key={one} type="button" className="command-button" aria-pressed={one === hours} onClick={() => setHours(one)}>
							{one} h
						</button>
					))}
				</fieldset>
				<button
					type="button"
					className="command-button"
					onClick={() => {
						setTyped({})
						setRecipe('')
					}}
				>
					{text('clear')}
				</button>
				<button type="submit" className="command-button is-main" disabled={!isChanged || hasProblem || p.isFull}>
					{text('run')}
				</button>
			</div>
		</form>
	)
}

/** What a run changes, in words. */
export function changesOf({ ask }: Run, none: string): string {
	const changes = Object.entries(ask.setpoints).map(([tag, value]) => `${tag} ${value}`)
	if (ask.recipe !== undefined) changes.unshift(ask.recipe)
	return changes.length === 0 ? none : changes.join(', ')
}

function RunLine(p: { readonly run: Run; readonly isShown: boolean; readonly show: () => void; readonly remove: () => void }) {
	const text = useTexts(WHAT_IF_TEXTS)
	const state = useTexts(RUN_TEXTS)
	const { run } = p
	return (
		<li className={p.isShown ? 'run is-chosen' : 'run'}>
			<button type="button" className="row-button" disabled={run.result === null} aria-pressed={p.isShown} onClick={p.show}>
				{run.number}
			</button>
			<span className="run-words">
				{changesOf(run, text('none'))}
				<br />
				<span className="quiet" role="status">
					{state(run.state)}
					{run.state === 'waiting' && ` ${run.place}`}
					{run.state === 'running' && ` ${figure(100 * run.share, 0)} %`}
					{run.state === 'running' && run.leftS !== null && `, ${figure(run.leftS, 0)} s ${text('left')}`}
					{run.message !== '' && `: ${run.message}`}
				</span>
				{run.state === 'running' && <progress max={1} value={run.share} aria-label={state('running')} />}
			</span>
			<button type="button" className="command-button" onClick={p.remove}>
				{text(isOpen(run) ? 'cancel' : 'remove')} {run.number}
			</button>
		</li>
	)
}

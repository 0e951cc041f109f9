import type { RecipeRevision } from '@emberline/hmi/contract'
import { type FormEvent, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { useScreen, useSession } from '../screen.ts'
import { decimalsFor, figure, range } from '../words/figures.ts'
import { numberIn } from '../words/number-words.ts'
import { RECIPE_TEXTS } from './texts.ts'

const LEAST_REASON = 3

/** Approved or rejected by somebody who did not write it, signed with the password again. */
export function Judge({ shown, done }: { readonly shown: RecipeRevision; readonly done: () => void }) {
	const text = useTexts(RECIPE_TEXTS)
	const { connection } = useScreen()
	const { role, user } = useSession()
	const [verdict, setVerdict] = useState<'approved' | 'rejected' | null>(null)
	const [reason, setReason] = useState('')
	const [password, setPassword] = useState('')
	const [refusal, setRefusal] = useState('')
	if (shown.status !== 'draft' && shown.status !== 'file') return null
	if (role !== 'approver') return <p className="quiet">{text('approver-only')}</p>
	const send = async (event: FormEvent): Promise<void> => {
		event.preventDefault()
		if (verdict === null) return
		const { recipe, revision } = shown
		const ask = { recipe, revision, verdict, reason: reason.trim(), sign: { user, password } }
		const answer = await connection.ask('judgeRecipe', ask)
		setPassword('')
		setRefusal(answer.ok ? '' : answer.message)
		if (answer.ok) done()
	}
	if (verdict === null)
		return (
			<div className="button-row">
				<button type="button" className="command-button" onClick={() => setVerdict('approved')}>
					{text('approve')} r{shown.revision}
				</button>
				<button type="button" className="command-button" onClick={() => setVerdict('rejected')}>
					{text('reject')} r{shown.revision}
				</button>
			</div>
		)
	return (
		<form
			className="sign"
			onSubmit={(event) => void send(event)}
			onKeyDown={(event) => {
				if (event.key === 'Escape') setVerdict(null)
			}}
		>
			<label className="field">
				{text('reason')}
				<input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
			</label>
			<label className="field">
				{text('password')}
				<input type="password" autoComplete="off" value={password} onChange={(event) => setPassword(event.target.value)} />
			</label>
			{refusal !== '' && (
				<p className="refusal" role="alert">
					{refusal}
				</p>
			)}
			<div className="button-row">
				<button
					type="submit"
					className="command-button is-main"
					disabled={reason.trim().length < LEAST_REASON || password === ''}
				>
					{text(verdict === 'approved' ? 'approve' : 'reject')} {shown.recipe} r{shown.revision}
				</button>
				<button type="button" className="command-button" onClick={() => setVerdict(null)}>
					{text('cancel')}
				</button>
			</div>
		</form>
	)
}

/** A new revision from the one shown, by an engineer. It is a draft until somebody else has approved it. */
export function Draft({ shown, done }: { readonly shown: RecipeRevision; readonly done: () => void }) {
	const text = useTexts(RECIPE_TEXTS)
	const { connection } = useScreen()
	const { role } = useSession()
	const [typed, setTyped] = useState<Readonly<Record<string, string>> | null>(null)
	const [reason, setReason] = useState('')
	const [refusal, setRefusal] = useState('')
	if (role !== 'engineer') return null
	if (typed === null)
		return (
			<div className="button-row">
				<button type="button" className="command-button" onClick={() => setTyped({})}>
					{text('edit')}
				</button>
			</div>
		)
	const given = Object.entries(typed).flatMap(([tag, words]) => {
		const value = numberIn(words)
		return words.trim() === '' ? [] : [[tag, value] as const]
	})
	const isWrong = ([tag, value]: readonly [string, number | null]): boolean => {
		const set = shown.setpoints.find((one) => one.tag === tag)
		return value === null || set === undefined || value < set.range[0] || value > set.range[1]
	}
	const send = async (event: FormEvent): Promise<void> => {
		event.preventDefault()
		const setpoints = Object.fromEntries(given.flatMap(([tag, value]) => (value === null ? [] : [[tag, value]])))
		const ask = { recipe: shown.recipe, from: shown.revision, setpoints, reason: reason.trim() }
		const answer = await connection.ask('draftRecipe', ask)
		setRefusal(answer.ok ? '' : answer.message)
		if (!answer.ok) return
		setTyped(null)
		setReason('')
		done()
	}
	return (
		<form
			className="sign"
			onSubmit={(event) => void send(event)}
			onKeyDown={(event) => {
				if (event.key === 'Escape') setTyped(null)
			}}
		>
			<table className="data alarm-table">
				<tbody>
					{shown.setpoints.map(({ tag, unit, value, range: takes }) => (
						<tr key={tag}>
							<th scope="row">
								{tag} <span className="unit">{unit}</span>
							</th>
							<td>{figure(value, decimalsFor(value))}</td>
							<td>
								<input
									className="draft-input"
									inputMode="decimal"
									aria-label={`${text('new-value')} ${tag}`}
									aria-invalid={given.some((one) => one[0] === tag && isWrong(one))}
									value={typed[tag] ?? ''}
									onChange={(event) => setTyped({ ...typed, [tag]: event.target.value })}
								/>
							</td>
							<td className="quiet">
								{given.some((one) => one[0] === tag && isWrong(one))
									? text('out-of-range')
									: range(takes[0], takes[1], decimalsFor(takes[1]))}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			<label className="field">
				{text('reason')}
				<input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
			</label>
			{refusal !== '' && (
				<p className="refusal" role="alert">
					{refusal}
				</p>
			)}
			<div className="button-row">
				<button
					type="submit"
					className="command-button is-main"
					disabled={given.length === 0 || given.some(isWrong) || reason.trim().length < LEAST_REASON}
				>
					{text('save')}
				</button>
				<button type="button" className="command-button" onClick={() => setTyped(null)}>
					{text('cancel')}
				</button>
			</div>
		</form>
	)
}

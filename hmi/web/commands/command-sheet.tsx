import type { CommandAct, CommandEffect, OfferedCommand } from '@emberline/hmi/contract'
import { useState } from 'react'
import { useLanguage, useTexts } from '../alarms/language.ts'
import { useLine, useScreen, useSession } from '../screen.ts'
import { decimalsFor, figure, MISSING } from '../words/figures.ts'
import { numberIn } from '../words/number-words.ts'
import { refusalWords } from '../words/reasons.ts'
import { isGood, presentOf } from './issue.ts'
import { OUTCOME_TEXTS, TEXTS } from './texts.ts'
import { useCommand } from './use-command.ts'

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '-', '0', '.'] as const

/** What stands in the sheet as it opens. */
export interface CommandPreset {
	readonly value: number
	readonly reason: string
}

/** One command: its button, then the sheet in which it is edited, selected, confirmed and answered. */
export function CommandControl({
	offered,
	preset,
}: {
	readonly offered: OfferedCommand
	readonly preset?: CommandPreset | undefined
}) {
	const text = useTexts(TEXTS)
	const { role } = useSession()
	const { state, send, select, operate, isLive } = useCommand()
	const { act } = offered
	const tag = act.kind === 'set' ? act.tag : ''
	const good = useLine((line) => tag === '' || isGood(line, tag))
	const may = role !== 'viewer' && offered.roles.some((one) => one === role)
	const name = wordsOf(act)
	const isOpen = !state.matches('idle')
	return (
		<div className="command">
			<span className="command-name">{name}</span>
			{act.kind === 'set' && (
				<Present tag={act.tag} wanted={state.matches('pending') ? state.context.effect?.wanted : undefined} />
			)}
			<button
				type="button"
				className="command-button"
				aria-expanded={isOpen}
				disabled={!may || !isLive || !good || isOpen}
				title={!isLive ? text('not-live') : good ? '' : text('not-good')}
				onClick={() => send({ type: 'BEGIN' })}
			>
				{act.kind === 'set' ? `${text('change')} ${lastOf(act.tag)}` : name}
			</button>
			{isOpen && (
				<section
					className="command-sheet"
					aria-label={name}
					onKeyDown={(event) => {
						if (event.key === 'Escape') send({ type: 'CANCEL' })
					}}
				>
					{!isLive && (
						<p className="refusal" role="alert">
							{text('not-live')}
						</p>
					)}
					{state.context.lost && state.matches('editing') && (
						<p className="refusal" role="alert">
							{text('lost')}
						</p>
					)}
					{(state.matches('editing') || state.matches('selecting')) && (
						<Editing
							offered={offered}
							preset={preset}
							isBusy={state.matches('selecting') || !isLive}
							select={(wanted, reason) => void select(wanted, reason)}
							cancel={() => send({ type: 'CANCEL' })}
						/>
					)}
					{state.matches('review') && state.context.effect !== null && (
						<Review
							effect={state.context.effect}
							isLive={isLive}
							operate={(sign) => void operate(sign)}
							cancel={() => send({ type: 'CANCEL' })}
						/>
					)}
					{state.matches('pending') && <p className="strong">{text('pending')}</p>}
					{state.matches('result') && state.context.outcome !== null && (
						<Result outcome={state.context.outcome} seen={() => send({ type: 'SEEN' })} />
					)}
				</section>
			)}
		</div>
	)
}

/** The value now; while a command is on its way, where it is to go. */
function Present({ tag, wanted }: { readonly tag: string; readonly wanted: number | string | undefined }) {
	const value = useLine((line) => presentOf(line, { kind: 'set', tag }))
	const unit = useLine((line) => line.display?.tags[line.indexOf(tag)]?.unit ?? '')
	return (
		<span className="command-present">
			{typeof value === 'number' ? figure(value, decimalsFor(value)) : MISSING}
			{wanted !== undefined && <strong> → {wanted}</strong>} <span className="unit">{unit === '-' ? '' : unit}</span>
		</span>
	)
}

function Editing(p: {
	readonly offered: OfferedCommand
	readonly preset?: CommandPreset | undefined
	readonly isBusy: boolean
	readonly select: (act: CommandAct, reason: string) => void
	readonly cancel: () => void
}) {
	const text = useTexts(TEXTS)
	const { store } = useScreen()
	const [typed, setTyped] = useState(p.preset === undefined ? '' : String(p.preset.value))
	const [reason, setReason] = useState(p.preset?.reason ?? '')
	const { act, range, step } = p.offered
	const value = numberIn(typed)
	const present = act.kind === 'set' ? presentOf(store, act) : null
	const isInRange = value !== null && (range === undefined || (value >= range[0] && value <= range[1]))
	const isComplete = act.kind !== 'set' || (isInRange && reason.trim().length >= 3)
	const difference = value !== null && typeof present === 'number' ? value - present : null
	const choose = (): void => {
		if (act.kind !== 'set') p.select(act, reason.trim())
		else if (value !== null) p.select({ kind: 'set', tag: act.tag, value }, reason.trim())
	}
	return (
		<>
			{act.kind === 'set' && (
				<div className="pad">
					<label className="field">
						{text('wanted')}
						<input inputMode="decimal" value={typed} onChange={(event) => setTyped(event.target.value)} />
					</label>
					<p>
						{typed !== '' && (value === null ? text('no-number') : `${text('understood')} ${value}`)}
						{difference !== null && `, ${text('difference')} ${figure(difference, decimalsFor(difference))}`}
					</p>
					<p className="quiet">
						{range !== undefined && `${text('range')} ${range[0]} – ${range[1]}`}
						{step !== undefined && `, ${text('step')} ${step}`}
					</p>
					<div className="keys">
						{KEYS.map((key) => (
							<button key={key} type="button" className="command-button" onClick={() => setTyped(typed + key)}>
								{key}
							</button>
						))}
						<button type="button" className="command-button" onClick={() => setTyped(typed.slice(0, -1))}>
							{text('delete')}
						</button>
					</div>
				</div>
			)}
			<label className="field">
				{text('reason')}
				<input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
			</label>
			<div className="button-row">
				<button type="button" className="command-button is-main" disabled={!isComplete || p.isBusy} onClick={choose}>
					{text('select')} {wordsOf(act)}
				</button>
				<button type="button" className="command-button" onClick={p.cancel}>
					{text('cancel')}
				</button>
			</div>
		</>
	)
}

function Review(p: {
	readonly effect: CommandEffect
	readonly isLive: boolean
	readonly operate: (sign?: { readonly user: string; readonly password: string }) => void
	readonly cancel: () => void
}) {
	const text = useTexts(TEXTS)
	const { effect } = p
	const { user: own } = useSession()
	const [user, setUser] = useState(effect.sign === 'same person' ? own : '')
	const [password, setPassword] = useState('')
	const isSigned = effect.sign === 'no' || (user !== '' && password !== '')
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault()
				if (isSigned && p.isLive) p.operate(effect.sign === 'no' ? undefined : { user, password })
			}}
		>
			<dl className="effect">
				<div>
					<dt>{text('station')}</dt>
					<dd>{effect.station}</dd>
				</div>
				<div>
					<dt>{text('actual')}</dt>
					<dd>
						{String(effect.present ?? MISSING)} {effect.unit}
					</dd>
				</div>
				<div>
					<dt>{text('wanted')}</dt>
					<dd>
						<strong>
							{effect.wanted} {effect.unit}
						</strong>
						{effect.difference !== null && ` (${effect.difference > 0 ? '+' : ''}${effect.difference})`}
					</dd>
				</div>
			</dl>
			{effect.sign !== 'no' && (
				<fieldset className="sign">
					<legend>{text(effect.sign === 'same person' ? 'sign-same' : 'sign-second')}</legend>
					<label className="field">
						{text('user')}
						<input
							value={user}
							autoComplete="off"
							readOnly={effect.sign === 'same person'}
							onChange={(event) => setUser(event.target.value)}
						/>
					</label>
					<label className="field">
						{text('password')}
						<input type="password" autoComplete="off" value={password} onChange={(event) => setPassword(event.target.value)} />
					</label>
				</fieldset>
			)}
			<div className="button-row">
				<button type="submit" className="command-button is-main" disabled={!isSigned || !p.isLive}>
					{text('confirm')} {effect.target} = {effect.wanted} {effect.unit}
				</button>
				<button type="button" className="command-button" onClick={p.cancel}>
					{text('cancel')}
				</button>
			</div>
		</form>
	)
}

function Result({
	outcome,
	seen,
}: {
	readonly outcome: NonNullable<ReturnType<typeof useCommand>['state']['context']['outcome']>
	readonly seen: () => void
}) {
	const text = useTexts(TEXTS)
	const words = useTexts(OUTCOME_TEXTS)
	const language = useLanguage()
	return (
		<div className={`result is-${outcome.kind}`} role="status">
			<p>
				<strong>{words(outcome.kind)}</strong>
				{'code' in outcome ? `: ${refusalWords(outcome, language)}` : 'message' in outcome && `: ${outcome.message}`}
			</p>
			<button type="button" className="command-button" onClick={seen}>
				{text('close')}
			</button>
		</div>
	)
}

function wordsOf(act: OfferedCommand['act']): string {
	return act.kind === 'set' ? act.tag : act.kind === 'packml' ? act.command : `Mode ${act.mode}`
}

const lastOf = (tag: string): string => tag.slice(tag.indexOf('/') + 1)

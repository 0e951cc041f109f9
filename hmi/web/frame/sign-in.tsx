import { useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { TEXTS } from '../commands/texts.ts'
import { useScreen, useSession } from '../screen.ts'

/** Who sits here, and the way in and out. The form lies over the display, never over header or banner. */
export function SignInControl() {
	const text = useTexts(TEXTS)
	const { user, role, signIn } = useSession()
	const { session, connection } = useScreen()
	const [isOpen, setOpen] = useState(false)
	const leave = async (): Promise<void> => {
		await session.signOut()
		connection.reopen()
	}
	return (
		<span className="viewer">
			<span className="label">{user === '' ? text('viewer') : `${user}, ${text(role)}`}</span>
			{signIn && (
				<button
					type="button"
					className="plain-button"
					aria-expanded={user === '' ? isOpen : undefined}
					onClick={() => (user === '' ? setOpen(!isOpen) : void leave())}
				>
					{text(user === '' ? 'sign-in' : 'sign-out')}
				</button>
			)}
			{isOpen && user === '' && <SignInForm close={() => setOpen(false)} />}
		</span>
	)
}

function SignInForm({ close }: { readonly close: () => void }) {
	const text = useTexts(TEXTS)
	const { session, connection } = useScreen()
	const [user, setUser] = useState('')
	const [password, setPassword] = useState('')
	const [refusal, setRefusal] = useState('')
	const [isBusy, setBusy] = useState(false)
	const enter = async (): Promise<void> => {
		setBusy(true)
		const refused = await session.signIn(user, password)
		setBusy(false)
		setRefusal(refused)
		if (refused !== '') return
		close()
		connection.reopen()
	}
	return (
		<form
			className="sign-in panel"
			aria-label={text('sign-in')}
			onSubmit={(event) => {
				event.preventDefault()
				void enter()
			}}
			onKeyDown={(event) => {
				if (event.key === 'Escape') close()
			}}
		>
			<label className="field">
				{text('user')}
				<input
					// biome-ignore lint/a11y/noAutofocus: the form opens because somebody asked for it
					autoFocus
					autoComplete="username"
					value={user}
					onChange={(event) => setUser(event.target.value)}
				/>
			</label>
			<label className="field">
				{text('password')}
				<input
					type="password"
					autoComplete="current-password"
					value={password}
					onChange={(event) => setPassword(event.target.value)}
				/>
			</label>
			{refusal !== '' && (
				<p className="refusal" role="alert">
					{refusal}
				</p>
			)}
			<div className="button-row">
				<button type="submit" className="command-button is-main" disabled={isBusy || user === '' || password === ''}>
					{text('sign-in')}
				</button>
				<button type="button" className="command-button" onClick={close}>
					{text('cancel')}
				</button>
			</div>
		</form>
	)
}

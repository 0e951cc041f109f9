import type { SessionView } from '@emberline/hmi/contract'

const VIEWER: SessionView = { user: '', role: 'viewer', token: null, signIn: false, commands: false }

/** Who sits here, as the server last said. */
export class SessionStore {
	view: SessionView = VIEWER
	readonly #listeners = new Set<() => void>()

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** Asks the server; a viewer while it cannot be asked. */
	async read(): Promise<SessionView> {
		const answer = await fetch('/session').catch(() => null)
		return this.#take(answer?.ok ? ((await answer.json()) as SessionView) : VIEWER)
	}

	/** Empty when it is done; else why not. */
	async signIn(user: string, password: string): Promise<string> {
		return this.#post('/sign-in', { user, password })
	}

	async signOut(): Promise<string> {
		return this.#post('/sign-out', {})
	}

	async #post(path: string, body: object): Promise<string> {
		const answer = await fetch(path, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		}).catch(() => null)
		if (answer === null) return 'the server cannot be reached'
		const said = (await answer.json()) as SessionView & { readonly message?: string }
		if (!answer.ok) return said.message ?? `refused (${answer.status})`
		this.#take(said)
		return ''
	}

	#take(view: SessionView): SessionView {
		if (JSON.stringify(view) !== JSON.stringify(this.view)) {
			this.view = view
			for (const listener of this.#listeners) listener()
		}
		return view
	}
}

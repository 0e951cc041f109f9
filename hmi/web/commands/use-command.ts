import type { CommandAct } from '@emberline/hmi/contract'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { createActor } from 'xstate'
import { useScreen, useServerLink } from '../screen.ts'
import { commandMachine } from './command-machine.ts'
import { newId, presentOf, serverNowMs } from './issue.ts'

/** One command machine for as long as the component is there, and the two steps that talk to the server. */
export function useCommand() {
	const { store, connection } = useScreen()
	const link = useServerLink()
	const [actor] = useState(() => createActor(commandMachine).start())
	const subscribe = (listener: () => void) => {
		const { unsubscribe } = actor.subscribe(listener)
		return unsubscribe
	}
	const state = useSyncExternalStore(subscribe, () => actor.getSnapshot())
	useEffect(() => {
		if (link === 'lost' || link === 'outdated') actor.send({ type: 'LOST' })
	}, [actor, link])

	const select = async (act: CommandAct, reason: string): Promise<void> => {
		actor.send({ type: 'SELECT', act, reason })
		const answer = await connection.ask('select', {
			id: newId(),
			act,
			seen: presentOf(store, act),
			issuedMs: serverNowMs(store),
			reason,
		})
		if (!answer.ok && answer.code === 'no-connection') return actor.send({ type: 'LOST' })
		const outcome = answer.ok ? answer.outcome : refusedOf(answer)
		actor.send({ type: 'ANSWER', outcome, effect: answer.ok ? answer.effect : null })
	}

	const operate = async (sign?: { readonly user: string; readonly password: string }): Promise<void> => {
		const { act, reason, token } = actor.getSnapshot().context
		if (act === null) return
		actor.send({ type: 'OPERATE' })
		const ask = {
			id: newId(),
			act,
			seen: presentOf(store, act),
			issuedMs: serverNowMs(store),
			reason,
			token,
			...(sign && { sign }),
		}
		const answer = await connection.ask('operate', ask)
		if (!answer.ok && answer.code === 'no-answer') return actor.send({ type: 'LOST' })
		actor.send({ type: 'RESULT', outcome: answer.ok ? answer.outcome : refusedOf(answer) })
	}

	return { state, send: actor.send, select, operate, isLive: link === 'live' }
}

const refusedOf = ({ code, message }: { readonly code: string; readonly message: string }) =>
	({ kind: 'refused', code, message }) as const

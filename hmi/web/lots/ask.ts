import type { Answer } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import type { Refusal } from '../link/connection.ts'
import { useScreen } from '../screen.ts'

const AGAIN_MS = 2000

export interface Found<T> {
	readonly value: T | null
	/** Code of the last refusal; empty while all is well. */
	readonly refusal: string
}

/**
 * Asks the server something and, with `everyMs`, again and again while the component is there. Another `key` is another question: what
 * was found of the one before is forgotten.
 */
export function useAnswer<T extends object>(
	key: string,
	ask: (connection: ReturnType<typeof useScreen>['connection']) => Promise<Answer<T> | Refusal>,
	everyMs?: number,
): Found<T> {
	const { connection } = useScreen()
	const [found, setFound] = useState<Found<T> & { readonly key: string }>({ key, value: null, refusal: '' })
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is asked
	useEffect(() => {
		if (key === '') return
		let isHere = true
		let timer: ReturnType<typeof setTimeout> | undefined
		const look = async (): Promise<void> => {
			const answer = document.hidden ? null : await ask(connection)
			if (!isHere) return
			if (answer?.ok) setFound({ key, value: answer, refusal: '' })
			else if (answer !== null) setFound((old) => ({ key, value: old.key === key ? old.value : null, refusal: answer.code }))
			if (answer?.ok !== true) timer = setTimeout(() => void look(), AGAIN_MS)
			else if (everyMs !== undefined) timer = setTimeout(() => void look(), everyMs)
		}
		void look()
		return () => {
			isHere = false
			clearTimeout(timer)
		}
	}, [key, connection])
	return found.key === key ? found : { value: null, refusal: '' }
}

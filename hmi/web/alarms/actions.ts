import { type Answer, type EventName, mayAsk } from '@emberline/hmi/contract'
import { useState } from 'react'
import { useScreen, useServerLink, useSession } from '../screen.ts'
import { refusalWords } from '../words/reasons.ts'
import { useLanguage } from './language.ts'

/** Whether the role that sits here may ask for something now. The server checks it again. */
export function useMay(event: EventName): boolean {
	const { role } = useSession()
	const link = useServerLink()
	return link === 'live' && mayAsk(role, event)
}

/** Asks one thing at a time and keeps what was answered if it was refused, until the next. */
export function useAsking() {
	const { connection } = useScreen()
	const language = useLanguage()
	const [isWaiting, setWaiting] = useState(false)
	const [refusal, setRefusal] = useState('')
	const run = async (asking: Promise<Answer>): Promise<boolean> => {
		setWaiting(true)
		const answer = await asking
		setWaiting(false)
		setRefusal(answer.ok ? '' : refusalWords(answer, language))
		return answer.ok
	}
	return { connection, run, isWaiting, refusal }
}

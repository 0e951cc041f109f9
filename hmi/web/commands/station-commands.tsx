import { mayAsk, type OfferedCommand } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { useScreen, useSession } from '../screen.ts'
import { CommandControl } from './command-sheet.tsx'
import { TEXTS } from './texts.ts'

/** What may be commanded of one station (`Line` for the whole), as the plant's list has it. Without a right to it, why. */
export function StationCommands({ station }: { readonly station: string }) {
	const text = useTexts(TEXTS)
	const { role, commands } = useSession()
	const offered = useOffered().filter(({ act }) => stationOf(act) === station)
	if (!commands) return <p className="quiet">{text('off')}</p>
	if (role !== 'operator' && role !== 'engineer') return <p className="quiet">{text('sign-in-first')}</p>
	return (
		<div className="commands">
			{offered.map((one) => (
				<CommandControl key={keyOf(one.act)} offered={one} />
			))}
		</div>
	)
}

/** What whoever sits here may ask of the plant. */
export function useOffered(): readonly OfferedCommand[] {
	const { connection } = useScreen()
	const { role, token } = useSession()
	const [offered, setOffered] = useState<readonly OfferedCommand[]>([])
	// biome-ignore lint/correctness/useExhaustiveDependencies: somebody else may be offered something else
	useEffect(() => {
		let isHere = true
		const ask = async (triesLeft: number): Promise<void> => {
			const answer = await connection.ask('offered')
			if (!isHere) return
			if (answer.ok) setOffered(answer.offered)
			// Right after a sign-in the new socket is not there yet.
			else if (triesLeft > 0) setTimeout(() => void ask(triesLeft - 1), 500)
		}
		// Who may not ask is not made to: a refusal would be on record.
		if (mayAsk(role, 'offered')) void ask(6)
		return () => {
			isHere = false
		}
	}, [connection, role, token])
	return offered
}

function stationOf(act: OfferedCommand['act']): string {
	return act.kind === 'set' ? act.tag.slice(0, act.tag.indexOf('/')) : 'Line'
}

function keyOf(act: OfferedCommand['act']): string {
	return act.kind === 'set' ? act.tag : act.kind === 'packml' ? act.command : act.mode
}

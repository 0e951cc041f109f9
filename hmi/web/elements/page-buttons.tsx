/** Through a journal, newest page first. `beforeN`: where the page shown ends, null at the newest; `oldestN`: number of its oldest row, from 1. */
export function PageButtons(props: {
	readonly newest: string
	readonly older: string
	readonly beforeN: number | null
	readonly oldestN: number | undefined
	readonly go: (beforeN: number | null) => void
}) {
	const { newest, older, beforeN, oldestN, go } = props
	return (
		<>
			<button type="button" className="command-button" disabled={beforeN === null} onClick={() => go(null)}>
				{newest}
			</button>
			<button
				type="button"
				className="command-button"
				disabled={oldestN === undefined || oldestN <= 1}
				onClick={() => go(oldestN ?? null)}
			>
				{older}
			</button>
		</>
	)
}

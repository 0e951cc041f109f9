import { useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { useLine, useSession } from '../screen.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { TREND_TEXTS } from './texts.ts'

interface PenSet {
	readonly name: string
	readonly series: readonly string[]
}

const MOST_SETS = 20

const keptAs = (user: string): string => `emberline-pens ${user}`

function kept(user: string): readonly PenSet[] {
	try {
		const found: unknown = JSON.parse(window.localStorage.getItem(keptAs(user)) ?? '[]')
		return Array.isArray(found) ? found.filter(isSet).slice(0, MOST_SETS) : []
	} catch {
		return []
	}
}

const isSet = (x: unknown): x is PenSet =>
	typeof x === 'object' && x !== null && 'name' in x && typeof x.name === 'string' && 'series' in x && Array.isArray(x.series)

/** Sets of pens: one of each station, and those that this person has kept on this screen under a name. */
export function SavedSets(p: { readonly series: readonly string[]; readonly choose: (series: readonly string[]) => void }) {
	const text = useTexts(TREND_TEXTS)
	const title = usePlantNames()
	const { user } = useSession()
	const stations = useLine((line) => line.display?.stations) ?? []
	const [own, setOwn] = useState({ user, sets: kept(user) })
	const [name, setName] = useState('')
	if (own.user !== user) setOwn({ user, sets: kept(user) })
	const ofStations = stations.flatMap(({ title: words, detail }): PenSet[] =>
		detail === undefined || detail.trends.length === 0
			? []
			: [{ name: title(words), series: detail.trends.map(({ series }) => series) }],
	)
	const keep = (sets: readonly PenSet[]): void => {
		setOwn({ user, sets })
		try {
			window.localStorage.setItem(keptAs(user), JSON.stringify(sets))
		} catch {
			// They hold until the page is loaded again.
		}
	}
	const others = own.sets.filter((set) => set.name !== name.trim())
	const isKept = others.length < own.sets.length
	return (
		<span className="saved-sets">
			<label className="field">
				{text('sets')}
				<select
					value=""
					onChange={(event) => {
						const [from, at] = event.target.value.split(' ')
						const set = (from === 'own' ? own.sets : ofStations)[Number(at)]
						if (set === undefined) return
						setName(from === 'own' ? set.name : '')
						p.choose(set.series)
					}}
				>
					<option value="" />
					{ofStations.map((set, k) => (
						<option key={set.name} value={`station ${k}`}>
							{set.name}
						</option>
					))}
					{own.sets.map((set, k) => (
						<option key={`own ${set.name}`} value={`own ${k}`}>
							{`\u2605 ${set.name}`}
						</option>
					))}
				</select>
			</label>
			<label className="field">
				{text('set-name')}
				<input type="text" value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
			</label>
			<button
				type="button"
				className="command-button"
				disabled={name.trim() === '' || p.series.length === 0}
				onClick={() => keep([...others, { name: name.trim(), series: p.series }].slice(-MOST_SETS))}
			>
				{text('keep')}
			</button>
			{isKept && (
				<button type="button" className="command-button" onClick={() => keep(others)}>
					{text('forget')}
				</button>
			)}
		</span>
	)
}

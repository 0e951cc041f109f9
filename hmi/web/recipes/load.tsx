import type { OfferedCommand, RecipeRevision, RecipeSetpoint } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { CommandControl } from '../commands/command-sheet.tsx'
import { useOffered } from '../commands/station-commands.tsx'
import { useLine, useSession } from '../screen.ts'
import { isSame, usePlantValue } from './recipe-display.tsx'
import { RECIPE_TEXTS } from './texts.ts'

/** The set-points in which the plant differs from an approved revision, each with its command in two steps; there is no other way. */
export function Load({ shown }: { readonly shown: RecipeRevision }) {
	const text = useTexts(RECIPE_TEXTS)
	const { role, commands } = useSession()
	const offered = useOffered()
	const differing = useLine((line) =>
		shown.setpoints
			.filter(({ actualTag, value }) => {
				const now = line.values[line.indexOf(actualTag)]
				return now !== undefined && Number.isFinite(now) && !isSame(now, value)
			})
			.map(({ tag }) => tag)
			.join(' '),
	)
	const mayLoad = role === 'operator' || role === 'engineer'
	return (
		<section className="load" aria-label={text('load')}>
			<h3>{text('load')}</h3>
			<p className="quiet">{text('load-note')}</p>
			{shown.status !== 'approved' ? (
				<p className="quiet">{text('approved-only')}</p>
			) : !commands ? (
				<p className="quiet">{text('off')}</p>
			) : !mayLoad ? (
				<p className="quiet">{text('sign-in-first')}</p>
			) : differing === '' ? (
				<p className="strong">{text('all-set')}</p>
			) : null}
			{shown.status === 'approved' && commands && mayLoad && (
				<ul>
					{shown.setpoints.map((one) => (
						<LoadOne key={one.tag} one={one} shown={shown} offered={offered} />
					))}
				</ul>
			)}
		</section>
	)
}

function LoadOne(p: {
	readonly one: RecipeSetpoint
	readonly shown: RecipeRevision
	readonly offered: readonly OfferedCommand[]
}) {
	const text = useTexts(RECIPE_TEXTS)
	const { one, shown } = p
	const now = usePlantValue(one.actualTag)
	const command = p.offered.find(({ act }) => act.kind === 'set' && act.tag === one.tag)
	const isThere = Number.isFinite(now) && isSame(now, one.value)
	if (command === undefined)
		return isThere ? null : (
			<li className="quiet">
				{one.tag}: {text('not-offered')}
			</li>
		)
	// One that the plant has taken stays, so that its result can be read.
	return (
		<li>
			<CommandControl offered={command} preset={{ value: one.value, reason: `${shown.recipe} r${shown.revision}` }} />
		</li>
	)
}

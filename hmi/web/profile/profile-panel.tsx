import type { DisplayModel, DisplayRecipe } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { Panel } from '../elements/panel.tsx'
import type { LineStore } from '../line/line-store.ts'
import { shownTag, twinStanding } from '../line/value-state.ts'
import { useScreen } from '../screen.ts'
import { figure, MISSING, range } from '../words/figures.ts'
import { windowWords } from '../words/names.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useReasons } from '../words/reasons.ts'
import { TEXTS } from '../words/texts.ts'
import { shownIn, unitName } from '../words/units.ts'
import { bandAt } from './path-scale.ts'
import { ProfilePlot } from './profile-plot.tsx'

interface Props {
	readonly display: DisplayModel
	readonly recipe: DisplayRecipe | undefined
	/** Of one station alone: what is said of the whole web stands on the overview. */
	readonly isPart?: boolean
}

export function ProfilePanel({ display, recipe, isPart = false }: Props) {
	const text = useTexts(TEXTS)
	return (
		<Panel
			area="profile"
			title={text('web-temperature')}
			note={isPart ? undefined : <WindowIndex />}
			table={() => <ProfileTable display={display} recipe={recipe} />}
		>
			<ProfilePlot display={display} recipe={recipe} />
			<Legend hasBand={(recipe?.band.length ?? 0) > 1} />
		</Panel>
	)
}

function WindowIndex() {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const reasons = useReasons()
	return (
		<p className="window-index">
			<span>{text('window-index')}</span>{' '}
			<Figure read={(store, nowMs) => windowIndex(store, nowMs, text, name, reasons)} className="strong" />
		</p>
	)
}

function Legend({ hasBand }: { readonly hasBand: boolean }) {
	const text = useTexts(TEXTS)
	return (
		<ul className="legend">
			<li>
				<svg viewBox="0 0 24 16" aria-hidden="true">
					<circle className="measured" cx="12" cy="8" r="5" />
				</svg>
				{text('measured')}
			</li>
			<li>
				<svg viewBox="0 0 24 16" aria-hidden="true">
					<rect className="legend-hatch" x="1" y="1" width="22" height="14" fill="url(#hatch)" />
					<path className="twin-line" d="M0 8h24" />
				</svg>
				{text('twin-2sd')}
			</li>
			{hasBand && (
				<li>
					<svg viewBox="0 0 24 16" aria-hidden="true">
						<rect className="recipe-band" x="1" y="2" width="22" height="12" />
					</svg>
					{text('recipe-band')}
				</li>
			)}
		</ul>
	)
}

/** The worst place inside the recipe window, and what sets it; a dash and the reason while the twin is not to be trusted. */
function windowIndex(
	store: LineStore,
	nowMs: number,
	text: (key: keyof typeof TEXTS) => string,
	name: (words: string) => string,
	reasons: (reason: string) => string,
): FigureText {
	const twin = twinStanding(store, nowMs)
	if (twin.state === 'bad')
		return { text: `${MISSING}  ${reasons(twin.reason).split(/[:：]/, 1)[0]}`, state: 'bad', reason: twin.reason }
	const index = store.soft?.windowIndexPct ?? null
	if (index === null) return { text: `${MISSING}  ${text('not-known-yet')}`, state: 'bad', reason: text('not-known-yet') }
	const cause = store.soft?.windowIndexCause ?? null
	const words = `~${figure(index, 0)} %${cause === null ? '' : `, ${name(windowWords(cause))}`}${index > 100 ? ` ${text('outside')}` : ''}`
	return { text: words, state: twin.state, reason: twin.reason }
}

const TABLE_ROWS = 40

/** The plot as numbers: the twin's grid thinned, then the sensors. Read when it is opened. */
function ProfileTable({ display, recipe }: Props) {
	const { store } = useScreen()
	const text = useTexts(TEXTS)
	const nowMs = performance.now()
	const { fromM, toM } = display.path
	const sM = store.profile?.sM ?? []
	const inPath = sM.filter((s) => s >= fromM && s <= toM).length
	const lost = twinStanding(store, nowMs).state === 'bad'
	const step = Math.max(1, Math.ceil(inPath / TABLE_ROWS))
	const rows = sM.map((s, k) => ({ s, k })).filter(({ s, k }) => s >= fromM && s <= toM && k % step === 0)
	return (
		<table className="data">
			<thead>
				<tr>
					<th scope="col">m</th>
					<th scope="col">
						{text('twin')} {unitName('K')}
					</th>
					<th scope="col">± 2 sd</th>
					<th scope="col">
						{text('recipe')} {unitName('K')}
					</th>
				</tr>
			</thead>
			<tbody>
				{rows.map(({ s, k }) => {
					const band = bandAt(recipe, s)
					return (
						<tr key={s}>
							<th scope="row">{s.toFixed(2)}</th>
							<td>{figure(lost ? Number.NaN : shownIn(store.profile?.temperatureK[k] ?? Number.NaN, 'K'), 0)}</td>
							<td>{figure(lost ? Number.NaN : 2 * (store.profile?.sdK[k] ?? Number.NaN), 1)}</td>
							<td>{band === null ? '' : range(shownIn(band.lowK, 'K'), shownIn(band.highK, 'K'), 0)}</td>
						</tr>
					)
				})}
			</tbody>
			<tbody>
				{display.measuredPoints.map((point) => (
					<tr key={point.tag}>
						<th scope="row">{point.sM.toFixed(2)}</th>
						<td>{figure(shownIn(shownTag(store, store.indexOf(point.tag), nowMs).value, 'K'), 0)}</td>
						<td colSpan={2}>
							{text('measured')}, {point.tag}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}

import type { DetailGroup, DetailRow, DetailValue, DisplayStation } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { Panel } from '../elements/panel.tsx'
import type { LineStore } from '../line/line-store.ts'
import { shownTag, tagStanding, twinStanding } from '../line/value-state.ts'
import { useLine, useScreen } from '../screen.ts'
import { figure, MISSING } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useSettings } from '../words/settings.ts'
import { MODULE_TEXTS, TEXTS } from '../words/texts.ts'
import { shownIn, unitName } from '../words/units.ts'

/** Every value of the station: measured, what was asked for, and what the twin has for it, zones beside each other. */
export function ValuesPanel({ station }: { readonly station: DisplayStation }) {
	const text = useTexts(TEXTS)
	useSettings()
	const detail = station.detail
	if (detail === undefined) return null
	return (
		<Panel area="values" title={text('values')} note={<Figure className="quiet" read={twinNote} />}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
			<section className="scroll values" tabIndex={0} aria-label={text('values')}>
				{detail.groups.map((group, k) => (
					<GroupTable key={group.title} group={group} hasModules={detail.hasModules && k === 0} />
				))}
			</section>
		</Panel>
	)
}

function GroupTable({ group, hasModules }: { readonly group: DetailGroup; readonly hasModules: boolean }) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const columns = Math.max(1, ...group.rows.map(({ cells }) => cells.length))
	return (
		<table className="figures detail">
			<thead>
				<tr>
					<th scope="col">{name(group.title)}</th>
					<th scope="col">
						<span className="hidden">{text('unit')}</span>
					</th>
					{Array.from({ length: columns }, (_, k) => (
						<th key={group.members[k] ?? 'only'} scope="col">
							{group.members[k] ?? <span className="hidden">{text('measured')}</span>}
						</th>
					))}
					<th scope="col">
						<span className="hidden">{text('limits')}</span>
					</th>
				</tr>
			</thead>
			<tbody>
				{hasModules && <ModuleRow columns={columns} />}
				{group.rows.map((row) => (
					<Rows key={row.label} row={row} />
				))}
			</tbody>
		</table>
	)
}

/** Control of each heating module, in words. */
function ModuleRow({ columns }: { readonly columns: number }) {
	const text = useTexts(TEXTS)
	const words = useTexts(MODULE_TEXTS)
	const isKnown = useLine((line) => twinStanding(line, line.paintedMs).state !== 'bad')
	const modules = useLine((line) => line.states?.heatingModules)
	return (
		<tr className="module-row">
			<th scope="row">{text('control')}</th>
			<td />
			{Array.from({ length: columns }, (_, k) => {
				const state = isKnown ? modules?.[k]?.state : undefined
				return (
					// biome-ignore lint/suspicious/noArrayIndexKey: modules have no name but their place
					<td key={k} className={state === 'failed' ? 'strong' : ''}>
						{state === undefined ? MISSING : words(state)}
					</td>
				)
			})}
			<td />
		</tr>
	)
}

/** A quantity: measured, then its set-point and the twin's value where there are such. */
function Rows({ row }: { readonly row: DetailRow }) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const { store } = useScreen()
	const cells = row.cells
	const hasSet = cells.some((cell) => cell?.setpointTag !== undefined)
	const hasTwin = useLine((line) => cells.some((cell) => cell !== null && line.expected.has(cell.tag)))
	const first = cells.find((cell) => cell !== null) ?? null
	const unit = store.display?.tags[store.indexOf(first?.tag ?? '')]?.unit ?? ''
	const keyOf = (cell: DetailValue | null, k: number) => cell?.tag ?? String(k)
	return (
		<>
			<tr>
				<th scope="row">{name(row.label)}</th>
				<td className="unit">{unitName(unit)}</td>
				{cells.map((cell, k) => (
					<td key={keyOf(cell, k)} className="measured-cell">
						{cell !== null && <Measured cell={cell} />}
					</td>
				))}
				<td className="limit-cell">{first !== null && <Limits cell={first} unit={unit} />}</td>
			</tr>
			{hasSet && (
				<tr className="sub-row">
					<th scope="row" className="setpoint-head">
						{text('set-point')}
					</th>
					<td />
					{cells.map((cell, k) => (
						<td key={keyOf(cell, k)}>{cell?.setpointTag !== undefined && <Figure read={tagReader(cell.setpointTag, text)} />}</td>
					))}
					<td className="limit-cell">{first !== null && <Accepted cell={first} unit={unit} />}</td>
				</tr>
			)}
			{hasTwin && (
				<tr className="sub-row">
					<th scope="row">{text('twin')}</th>
					<td />
					{cells.map((cell, k) => (
						<td key={keyOf(cell, k)}>{cell !== null && <Figure read={(line, nowMs) => twinText(line, cell.tag, nowMs)} />}</td>
					))}
					<td />
				</tr>
			)}
		</>
	)
}

/** The value with a mark where it is beyond its limits: a shape, not a colour. */
function Measured({ cell }: { readonly cell: DetailValue }) {
	const text = useTexts(TEXTS)
	const isBeyond = useLine((line) => {
		const { value } = shownTag(line, line.indexOf(cell.tag), line.paintedMs)
		return value < (cell.low ?? Number.NEGATIVE_INFINITY) || value > (cell.high ?? Number.POSITIVE_INFINITY)
	})
	return (
		<span className={isBeyond ? 'is-beyond' : ''}>
			<Figure read={tagReader(cell.tag, text)} />
		</span>
	)
}

function Limits({ cell, unit }: { readonly cell: DetailValue; readonly unit: string }) {
	const text = useTexts(TEXTS)
	const { low, high, limitFrom } = cell
	const at = (x: number) => figure(shownIn(x, unit), Number.isInteger(x) ? 0 : 1)
	const words = [low === undefined ? '' : `≥ ${at(low)}`, high === undefined ? '' : `≤ ${at(high)}`].filter((x) => x !== '')
	if (words.length === 0) return null
	return <span title={`${text('interlock')} ${limitFrom}`}>{words.join(' ')}</span>
}

function Accepted({ cell, unit }: { readonly cell: DetailValue; readonly unit: string }) {
	const text = useTexts(TEXTS)
	if (cell.accepted === undefined) return null
	const [low, high] = cell.accepted.map((x) => figure(shownIn(x, unit), Number.isInteger(x) ? 0 : 1))
	return (
		<span title={text('accepts')}>
			{low}–{high}
		</span>
	)
}

function tagReader(tag: string, text: (key: 'yes' | 'no') => string): (store: LineStore, nowMs: number) => FigureText {
	const wordsOf = (words: string) =>
		words === '' ? MISSING : words === 'true' ? text('yes') : words === 'false' ? text('no') : words
	return (store, nowMs) => {
		const index = store.indexOf(tag)
		const { state, reason } = tagStanding(store, index, nowMs)
		const words = store.texts[index] ?? null
		if (state !== 'bad' && words !== null) return { text: wordsOf(words), state, reason }
		const { value } = shownTag(store, index, nowMs)
		const { unit = '', decimals = 1 } = store.display?.tags[index] ?? {}
		return { text: figure(shownIn(value, unit), decimals), state, reason }
	}
}

function twinText(store: LineStore, tag: string, nowMs: number): FigureText {
	const { state, reason } = twinStanding(store, nowMs)
	const expected = store.expected.get(tag)
	const { unit = '', decimals = 1 } = store.display?.tags[store.indexOf(tag)] ?? {}
	if (state === 'bad' || expected === undefined) return { text: MISSING, reason }
	return { text: `~${figure(shownIn(expected.expected, unit), decimals)}`, italic: state === 'stale', reason }
}

function twinNote(store: LineStore, nowMs: number): FigureText {
	const { state, reason } = twinStanding(store, nowMs)
	return state === 'good' ? { text: '' } : { text: reason, state, reason }
}

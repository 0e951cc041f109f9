import type { RollPiece, RollSpan } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { goTo } from '../frame/display.ts'
import { useLine, useScreen, useSession } from '../screen.ts'
import { figure, MISSING, range } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { shownIn, unitName } from '../words/units.ts'
import { LANES } from './lanes.ts'
import { FLAG_TEXTS, LANE_TEXTS, ROLL_TEXTS } from './texts.ts'

const AFTER_MS = 250
const AGAIN_MS = 5000
const SPAN_MINUTES = [5, 30, 60, 480, 1440] as const
const TREND_SERIES = ['Line/Status/CurMachSpeed', 'soft/peakK'] as const
const MOST_PENS = 4

/** What a chosen piece of web went through. */
export function PiecePanel({ span, marked }: { readonly span: RollSpan | null; readonly marked: () => void }) {
	const text = useTexts(ROLL_TEXTS)
	const [version, setVersion] = useState(0)
	const piece = usePiece(span, version)
	return (
		<Panel area="piece" title={span === null ? text('piece') : `${text('piece')} ${range(span.fromM, span.toM, 2)} m`}>
			{span === null ? (
				<p className="empty">{text('choose')}</p>
			) : piece === null ? (
				<p className="empty">{text('no-answer')}</p>
			) : (
				<Piece
					piece={piece}
					noted={() => {
						setVersion(version + 1)
						marked()
					}}
				/>
			)}
		</Panel>
	)
}

function Piece({ piece, noted }: { readonly piece: RollPiece; readonly noted: () => void }) {
	const text = useTexts(ROLL_TEXTS)
	const flag = useTexts(FLAG_TEXTS)
	const flagWords = (name: string) => (Object.hasOwn(FLAG_TEXTS, name) ? flag(name as keyof typeof FLAG_TEXTS) : name)
	const made = [
		[text('recipe'), piece.recipes],
		[text('lot'), piece.lots],
		[text('roll'), piece.rolls],
		[text('marked'), piece.flags.map((one) => `${flagWords(one.flag)} ${figure(one.metres, 2)} m`)],
	] as const
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('piece')}>
			<dl className="piece-facts">
				{made.map(([name, words]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{words.length === 0 ? (name === text('marked') ? text('not-marked') : MISSING) : words.join(', ')}</dd>
					</div>
				))}
			</dl>
			{piece.knownM === 0 ? <p className="empty">{text('not-seen')}</p> : <Values piece={piece} />}
			<ZonesAndContainers piece={piece} />
			{piece.marks.map((mark) => (
				<p key={mark.atMs} className="piece-note">
					<span className="quiet">
						{instant(mark.atMs)} {mark.by}
					</span>{' '}
					{mark.reason}
				</p>
			))}
			<Buttons piece={piece} noted={noted} />
		</section>
	)
}

function Values({ piece }: { readonly piece: RollPiece }) {
	const text = useTexts(ROLL_TEXTS)
	const lane = useTexts(LANE_TEXTS)
	const recipes = useLine((line) => line.display?.recipes)
	const windows = recipes?.[piece.recipes[0] ?? '']?.windows
	return (
		<table className="data piece-values">
			<thead>
				<tr>
					{(['quantity', 'mean', 'extremes', 'window'] as const).map((key) => (
						<th key={key} scope="col">
							{text(key)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{piece.values.map(({ name, mean, min, max, sd }) => {
					const { unit, decimals, window } = LANES[name]
					const asked = windows?.[window]
					const isOutside = asked !== undefined && (min < asked[0] || max > asked[1])
					const shown = (x: number) => shownIn(x, unit)
					return (
						<tr key={name}>
							<th scope="row">
								{lane(name)} <span className="unit">{unitName(unit)}</span>
							</th>
							<td className="strong">
								{figure(shown(mean), decimals)}
								{sd !== null && <span className="quiet"> ±{figure(sd, decimals)}</span>}
							</td>
							<td className={isOutside ? 'is-outside' : ''}>
								{range(shown(min), shown(max), decimals)}
								{isOutside && ' !'}
							</td>
							<td className="quiet">{asked === undefined ? '' : range(shown(asked[0]), shown(asked[1]), decimals)}</td>
						</tr>
					)
				})}
			</tbody>
		</table>
	)
}

function ZonesAndContainers({ piece }: { readonly piece: RollPiece }) {
	const text = useTexts(ROLL_TEXTS)
	const plant = usePlantNames()
	return (
		<>
			{piece.zones.length > 0 && (
				<table className="data piece-values">
					<thead>
						<tr>
							<th scope="col">
								{text('zone')} <span className="quiet">({text('zones-note')})</span>
							</th>
							<th scope="col">{text('came-in')}</th>
							<th scope="col">{text('seconds')}</th>
						</tr>
					</thead>
					<tbody>
						{piece.zones.map(({ station, zone, fromMs, seconds }) => (
							<tr key={`${station}${zone}`}>
								<th scope="row">
									{plant(station)} {zone === 0 ? '' : zone}
								</th>
								<td>{instant(fromMs).slice(11)}</td>
								<td className="strong">{figure(seconds, 1)}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
			<table className="data piece-values">
				<thead>
					<tr>
						<th scope="col">{text('containers')}</th>
						<th scope="col">{text('share')}</th>
						<th scope="col">g</th>
					</tr>
				</thead>
				<tbody>
					{piece.containers.length === 0 && (
						<tr>
							<td colSpan={3} className="quiet">
								{text('no-container')}
							</td>
						</tr>
					)}
					{piece.containers.map(({ container, share, grams }) => (
						<tr key={container}>
							<th scope="row">{container}</th>
							<td>{figure(100 * share, 2)}</td>
							<td>{grams === null ? MISSING : figure(grams, 1)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</>
	)
}

function Buttons({ piece, noted }: { readonly piece: RollPiece; readonly noted: () => void }) {
	const text = useTexts(ROLL_TEXTS)
	const { role } = useSession()
	const pens = useLine((line) => line.display?.pens)
	const stations = useLine((line) => line.display?.stations)
	const [writes, setWrites] = useState(false)
	const openTrends = (): void => {
		const [fromMs, toMs] = [piece.fromMs ?? 0, piece.toMs ?? 0]
		const minutes = SPAN_MINUTES.find((one) => one * 60_000 >= 1.2 * (toMs - fromMs)) ?? SPAN_MINUTES[4]
		const hot = stations?.find(({ detail }) => detail?.hasModules)?.detail?.trends.map(({ series }) => series) ?? []
		const known = new Set(pens?.map(({ series }) => series))
		const series = [...new Set([...TREND_SERIES, ...hot])].filter((one) => known.has(one)).slice(0, MOST_PENS)
		const endMs = Math.round((fromMs + toMs + minutes * 60_000) / 2)
		goTo('trends', `${minutes}@${endMs}:${series.join(',')}`)
	}
	return (
		<>
			<div className="button-row">
				<button type="button" className="command-button" disabled={piece.toMs === null} onClick={openTrends}>
					{text('trends')}
				</button>
				{piece.lots.map((lot) => (
					<button key={lot} type="button" className="command-button" onClick={() => goTo('lots', `lot:${lot}`)}>
						{text('trace')} {lot}
					</button>
				))}
				{(role === 'operator' || role === 'engineer') && !writes && (
					<button type="button" className="command-button" onClick={() => setWrites(true)}>
						{text('note')}
					</button>
				)}
			</div>
			{writes && (
				<NoteForm
					span={piece}
					close={(done) => {
						setWrites(false)
						if (done) noted()
					}}
				/>
			)}
		</>
	)
}

function NoteForm({ span, close }: { readonly span: RollSpan; readonly close: (done: boolean) => void }) {
	const text = useTexts(ROLL_TEXTS)
	const { connection } = useScreen()
	const [reason, setReason] = useState('')
	const [refusal, setRefusal] = useState('')
	const save = async (): Promise<void> => {
		const answer = await connection.ask('rollMark', { fromM: span.fromM, toM: span.toM }, reason.trim())
		if (answer.ok) close(true)
		else setRefusal(answer.message)
	}
	return (
		<form
			className="note-form"
			onSubmit={(event) => {
				event.preventDefault()
				void save()
			}}
			onKeyDown={(event) => {
				if (event.key === 'Escape') close(false)
			}}
		>
			<label className="field">
				{text('reason')}
				<input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
			</label>
			{refusal !== '' && (
				<p className="refusal" role="alert">
					{refusal}
				</p>
			)}
			<div className="button-row">
				<button type="submit" className="command-button is-main" disabled={reason.trim().length < 3}>
					{text('save')}
				</button>
				<button type="button" className="command-button" onClick={() => close(false)}>
					{text('cancel')}
				</button>
			</div>
		</form>
	)
}

/** Asked for a moment after it was chosen, and again while it is not wholly recorded. */
function usePiece(span: RollSpan | null, version: number): RollPiece | null {
	const { connection } = useScreen()
	const [found, setFound] = useState<{ readonly key: string; readonly piece: RollPiece } | null>(null)
	const key = span === null ? '' : `${span.fromM} ${span.toM} ${version}`
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key says the span
	useEffect(() => {
		if (span === null) return
		let isHere = true
		let timer: ReturnType<typeof setTimeout> | undefined
		const look = async (): Promise<void> => {
			const answer = await connection.ask('rollPiece', { fromM: span.fromM, toM: span.toM })
			if (!isHere) return
			if (answer.ok) setFound({ key, piece: answer.piece })
			if (!answer.ok || answer.piece.knownM < 0.9 * (span.toM - span.fromM)) timer = setTimeout(() => void look(), AGAIN_MS)
		}
		timer = setTimeout(() => void look(), AFTER_MS)
		return () => {
			isHere = false
			clearTimeout(timer)
		}
	}, [key, connection])
	return found?.key === key ? found.piece : null
}

import type { BatchRecord, LotDetail, LotRecord } from '@emberline/hmi/contract'
import { Fragment, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { csvOf, saveFile } from '../elements/save-file.ts'
import { goTo } from '../frame/display.ts'
import { LANES } from '../rolls/lanes.ts'
import { addressOf } from '../rolls/place.ts'
import { LANE_TEXTS } from '../rolls/texts.ts'
import { useScreen, useSession } from '../screen.ts'
import { figure, MISSING, range } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useAnswer } from './ask.ts'
import { LOT_TEXTS } from './texts.ts'

/** Neighbouring metres of one roll, lot and recipe are shown as one piece. */
const JOIN_M = 1.5

/** The record of one container: what was asked and made, of what web, what the laboratory found, who answers for it. */
export function LotPanel({ container }: { readonly container: string | null }) {
	const text = useTexts(LOT_TEXTS)
	const [version, setVersion] = useState(0)
	const { value, refusal } = useAnswer(container === null ? '' : `${container} ${version}`, (connection) =>
		connection.ask('lot', container ?? ''),
	)
	const detail = value?.detail
	return (
		<Panel area="lot" title={container === null ? text('record') : `${text('record')} ${container}`}>
			{container === null ? (
				<p className="empty">{text('choose')}</p>
			) : detail === undefined ? (
				<p className="empty">{refusal === 'unknown' ? text('none') : text('no-answer')}</p>
			) : (
				<Detail detail={detail} judged={() => setVersion(version + 1)} />
			)}
		</Panel>
	)
}

function Detail({ detail, judged }: { readonly detail: LotDetail; readonly judged: () => void }) {
	const text = useTexts(LOT_TEXTS)
	const { lot, batch } = detail
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('record')}>
			{batch === null ? <p className="empty">{text('not-at-hand')}</p> : <Batch batch={batch} />}
			<Lab lot={lot} />
			<Web lot={lot} />
			<div className="button-row">
				<button
					type="button"
					className="command-button"
					onClick={() => saveFile(`${lot.container}.json`, JSON.stringify(detail, null, '\t'), 'application/json')}
				>
					{text('json')}
				</button>
				<button
					type="button"
					className="command-button"
					onClick={() => saveFile(`${lot.container}.csv`, webCsv(lot), 'text/csv')}
				>
					{text('csv')}
				</button>
			</div>
			{detail.releases.map((one) => (
				<p key={one.atMs} className="judgement">
					<strong>{text(one.verdict)}</strong> {one.by}, {instant(one.atMs)}: {one.reason}
				</p>
			))}
			<Judgement lot={lot} judged={judged} />
		</section>
	)
}

function Batch({ batch }: { readonly batch: BatchRecord }) {
	const text = useTexts(LOT_TEXTS)
	const lane = useTexts(LANE_TEXTS)
	const plant = usePlantNames()
	const asked = ({ low, high, set }: { low: number | null; high: number | null; set: number | null }, decimals: number) =>
		set !== null
			? figure(set, decimals)
			: low !== null && high !== null
				? range(low, high, decimals)
				: high !== null
					? `≤ ${figure(high, decimals)}`
					: low !== null
						? `≥ ${figure(low, decimals)}`
						: ''
	return batch.procedures.map((procedure) => (
		<Fragment key={procedure.recipe}>
			<p className="strong">
				{procedure.recipe || MISSING}, {figure(100 * procedure.share, 1)} %: {procedure.lots.join(', ')},{' '}
				{procedure.rolls.join(', ')}
			</p>
			<table className="data alarm-table">
				<thead>
					<tr>
						{(['phase', 'quantity', 'asked', 'made', 'extremes', 'outside'] as const).map((key) => (
							<th key={key} scope="col">
								{text(key)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{procedure.unit_procedures.flatMap(({ unit, phases }) =>
						phases.flatMap(({ values }) =>
							values.map(({ name, asked: wanted, actual, outside }) => (
								<tr key={name}>
									<td>{plant(unit)}</td>
									<th scope="row">
										{lane(name)} <span className="unit">{LANES[name].unit}</span>
									</th>
									<td className="quiet">{asked(wanted, LANES[name].decimals)}</td>
									<td className="strong">{actual === null ? MISSING : `~${figure(actual.mean, LANES[name].decimals)}`}</td>
									<td>{actual === null ? MISSING : range(actual.min, actual.max, LANES[name].decimals)}</td>
									<td className={outside > 0 ? 'strong' : ''}>
										{figure(100 * outside, 2)}
										{outside > 0 && ' !'}
									</td>
								</tr>
							)),
						),
					)}
				</tbody>
			</table>
			{procedure.comments.length > 0 && (
				<p>
					{text('deviations')}: {procedure.comments.map(({ flag, metres }) => `${flag} ${figure(metres, 2)} m`).join(', ')}
				</p>
			)}
		</Fragment>
	))
}

function Lab({ lot }: { readonly lot: LotRecord }) {
	const text = useTexts(LOT_TEXTS)
	if (lot.lab.length === 0)
		return (
			<p className="quiet">
				{text('lab')}: {text('no-lab')}
			</p>
		)
	const shown = (x: number | null, decimals: number) => (x === null ? MISSING : figure(x, decimals))
	return (
		<table className="data alarm-table">
			<thead>
				<tr>
					{(['sample', 'taken', 'lab-size', 'lab-alloy', 'lab-nacl'] as const).map((key) => (
						<th key={key} scope="col">
							{text(key)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{lot.lab.map((one) => (
					<tr key={one.sample}>
						<th scope="row">{one.sample}</th>
						<td>{instant(one.t_ms ?? Number.NaN).slice(5, 16)}</td>
						<td>
							{shown(one.size_nm, 1)} ±{shown(one.size_sd_nm, 1)}
						</td>
						<td>{shown(one.alloy_wtpct, 1)}</td>
						<td>{shown(one.residual_nacl_wtpct, 2)}</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}

interface Joined {
	readonly fromM: number
	readonly toM: number
	readonly weight: number
	readonly roll: string
	readonly lot: string
	readonly recipe: string
}

function joined(lot: LotRecord): readonly Joined[] {
	const found: Joined[] = []
	for (const { from_m: fromM, to_m: toM, weight, ...names } of lot.intervals) {
		const last = found.at(-1)
		const isNext =
			last !== undefined &&
			fromM - last.toM < JOIN_M &&
			last.lot === names.lot &&
			last.roll === names.roll &&
			last.recipe === names.recipe
		if (isNext) found[found.length - 1] = { ...last, toM, weight: last.weight + weight }
		else found.push({ fromM, toM, weight, ...names })
	}
	return found
}

function Web({ lot }: { readonly lot: LotRecord }) {
	const text = useTexts(LOT_TEXTS)
	return (
		<table className="data alarm-table">
			<thead>
				<tr>
					{(['made-of', 'lot', 'roll', 'weight'] as const).map((key) => (
						<th key={key} scope="col">
							{text(key)}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{joined(lot).map((one) => (
					<tr key={`${one.fromM} ${one.lot}`}>
						<th scope="row">
							<button
								type="button"
								className="row-button"
								aria-label={`${text('to-map')} ${range(one.fromM, one.toM, 1)} m`}
								onClick={() => goTo('roll-map', mapOf(one.fromM, one.toM))}
							>
								{range(one.fromM, one.toM, 1)} m
							</button>
						</th>
						<td>
							<button
								type="button"
								className="row-button"
								aria-label={`${text('by-lot')} ${one.lot}`}
								onClick={() => goTo('lots', `lot:${one.lot}`)}
							>
								{one.lot || MISSING}
							</button>
						</td>
						<td>{one.roll}</td>
						<td>{figure(100 * one.weight, 2)}</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}

/** Address of a piece on the roll map, with some web around it. */
export function mapOf(fromM: number, toM: number): string {
	const spanM = Math.max(10, 1.5 * (toM - fromM))
	return addressOf({ spanM, toM: (fromM + toM + spanM) / 2, piece: { fromM, toM } })
}

const webCsv = (lot: LotRecord): string =>
	csvOf([
		['from_m', 'to_m', 'weight', 'roll', 'lot', 'recipe'],
		...lot.intervals.map((one) => [one.from_m, one.to_m, one.weight, one.roll, one.lot, one.recipe]),
	])

/** Released or held by an approver, signed with the password again. */
function Judgement({ lot, judged }: { readonly lot: LotRecord; readonly judged: () => void }) {
	const text = useTexts(LOT_TEXTS)
	const { connection } = useScreen()
	const { role, user } = useSession()
	const [verdict, setVerdict] = useState<'released' | 'held' | null>(null)
	const [reason, setReason] = useState('')
	const [password, setPassword] = useState('')
	const [refusal, setRefusal] = useState('')
	if (lot.to_ms === null) return <p className="quiet">{text('open')}</p>
	if (role !== 'approver') return <p className="quiet">{text('approver-only')}</p>
	const send = async (): Promise<void> => {
		if (verdict === null) return
		const ask = { container: lot.container, verdict, reason: reason.trim(), sign: { user, password } }
		const answer = await connection.ask('releaseLot', ask)
		setPassword('')
		setRefusal(answer.ok ? '' : answer.message)
		if (!answer.ok) return
		setVerdict(null)
		judged()
	}
	if (verdict === null)
		return (
			<div className="button-row">
				<button type="button" className="command-button" onClick={() => setVerdict('released')}>
					{text('release')}
				</button>
				<button type="button" className="command-button" onClick={() => setVerdict('held')}>
					{text('hold')}
				</button>
			</div>
		)
	return (
		<form
			className="sign"
			onSubmit={(event) => {
				event.preventDefault()
				void send()
			}}
			onKeyDown={(event) => {
				if (event.key === 'Escape') setVerdict(null)
			}}
		>
			<label className="field">
				{text('reason')}
				<input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
			</label>
			<label className="field">
				{text('password')}
				<input type="password" autoComplete="off" value={password} onChange={(event) => setPassword(event.target.value)} />
			</label>
			{refusal !== '' && (
				<p className="refusal" role="alert">
					{refusal}
				</p>
			)}
			<div className="button-row">
				<button type="submit" className="command-button is-main" disabled={reason.trim().length < 3 || password === ''}>
					{text(verdict === 'released' ? 'release' : 'hold')} {lot.container}
				</button>
				<button type="button" className="command-button" onClick={() => setVerdict(null)}>
					{text('cancel')}
				</button>
			</div>
		</form>
	)
}

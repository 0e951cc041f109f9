import { TRACE_HOURS, type Trace, type TraceAsk } from '@emberline/hmi/contract'
import { useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { csvOf, saveFile } from '../elements/save-file.ts'
import { goTo } from '../frame/display.ts'
import { figure, MISSING, range } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { numberIn } from '../words/number-words.ts'
import { useAnswer } from './ask.ts'
import { mapOf } from './lot-panel.tsx'
import { LOT_TEXTS } from './texts.ts'

const KINDS = ['lot', 'above', 'roll', 'recipe', 'flag'] as const
const FLAGS = ['splice', 'stop', 'over_dosed', 'reject', 'lost'] as const
const FIRST_HOURS = 24

/** `lot:P0007`, `above:1360@168`; the hours after the sign. */
function askedOf(object: string): TraceAsk {
	const [, by, value = '', hours] = /^(\w+):(.*?)(?:@(\d+))?$/.exec(object) ?? []
	return {
		by: KINDS.find((one) => one === by) ?? 'lot',
		value,
		hours: TRACE_HOURS.find((one) => one === Number(hours)) ?? FIRST_HOURS,
	}
}

const show = ({ by, value, hours }: TraceAsk): void => goTo('lots', `${by}:${value}@${hours}`)

/** From web to product: everything of a lot, a roll or a recipe, all that is marked or saw more than so many kelvin. */
export function TracePanel({ asked }: { readonly asked: string }) {
	const text = useTexts(LOT_TEXTS)
	const ask = askedOf(asked)
	const [by, setBy] = useState(ask.by)
	const [value, setValue] = useState(ask.value)
	const typed = by === 'above' ? String(numberIn(value) ?? '') : value.trim()
	const { value: found, refusal } = useAnswer(ask.value === '' ? '' : asked, (connection) => connection.ask('traceWeb', ask))
	return (
		<Panel area="trace" title={text('trace')}>
			<form
				className="button-row trace-form"
				onSubmit={(event) => {
					event.preventDefault()
					if (typed !== '') show({ by, value: typed, hours: ask.hours })
				}}
			>
				<label className="field">
					{text('question')}
					<select
						value={by}
						onChange={(event) => {
							setBy(KINDS.find((one) => one === event.target.value) ?? 'lot')
							setValue('')
						}}
					>
						{KINDS.map((one) => (
							<option key={one} value={one}>
								{text(`by-${one}`)}
							</option>
						))}
					</select>
				</label>
				{by === 'flag' ? (
					<label className="field">
						{text('value')}
						<select value={value} onChange={(event) => setValue(event.target.value)}>
							<option value="" />
							{FLAGS.map((one) => (
								<option key={one}>{one}</option>
							))}
						</select>
					</label>
				) : (
					<label className="field">
						{text('value')}
						<input
							value={value}
							inputMode={by === 'above' ? 'decimal' : 'text'}
							onChange={(event) => setValue(event.target.value)}
						/>
					</label>
				)}
				<button type="submit" className="command-button is-main" disabled={typed === ''}>
					{text('find')}
				</button>
				<fieldset className="spans">
					<legend className="hidden">{text('back')}</legend>
					{TRACE_HOURS.map((hours) => (
						<button
							key={hours}
							type="button"
							className="command-button"
							aria-pressed={hours === ask.hours}
							onClick={() => show({ by, value: typed, hours })}
						>
							{hours < 168 ? `${hours} h` : `${Math.round(hours / 24)} d`}
						</button>
					))}
				</fieldset>
			</form>
			{ask.value === '' ? null : found === null ? (
				<p className="empty">{refusal === '' ? text('working') : text('no-history')}</p>
			) : (
				<Answer trace={found.trace} />
			)}
		</Panel>
	)
}

function Answer({ trace }: { readonly trace: Trace }) {
	const text = useTexts(LOT_TEXTS)
	if (trace.web_m === 0) return <p className="empty">{text('nothing')}</p>
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('pieces')}>
			<p className="strong">
				{figure(trace.web_m, 2)} m {text('found')}: {trace.lots.join(', ')}; {trace.rolls.join(', ')}; {trace.recipes.join(', ')}
			</p>
			<div className="trace-tables">
				<table className="data alarm-table">
					<thead>
						<tr>
							<th scope="col">{text('container')}</th>
							<th scope="col">{text('share')}</th>
							<th scope="col">g</th>
							<th scope="col">{text('filled')}</th>
						</tr>
					</thead>
					<tbody>
						{trace.containers.map((one) => (
							<tr key={`${one.container} ${one.from_ms}`}>
								<th scope="row">
									<button type="button" className="row-button" onClick={() => goTo('lots', `of:${one.container}`)}>
										{one.container}
									</button>
								</th>
								<td>{figure(100 * one.share, 2)}</td>
								<td className="strong">{one.grams === null ? MISSING : figure(one.grams, 1)}</td>
								<td>
									{instant(one.from_ms).slice(5, 16)} – {one.to_ms === null ? text('open') : instant(one.to_ms).slice(11, 16)}
								</td>
							</tr>
						))}
					</tbody>
				</table>
				<table className="data alarm-table">
					<thead>
						<tr>
							{(['pieces', 'coated', 'scraped', 'peak', 'lot', 'roll', 'recipe'] as const).map((key) => (
								<th key={key} scope="col">
									{text(key)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{trace.pieces.map((one) => (
							<tr key={one.from_m}>
								<th scope="row">
									<button
										type="button"
										className="row-button"
										aria-label={`${text('to-map')} ${range(one.from_m, one.to_m, 2)} m`}
										onClick={() => goTo('roll-map', mapOf(one.from_m, one.to_m))}
									>
										{range(one.from_m, one.to_m, 2)} m
									</button>
								</th>
								<td>{instant(one.from_ms ?? Number.NaN).slice(5)}</td>
								<td>{instant(one.to_ms ?? Number.NaN).slice(5)}</td>
								<td>{one.peak_K === null ? MISSING : figure(one.peak_K, 0)}</td>
								<td>{one.lot}</td>
								<td>{one.roll}</td>
								<td>{one.recipe}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<div className="button-row">
				<button type="button" className="command-button" onClick={() => saveFile('trace.csv', traceCsv(trace), 'text/csv')}>
					{text('csv')}
				</button>
			</div>
		</section>
	)
}

const traceCsv = (trace: Trace): string =>
	csvOf([
		['container', 'share', 'grams', 'from_ms', 'to_ms'],
		...trace.containers.map((one) => [one.container, one.share, one.grams, one.from_ms, one.to_ms]),
		[],
		['from_m', 'to_m', 'from_ms', 'to_ms', 'peak_K', 'lot', 'roll', 'recipe'],
		...trace.pieces.map((one) => [one.from_m, one.to_m, one.from_ms, one.to_ms, one.peak_K, one.lot, one.roll, one.recipe]),
	])

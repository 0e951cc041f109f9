import type { KpiView, LotRow } from '@emberline/hmi/contract'
import '../style/lots.css'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { csvOf, saveFile } from '../elements/save-file.ts'
import { goTo, usePlace } from '../frame/display.ts'
import { decimalsFor, figure, MISSING, range } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useAnswer } from './ask.ts'
import { LotPanel } from './lot-panel.tsx'
import { KPI_TEXTS, LOT_TEXTS } from './texts.ts'
import { TracePanel } from './trace-panel.tsx'

const EVERY_MS = 15_000
const TABS = ['containers', 'trace', 'kpis'] as const

/** F6: washed powder, where it came from and what became of it. The address names a tab, a container (`of:…`) or a question (`lot:…`). */
export function LotsDisplay() {
	const text = useTexts(LOT_TEXTS)
	const { object } = usePlace()
	const chosen = object.startsWith('of:') ? object.slice('of:'.length) : null
	const tab = object === 'kpis' ? 'kpis' : chosen !== null || object === '' ? 'containers' : 'trace'
	return (
		<div className="lots-display">
			<div className="tabs" role="tablist" aria-label={text('lots')}>
				{TABS.map((one) => (
					<button
						key={one}
						type="button"
						role="tab"
						aria-selected={one === tab}
						className={one === tab ? 'tab is-here' : 'tab'}
						onClick={() => goTo('lots', one === 'containers' ? '' : one)}
					>
						{text(one)}
					</button>
				))}
			</div>
			{tab === 'containers' ? (
				<Containers chosen={chosen} />
			) : tab === 'trace' ? (
				<TracePanel key={object} asked={object} />
			) : (
				<Kpis />
			)}
		</div>
	)
}

function Containers({ chosen }: { readonly chosen: string | null }) {
	const text = useTexts(LOT_TEXTS)
	const { value, refusal } = useAnswer('lots', (connection) => connection.ask('lots'), EVERY_MS)
	const lots = value?.lots
	return (
		<div className="lots-split">
			<Panel area="containers" title={text('containers')}>
				{lots === undefined ? (
					<p className="empty">{text(refusal === 'no-history' ? 'no-history' : 'no-answer')}</p>
				) : lots.length === 0 ? (
					<p className="empty">{text('none')}</p>
				) : (
					<LotTable lots={lots} chosen={chosen} />
				)}
				<div className="button-row">
					<button
						type="button"
						className="command-button"
						disabled={lots === undefined || lots.length === 0}
						onClick={() => saveFile('containers.csv', lotsCsv(lots ?? []), 'text/csv')}
					>
						{text('csv')}
					</button>
				</div>
			</Panel>
			<LotPanel container={chosen} />
		</div>
	)
}

function LotTable({ lots, chosen }: { readonly lots: readonly LotRow[]; readonly chosen: string | null }) {
	const text = useTexts(LOT_TEXTS)
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('containers')}>
			<table className="data alarm-table">
				<thead>
					<tr>
						{(['container', 'filled'] as const).map((key) => (
							<th key={key} scope="col">
								{text(key)}
							</th>
						))}
						<th scope="col">g</th>
						{(['web', 'recipe', 'lot', 'lab-size', 'lab-alloy', 'lab-nacl', 'verdict'] as const).map((key) => (
							<th key={key} scope="col">
								{text(key)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{lots.map((lot) => (
						<tr key={`${lot.container} ${lot.fromMs}`} className={lot.container === chosen ? 'is-chosen' : ''}>
							<th scope="row">
								<button type="button" className="row-button" onClick={() => goTo('lots', `of:${lot.container}`)}>
									{lot.container}
								</button>
							</th>
							<td>
								{instant(lot.fromMs).slice(5, 16)} – {lot.toMs === null ? text('open') : instant(lot.toMs).slice(11, 16)}
							</td>
							<td className="strong">{lot.grams === null ? MISSING : figure(lot.grams, 1)}</td>
							<td>{lot.fromM === null || lot.toM === null ? MISSING : range(lot.fromM, lot.toM, 0)}</td>
							<td>{lot.recipes.join(', ')}</td>
							<td>{lot.lots.join(', ')}</td>
							<td>{lot.sizeNm === null ? MISSING : figure(lot.sizeNm, 1)}</td>
							<td>{lot.alloyWtpct === null ? MISSING : figure(lot.alloyWtpct, 1)}</td>
							<td>{lot.naclWtpct === null ? MISSING : figure(lot.naclWtpct, 2)}</td>
							<td>{text(lot.release?.verdict ?? 'not-judged')}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}

function lotsCsv(lots: readonly LotRow[]): string {
	return csvOf([
		[
			'container',
			'from_ms',
			'to_ms',
			'grams',
			'from_m',
			'to_m',
			'recipes',
			'lots',
			'samples',
			'size_nm',
			'alloy_wtpct',
			'nacl_wtpct',
			'verdict',
			'by',
		],
		...lots.map((lot) => [
			lot.container,
			lot.fromMs,
			lot.toMs,
			lot.grams,
			lot.fromM,
			lot.toM,
			lot.recipes.join(';'),
			lot.lots.join(';'),
			lot.samples,
			lot.sizeNm,
			lot.alloyWtpct,
			lot.naclWtpct,
			lot.release?.verdict ?? null,
			lot.release?.by ?? null,
		]),
	])
}

function Kpis() {
	const text = useTexts(LOT_TEXTS)
	const { value, refusal } = useAnswer('kpis', (connection) => connection.ask('kpis'), EVERY_MS)
	const [now, before] = value?.kpis ?? []
	if (now === undefined) return <p className="empty">{text(refusal === 'no-history' ? 'no-history' : 'no-answer')}</p>
	return (
		<div className="lots-split">
			<Panel
				area="kpis"
				title={text('kpis')}
				note={
					<span>
						{text('since')} {instant(now.fromMs ?? Number.NaN)}
					</span>
				}
			>
				<KpiTable now={now} before={before} />
			</Panel>
			<Panel area="stops" title={text('stops')}>
				<Stops now={now} />
			</Panel>
		</div>
	)
}

function KpiTable({ now, before }: { readonly now: KpiView; readonly before: KpiView | undefined }) {
	const text = useTexts(LOT_TEXTS)
	const kpi = useTexts(KPI_TEXTS)
	const plant = usePlantNames()
	const words = (name: string): string => {
		if (Object.hasOwn(KPI_TEXTS, name)) return kpi(name as keyof typeof KPI_TEXTS)
		const [, station = '', zone = ''] = name.split(' ')
		return `${kpi('kWh')} ${plant(station)} ${zone}`
	}
	const shown = (value: number | null | undefined, unit: string): string => {
		if (value === null || value === undefined) return MISSING
		return unit === '1' ? `${figure(100 * value, 1)} %` : `${figure(value, decimalsFor(value))} ${unit}`
	}
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('kpis')}>
			<table className="data alarm-table">
				<thead>
					<tr>
						<th scope="col">{text('figure')}</th>
						<th scope="col">{text('shift')}</th>
						<th scope="col">{before === undefined ? '' : text('shift-before')}</th>
						<th scope="col">{text('spans')}</th>
					</tr>
				</thead>
				<tbody>
					{now.figures.map(({ name, value, unit, spans }) => (
						<tr key={name}>
							<th scope="row">{words(name)}</th>
							<td className="strong">{shown(value, unit)}</td>
							<td>{before === undefined ? '' : shown(before.figures.find((one) => one.name === name)?.value, unit)}</td>
							<td className="quiet">{spans}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	)
}

function Stops({ now }: { readonly now: KpiView }) {
	const text = useTexts(LOT_TEXTS)
	const plant = usePlantNames()
	const shown = (value: number | null) => (value === null ? MISSING : figure(value, 1))
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('stops')}>
			{now.stops.length === 0 ? (
				<p className="empty">{text('no-stops')}</p>
			) : (
				<table className="data alarm-table">
					<thead>
						<tr>
							{(['unit', 'reason', 'count', 'mttr', 'mtbf'] as const).map((key) => (
								<th key={key} scope="col">
									{text(key)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{now.stops.map((stop) => (
							<tr key={`${stop.unit} ${stop.reason}`}>
								<th scope="row">{plant(stop.unit)}</th>
								<td>
									{stop.reason} {stop.words}
								</td>
								<td>{stop.stops}</td>
								<td>{shown(stop.mttrMin)}</td>
								<td>{shown(stop.mtbfH)}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
			{now.scrap.length > 0 && (
				<table className="data alarm-table">
					<thead>
						<tr>
							<th scope="col">{text('scrap')}</th>
							<th scope="col">m</th>
						</tr>
					</thead>
					<tbody>
						{now.scrap.map(({ cause, metres }) => (
							<tr key={cause}>
								<th scope="row">{cause}</th>
								<td>{metres === null ? MISSING : figure(metres, 2)}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</section>
	)
}

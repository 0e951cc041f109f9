import type { ForecastBudget, StationName, ZoneBalance } from '@emberline/hmi/contract'
import { Fragment, useState, useSyncExternalStore } from 'react'
import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { Panel } from '../elements/panel.tsx'
import { expected, expectedBudget, forecastStanding, middle80 } from '../line/forecast-figures.ts'
import { type LineStore, zoneKey } from '../line/line-store.ts'
import { twinStanding } from '../line/value-state.ts'
import { useLine } from '../screen.ts'
import { decimalsFor, figure, MISSING, range } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { TEXTS, type TextKey } from '../words/texts.ts'

const HOUR_S = 3600
/** The forecast numbers the heating modules alone. */
const FORECAST_STATION: StationName = 'Heating'

/** Terms in kW that now and the forecast share. */
const TERMS = [
	['electricalKW', 'electrical'],
	['toWebKW', 'to-web'],
	['toGasKW', 'to-gas'],
	['toSlotsKW', 'to-slots'],
	['toWallsKW', 'to-walls'],
	['toCoolantKW', 'to-coolant'],
	['storedKW', 'stored'],
] as const satisfies readonly (readonly [string, TextKey])[]

/** A narrow screen has no room for both beside each other. */
type Shown = 'both' | 'now' | 'next'
const WIDE = '(min-width: 100rem)'
const SAYS: Readonly<Record<Shown, TextKey>> = { both: 'budget-both', now: 'budget-now', next: 'budget-next' }

function useWide(): boolean {
	const subscribe = (listener: () => void) => {
		const query = window.matchMedia(WIDE)
		query.addEventListener('change', listener)
		return () => query.removeEventListener('change', listener)
	}
	return useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches)
}

interface Zone {
	readonly station: StationName
	readonly zone: number
}

/** Where each zone's heat goes, now and on average over the next hour, and what it will have used; of one station, or of all. */
export function BudgetPanel({ station }: { readonly station?: StationName }) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const heated = useLine((line) => line.heatedZones)
		.map(zoneOf)
		.filter((zone) => station === undefined || zone.station === station)
	const hasForecast = heated.some(isForecast)
	const wide = useWide()
	const [nextHour, setNextHour] = useState(false)
	const shown: Shown = !hasForecast ? 'now' : wide ? 'both' : nextHour ? 'next' : 'now'
	const zones = shown === 'next' ? heated.filter(isForecast) : heated
	const stations = [...new Set(zones.map((z) => z.station))].map((own) => ({
		name: own,
		zones: zones.filter((z) => z.station === own),
	}))
	const note = (
		<>
			<Figure className="quiet" read={(store, nowMs) => standing(store, nowMs, text(SAYS[shown]))} />
			{!wide && hasForecast && (
				<button type="button" className="plain-button" onClick={() => setNextHour(!nextHour)}>
					{text(nextHour ? 'show-now' : 'show-next')}
				</button>
			)}
		</>
	)
	return (
		<Panel area="budget" title={text('budget')} note={note}>
			{heated.length === 0 ? (
				<p className="empty">{text('no-account')}</p>
			) : (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
				<section className="scroll" tabIndex={0} aria-label={text('budget')}>
					<table className="figures budget">
						<thead>
							<tr>
								<th scope="col" rowSpan={2}>
									kW
								</th>
								{stations.map(({ name: of, zones: own }) => (
									<th
										key={of}
										className="first group"
										scope="colgroup"
										colSpan={own.reduce((n, z) => n + columnsOf(z, shown).length, 0)}
									>
										{name(of)}
									</th>
								))}
							</tr>
							<tr>
								{stations.flatMap(({ zones: own }) =>
									own.map((z) => (
										<Fragment key={zoneKey(z)}>
											{columnsOf(z, shown).map((column, k) => (
												<th
													key={column}
													scope="col"
													className={`${k === 0 ? 'first' : ''} ${column === 'next' ? 'forecast-head' : ''}`}
												>
													{headOf(z, column, own.length, shown, text)}
												</th>
											))}
										</Fragment>
									)),
								)}
							</tr>
						</thead>
						<tbody>
							{TERMS.map(([term, words]) => (
								<Row
									key={term}
									words={text(words)}
									zones={zones}
									shown={shown}
									now={(b) => amount(b[term])}
									next={(b) => amount(b[term])}
								/>
							))}
							<Row words={text('closure')} zones={zones} shown={shown} now={(b) => figure(100 * b.closure, 1)} next={() => ''} />
							<Row
								words={text('dose')}
								zones={zones}
								shown={shown}
								now={(b) => amount(b.doseEqS)}
								next={(b) => amount(b.doseEqS)}
							/>
						</tbody>
						{shown !== 'now' && (
							<tbody>
								<Wide words={text('kwh-1-h')} zones={zones} shown={shown} read={energyText} />
								<Wide words={text('range-80')} zones={zones} shown={shown} read={energyRange} />
							</tbody>
						)}
					</table>
				</section>
			)}
		</Panel>
	)
}

function Row(p: {
	readonly words: string
	readonly zones: readonly Zone[]
	readonly shown: Shown
	readonly now: (balance: ZoneBalance) => string
	readonly next: (budget: ForecastBudget) => string
}) {
	return (
		<tr>
			<th scope="row">{p.words}</th>
			{p.zones.map((z) => (
				<Fragment key={zoneKey(z)}>
					{columnsOf(z, p.shown).map((column, k) => (
						<td key={column} className={k === 0 ? 'first' : 'next'}>
							<Figure
								read={(store, nowMs) => (column === 'now' ? nowText(store, z, p.now, nowMs) : nextText(store, z, p.next, nowMs))}
							/>
						</td>
					))}
				</Fragment>
			))}
		</tr>
	)
}

function Wide(p: {
	readonly words: string
	readonly zones: readonly Zone[]
	readonly shown: Shown
	readonly read: (store: LineStore, zone: Zone, nowMs: number) => FigureText
}) {
	return (
		<tr>
			<th scope="row">{p.words}</th>
			{p.zones.map((z) => (
				<td key={zoneKey(z)} className="first next" colSpan={columnsOf(z, p.shown).length}>
					<Figure read={(store, nowMs) => p.read(store, z, nowMs)} />
				</td>
			))}
		</tr>
	)
}

const isForecast = (z: Zone) => z.station === FORECAST_STATION
/** A term that a zone does not have is a short zero. */
const amount = (x: number) => (x === 0 ? '0' : figure(x, Math.min(2, decimalsFor(x))))

/** Columns of a zone: only the heating modules have a forecast. */
function columnsOf(z: Zone, shown: Shown): readonly ('now' | 'next')[] {
	if (!isForecast(z)) return ['now']
	return shown === 'both' ? ['now', 'next'] : [shown]
}

function headOf(z: Zone, column: 'now' | 'next', siblings: number, shown: Shown, text: (key: TextKey) => string): string {
	if (column === 'next') return shown === 'both' ? '1 h' : `${z.zone} ${text('in-1-h')}`
	if (siblings === 1) return text('now')
	return isForecast(z) && shown === 'both' ? `${z.zone} ${text('now')}` : String(z.zone)
}

function zoneOf(key: string): Zone {
	const [station, zone] = key.split(' ')
	return { station: station as StationName, zone: Number(zone) }
}

/** Of the whole table: nothing to say while all is well. */
function standing(store: LineStore, nowMs: number, says: string): FigureText {
	const twin = twinStanding(store, nowMs)
	if (twin.state !== 'good') return { text: twin.reason, state: twin.state, reason: twin.reason }
	const forecast = forecastStanding(store, nowMs)
	if (forecast.state !== 'good') return { text: forecast.reason, state: forecast.state, reason: forecast.reason }
	return { text: says }
}

function nowText(store: LineStore, z: Zone, text: (b: ZoneBalance) => string, nowMs: number): FigureText {
	const balance = store.zones.find((b) => b.station === z.station && b.zone === z.zone)
	const { state } = twinStanding(store, nowMs)
	if (balance === undefined || state === 'bad') return { text: MISSING }
	return { text: text(balance), italic: state === 'stale' }
}

function nextText(store: LineStore, z: Zone, text: (b: ForecastBudget) => string, nowMs: number): FigureText {
	const budget = expectedBudget(store, z.zone, HOUR_S)
	const { state } = forecastStanding(store, nowMs)
	if (budget === undefined || state === 'bad') return { text: MISSING }
	return { text: text(budget), italic: state === 'stale' }
}

function energyText(store: LineStore, z: Zone, nowMs: number): FigureText {
	const target = isForecast(z) ? expected(store, 'kWh', HOUR_S, z.zone) : undefined
	const { state } = forecastStanding(store, nowMs)
	if (target === undefined || state === 'bad') return { text: isForecast(z) ? MISSING : '' }
	return { text: figure(target.q['0.5'], 2), italic: state === 'stale' }
}

function energyRange(store: LineStore, z: Zone, nowMs: number): FigureText {
	const target = isForecast(z) ? expected(store, 'kWh', HOUR_S, z.zone) : undefined
	const { state } = forecastStanding(store, nowMs)
	if (target === undefined || state === 'bad') return { text: '' }
	const [low, high] = middle80(target)
	return { text: range(low, high, 2), italic: state === 'stale' }
}

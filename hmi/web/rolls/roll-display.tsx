import { ROLL_MAX_STEPS, type RollMap, type RollSpan } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import '../style/rolls.css'
import { useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { usePlace } from '../frame/display.ts'
import { useLine, useScreen } from '../screen.ts'
import { figure } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { shownIn, unitName } from '../words/units.ts'
import { LANES } from './lanes.ts'
import { PiecePanel } from './piece-panel.tsx'
import { placeOf, type RollPlace, SPANS, showRoll } from './place.ts'
import { RollPlot } from './roll-plot.tsx'
import { LANE_TEXTS, ROLL_TEXTS } from './texts.ts'

/** A short span moves on visibly; a long one is read at leisure [ms]. */
const SHORT_M = 200
const SHORT_EVERY_MS = 5000
const LONG_EVERY_MS = 30_000
const ASK_AGAIN_MS = 2000
const TABLE_ROWS = 60
/** A piece is shown with so much web around it when zoomed to. */
const AROUND = 1.5

/** F5: what became of each metre of web. */
export function RollDisplay() {
	const text = useTexts(ROLL_TEXTS)
	const { object } = usePlace()
	const place = placeOf(object)
	const [extend, setExtend] = useState(false)
	const [version, setVersion] = useState(0)
	const { map, refusal } = useRollMap(place, version)
	const recipes = useLine((line) => line.display?.recipes) ?? {}
	const { store } = useScreen()
	const endM = place.toM ?? map?.toM ?? 0
	const move = (by: number): void => showRoll({ ...place, toM: endM + by * place.spanM })
	const zoom = (spanM: number): void =>
		showRoll({ ...place, spanM, toM: place.toM === null ? null : endM - (place.spanM - spanM) / 2 })
	const zoomToPiece = ({ fromM, toM }: RollSpan): void => {
		const spanM = AROUND * (toM - fromM)
		showRoll({ ...place, spanM, toM: (fromM + toM + spanM) / 2 })
	}
	const { piece } = place
	return (
		<div className="roll-display">
			<div className="button-row roll-buttons">
				<fieldset className="spans">
					<legend className="hidden">{text('span')}</legend>
					{SPANS.map((m) => (
						<button key={m} type="button" className="command-button" aria-pressed={m === place.spanM} onClick={() => zoom(m)}>
							{m} m
						</button>
					))}
				</fieldset>
				<button type="button" className="command-button" onClick={() => move(-0.5)}>
					{text('earlier')}
				</button>
				<button type="button" className="command-button" disabled={place.toM === null} onClick={() => move(0.5)}>
					{text('later')}
				</button>
				<button
					type="button"
					className="command-button"
					aria-pressed={place.toM === null}
					onClick={() => showRoll({ ...place, toM: place.toM === null ? (store.states?.webPositionM ?? 0) : null })}
				>
					{text(place.toM === null ? 'hold' : 'live')}
				</button>
				<button
					type="button"
					className="command-button"
					aria-pressed={extend}
					disabled={piece === null}
					onClick={() => setExtend(!extend)}
				>
					{text('extend')}
				</button>
				<button
					type="button"
					className="command-button"
					disabled={piece === null}
					onClick={() => piece !== null && zoomToPiece(piece)}
				>
					{text('zoom-piece')}
				</button>
			</div>
			<Panel
				area="roll-map"
				title={text('map')}
				note={<span>{refusal === '' ? text('legend') : text(refusal === 'no-history' ? 'no-history' : 'no-answer')}</span>}
				table={() => (map === null ? null : <RollTable map={map} />)}
			>
				{map === null ? (
					<p className="empty">{text(refusal === 'no-history' ? 'no-history' : 'no-answer')}</p>
				) : (
					<RollPlot
						map={map}
						recipes={recipes}
						piece={piece}
						label={`${text('map')} ${figure(map.fromM, 1)}–${figure(map.toM, 1)} m; ${text('keys')}`}
						extends={extend}
						choose={(chosen) => showRoll({ ...place, toM: place.toM ?? map.toM, piece: chosen })}
					/>
				)}
			</Panel>
			<PiecePanel span={piece} marked={() => setVersion(version + 1)} />
		</div>
	)
}

function RollTable({ map }: { readonly map: RollMap }) {
	const text = useTexts(ROLL_TEXTS)
	const lane = useTexts(LANE_TEXTS)
	const plant = usePlantNames()
	const { store } = useScreen()
	const stations = useLine((line) => line.display?.stations) ?? []
	const nipM = store.states?.webPositionM ?? Number.NaN
	const shown = Object.keys(LANES) as (keyof typeof LANES)[]
	const every = Math.max(1, Math.ceil(map.known.length / TABLE_ROWS))
	return (
		<>
			<p>
				{text('stations')}:{' '}
				{stations
					.map(({ name, fromM, toM }) => `${plant(name)} ${figure(nipM - toM, 1)}–${figure(nipM - fromM, 1)} m`)
					.join(', ')}
			</p>
			<table className="data">
				<thead>
					<tr>
						<th scope="col">{text('metre')}</th>
						{shown.map((name) => (
							<th key={name} scope="col">
								{lane(name)} {unitName(LANES[name].unit)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{map.known
						.map((_, k) => k)
						.filter((k) => k % every === 0)
						.map((k) => (
							<tr key={k}>
								<th scope="row">{figure(map.fromM + k * map.stepM, 2)}</th>
								{shown.map((name) => {
									const x = map.lanes[name].mean[k] ?? Number.NaN
									return <td key={name}>{figure(shownIn(x, LANES[name].unit), LANES[name].decimals)}</td>
								})}
							</tr>
						))}
				</tbody>
			</table>
		</>
	)
}

/** The map of a span, asked for again while the line is followed. */
function useRollMap({ spanM, toM }: RollPlace, version: number) {
	const { connection, store } = useScreen()
	const [found, setFound] = useState<{ readonly map: RollMap | null; readonly refusal: string }>({ map: null, refusal: '' })
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new note changes the map
	useEffect(() => {
		let isHere = true
		let timer: ReturnType<typeof setTimeout> | undefined
		const look = async (): Promise<void> => {
			const endM = toM ?? store.states?.webPositionM
			if (endM === undefined || document.hidden) {
				timer = setTimeout(() => void look(), 500)
				return
			}
			const answer = await connection.ask('rollMap', { fromM: endM - spanM, toM: endM, steps: ROLL_MAX_STEPS })
			if (!isHere) return
			if (answer.ok) setFound({ map: answer.map, refusal: '' })
			else setFound((old) => ({ ...old, refusal: answer.code }))
			const everyMs = spanM <= SHORT_M ? SHORT_EVERY_MS : LONG_EVERY_MS
			timer = setTimeout(() => void look(), answer.ok ? everyMs : ASK_AGAIN_MS)
		}
		void look()
		return () => {
			isHere = false
			clearTimeout(timer)
		}
	}, [connection, store, spanM, toM, version])
	return found
}
